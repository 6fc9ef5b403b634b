"""The promotions of this store."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from datetime import datetime
from typing import Final, Literal

from associate_app.presenters.icons import icon_for
from associate_app.presenters.view_models import PromotionRow
from associate_app.presenters.wording import clock_text, day_text, local
from associate_app.store import offers
from associate_app.store.desk import Desk
from associate_app.store.particulars import names_in
from shared import audience
from shared.money import as_text
from shared.particulars import Names
from shared.promotions import Promotion, benefit_text, ends_ms, starts_ms
from shared.redemption import Holdings, left_on_tablet
from shared.words import Lazy, _, lazy, listed, plural

EVERYTHING: Final = "ticket-percent-outline"
"""The icon of an offer that holds in all departments."""

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
        rows = (_row(promotion, now_ms, zone, holdings, names) for promotion in known)
        return tuple(sorted(rows, key=lambda row: _ORDER[row.status]))


def _row(promotion: Promotion, now_ms: int, time_zone: str, holdings: Holdings, names: Names) -> PromotionRow:
    status = _status(promotion, now_ms, time_zone)
    return PromotionRow(
        promotion_id=promotion.id,
        title=f"{promotion.name}: {benefit_text(promotion)}",
        text=promotion.text,
        schedule=_schedule(promotion, now_ms, time_zone),
        audience=audience.describe(promotion.audience, names),
        limits=_limits(promotion, left_on_tablet(promotion, holdings) if holdings.lease else None),
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


def _limits(promotion: Promotion, left: int | None) -> str:
    parts = []
    if promotion.total_limit is not None:
        parts.append(plural("{count} in all", "{count} in all", promotion.total_limit))
    if promotion.budget_minor is not None:
        parts.append(_("{amount} in all").format(amount=as_text(promotion.budget_minor)))
    if left is not None:
        parts.append(plural("{count} on this tablet", "{count} on this tablet", left))
    if promotion.customer_limit is not None:
        times = promotion.customer_limit
        parts.append(plural("{count} time a customer", "{count} times a customer", times))
    return listed(parts) or _("No limit")
