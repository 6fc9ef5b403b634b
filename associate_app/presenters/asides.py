"""Things put aside for customers: until when, what they are, and back into the basket."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from associate_app.errors import BasketChanged
from associate_app.presenters.basket_rows import FORGOTTEN, items_text
from associate_app.presenters.basket_views import AsideRow
from associate_app.presenters.team_views import WaitingRow
from associate_app.presenters.wording import day_text, hue, initials, local
from associate_app.store import baskets, catalogue, customers, put_asides
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


def in_store(desk: Desk, snapshot: Snapshot) -> tuple[WaitingRow, ...]:
    """What waits for anybody in the store, the first day to end first."""
    found = put_asides.in_store(snapshot, today(desk).isoformat())
    people = customers.by_ids(snapshot, [each.customer_id for each in found])
    names = catalogue.product_names(snapshot, {key for each in found for key, _count in each.lines})
    associates: dict[str, str] = dict(snapshot.rows("SELECT id, name FROM associates"))
    rows = []
    for each in found:
        who = people[each.customer_id]
        by = associates.get(each.associate_id)
        parts = (_("by {name}").format(name=by) if by else "", _(WAITS_TO_BE_SENT) if each.pending else "")
        rows.append(
            WaitingRow(
                each.customer_id, f"{who.given_name} {who.family_name}",
                initials(who.given_name, who.family_name), hue(who.id),
                items=", ".join(_named(names, each.lines)), until=_until(desk, each),
                meta=" · ".join(filter(None, parts)),
            )
        )  # fmt: skip
    return tuple(rows)


def _until(desk: Desk, aside: Aside) -> str:
    now, until = today(desk), date.fromisoformat(aside.until_on)
    if until == now:
        return _("Put aside until closing time today")
    return _("Put aside until {day}").format(day=day_text(until, now))


def _row(desk: Desk, snapshot: Snapshot, aside: Aside) -> AsideRow:
    names = catalogue.product_names(snapshot, [key for key, _count in aside.lines])
    parts = (
        items_text(sum(count for _key, count in aside.lines)),
        _(WAITS_TO_BE_SENT) if aside.pending else "",
    )
    return AsideRow(
        aside_id=aside.id,
        title=_until(desk, aside),
        meta=" · ".join(part for part in parts if part),
        items=", ".join(_named(names, aside.lines)),
        pending=aside.pending,
    )


def _named(names: Mapping[int, str], lines: Iterable[tuple[int, int]]) -> Iterable[str]:
    for key, count in lines:
        name = names.get(key, _(FORGOTTEN))
        yield name if count == 1 else f"{count} × {name}"


def today(desk: Desk) -> date:
    """The store's day."""
    return local(desk.now_ms(), desk.enrolment.time_zone).date()
