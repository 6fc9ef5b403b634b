"""One promotion as the console shows it: what it says, which tablets have it, what was redeemed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from server.actors import Actor
from server.catalogue import service as catalogue
from server.catalogue.service import StoreView
from server.console import change_rows, promotion_facts, promotion_steps
from server.console.figure_words import rating
from server.console.promotion_board import status_of
from server.console.view_models import DeliveryRow, PromotionPage, Reach, RedemptionRow, UnitsRow
from server.console.wording import ago, count, moment, plural, until
from server.experience import service as experience
from server.promotions import results, service
from server.promotions.naming import names_of
from server.promotions.service import PromotionView
from server.staff import service as staff
from shared.audience import describe_parts
from shared.money import as_text
from shared.promotions import benefit_text

WAITING = ("submitted", "approved")
"""Phases in which somebody decides: she reads what it may cost and what it meets beside what it says."""

STORES_SHOWN = 20
TABLETS_SHOWN = 200
"""A page that asks for itself every few seconds must stay small; those that wait come first."""


def page(session: Session, promotion_id: str, actor: Actor, now_ms: int) -> PromotionPage:
    """The page as she sees it who looks; NotFound if there is no such promotion."""
    view = service.get(session, promotion_id, now_ms)
    stores = catalogue.stores(session)
    people = staff.names(session)
    delivered = sorted(service.delivery(session, promotion_id), key=lambda row: row.has_it)
    awaited = [row for row in delivered if row.can_read or view.phase != "stopped"]
    have = sum(row.has_it for row in awaited)
    title, sentence = _no_tablets(view)
    zones = {store.id: store.time_zone for store in stores}
    content = {name: getattr(view, name) for name in service.EDITABLE}
    names = names_of(session, [content])
    facts = promotion_facts.facts(view, content, names, stores, now_ms)
    return PromotionPage(
        id=view.id,
        name=view.name,
        code=view.code,
        status=status_of(view),
        benefit=benefit_text(view.rule, names.products),
        text=view.text,
        facts=[*facts, *_happened(view, now_ms), *_rated(session, view, now_ms)],
        is_waiting=view.phase in WAITING,
        audience=describe_parts(view.audience, names),
        reached=Reach(have, len(awaited)) if awaited else None,
        reached_words="have obeyed" if view.phase == "stopped" else "have it",
        tablets=[_tablet(row, view, zones, now_ms) for row in delivered[:TABLETS_SHOWN]],
        more_tablets=max(0, len(delivered) - TABLETS_SHOWN),
        no_tablets_title=title,
        no_tablets=sentence,
        units=_units_of(session, view, now_ms),
        redemptions=_redemptions(session, view, stores, now_ms),
        redemption_words=_redemption_words(view),
        no_redemptions=_no_redemptions(view),
        version=view.version,
        is_stopped=view.phase == "stopped",
        acts=promotion_steps.acts(view, actor),
        steps=promotion_steps.steps(view, people, now_ms),
        next_words=promotion_steps.next_words(view, actor, people),
        sent_back=change_rows.sent_back(session, view.id, now_ms) if view.phase == "draft" else None,
        changes=change_rows.of_promotion(session, view.id, now_ms),
    )


def _happened(view: PromotionView, now_ms: int) -> list[tuple[str, str]]:
    happened = (("Published", view.published_ms), ("Stopped", view.stopped_ms))
    return [(label, ago(at_ms, now_ms)) for label, at_ms in happened if at_ms is not None]


def _rated(session: Session, view: PromotionView, now_ms: int) -> list[tuple[str, str]]:
    """How visits were rated on which it was redeemed, once somebody said so."""
    if view.published_ms is None:
        return []
    rated = experience.of_promotion(session, view.id, since_ms=view.published_ms, now_ms=now_ms)
    if not rated.count:
        return []
    return [("Visit rating", f"{rating(rated)} of 5, from {plural(rated.count, 'visit')} with it")]


def _units_of(session: Session, view: PromotionView, now_ms: int) -> list[UnitsRow]:
    """Where its units are, once it is on tablets."""
    if view.published_ms is None:
        return []
    return [_units(each) for each in service.whereabouts(session, view.id, now_ms)]


def _units(each: service.Whereabouts) -> UnitsRow:
    written = as_text if each.limit == "budget" else count
    return UnitsRow(
        limit="Budget" if each.limit == "budget" else "Redemptions",
        total=written(each.total),
        used=written(each.used),
        on_tablets=written(each.on_tablets),
        silent=written(each.silent),
        silent_words=f"with {plural(each.silent_tablets, 'tablet')}" if each.silent_tablets else "",
        at_hq=written(each.at_hq),
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """What is said of one tablet: a tag with its tone and icon, and a note below it."""

    tone: str
    icon: str
    words: str
    note: str = ""


def _tablet(
    row: service.DeliveryRow, view: PromotionView, zones: Mapping[str, str], now_ms: int
) -> DeliveryRow:
    told = _obeying(row, zones, now_ms) if view.phase == "stopped" else _having(row, now_ms)
    return DeliveryRow(
        id=row.device_id,
        store=row.store_name,
        store_number=f"Store {row.store_id}",
        name=row.device_name,
        tone=told.tone,
        icon=told.icon,
        words=told.words,
        note=told.note,
        seen=ago(row.seen_ms, now_ms),
    )


def _having(row: service.DeliveryRow, now_ms: int) -> _Told:
    if row.has_it:
        return _Told("good", "check", f"Has it · confirmed {ago(row.since_ms, now_ms)}")
    if not row.can_read:
        return _Told("bad", "alert-triangle", "Needs a newer app", _too_old(row))
    waiting = "first load" if row.seen_ms is None else "next contact"
    return _Told("waiting", "clock", f"Waiting for its {waiting}")


def _obeying(row: service.DeliveryRow, zones: Mapping[str, str], now_ms: int) -> _Told:
    """Whether the tablet has obeyed the stop, or by when it does although it hears nothing."""
    if row.has_it:
        return _Told("good", "check", f"Obeyed · confirmed {ago(row.since_ms, now_ms)}")
    if not row.can_read:
        return _Told("muted", "check", "Does not have it", _too_old(row))
    at = f"{moment(row.stops_ms, zones[row.store_id], now_ms)}, store time"
    if row.stops_ms <= now_ms:
        return _Told("muted", "lock", "Stopped by itself", f"It may give nothing since {at}")
    return _Told("waiting", "clock", f"Stops by itself {until(row.stops_ms, now_ms)}", f"At the latest {at}")


def _too_old(row: service.DeliveryRow) -> str:
    return f"Version {row.app_version} cannot read it"


def _no_tablets(view: PromotionView) -> tuple[str, str]:
    if view.published_ms is None:
        return "Not on its way yet", "Once it is published, you see here which tablets have it."
    return "No tablet in these stores", "Enrol one on the Tablets page: it gets this with its first load."


def _redemptions(
    session: Session, view: PromotionView, stores: list[StoreView], now_ms: int
) -> list[RedemptionRow]:
    by_id = {store.id: store for store in stores}
    return [
        RedemptionRow(
            when=moment(row.last_ms, by_id[row.store_id].time_zone, now_ms),
            store=by_id[row.store_id].name,
            store_number=f"Store {row.store_id}",
            count=row.redemptions,
        )
        for row in results.redemptions_by_store(session, view.id, STORES_SHOWN)
    ]


def _redemption_words(view: PromotionView) -> str:
    if view.total_limit:
        return f"{view.redemptions:,} of {view.total_limit:,}"
    return f"{view.redemptions:,} in total" if view.redemptions else ""


def _no_redemptions(view: PromotionView) -> str:
    if view.published_ms is None:
        return "Nobody can redeem it before it is published."
    if view.phase == "scheduled":
        return "It has not started yet."
    if view.phase == "running":
        return "As soon as an associate redeems it, you see it here, also from tablets that were offline."
    return "Nobody redeemed it."
