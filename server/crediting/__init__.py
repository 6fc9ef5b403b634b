"""Sales credit at HQ: whom purchases count for, by several windows, and what that was against control.

`counting` is the rule of `shared.credit` as a statement, on the same cases; `controls` sets customers who met
a trial beside those who met its control, over as long a time; `service` puts both together. Nothing is kept.
"""
