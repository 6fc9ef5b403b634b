"""Purchases as rows, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from associate_app.presenters.history_views import HistoryRow
from associate_app.presenters.icons import OTHER, icon_for
from associate_app.presenters.wording import day_text, local
from associate_app.store.purchases import Basket, Line, Product
from shared.money import as_text
from shared.names import folded
from shared.words import _, lazy, listed, plural

_CHANNELS: Final = {"web": lazy("online"), "phone": lazy("by phone"), "message": lazy("by message")}
FORGOTTEN: Final = lazy("An item no longer in the catalogue")


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
        meta = listed([part for part in parts if part])
        product = products.get(line.product_id)
        rows.append(row_of(product, line.quantity, line.amount_minor, meta, line.basket.id))
    return tuple(rows)


def row_of(
    product: Product | None, quantity: int, amount_minor: int, meta: str, purchase_id: int
) -> HistoryRow:
    """One line of a purchase; None stands for a product that the catalogue has forgotten."""
    return HistoryRow(
        title=product.name if product else _(FORGOTTEN),
        meta=meta,
        amount=as_text(amount_minor),
        status=_("Returned") if quantity < 0 else "",
        icon=icon_for(product.department, product.category) if product else OTHER,
        purchase_id=purchase_id,
        product_id=product.id if product else -1,
    )


def place_text(basket: Basket, stores: Mapping[str, str]) -> str:
    """The store's name, or the channel; empty where neither is known."""
    return stores.get(basket.store_id, "") if basket.channel == "store" else channel_text(basket.channel)


def channel_text(channel: str) -> str:
    """Where it was bought, if not in a store; a channel of a newer version by its own name."""
    known = _CHANNELS.get(channel)
    return _(known) if known else channel


def piece_text(quantity: int) -> str:
    """How many pieces, where it is more than one."""
    pieces = abs(quantity)
    return plural("{count} piece", "{count} pieces", pieces) if pieces > 1 else ""


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
        return folded(_(FORGOTTEN))
    return folded(" ".join(filter(None, (product.name, product.department, product.category, product.brand))))
