"""Products as cards: what, why, for how much, and how many lie in this store."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from associate_app.presenters.icons import icon_for
from associate_app.presenters.product_views import ProductRow, RecommendationCard
from associate_app.presenters.wording import as_of_text
from associate_app.store.catalogue import Catalogue, NearStock, StockLevel
from associate_app.store.purchases import Product
from shared.money import as_text
from shared.words import _, locale, plural


class Reasoned(NamedTuple):
    """A product and why it is mentioned."""

    product_id: int
    reason: str


class Shelf(NamedTuple):
    """What this store knows of products at one moment."""

    catalogue: Catalogue
    stock: Mapping[int, StockLevel]
    now_ms: int
    time_zone: str


def cards(
    mentioned: Iterable[Reasoned],
    shelf: Shelf,
    said: Mapping[int, str],
    most: int,
    known: Collection[str] = (),
) -> tuple[RecommendationCard, ...]:
    """The first of them not known to be out of stock here; of products that read alike, the best.

    None that reads like one that is `known`: to whoever reads it, it is that one.
    """
    shown: dict[str, RecommendationCard] = {}
    for product_id, reason in mentioned:
        product, level = shelf.catalogue.product(product_id), shelf.stock.get(product_id)
        if (
            product is None
            or product.name in shown
            or product.name in known
            or (level is not None and level.quantity <= 0)
        ):
            continue
        shown[product.name] = RecommendationCard(
            product_id=product_id,
            title=product.name,
            price=price_text(product),
            reason=reason,
            stock=stock_text(level, shelf),
            in_stock=level is not None,
            icon=icon_for(product.department, product.category),
            answer="liked" if said.get(product_id) == "liked" else None,
        )
        if len(shown) == most:
            break
    return tuple(shown.values())


def product_row(product: Product, shelf: Shelf) -> ProductRow:
    """The product as a list shows it, whether or not some lie here."""
    level = shelf.stock.get(product.id)
    parts = (product.department, product.brand, product.size or "")
    return ProductRow(
        product_id=product.id,
        title=product.name,
        meta=" · ".join(part for part in parts if part),
        price=price_text(product),
        stock=stock_text(level, shelf),
        in_stock=level is not None and level.quantity > 0,
        icon=icon_for(product.department, product.category),
    )


def price_text(product: Product) -> str:
    """What one costs; empty where nobody has said."""
    return as_text(product.price_minor) if product.price_minor is not None else ""


def stock_text(level: StockLevel | None, shelf: Shelf) -> str:
    """How many lie here, and since when that is known."""
    if level is None:
        return _("Stock not known")
    since = as_of_text(level.at_ms, shelf.now_ms, shelf.time_zone)
    if level.quantity <= 0:
        return _("None here as of {when}").format(when=since)
    return plural("{count} here as of {when}", "{count} here as of {when}", level.quantity, when=since)


def near_text(near: NearStock, shelf: Shelf) -> str:
    """How many lie in a near store, how far it is, and since when that is known."""
    since = as_of_text(near.at_ms, shelf.now_ms, shelf.time_zone)
    away = locale().decimals(near.metres / 1_000, 1)
    return plural(
        "{count} in {store}, {km} km away, as of {when}",
        "{count} in {store}, {km} km away, as of {when}",
        near.quantity, store=near.store, km=away, when=since,
    )  # fmt: skip
