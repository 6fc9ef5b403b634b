"""How a model is made: purchase lines go in as arrays, a manifest and its parts come out.

Nothing here knows a database, a clock or chance: the same lines give the same bytes. Where lines come from,
and where a model is kept, is its neighbours' affair.
"""
