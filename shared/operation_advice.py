"""Operations about what the tablet advised: what was done about it, what was promised, days worth knowing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from shared.customer_fields import is_plain
from shared.life_dates import CHILD_BIRTHDAY, NOTED, day_of
from shared.merge import Effect, Membership, NewRow, Who
from shared.message_templates import LONGEST_ID, MESSAGE_CHANNELS
from shared.next_action.actions import CONTACT_CHANNELS, DONE, OUTCOMES
from shared.words import _, listed

DATES: Final = "customer_dates"
PROMISES: Final = "follow_ups"
TAKEN: Final = "action_outcomes"
GUIDE_SHOWN: Final = "guide_shown"
SHOWINGS: Final = "guide_showings"

LONGEST_PROMISE: Final = 200
LONGEST_NAME: Final = 80
"""Characters that the kind of an action, and what it is about, may have."""

LONGEST_SAID: Final = 200
MOST_DATES: Final = 10

Arguments = Mapping[str, Any]


def check_dates(arguments: Arguments) -> str | None:
    """What is wrong with days that are noted or taken back, in a few words."""
    added, removed = arguments["added"], arguments["removed"]
    if not all(isinstance(some, list) and len(some) <= MOST_DATES for some in (added, removed)):
        return _("at most {most} days").format(most=MOST_DATES)
    if not all(map(_is_date, [*added, *removed])):
        return _("each day is one of {kinds}, written year-month-day").format(kinds=listed(NOTED))
    if any(day in removed for day in added):
        return _("a day is noted or taken back, not both")
    return None if added or removed else _("some day is noted or taken back")


def _is_date(value: object) -> bool:
    if not isinstance(value, dict) or set(value) != {"kind", "day"}:
        return False
    return value["kind"] in NOTED and isinstance(value["day"], str) and day_of(value["day"]) is not None


def children_born(arguments: Arguments) -> Iterator[str]:
    """The days on which children of hers were born, as noted."""
    return (each["day"] for each in arguments["added"] if each["kind"] == CHILD_BIRTHDAY)


def dates_changed(who: Who, arguments: Arguments) -> Iterator[Effect]:
    """Days are members of a set, so that two people's words merge."""
    for dates, is_member in ((arguments["added"], True), (arguments["removed"], False)):
        for each in dates:
            key = {"customer_id": who.customer_id, "kind": each["kind"], "day": each["day"]}
            row = key | {"associate_id": who.associate_id, "at_ms": who.at_ms}
            yield Membership(who, (DATES, tuple(key.values())), row, is_member)


def check_promise(arguments: Arguments) -> str | None:
    """What is wrong with a promise, in a few words."""
    if not is_plain(arguments["text"], LONGEST_PROMISE):
        return _("a promise has 1 to {most} characters on one line").format(most=LONGEST_PROMISE)
    due_on = arguments["due_on"]
    fits = isinstance(due_on, str) and day_of(due_on) is not None
    return None if fits else _("a promise is for a day, written year-month-day")


def promised(who: Who, arguments: Arguments) -> Iterator[Effect]:
    """The promise stands until an action says that it was kept."""
    yield NewRow(who, PROMISES, {"text": arguments["text"], "due_on": arguments["due_on"]})


def check_taken(arguments: Arguments) -> str | None:
    """What is wrong with what became of an action, in a few words.

    The kind of the action is free: rules come and go, and what was done stays true.
    """
    if not all(is_plain(arguments[name], LONGEST_NAME) for name in ("action", "subject")):
        return _("it names the action and what it was about")
    if arguments["outcome"] not in OUTCOMES:
        return _("an action ends with one of {ends}").format(ends=listed(OUTCOMES))
    if arguments["channel"] is not None and arguments["channel"] not in CONTACT_CHANNELS:
        return _("she was contacted by one of {channels}, or stood in the store").format(
            channels=listed(CONTACT_CHANNELS)
        )
    return None if is_plain(arguments["text"], LONGEST_SAID) else _("it says what was done, on one line")


def taken(who: Who, arguments: Arguments) -> Iterator[Effect]:
    """What became of the action is a fact of its own."""
    names = ("action", "subject", "outcome", "channel", "text")
    yield NewRow(who, TAKEN, {name: arguments[name] for name in names} | {"template_id": None})


def check_guide_shown(arguments: Arguments) -> str | None:
    """What is wrong with a guide that was on her screen, in a few words; which there are HQ knows."""
    return None if is_plain(arguments["guide_id"], LONGEST_ID) else _("it names the guide")


def guide_shown(who: Who, arguments: Arguments) -> Iterator[Effect]:
    """That the guide was in sight is a fact of its own."""
    yield NewRow(who, SHOWINGS, {"guide_id": arguments["guide_id"]})


def check_message(arguments: Arguments) -> str | None:
    """What is wrong with a message that was handed over, in a few words."""
    if arguments["channel"] not in MESSAGE_CHANNELS:
        return _("she was written to by one of {channels}").format(channels=listed(MESSAGE_CHANNELS))
    if not is_plain(arguments["template_id"], LONGEST_ID):
        return _("a message names its template")
    return check_taken({**arguments, "outcome": DONE})


def message_handed_over(who: Who, arguments: Arguments) -> Iterator[Effect]:
    """She was contacted: what of is what it was about, `text` the template's name, never what was written."""
    names = ("action", "subject", "channel", "text", "template_id")
    yield NewRow(who, TAKEN, {name: arguments[name] for name in names} | {"outcome": DONE})
