"""The list of promotions as the console shows it, with the figures above it."""

from __future__ import annotations

from typing import Final

from sqlalchemy.orm import Session

from server.audiences.naming import names_in
from server.catalogue import service as catalogue
from server.catalogue.service import StoreView
from server.console import fleet
from server.console.view_models import Board, Kpi, PromotionRow, Reach
from server.console.wording import DAY_MS, count, plural, window
from server.devices import service as devices
from server.promotions import results, service
from server.promotions.service import PromotionView
from server.replication.freshness import up_to_date
from shared.audience import describe
from shared.particulars import Names
from shared.promotions import benefit_text

STATUS_OF_PHASE = {"running": "live"}
"""What a phase is called on screens, where that differs."""


def status_of(view: PromotionView) -> str:
    """The one word on the badge."""
    return STATUS_OF_PHASE.get(view.phase, view.phase)


def benefit_of(view: PromotionView) -> str:
    """The benefit in words: "20% off Produce"."""
    return benefit_text(view.rule)


def store_words(view: PromotionView, stores: list[StoreView]) -> str:
    """Where it runs: "All 457 stores", "12 stores", or the one store's name."""
    if view.store_ids is None:
        return f"All {plural(view.store_count, 'store')}"
    if len(view.store_ids) == 1:
        return next((store.name for store in stores if store.id == view.store_ids[0]), "1 store")
    return plural(view.store_count, "store")


STATES: Final = (
    ("", "All", ()),
    ("waiting", "Waiting for approval", ("submitted",)),
    ("ready", "Approved", ("approved",)),
    ("live", "Live", ("running", "scheduled")),
    ("drafts", "Drafts", ("draft",)),
    ("over", "Over", ("ended", "stopped")),
    ("deleted", "Deleted", ("deleted",)),
)
"""What the list can be narrowed to: its key, its word and the phases it shows."""


def board(session: Session, query: str, state: str, now_ms: int) -> Board:
    """The Promotions page; `query` and `state` narrow the table, not the figures."""
    views = service.list_promotions(session, now_ms)
    deleted = service.list_deleted(session, now_ms)
    stores = catalogue.stores(session)
    wanted = query.strip().casefold()
    phases = next((phases for key, _, phases in STATES if key == state), ())
    shown = [
        view
        for view in (deleted if state == "deleted" else views)
        if wanted in f"{view.name} {view.code}".casefold() and (not phases or view.phase in phases)
    ]
    reached = results.reach(session, [view.id for view in shown if view.published_ms is not None])
    names = names_in(session, [view.audience for view in shown])
    rows = [_row(view, stores, reached.get(view.id), names, now_ms) for view in shown]
    states = tuple((key, word, _in(phases, views, deleted)) for key, word, phases in STATES)
    return Board(_kpis(session, views, now_ms), rows, query, state=state, states=states)


def _in(phases: tuple[str, ...], views: list[PromotionView], deleted: list[PromotionView]) -> int:
    return sum(not phases or view.phase in phases for view in (deleted if phases == ("deleted",) else views))


def _kpis(session: Session, views: list[PromotionView], now_ms: int) -> tuple[Kpi, ...]:
    tablets = devices.fleet(session)
    live = sum(view.phase == "running" for view in views)
    scheduled = sum(view.phase == "scheduled" for view in views)
    week = results.redemptions_since(session, now_ms - 7 * DAY_MS)
    before = results.redemptions_since(session, now_ms - 14 * DAY_MS) - week
    return (
        *fleet.kpis(tablets, up_to_date(session, tablets), now_ms),
        Kpi("Live promotions", count(live), f"{count(scheduled) if scheduled else 'none'} scheduled"),
        Kpi("Redemptions, 7 days", count(week), f"{count(before)} in the 7 days before"),
    )


def _row(
    view: PromotionView, stores: list[StoreView], reached: results.Reached | None, names: Names, now_ms: int
) -> PromotionRow:
    published = view.published_ms is not None
    return PromotionRow(
        id=view.id,
        name=view.name,
        code=view.code,
        status=status_of(view),
        window=window(view.starts_local, view.ends_local, now_ms),
        stores=store_words(view, stores),
        benefit=benefit_of(view),
        audience=describe(view.audience, names),
        reached=Reach(reached.have, reached.of) if reached else None,
        redemptions=view.redemptions if published else None,
        limit=view.total_limit,
    )
