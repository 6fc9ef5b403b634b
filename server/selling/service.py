"""Baskets on their way to tills: kept as tablets handed them over, read, and taken once.

A till may scan a basket before HQ has heard of it: then the code itself says what is in it, and HQ remembers
that it is taken. Nothing in a code proves who wrote it, so its offers are not called counted until HQ has the
tablet's own word.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from server.catalogue import service as catalogue
from server.promotions import service as promotions
from server.selling.errors import BasketElsewhere, BasketExpired, BasketTaken, BasketUnknown
from server.selling.models import BasketTaking, HandedBasketRecord
from shared.handover import HandedBasket, HandedLine, HandedOffer, is_basket_code, read_qr, read_short
from shared.handover import short_code as short_code_of
from shared.ids import is_uuid

OfferState = Literal["counted", "not_counted", "not_heard"]
"""HQ has counted its redemption; HQ has the basket and not the redemption; HQ has heard of neither yet."""


@dataclass(frozen=True, slots=True)
class BasketLine:
    """Some pieces of a product as a till books them; `name` is null for what the catalogue does not know."""

    sku: str
    name: str | None
    quantity: int
    unit_minor: int | None
    discount_minor: int


@dataclass(frozen=True, slots=True)
class BasketOfferView:
    """An offer used in it, what it takes off or gives in points, and whether HQ counts it."""

    promotion_id: str
    name: str | None
    discount_minor: int
    points: int
    state: OfferState


@dataclass(frozen=True, slots=True)
class BasketView:
    """A basket as a till reads it; `is_known` is false while HQ has only the code's word."""

    id: str
    code: str
    store_id: str
    customer_id: int | None
    handed_ms: int
    lines: tuple[BasketLine, ...]
    offers: tuple[BasketOfferView, ...]
    total_minor: int
    is_known: bool
    taken_ms: int | None


@dataclass(frozen=True, slots=True)
class _Found:
    """What HQ or the code itself says of a basket."""

    basket: HandedBasket
    customer_id: int | None = None
    is_known: bool = False


def keep(session: Session, row: Mapping[str, Any]) -> None:
    """The basket is kept, with when a till took it; repeating it with the same id changes nothing."""
    if session.get(HandedBasketRecord, row["id"]) is None:
        taken = session.get(BasketTaking, row["id"])
        session.execute(insert(HandedBasketRecord).values({**row, "taken_ms": taken and taken.at_ms}))


def read(session: Session, *, code: str, store_id: str, now_ms: int) -> BasketView:
    """The basket behind a square's text, a short code or an id, in that store; errors say why there is none.

    One that a till has taken can still be read: it says so.
    """
    found = _found(session, code, store_id)
    basket = found.basket
    if basket.store_id != store_id:
        raise BasketElsewhere("This basket was handed over in another store. Scan her things here.")
    taken = session.get(BasketTaking, basket.id)
    if taken is None and basket.has_expired(now_ms):
        raise BasketExpired("This basket is too old. Ask the associate to hand it over anew.")
    return _view(session, found, taken.at_ms if taken else None)


def take(session: Session, *, code: str, store_id: str, till: str, now_ms: int) -> BasketView:
    """The basket, which no till gets a second time."""
    view = read(session, code=code, store_id=store_id, now_ms=now_ms)
    try:
        with session.begin_nested():
            taking = {"basket_id": view.id, "store_id": store_id, "till": till, "at_ms": now_ms}
            session.execute(insert(BasketTaking).values(taking))
    except IntegrityError:
        before = session.get_one(BasketTaking, view.id)
        raise BasketTaken(
            "A till has taken this basket already. Nothing needs to be scanned twice.",
            at_ms=before.at_ms, till=before.till,
        ) from None  # fmt: skip
    handed = update(HandedBasketRecord).where(HandedBasketRecord.id == view.id)
    session.execute(handed.values(taken_ms=now_ms))
    return view


def _found(session: Session, code: str, store_id: str) -> _Found:
    if is_basket_code(code):
        scanned = read_qr(code)
        return _known(session.get(HandedBasketRecord, scanned.id), session) or _Found(scanned)
    if is_uuid(code.strip().lower()):
        record = session.get(HandedBasketRecord, code.strip().lower())
    else:
        record = session.scalar(
            select(HandedBasketRecord)
            .where(HandedBasketRecord.store_id == store_id, HandedBasketRecord.code == read_short(code))
            .order_by(HandedBasketRecord.at_ms.desc())
            .limit(1)
        )
    found = _known(record, session)
    if found is None:
        raise BasketUnknown("HQ does not have this basket yet. Scan the square on the tablet instead.")
    return found


def _known(record: HandedBasketRecord | None, session: Session) -> _Found | None:
    if record is None:
        return None
    lines = json.loads(record.lines)
    skus = catalogue.skus(session, {line["product_id"] for line in lines})
    handed = tuple(
        HandedLine(
            skus.get(line["product_id"], str(line["product_id"])),
            line["quantity"], line["unit_minor"], line["discount_minor"],
        )
        for line in lines
    )  # fmt: skip
    offers = tuple(HandedOffer(**offer) for offer in json.loads(record.offers))
    basket = HandedBasket(record.id, record.store_id, record.at_ms, handed, offers)
    return _Found(basket, record.customer_id, is_known=True)


def _view(session: Session, found: _Found, taken_ms: int | None) -> BasketView:
    basket = found.basket
    names = catalogue.names_of_skus(session, {line.sku for line in basket.lines})
    return BasketView(
        id=basket.id,
        code=short_code_of(basket.id),
        store_id=basket.store_id,
        customer_id=found.customer_id,
        handed_ms=basket.at_ms,
        lines=tuple(BasketLine(name=names.get(line.sku), **asdict(line)) for line in basket.lines),
        offers=tuple(_offers(session, basket.offers, is_known=found.is_known)),
        total_minor=basket.total_minor,
        is_known=found.is_known,
        taken_ms=taken_ms,
    )


def _offers(session: Session, offers: Iterable[HandedOffer], *, is_known: bool) -> Iterable[BasketOfferView]:
    offers = tuple(offers)
    names = promotions.names(session, {offer.promotion_id for offer in offers})
    counted = promotions.counted(session, {offer.redemption_id for offer in offers})
    missing: OfferState = "not_counted" if is_known else "not_heard"
    for offer in offers:
        state: OfferState = "counted" if offer.redemption_id in counted else missing
        name = names.get(offer.promotion_id)
        yield BasketOfferView(offer.promotion_id, name, offer.discount_minor, offer.points, state)
