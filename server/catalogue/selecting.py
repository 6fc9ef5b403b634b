"""Products and stores of a kind, as queries of their ids: what audiences are counted by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Select, Subquery, select

from server.catalogue.models import Product, Store


def products_like(of: Mapping[str, Sequence[str]]) -> Subquery:
    """The products of those departments, categories and brands, made to be joined to."""
    columns = {"department": Product.department, "category": Product.category, "brand": Product.brand}
    fits = [columns[name].in_(values) for name, values in of.items()]
    return select(Product.id.label("product_id")).where(*fits).subquery()


def ids_in_zones(zones: Sequence[str]) -> Select[str]:
    """The stores in those time zones."""
    return select(Store.id).where(Store.time_zone.in_(zones))


def ids_in_regions(regions: Sequence[str]) -> Select[str]:
    """The stores in those regions."""
    return select(Store.id).where(Store.region.in_(regions))
