"""What a step will do, said before it is taken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy.orm import Session

from server.catalogue import service as catalogue
from server.console import fleet
from server.console.preview_panel import clash_words, reach_words, with_state
from server.console.view_models import Ask, Fact
from server.console.wording import local_moment, plural, until
from server.promotions import service
from server.promotions.meetings import meetings
from server.promotions.service import PromotionView

TWO_PEOPLE: Final = "Somebody else approves it: an approver who wrote none of it."
CLASHES_SHOWN: Final = 3
LOCKED: Final = "A published promotion cannot be edited, only stopped or duplicated."


def before_submitting(session: Session, promotion_id: str, url: str, now_ms: int) -> Ask:
    """The question for a saved draft."""
    view = service.get(session, promotion_id, now_ms)
    facts = _what_it_would_do(session, _values(view), now_ms)
    return Ask(name=view.name, facts=[*facts, Fact("users-group", TWO_PEOPLE)], url=url)


def before_submitting_form(session: Session, values: Mapping[str, Any], form_id: str, now_ms: int) -> Ask:
    """The question for a form that is still open; answering sends the form."""
    facts = _what_it_would_do(session, values, now_ms)
    return Ask(name=values["name"], facts=[*facts, Fact("users-group", TWO_PEOPLE)], form_id=form_id)


def before_approving(session: Session, promotion_id: str, url: str, version: int | None, now_ms: int) -> Ask:
    """The question for an approver; `version` is what she read, what is there now if it names none."""
    view = service.get(session, promotion_id, now_ms)
    facts = [*_what_it_would_do(session, _values(view), now_ms), *_clashes(session, view, now_ms)]
    return Ask(name=view.name, facts=facts, url=url, version=version or view.version)


def before_sending_back(
    session: Session, promotion_id: str, url: str, now_ms: int, *, typed: str = "", problem: str = ""
) -> Ask:
    """The question what is to be changed before it is approved."""
    view = service.get(session, promotion_id, now_ms)
    return Ask(name=view.name, facts=[], url=url, typed=typed, problem=problem)


def before_publishing(session: Session, promotion_id: str, url: str, now_ms: int) -> Ask:
    """The question for what is approved."""
    view = service.get(session, promotion_id, now_ms)
    facts = [*_what_it_would_do(session, _values(view), now_ms), *_clashes(session, view, now_ms)]
    return Ask(name=view.name, facts=[*facts, Fact("lock", LOCKED)], url=url)


def _clashes(session: Session, view: PromotionView, now_ms: int) -> list[Fact]:
    """What excludes it or is excluded by it, live or in approval: two may have been written side by side."""
    found = [each for each in meetings(session, view.rule, view.store_ids, now_ms) if each.is_clash]
    facts = [
        Fact("alert-triangle", f"{with_state(each)}: {clash_words(each)}", warn=True)
        for each in found[:CLASHES_SHOWN]
    ]
    if more := len(found) - len(facts):
        facts.append(Fact("alert-triangle", f"{plural(more, 'more promotion')} likewise.", warn=True))
    return facts


def _values(view: PromotionView) -> dict[str, Any]:
    return {"audience": view.audience, "store_ids": view.store_ids, "starts_local": view.starts_local,
            "ends_local": view.ends_local, "total_limit": view.total_limit}  # fmt: skip


def _what_it_would_do(session: Session, values: Mapping[str, Any], now_ms: int) -> list[Fact]:
    stores = catalogue.stores(session)
    found = service.preview(session, values["audience"], values["store_ids"], now_ms)
    places = len(stores) if values["store_ids"] is None else len(values["store_ids"])
    starts, ends = (local_moment(values[name], now_ms) for name in ("starts_local", "ends_local"))
    facts = [
        Fact(
            "users",
            f"{plural(found.count, 'customer')} may have it as of now.",
            warn=found.count == 0,
        ),
        Fact("calendar-event", f"It runs from {starts} to {ends}, by each store’s own clock."),
        Fact("building-store", f"It goes to {plural(places, 'store')}."),
        Fact("device-tablet", reach_words(session, values["store_ids"], stores, now_ms)),
    ]
    if values["total_limit"]:
        facts.append(Fact("ticket", f"It ends early after {plural(values['total_limit'], 'redemption')}."))
    return facts


def before_stopping(session: Session, promotion_id: str, url: str, now_ms: int) -> Ask:
    """The question before a promotion is stopped: who stops at once, and who at the latest when."""
    view = service.get(session, promotion_id, now_ms)
    rows = service.delivery(session, promotion_id)
    have = [row for row in rows if row.has_it]
    silent = [row for row in have if not fleet.was_heard_of(row.seen_ms, now_ms)]
    facts = [
        Fact("player-stop", "Connected tablets stop offering it within seconds."),
        Fact("device-tablet", f"{plural(len(have), 'tablet has', 'tablets have')} it now."),
    ]
    if silent:
        last = max(row.stops_ms for row in silent)
        they = plural(len(silent), "of them is offline and stops", "of them are offline and stop")
        alone = "it stops by itself" if len(silent) == 1 else "they stop by themselves"
        words = f"{they} at the next contact. Unheard, {alone} {until(last, now_ms)}."
        facts.append(Fact("clock", words, warn=True))
    facts.append(Fact("receipt", f"{plural(view.redemptions, 'redemption')} so far. They stay counted."))
    return Ask(name=view.name, facts=facts, url=url)
