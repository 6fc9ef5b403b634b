"""Purchases as rows, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from associate_app.presenters.icons import OTHER, icon_for
from associate_app.presenters.view_models import HistoryRow
from associate_app.presenters.wording import counted, day_text, local
from associate_app.store.name_words import folded
from associate_app.store.purchases import Line, Product
from shared.money import as_text

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
        product, basket = products.get(line.product_id), line.basket
        where = stores.get(basket.store_id, "") if basket.channel == "store" else basket.channel
        pieces = abs(line.quantity)
        parts = (
            day_text(local(basket.at_ms, time_zone).date(), today),
            where,
            counted(pieces, "piece", "pieces") if pieces > 1 else "",
        )
        rows.append(
            HistoryRow(
                title=product.name if product else FORGOTTEN,
                meta=", ".join(part for part in parts if part),
                amount=as_text(line.amount_minor),
                status="Returned" if line.quantity < 0 else "",
                icon=icon_for(product.department, product.category) if product else OTHER,
            )
        )
    return tuple(rows)


def matching(lines: Iterable[Line], products: Mapping[int, Product], query: str) -> list[Line]:
    """The lines whose product has every typed word somewhere in its name, department, category or brand."""
    words = folded(query).split()
    texts = {
        key: folded(" ".join(filter(None, (p.name, p.department, p.category, p.brand))))
        for key, p in products.items()
    }
    forgotten = folded(FORGOTTEN)
    return [line for line in lines if all(word in texts.get(line.product_id, forgotten) for word in words)]
