"""Who bought which products: asked of many customers at once, by one statement each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import CTE, BigInteger, Double, Select, Subquery, column, func, select, values
from sqlalchemy.orm import Session

from server.purchases.models import Purchase, PurchaseLine
from shared.recommendation import Bought


def bought_by(
    session: Session, customers: Select[int] | Collection[int], product_ids: Collection[int]
) -> dict[int, list[Bought]]:
    """What each of the customers bought of these products."""
    rows = session.execute(
        select(PurchaseLine.customer_id, PurchaseLine.product_id, Purchase.at_ms, PurchaseLine.quantity)
        .join(Purchase, Purchase.id == PurchaseLine.purchase_id)
        .where(PurchaseLine.customer_id.in_(customers), PurchaseLine.product_id.in_(list(product_ids)))
    )
    found: dict[int, list[Bought]] = defaultdict(list)
    for customer_id, product_id, at_ms, quantity in rows:
        found[customer_id].append(Bought(product_id, at_ms, quantity))
    return found


def buyers_of_each(session: Session, customers: Select[int] | Collection[int]) -> dict[int, int]:
    """How many of the customers bought each product."""
    query = (
        select(PurchaseLine.product_id, func.count(PurchaseLine.customer_id.distinct()))
        .where(PurchaseLine.quantity > 0, PurchaseLine.customer_id.in_(customers))
        .group_by(PurchaseLine.product_id)
    )
    return dict(session.execute(query).all())


def weighed(
    session: Session, customers: Select[int] | Collection[int], weights: Mapping[int, float]
) -> list[tuple[int, float, int]]:
    """Of each customer the sum of the weights of what she bought, and how many products that was in all."""
    if not weights:
        return []
    weight = _weights(weights)
    had = _had(customers, among=select(weight.c.product_id))
    # from the few weights to the many lines: SQLite makes an index of the second for this, not of the first
    sums = (
        select(had.c.customer_id, func.sum(weight.c.weight))
        .select_from(weight)
        .join(had, had.c.product_id == weight.c.product_id)
        .group_by(had.c.customer_id)
    )
    total = dict(session.execute(sums).all())
    products = func.count(PurchaseLine.product_id.distinct())
    bought = _bought(select(PurchaseLine.customer_id, products), customers)
    return [
        (customer, float(total.get(customer, 0.0)), number)
        for customer, number in session.execute(bought.group_by(PurchaseLine.customer_id))
    ]


def had_of(
    session: Session, customers: Collection[int], product_ids: Collection[int]
) -> dict[int, list[int]]:
    """Which of the products each customer bought, by product id."""
    had = _had(customers)
    query = select(had.c.customer_id, had.c.product_id).where(had.c.product_id.in_(list(product_ids)))
    found: dict[int, list[int]] = defaultdict(list)
    for customer_id, product_id in session.execute(query.order_by(had.c.product_id)):
        found[customer_id].append(product_id)
    return found


def _had(customers: Select[int] | Collection[int], among: Select[int] | None = None) -> Subquery:
    query = _bought(select(PurchaseLine.customer_id, PurchaseLine.product_id), customers).distinct()
    return (query if among is None else query.where(PurchaseLine.product_id.in_(among))).subquery("had")


def _bought(query: Select[int, int], customers: Select[int] | Collection[int]) -> Select[int, int]:
    return query.where(PurchaseLine.quantity > 0, PurchaseLine.customer_id.in_(customers))


def _weights(weights: Mapping[int, float]) -> CTE:
    named = values(column("product_id", BigInteger), column("weight", Double), name="weights")
    return named.data(list(weights.items())).cte("weight")
