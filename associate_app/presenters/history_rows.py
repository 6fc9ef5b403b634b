"""Purchases as rows, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from associate_app.presenters.history_views import HistoryRow
from associate_app.presenters.icons import OTHER, icon_for
from associate_app.presenters.wording import counted, day_text, local
from associate_app.store.purchases import Basket, Line, Product
from shared.money import as_text
from shared.names import folded

FORGOTTEN = "An item no longer in the catalogue"


def history_rows(
    lines: Iterable[Line],
    products: Mapping[int, Product],
    stores: Mapping[str, str],
    now_ms: int,
    time_zone: str,
) -> tuple[HistoryRow, ...]:
    """One row for each line."""
    today = local(now_ms, time_zone).date()
    rows = []
    for line in lines:
        day = day_text(local(line.at_ms, time_zone).date(), today)
        parts = (day, place_text(line.basket, stores), piece_text(line.quantity))
        meta = ", ".join(part for part in parts if part)
        product = products.get(line.product_id)
        rows.append(row_of(product, line.quantity, line.amount_minor, meta, line.basket.id))
    return tuple(rows)


def row_of(
    product: Product | None, quantity: int, amount_minor: int, meta: str, purchase_id: int
) -> HistoryRow:
    """One line of a purchase; None stands for a product that the catalogue has forgotten."""
    return HistoryRow(
        title=product.name if product else FORGOTTEN,
        meta=meta,
        amount=as_text(amount_minor),
        status="Returned" if quantity < 0 else "",
        icon=icon_for(product.department, product.category) if product else OTHER,
        purchase_id=purchase_id,
        product_id=product.id if product else -1,
    )


def place_text(basket: Basket, stores: Mapping[str, str]) -> str:
    """The store's name, or the channel; empty where neither is known."""
    return stores.get(basket.store_id, "") if basket.channel == "store" else basket.channel


def piece_text(quantity: int) -> str:
    """How many pieces, where it is more than one."""
    pieces = abs(quantity)
    return counted(pieces, "piece", "pieces") if pieces > 1 else ""


def matching_products(
    bought: Iterable[int], products: Mapping[int, Product], query: str, department: str
) -> frozenset[int]:
    """The products of that department (any, if empty) with every typed word in name, kind or brand."""
    words = folded(query).split()
    return frozenset(
        product_id
        for product_id in bought
        if (not department or _department(products.get(product_id)) == department)
        and all(word in _words_of(products.get(product_id)) for word in words)
    )


def _department(product: Product | None) -> str:
    return product.department if product else ""


def _words_of(product: Product | None) -> str:
    if product is None:
        return folded(FORGOTTEN)
    return folded(" ".join(filter(None, (product.name, product.department, product.category, product.brand))))
