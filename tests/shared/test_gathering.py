"""Facts out of purchases and clicks: regular gaps, what is owned, what was looked at and not bought."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from shared.clock import DAY_MS, to_millis
from shared.consent import Consent
from shared.fatigue import Fatigue
from shared.next_action import DEFAULTS
from shared.next_action.facts import BigPurchase, DueAgain, Noticed, Owned, Restocked
from shared.next_action.gathering import (
    Article,
    Click,
    Spent,
    days_bought,
    due_again,
    fatigue_of,
    hidden_by,
    latest_purchase,
    noticed,
    open_offer,
    owned,
    restocked,
    standing_consents,
)
from shared.promotions import Decision, Promotion, Usage
from shared.recommendation import Answer, Bought

NOW_MS = to_millis(datetime.fromisoformat("2026-11-22T15:00:00+00:00"))
TODAY = date(2026, 11, 22).toordinal()
ZONE = "America/New_York"
SOUP = Promotion("p", "Soup week", "", "percent", 20, "2026-11-20T08:00", "2026-11-29T22:00", "Deli")
ARTICLES = {
    1: Article("Milk", "Milk", "Dairy"),
    2: Article("Ground coffee", "Coffee", "Grocery"),
    3: Article("Gasoline", None, "Fuel", recommendable=False),
}


def at(days: int) -> int:
    return NOW_MS - days * DAY_MS


def bought(product: int, *days: int, quantity: int = 1) -> list[Bought]:
    return [Bought(product, at(day), quantity) for day in days]


def due(*lines: Bought) -> list[DueAgain]:
    return list(due_again(days_bought(lines, NOW_MS, ZONE), ARTICLES, TODAY))


def test_days_are_counted_once_on_the_stores_calendar_and_returns_and_the_future_do_not_count():
    lines = [
        *bought(1, 5, 5, 2),
        *bought(1, 3, quantity=-1),
        *bought(1, -1),
        Bought(2, at(0) - 11 * 3_600_000),
    ]
    assert days_bought(lines, NOW_MS, ZONE) == {1: [TODAY - 5, TODAY - 2], 2: [TODAY - 1]}


def test_what_is_bought_regularly_is_due_once_its_gap_is_over():
    coffee = bought(2, 27, 51, 75, 99)
    assert due(*coffee) == [DueAgain(2, "Ground coffee", 4, 24, 27)]
    assert due(*bought(2, 23, 47, 71)) == [], "not yet"
    assert due(*bought(2, 49, 73, 97)) == [], "given up"
    assert due(*bought(2, 27, 51)) == [], "twice is no habit"
    assert due(*bought(1, 2, 4, 6, 8)) == [], "what is bought every other day needs no word"
    assert due(*bought(3, 27, 51, 75)) == [], "not to be recommended"
    assert due(*bought(7, 27, 51, 75)) == [], "the catalogue has forgotten it"


def test_the_most_regular_is_said_first():
    assert [each.product_id for each in due(*bought(1, 8, 15, 22), *bought(2, 27, 51, 75, 99))] == [2, 1]


def test_what_she_owns_is_what_she_bought_lately():
    days = days_bought([*bought(2, 10, 40), *bought(1, 10), *bought(3, 91), *bought(7, 1)], NOW_MS, ZONE)
    assert owned(days, ARTICLES, TODAY) == (
        Owned(1, "Milk", "Milk", "Dairy", "2026-11-12"),
        Owned(2, "Ground coffee", "Coffee", "Grocery", "2026-11-12"),
    )


def test_what_she_looked_at_counts_until_she_buys_it():
    clicks = [
        Click(1, "viewed", at(4)), Click(2, "viewed", at(3)), Click(2, "carted", at(2)),
        Click(2, "viewed", at(6)), Click(9, "viewed", at(1)),
    ]  # fmt: skip
    assert noticed(clicks, bought(1, 3), ARTICLES) == (Noticed(2, "Ground coffee", True, 3, at(2)),)
    assert noticed(clicks, [*bought(1, 5), *bought(2, 4)], ARTICLES) == (
        Noticed(2, "Ground coffee", True, 2, at(2)),
        Noticed(1, "Milk", False, 1, at(4)),
    )
    assert noticed(clicks, bought(1, 3, quantity=-1), ARTICLES)[-1].product_id == 1, "a return buys nothing"


def test_what_she_answered_is_not_brought_up_again():
    said = [Answer(1, "liked", at(1)), Answer(2, "not_interested", at(200)), Answer(3, "bought", at(0))]
    hidden = hidden_by(said, NOW_MS, ZONE)
    assert hidden == {2, 3}
    days = days_bought(bought(2, 27, 51, 75, 99), NOW_MS, ZONE)
    assert due_again(days, ARTICLES, TODAY, hidden) == ()
    assert noticed([Click(2, "carted", at(2))], [], ARTICLES, hidden) == ()


def test_the_latest_purchase_stands_beside_the_middle_of_the_others():
    purchases = [
        Spent(7, at(1), 21_400),
        Spent(5, at(9), 5_000),
        Spent(6, at(9), 6_000),
        Spent(4, at(20), 90_000),
    ]
    assert latest_purchase(purchases) == BigPurchase(7, at(1), 21_400, 6_000)
    assert latest_purchase(purchases[:2]) is None, "two purchases are no usual"


def test_who_wants_no_more_suggestions_has_taken_her_consent_back_until_she_gives_it_anew():
    agreed, news = Consent("personalization", "any", True, 10), Consent("marketing", "any", True, 10)
    stopped = Consent("personalization", "any", False, 20)
    said = [Answer(1, "liked", 5), Answer(2, "opted_out", 20)]
    assert standing_consents([agreed, news], said[:1]) == (agreed, news)
    assert standing_consents([agreed, news], said) == (news, stopped)
    anew = Consent("personalization", "any", True, 30)
    assert standing_consents([anew], said) == (anew,)


def test_an_offer_is_open_while_she_may_have_it_and_has_not_used_it():
    may = Decision(available=True, reason="available", sentence="", ends_ms=NOW_MS)
    open_one = open_offer(SOUP, may, Usage(), ZONE)
    assert open_one is not None
    assert (open_one.promotion_id, open_one.ends_on) == ("p", date(2026, 11, 22))
    assert open_one.title.startswith("Soup week: ")
    forever = open_offer(SOUP, replace(may, ends_ms=None), Usage(), ZONE)
    assert forever is not None
    assert forever.ends_on is None
    assert open_offer(SOUP, may, Usage(by_customer=1), ZONE) is None
    assert open_offer(SOUP, replace(may, available=False), Usage(), ZONE) is None


def test_what_she_wished_for_or_noticed_is_there_again_unless_she_said_no_or_it_is_forgotten():
    articles = {number: Article(f"P{number}", None, "D") for number in (1, 2, 3, 4)}
    seen = [Noticed(2, "P2", False, 1, 5), Noticed(4, "P4", False, 1, 5)]
    found = restocked({1: 10, 2: 20, 3: 30, 4: 40, 9: 50}, [1, 9], seen, articles, hidden={4})
    assert found == (Restocked(2, "P2", 20), Restocked(1, "P1", 10))


def test_the_guard_of_a_version_that_counts_no_touches_holds_nobody_back():
    older = DEFAULTS | {"contact": replace(DEFAULTS["contact"], settings={"quiet_days": 9})}
    assert fatigue_of(older) == Fatigue(9)
    assert fatigue_of(DEFAULTS) == Fatigue(14, 8, 30)
