"""Things put aside for customers: until when, what they are, and back into the basket."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from associate_app.errors import BasketChanged
from associate_app.presenters.basket_rows import FORGOTTEN, items_text
from associate_app.presenters.basket_views import AsideRow
from associate_app.presenters.wording import day_text, local
from associate_app.store import baskets, catalogue, put_asides
from associate_app.store.baskets import Basket
from associate_app.store.desk import Desk
from associate_app.store.put_asides import Aside
from associate_app.store.reading import Snapshot
from associate_app.store.recorder import Deed
from shared.operation_selling import RELEASED
from shared.words import _, lazy

WAITS_TO_BE_SENT: Final = lazy("waiting to be sent")


def deed(basket: Basket, until_on: str) -> Deed:
    """The operation that puts aside what lies in the basket."""
    lines = [{"product_id": key, "quantity": count} for key, count in basket.lines]
    return Deed("put_aside", {"lines": lines, "until_on": until_on})


def end(aside_id: str, outcome: str) -> Deed:
    """The operation that ends it."""
    return Deed("put_aside_ended", {"put_aside_id": aside_id, "outcome": outcome})


def into_basket(
    desk: Desk, snapshot: Snapshot, customer_id: int, aside_id: str, outcome: str
) -> Basket | None:
    """Her basket with what waited for her; None if it is only let go. BasketChanged if nothing waits."""
    waiting = put_asides.of_customer(snapshot, customer_id, today(desk).isoformat())
    aside = next((each for each in waiting if each.id == aside_id), None)
    if aside is None:
        raise BasketChanged(_("Somebody has dealt with it already."))
    if outcome == RELEASED:
        return None
    basket = baskets.of(snapshot, desk.associate.id, customer_id)
    for product_id, count in aside.lines:
        basket = basket.with_quantity(product_id, basket.quantity(product_id) + count)
    return basket


def of_customer(desk: Desk, snapshot: Snapshot, customer_id: int) -> tuple[AsideRow, ...]:
    """What waits for her."""
    found = put_asides.of_customer(snapshot, customer_id, today(desk).isoformat())
    return tuple(_row(desk, snapshot, each) for each in found)


def _row(desk: Desk, snapshot: Snapshot, aside: Aside) -> AsideRow:
    now = today(desk)
    until = date.fromisoformat(aside.until_on)
    title = (
        _("Put aside until closing time today")
        if until == now
        else _("Put aside until {day}").format(day=day_text(until, now))
    )
    parts = (
        items_text(sum(count for _key, count in aside.lines)),
        _(WAITS_TO_BE_SENT) if aside.pending else "",
    )
    return AsideRow(
        aside_id=aside.id,
        title=title,
        meta=" · ".join(part for part in parts if part),
        items=", ".join(_named(snapshot, aside.lines)),
        pending=aside.pending,
    )


def _named(snapshot: Snapshot, lines: Iterable[tuple[int, int]]) -> Iterable[str]:
    lines = tuple(lines)
    names = catalogue.product_names(snapshot, [key for key, _count in lines])
    for key, count in lines:
        name = names.get(key, _(FORGOTTEN))
        yield name if count == 1 else f"{count} × {name}"


def today(desk: Desk) -> date:
    """The store's day."""
    return local(desk.now_ms(), desk.enrolment.time_zone).date()
