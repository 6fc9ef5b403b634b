"""Stores, products and stock, as the other domains ask for them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Select, Subquery, insert, literal, or_, select
from sqlalchemy.orm import Session

from server.catalogue.models import Product, Stock, Store
from server.errors import NotFound


@dataclass(frozen=True, slots=True)
class StoreView:
    """A store as others see it."""

    id: str
    name: str
    region: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class ProductView:
    """A product as it is shown."""

    id: int
    name: str
    department: str
    price_minor: int | None
    stock: int | None = None


def _view(store: Store) -> StoreView:
    return StoreView(store.id, store.name, store.region, store.time_zone)


def store(session: Session, store_id: str) -> StoreView:
    """That store; NotFound if there is none."""
    found = session.get(Store, store_id)
    if found is None:
        raise NotFound(f"There is no store {store_id}. Check its number.")
    return _view(found)


def stores(session: Session) -> list[StoreView]:
    """Every store, by id."""
    return [_view(each) for each in session.scalars(select(Store).order_by(Store.id))]


def unknown_stores(session: Session, store_ids: Iterable[str]) -> list[str]:
    """Those of the ids that no store has."""
    asked = set(store_ids)
    return sorted(asked - set(session.scalars(select(Store.id).where(Store.id.in_(asked)))))


def store_ids_paired_with(value: str, store_ids: list[str] | None) -> Select[str, str]:
    """A query of (value, store id) over the chosen stores, or all; made to be inserted from."""
    query = select(literal(value), Store.id)
    return query if store_ids is None else query.where(Store.id.in_(store_ids))


def departments_of_products() -> Subquery:
    """Product ids with their departments, made to be joined to."""
    return select(Product.id.label("product_id"), Product.department).subquery("departments_of_products")


def kinds_of_products() -> Subquery:
    """Product ids with department, category and brand, made to be joined to."""
    columns = (Product.id.label("product_id"), Product.department, Product.category, Product.brand)
    return select(*columns).subquery("kinds_of_products")


def departments(session: Session) -> list[str]:
    """Every department that has something to sell, by name."""
    query = select(Product.department).where(Product.recommendable == 1).distinct()
    return sorted(session.scalars(query))


def recommendable_departments(session: Session) -> dict[int, str]:
    """Every product that may be recommended, with its department."""
    query = select(Product.id, Product.department).where(Product.recommendable == 1)
    return dict(session.execute(query).all())


def recommendable(session: Session, product_ids: Iterable[int]) -> dict[int, None]:
    """Those of the products that may be recommended."""
    query = select(Product.id).where(Product.id.in_(list(product_ids)), Product.recommendable == 1)
    return dict.fromkeys(session.scalars(query))


def known_product(session: Session, product_id: int) -> None:
    """The catalogue knows the product; NotFound otherwise."""
    if session.get(Product, product_id) is None:
        raise NotFound("There is no such product. Check its number.")


def of_its_category(session: Session, product_id: int) -> list[int]:
    """The products of the same category; none where the product has no category."""
    own = select(Product.category).where(Product.id == product_id).scalar_subquery()
    return list(session.scalars(select(Product.id).where(Product.category == own)))


def found_in(session: Session, names: Collection[str]) -> frozenset[int]:
    """What may be recommended of the departments and categories of these names."""
    named = or_(Product.department.in_(names), Product.category.in_(names))
    return frozenset(session.scalars(select(Product.id).where(named, Product.recommendable == 1)))


def unknown_names(session: Session, names: Collection[str]) -> list[str]:
    """Those of the names that no department and no category has, in order."""
    known: set[str | None] = set()
    for column in (Product.department, Product.category):
        known.update(session.scalars(select(column).where(column.in_(names)).distinct()))
    return sorted(set(names) - known)


def products(
    session: Session, product_ids: Iterable[int], store_id: str | None = None
) -> dict[int, ProductView]:
    """The products among the ids that the catalogue knows; with a store, with what lies there."""
    query = select(Product.id, Product.name, Product.department, Product.price_minor).where(
        Product.id.in_(list(product_ids))
    )
    stock: dict[int, int] = {}
    if store_id is not None:
        held = select(Stock.product_id, Stock.quantity).where(
            Stock.store_id == store_id, Stock.product_id.in_(list(product_ids))
        )
        stock = dict(session.execute(held).all())
    return {
        row.id: ProductView(row.id, row.name, row.department, row.price_minor, stock.get(row.id))
        for row in session.execute(query)
    }


def skus(session: Session, product_ids: Iterable[int]) -> dict[int, str]:
    """The retailer's own codes of those of the products that the catalogue knows."""
    query = select(Product.id, Product.sku).where(Product.id.in_(list(product_ids)))
    return dict(session.execute(query).all())


def names_of_skus(session: Session, skus: Iterable[str]) -> dict[str, str]:
    """What products are called, by the retailer's own codes; nothing for those that it does not know."""
    query = select(Product.sku, Product.name).where(Product.sku.in_(list(skus)))
    return dict(session.execute(query).all())


def add_store(session: Session, view: StoreView) -> None:
    """The store is known."""
    session.execute(
        insert(Store).values(id=view.id, name=view.name, region=view.region, time_zone=view.time_zone)
    )
