"""The promotions of this store."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final, Literal

from associate_app.presenters.icons import icon_for
from associate_app.presenters.offer_terms import conditions_text, limits_text
from associate_app.presenters.view_models import PromotionRow
from associate_app.presenters.wording import clock_text, day_text, local
from associate_app.store import offer_pictures, offers
from associate_app.store.catalogue import product_names
from associate_app.store.desk import Desk
from associate_app.store.offer_pictures import OfferPicture
from associate_app.store.particulars import names_in
from shared import audience
from shared.particulars import Names
from shared.promotions import Promotion, benefit_text, ends_ms, products_named, starts_ms
from shared.redemption import Holdings, left_on_tablet
from shared.words import Lazy, _, lazy

EVERYTHING: Final = "ticket-percent-outline"
"""The icon of an offer that holds in all departments."""

MOST_PICTURES: Final = 24

Status = Literal["running", "coming", "over", "stopped"]

_ORDER: Final[dict[Status, int]] = {"running": 0, "coming": 1, "over": 2, "stopped": 3}
_TEXTS: Final[dict[Status, Lazy]] = {
    "running": lazy("Running"),
    "coming": lazy("Coming"),
    "over": lazy("Over"),
    "stopped": lazy("Stopped by HQ"),
}


class OffersPresenter:
    """The offers screen of the open desk."""

    def __init__(self, desk: Callable[[], Desk]) -> None:
        self._desk = desk

    def list(self) -> tuple[PromotionRow, ...]:
        """Running promotions first, then coming ones, then those that are over or stopped."""
        desk = self._desk()
        zone = desk.enrolment.time_zone
        with desk.reader.snapshot() as snapshot:
            now_ms = offers.server_ms(snapshot, desk.now_ms())
            holdings = offers.holdings(snapshot, desk.now_ms())
            known: builtins.list[Promotion] = offers.promotions(snapshot)
            names = names_in(snapshot, [promotion.audience for promotion in known])
            products = product_names(snapshot, set().union(*map(products_named, known)))
            rows = [_row(promotion, now_ms, zone, holdings, names, products) for promotion in known]
            shown = sorted(zip(rows, known, strict=True), key=lambda each: _ORDER[each[0].status])
            pictures = offer_pictures.pictures(snapshot, _wanted(promotion for _row, promotion in shown))
        return tuple(_pictured(row, pictures.get(_picture(promotion))) for row, promotion in shown)


def _wanted(promotions: Iterable[Promotion]) -> list[tuple[str, str]]:
    """The pictures of the first promotions that have one: each is some ten thousand bytes."""
    return [each for each in map(_picture, promotions) if each[1]][:MOST_PICTURES]


def _picture(promotion: Promotion) -> tuple[str, str]:
    """Its own picture, or the first of those that are tried against each other."""
    tried = (each["picture_id"] for each in promotion.variants if each["picture_id"])
    return promotion.id, promotion.picture_id or next(tried, "")


def _pictured(row: PromotionRow, picture: OfferPicture | None) -> PromotionRow:
    return replace(row, picture=picture.data, seen=picture.alt) if picture else row


def _row(
    promotion: Promotion, now_ms: int, time_zone: str, holdings: Holdings, names: Names,
    products: Mapping[int, str],
) -> PromotionRow:  # fmt: skip
    status = _status(promotion, now_ms, time_zone)
    return PromotionRow(
        promotion_id=promotion.id,
        title=f"{promotion.name}: {benefit_text(promotion, products)}",
        text=promotion.text,
        schedule=_schedule(promotion, now_ms, time_zone),
        audience=audience.describe(promotion.audience, names),
        conditions=conditions_text(promotion, products),
        limits=limits_text(promotion, left_on_tablet(promotion, holdings) if holdings.lease else None),
        status=status,
        status_text=_(_TEXTS[status]),
        icon=icon_for(promotion.department, None) if promotion.department else EVERYTHING,
    )


def _status(promotion: Promotion, now_ms: int, time_zone: str) -> Status:
    if promotion.status != "published":
        return "stopped"
    if now_ms < starts_ms(promotion, time_zone):
        return "coming"
    return "running" if now_ms < ends_ms(promotion, time_zone) else "over"


def _schedule(promotion: Promotion, now_ms: int, time_zone: str) -> str:
    today = local(now_ms, time_zone).date()
    starts, ends = (
        _("{day}, {time}").format(day=day_text(at.date(), today), time=clock_text(at))
        for at in map(datetime.fromisoformat, (promotion.starts_local, promotion.ends_local))
    )
    return _("{start} to {end}, store time").format(start=starts, end=ends)
