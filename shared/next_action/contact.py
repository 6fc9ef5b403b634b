"""Who to contact today: over a whole store, one reason each, under a guard against too much.

Nobody is written to or called without being allowed to be, after a contact there is silence for some days
whatever the channel was, and a store makes only so many contacts a day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from shared.clock import local_date
from shared.consent import Channel, Consent, may_use
from shared.fatigue import Fatigue, guard, touches_of
from shared.next_action.actions import CONTACT_CHANNELS, Action
from shared.next_action.facts import ActionFacts
from shared.next_action.gathering import fatigue_of
from shared.next_action.ranking import next_actions
from shared.next_action.rules import Rules

WORTH_A_CONTACT: Final = frozenset({"follow_up", "left_in_cart", "date", "thank_you", "lapsing", "guide"})
"""Milk that is running out is no reason to call anybody, and offers have campaigns."""

PROMISED: Final = "follow_up"


@dataclass(frozen=True, slots=True)
class Reach:
    """How she can be reached, and how she prefers to be."""

    preferred: str | None
    has_phone: bool
    has_email: bool


@dataclass(frozen=True, slots=True)
class ToContact:
    """One customer to contact, why, and on which channel."""

    customer_id: int
    action: Action
    channel: str


@dataclass(frozen=True, slots=True)
class ContactList:
    """Who to contact today, best first; and how many were left out, and why."""

    people: tuple[ToContact, ...]
    made_today: int
    too_soon: int
    not_allowed: int
    beyond_today: int


def channel_for(consents: Sequence[Consent], reach: Reach, *, promised: bool) -> str | None:
    """On which channel she may be contacted, her preferred one first; None if on none.

    What was promised may be kept without consent to marketing, but not on a channel that she has refused,
    and who prefers to be spoken to in the store is only contacted for a promise.
    """
    if reach.preferred == "store" and not promised:
        return None
    known = {"phone": reach.has_phone, "message": reach.has_phone, "email": reach.has_email}
    for channel in sorted(CONTACT_CHANNELS, key=lambda each: each != reach.preferred):
        if known[channel] and _allowed(consents, channel, promised=promised):
            return channel
    return None


def _allowed(consents: Sequence[Consent], channel: Channel, *, promised: bool) -> bool:
    if promised:
        return not any(c.channel == channel and not c.granted for c in consents if c.purpose == "marketing")
    return may_use(consents, "marketing", channel).allowed


def contact_today(
    people: Iterable[tuple[ActionFacts, Reach]], rules: Rules, *, made_today: int = 0
) -> ContactList:
    """The store's list; `made_today` contacts are made already and count towards the day."""
    fatigue, most = fatigue_of(rules), rules["contact"].settings["most_today"]
    found: list[ToContact] = []
    too_soon = not_allowed = 0
    for facts, reach in people:
        worth = [a for a in next_actions(facts, rules, limit=50) if a.kind in WORTH_A_CONTACT]
        is_here, is_quiet = _is_here(facts), _has_had_enough(facts, fatigue)
        left = [a for a in worth if a.kind == PROMISED or not (is_here or is_quiet)]
        contact = _reached(facts, reach, left)
        if contact is not None:
            found.append(contact)
        elif left:
            not_allowed += 1
        elif worth and not is_here:
            too_soon += 1
    found.sort(key=lambda each: (-each.action.score, each.customer_id))
    room = max(0, most - made_today)
    return ContactList(tuple(found[:room]), made_today, too_soon, not_allowed, len(found[room:]))


def _reached(facts: ActionFacts, reach: Reach, actions: Iterable[Action]) -> ToContact | None:
    """The contact for the first of the actions that she may be contacted for; None if there is none."""
    for action in actions:
        channel = channel_for(facts.consents, reach, promised=action.kind == PROMISED)
        if channel is not None:
            return ToContact(facts.customer_id, action, channel)
    return None


def _is_here(facts: ActionFacts) -> bool:
    """True if she was in the store today: what there is to say can be said there, but for a promise."""
    last = facts.last_visit_ms
    return last is not None and local_date(last, facts.time_zone) == facts.today


def _has_had_enough(facts: ActionFacts, fatigue: Fatigue) -> bool:
    """True if the guard over all channels asks for silence; a promise is kept all the same."""
    return not guard("message", touches_of(facts.outcomes), fatigue, facts.now_ms).allowed
