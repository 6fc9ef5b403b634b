"""The lines of purchases that audience rules ask for, of many customers by one query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, or_, select, true
from sqlalchemy.orm import Session

from server.catalogue import service as catalogue
from server.purchases.models import Purchase, PurchaseLine
from shared.clock import DAY_MS
from shared.particulars import LineBought, utc_day


def lines_asked(
    session: Session,
    customers: Select[int] | Iterable[int] | None,
    conditions: Sequence[Mapping[str, Any]],
    now_ms: int,
) -> dict[int, list[LineBought]]:
    """The lines that any of the conditions on what was bought is about; other lines change no answer."""
    kinds, today = catalogue.kinds_of_products(), utc_day(now_ms)
    query = (
        select(
            Purchase.customer_id, Purchase.id, Purchase.at_ms, PurchaseLine.product_id, kinds.c.department,
            kinds.c.category, kinds.c.brand, Purchase.channel, Purchase.store_id, PurchaseLine.quantity,
            PurchaseLine.amount_minor,
        )
        .join(PurchaseLine, PurchaseLine.purchase_id == Purchase.id)
        .outerjoin(kinds, kinds.c.product_id == PurchaseLine.product_id)
        .where(PurchaseLine.quantity > 0, or_(*(_is_about(each, kinds, today) for each in conditions)))
    )  # fmt: skip
    if customers is not None:
        query = query.where(Purchase.customer_id.in_(customers))
    found: dict[int, list[LineBought]] = {}
    for customer_id, purchase_id, at_ms, *rest in session.execute(query):
        found.setdefault(customer_id, []).append(LineBought(purchase_id, utc_day(at_ms), *rest))
    return found


def _is_about(condition: Mapping[str, Any], kinds: Subquery, today: int) -> ColumnElement[bool]:
    columns: dict[str, ColumnElement[Any]] = {
        "department": kinds.c.department, "category": kinds.c.category, "brand": kinds.c.brand,
        "product": PurchaseLine.product_id.expression, "channel": Purchase.channel.expression,
        "store": Purchase.store_id.expression,
    }  # fmt: skip
    fits = [columns[name].in_(values) for name, values in condition.get("of", {}).items()]
    days = condition.get("days")
    since = Purchase.at_ms >= (today - days + 1) * DAY_MS if days is not None else true()
    return and_(Purchase.at_ms < (today + 1) * DAY_MS, since, *fits)
