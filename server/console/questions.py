"""What publishing and stopping will do, said before it is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from server.catalogue import service as catalogue
from server.console.preview_panel import reach_words
from server.console.view_models import Ask, Fact
from server.console.wording import local_moment, plural
from server.promotions import service


def before_publishing(session: Session, promotion_id: str, url: str, now_ms: int) -> Ask:
    """The question for a saved draft."""
    view = service.get(session, promotion_id, now_ms)
    values = {"audience": view.audience, "store_ids": view.store_ids, "starts_local": view.starts_local,
              "ends_local": view.ends_local, "total_limit": view.total_limit}  # fmt: skip
    return Ask(name=view.name, facts=_publishing(session, values, now_ms), url=url)


def before_publishing_form(session: Session, values: Mapping[str, Any], form_id: str, now_ms: int) -> Ask:
    """The question for a form that is still open; answering sends the form."""
    return Ask(name=values["name"], facts=_publishing(session, values, now_ms), form_id=form_id)


def _publishing(session: Session, values: Mapping[str, Any], now_ms: int) -> list[Fact]:
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
    facts.append(Fact("lock", "A published promotion cannot be edited, only stopped or duplicated."))
    return facts


def before_stopping(session: Session, promotion_id: str, url: str, now_ms: int) -> Ask:
    """The question before a promotion is stopped."""
    view = service.get(session, promotion_id, now_ms)
    tablets = service.delivery(session, promotion_id)
    have = sum(row.has_it for row in tablets)
    facts = [
        Fact(
            "player-stop", "Connected tablets stop offering it within seconds, others at their next contact."
        ),
        Fact("device-tablet", f"{plural(have, 'tablet has', 'tablets have')} it now."),
        Fact(
            "receipt",
            f"{plural(view.redemptions, 'redemption')} so far. They stay counted.",
        ),
    ]
    return Ask(name=view.name, facts=facts, url=url)
