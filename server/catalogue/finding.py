"""Looking for what the catalogue has, by a part of its name, for those who choose from it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from server.catalogue import service
from server.catalogue.models import Product, Store

MOST: Final = 40
"""What one look finds; whoever wants more types more letters."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose: what is stored, what it is called, and what tells it from its namesakes."""

    value: str
    label: str
    detail: str = ""


def find(session: Session, kind: str, query: str) -> list[Choice]:
    """What of that kind has each word of the query in its name, by name; at most `MOST`."""
    return _KINDS[kind](session, query.split()[:8])


def named(session: Session, kind: str, values: Collection[str]) -> list[Choice]:
    """The chosen ones with their names, in the order given; what nobody knows is called by its value."""
    if kind == "product":
        ids = [int(each) for each in values if each.isascii() and each.isdigit() and len(each) < 17]
        known = {
            str(key): Choice(str(key), view.name, view.department)
            for key, view in service.products(session, ids).items()
        }
    elif kind == "store":
        query = select(Store.id, Store.name, Store.region).where(Store.id.in_(list(values)))
        known = {key: Choice(key, name, f"{region} · {key}") for key, name, region in session.execute(query)}
    else:
        known = {}
    return [known.get(each, Choice(each, each)) for each in values]


def _matching(column: InstrumentedAttribute[Any], words: list[str]) -> Any:
    return and_(*(column.icontains(word, autoescape=True) for word in words))


def _column(column: InstrumentedAttribute[Any]) -> Callable[[Session, list[str]], list[Choice]]:
    def look(session: Session, words: list[str]) -> list[Choice]:
        sold = select(column).where(Product.recommendable == 1, column.is_not(None))
        if words:
            sold = sold.where(_matching(column, words))
        return [Choice(name, name) for name in session.scalars(sold.distinct().order_by(column).limit(MOST))]

    return look


def _products(session: Session, words: list[str]) -> list[Choice]:
    query: Select[int, str, str, str] = select(Product.id, Product.name, Product.department, Product.sku)
    query = query.where(Product.recommendable == 1)
    if words:
        query = query.where(or_(_matching(Product.name, words), Product.sku == " ".join(words)))
    found = session.execute(query.order_by(Product.name, Product.id).limit(MOST))
    return [Choice(str(key), name, f"{department} · {sku}") for key, name, department, sku in found]


def _stores(session: Session, words: list[str]) -> list[Choice]:
    query = select(Store.id, Store.name, Store.region)
    if words:
        columns = (Store.name, Store.region, Store.id)
        query = query.where(
            *(or_(*(column.icontains(word, autoescape=True) for column in columns)) for word in words)
        )
    found = session.execute(query.order_by(Store.name, Store.id).limit(MOST))
    return [Choice(key, name, f"{region} · {key}") for key, name, region in found]


_KINDS: Final[Mapping[str, Callable[[Session, list[str]], list[Choice]]]] = {
    "department": _column(Product.department),
    "category": _column(Product.category),
    "brand": _column(Product.brand),
    "product": _products,
    "store": _stores,
}
KINDS: Final = tuple(_KINDS)
