"""What was redeemed, as a query for other domains."""

from __future__ import annotations

from sqlalchemy import Subquery, select

from server.promotions.models import Redemption


def redemptions() -> Subquery:
    """Who used which promotion when; those who were erased have no number."""
    query = select(Redemption.promotion_id, Redemption.customer_id, Redemption.at_ms)
    return query.subquery("redeemed")
