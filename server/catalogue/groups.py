"""Which departments sets of products belong to."""

from __future__ import annotations

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from server.catalogue.models import Product


def main_departments(session: Session, products: Select[int, int]) -> dict[int, str]:
    """For each key of (key, product id), the department that most of its products belong to.

    A key none of whose products is known has none; of departments with as many, the first by name.
    """
    chosen = products.subquery()
    key, product_id = chosen.c[0], chosen.c[1]
    number = func.count()
    query = (
        select(key, Product.department)
        .join(Product, Product.id == product_id)
        .group_by(key, Product.department)
        .order_by(key, number, Product.department.desc())
    )
    return {found: department for found, department in session.execute(query)}  # noqa: C416 - the last one stays
