"""Decisions: which offer stands first, what HQ has counted for that, and what another way would have earned.

Nothing here decides who may have an offer: that is `shared.promotions.decide`'s. Nothing here is random.
"""
