"""What customers spend on things when they buy them, which a benefit on those things is taken off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.catalogue import selecting as catalogue
from server.purchases.models import Purchase, PurchaseLine


@dataclass(frozen=True, slots=True)
class Spent:
    """So many purchases held such things: what was paid for them in all, and for how many pieces."""

    purchases: int
    amount_minor: int
    pieces: int

    @property
    def each_purchase(self) -> float:
        """Cents that one purchase spent on them on average."""
        return self.amount_minor / self.purchases if self.purchases else 0.0

    @property
    def each_piece(self) -> float:
        """Cents that one piece cost on average."""
        return self.amount_minor / self.pieces if self.pieces else 0.0


def spent_on(
    session: Session,
    customer_ids: Sequence[int],
    of: Mapping[str, Sequence[Any]],
    *,
    since_ms: int,
    now_ms: int,
    least_minor: int = 0,
) -> Spent:
    """What these customers bought of such things since then, in purchases of at least so much in all.

    Returns are left out.
    """
    line = PurchaseLine
    query = (
        select(func.sum(line.amount_minor).label("amount"), func.sum(line.quantity).label("pieces"))
        .join(Purchase, Purchase.id == line.purchase_id)
        .where(Purchase.customer_id.in_(customer_ids), Purchase.at_ms > since_ms, Purchase.at_ms <= now_ms)
        .where(line.quantity > 0, line.amount_minor > 0)
        .group_by(line.purchase_id)
    )
    kinds = {name: values for name, values in of.items() if name != "product"}
    if kinds:
        of_them = catalogue.products_like(kinds)
        query = query.join(of_them, of_them.c.product_id == line.product_id)
    if "product" in of:
        query = query.where(line.product_id.in_(of["product"]))
    if least_minor:
        query = query.where(Purchase.total_minor >= least_minor)
    each = query.subquery()
    sums = select(func.count(), func.sum(each.c.amount), func.sum(each.c.pieces)).select_from(each)
    purchases, amount, pieces = session.execute(sums).one()
    return Spent(purchases, int(amount or 0), int(pieces or 0))
