"""Who is contacted today: one reason each, only where allowed, and never too much."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shared.clock import DAY_MS
from shared.consent import Consent
from shared.fatigue import last_contact_ms, touches_of
from shared.life_dates import LifeDate
from shared.next_action import DEFAULTS, next_actions
from shared.next_action.contact import Reach, channel_for, contact_today
from shared.next_action.facts import ActionFacts, DueAgain, FollowUp, Outcome
from tests.shared.next_action_cases import facts_of

AGREED = (Consent("personalization", "any", True, 0), Consent("marketing", "any", True, 0))
REACH = Reach("message", has_phone=True, has_email=True)
BIRTHDAY = replace(facts_of({"consents": []}), consents=AGREED, dates=(LifeDate("birthday", "1990-11-24"),))
PROMISE = replace(BIRTHDAY, dates=(), follow_ups=(FollowUp("f1", "Call about the oat milk", "2026-11-22"),))


def contacts(facts: ActionFacts, reach: Reach = REACH) -> list[tuple[str, str]]:
    return [(each.action.kind, each.channel) for each in contact_today([(facts, reach)], DEFAULTS).people]


def outcome(days: float, channel: str | None = "phone", what: str = "done") -> Outcome:
    return Outcome("offer", "p1", what, channel, BIRTHDAY.now_ms - round(days * DAY_MS))


def no(channel: str) -> Consent:
    return Consent("marketing", channel, False, 0)


@pytest.mark.parametrize(
    ("consents", "reach", "promised", "channel"),
    [
        (AGREED, REACH, False, "message"),
        (AGREED, Reach(None, has_phone=True, has_email=True), False, "message"),
        (AGREED, Reach("message", has_phone=False, has_email=True), False, "email"),
        (AGREED, Reach("phone", has_phone=False, has_email=False), False, None),
        (AGREED, Reach("store", has_phone=True, has_email=True), False, None),
        (AGREED, Reach("store", has_phone=True, has_email=True), True, "message"),
        ((*AGREED, no("phone")), Reach("phone", has_phone=True, has_email=False), False, "message"),
        ((*AGREED, no("phone"), no("message")), Reach("phone", has_phone=True, has_email=False), False, None),
        (AGREED[:1], REACH, False, None),
        (AGREED[:1], REACH, True, "message"),
        ((no("any"),), REACH, True, "message"),
        ((no("message"),), REACH, True, "email"),
    ],
)
def test_the_channel_is_one_she_has_and_allows_and_likes_best(consents, reach, promised, channel):
    assert channel_for(consents, reach, promised=promised) == channel


def test_she_is_contacted_about_what_is_worth_it():
    assert contacts(BIRTHDAY) == [("date", "message")]
    assert contacts(replace(BIRTHDAY, dates=(), due_again=(DueAgain(1, "Milk", 30, 7, 8),))) == []


def test_after_a_contact_on_any_channel_there_is_silence_but_a_promise_is_kept():
    assert contacts(replace(BIRTHDAY, outcomes=(outcome(13.9, "email"),))) == []
    assert contacts(replace(BIRTHDAY, outcomes=(outcome(14.1),))) == [("date", "message")]
    assert contacts(replace(PROMISE, outcomes=(outcome(1),))) == [("follow_up", "message")]


def test_what_was_said_in_the_store_or_put_off_is_no_contact():
    said = (outcome(1, None), outcome(1, "phone", "later"))
    assert last_contact_ms(touches_of(said)) is None
    assert contacts(replace(BIRTHDAY, outcomes=said)) == [("date", "message")]


def test_who_was_here_today_is_not_contacted_about_what_could_be_said_here():
    assert contacts(replace(BIRTHDAY, last_visit_ms=BIRTHDAY.now_ms - 3_600_000)) == []
    assert contacts(replace(BIRTHDAY, last_visit_ms=BIRTHDAY.now_ms - DAY_MS)) == [("date", "message")]
    assert contacts(replace(PROMISE, last_visit_ms=BIRTHDAY.now_ms)) == [("follow_up", "message")]


@pytest.mark.parametrize(
    "guarded",
    [
        {"outcomes": (outcome(1),)},
        {"last_visit_ms": BIRTHDAY.now_ms},
        {"consents": AGREED[:1]},
    ],
)
def test_a_promise_is_kept_though_something_that_must_wait_weighs_more(guarded):
    rules = DEFAULTS | {"follow_up": replace(DEFAULTS["follow_up"], weight=1)}
    facts = replace(PROMISE, dates=BIRTHDAY.dates, **guarded)
    assert next_actions(facts, rules)[0].kind == "date"
    found = contact_today([(facts, REACH)], rules)
    assert [(each.action.kind, each.channel) for each in found.people] == [("follow_up", "message")]
    assert (found.too_soon, found.not_allowed) == (0, 0)


def test_a_store_contacts_so_many_a_day_the_best_reasons_first_and_says_who_was_left_out():
    few = DEFAULTS | {"contact": replace(DEFAULTS["contact"], settings={"quiet_days": 14, "most_today": 3})}
    people = [
        (replace(BIRTHDAY, customer_id=5), REACH),
        (replace(BIRTHDAY, customer_id=4), REACH),
        (replace(PROMISE, customer_id=9), REACH),
        (replace(BIRTHDAY, customer_id=6, consents=AGREED[:1]), REACH),
        (replace(BIRTHDAY, customer_id=7, outcomes=(outcome(2),)), REACH),
    ]
    found = contact_today(people, few)
    assert [each.customer_id for each in found.people] == [9, 4, 5]
    assert (found.made_today, found.too_soon, found.not_allowed, found.beyond_today) == (0, 1, 1, 0)
    later = contact_today(people, few, made_today=2)
    assert [each.customer_id for each in later.people] == [9]
    assert (later.made_today, later.beyond_today) == (2, 2)
    assert contact_today(people, few, made_today=9).people == ()
