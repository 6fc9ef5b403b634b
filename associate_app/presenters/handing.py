"""A basket on its way to the till: the operation, the code, and what still waits to be taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from associate_app.errors import BasketChanged
from associate_app.presenters.basket_rows import items_text, saved_text
from associate_app.presenters.basket_views import HandedRow, HandOver
from associate_app.presenters.wording import clock_text, local
from associate_app.store import catalogue, handed
from associate_app.store.desk import Desk
from associate_app.store.handed import Handed
from associate_app.store.reading import Snapshot
from associate_app.store.recorder import Deed
from shared.basket import Priced
from shared.handover import LIFE_MS, HandedBasket, HandedLine, HandedOffer, qr_text, short_code
from shared.money import as_text
from shared.words import _, lazy

AT_HQ: Final = lazy("The till scans the square, or somebody types the code below it.")
NOT_YET: Final = lazy(
    "The till scans the square. The short code works as soon as this tablet has reached HQ."
)


def deed(found: Priced, redemptions: Mapping[str, Deed]) -> Deed:
    """The operation that hands the priced basket over, with the redemptions that go with it."""
    lines = [
        {
            "product_id": each.line.product_id, "quantity": each.line.quantity,
            "unit_minor": each.line.unit_minor, "discount_minor": each.discount_minor,
        } for each in found.lines
    ]  # fmt: skip
    offers = [
        {
            "redemption_id": redemptions[each.promotion_id].id, "promotion_id": each.promotion_id,
            "discount_minor": each.discount_minor, **({"points": each.points} if each.points else {}),
        } for each in found.applied
    ]  # fmt: skip
    arguments = {"lines": lines, "offers": offers, "total_minor": found.total_minor}
    return Deed("basket_handed", arguments)


def fresh(desk: Desk, snapshot: Snapshot, wire: Mapping[str, Any]) -> HandOver:
    """What is shown of a basket that was handed over this moment."""
    arguments = wire["arguments"]
    content = Handed(
        wire["id"], wire["at_ms"], arguments["lines"], arguments["offers"], arguments["total_minor"], True
    )
    return _shown(desk, snapshot, content)


def again(desk: Desk, snapshot: Snapshot, customer_id: int, basket_id: str) -> HandOver:
    """What is shown of one that waits; BasketChanged if a till has taken it, or none would any more."""
    waiting_now = handed.waiting(snapshot, customer_id, desk.now_ms() - LIFE_MS)
    content = next((each for each in waiting_now if each.id == basket_id), None)
    if content is None:
        raise BasketChanged(_("No till waits for this basket any more."))
    return _shown(desk, snapshot, content)


def waiting(desk: Desk, snapshot: Snapshot, customer_id: int) -> tuple[HandedRow, ...]:
    """Her baskets that no till has taken yet, the newest first."""
    found = handed.waiting(snapshot, customer_id, desk.now_ms() - LIFE_MS)
    return tuple(_row(desk, each) for each in found)


def _row(desk: Desk, content: Handed) -> HandedRow:
    since = clock_text(local(content.at_ms, desk.enrolment.time_zone))
    return HandedRow(
        basket_id=content.id,
        title=_("Handed over at {time}").format(time=since),
        meta=" · ".join((items_text(_pieces(content.lines)), as_text(content.total_minor))),
    )


def _shown(desk: Desk, snapshot: Snapshot, content: Handed) -> HandOver:
    skus = catalogue.skus(snapshot, {line["product_id"] for line in content.lines})
    basket = HandedBasket(
        content.id, desk.enrolment.store_id, content.at_ms,
        tuple(_line(line, skus) for line in content.lines),
        tuple(HandedOffer(**offer) for offer in content.offers),
    )  # fmt: skip
    return HandOver(
        basket_id=content.id,
        square=qr_text(basket),
        code=short_code(content.id),
        items=items_text(_pieces(content.lines)),
        total=as_text(content.total_minor),
        saved=saved_text(sum(offer.discount_minor for offer in basket.offers)),
        hint=_(NOT_YET if content.pending else AT_HQ),
    )


def _line(line: Mapping[str, Any], skus: Mapping[int, str]) -> HandedLine:
    sku = skus.get(line["product_id"], str(line["product_id"]))
    return HandedLine(sku, line["quantity"], line["unit_minor"], line["discount_minor"])


def _pieces(lines: Iterable[Mapping[str, Any]]) -> int:
    return sum(line["quantity"] for line in lines)
