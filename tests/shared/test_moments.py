"""What is worth a word this very moment: fresh, one for each customer, who is here first, nobody too much."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shared.clock import DAY_MS
from shared.consent import Consent
from shared.life_dates import LifeDate
from shared.next_action import DEFAULTS, ActionFacts
from shared.next_action.facts import DueAgain, Noticed, Outcome, Restocked
from shared.next_action.moments import moments

NOW_MS = 1_795_359_600_000
HOUR_MS = 3_600_000
HER = ActionFacts(
    1, NOW_MS, "Etc/UTC", purchases=9, last_visit_ms=NOW_MS - 3 * DAY_MS,
    consents=(Consent("personalization", "any", True, 0), Consent("marketing", "any", True, 0)),
)  # fmt: skip
CART = Noticed(7, "Coffee machine", True, 1, NOW_MS - HOUR_MS)


def told(*people: ActionFacts) -> list[tuple[int, str, bool]]:
    return [(each.customer_id, each.action.kind, each.is_here) for each in moments(people, DEFAULTS)]


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        (replace(HER, arrived_ms=NOW_MS - 60_000), "in_store"),
        (replace(HER, arrived_ms=NOW_MS - 60_000, purchases=0, last_visit_ms=None), "first_visit"),
        (replace(HER, purchases=1, last_visit_ms=NOW_MS - HOUR_MS), "first_visit"),
        (replace(HER, restocked=(Restocked(7, "Coffee machine", NOW_MS - HOUR_MS),)), "back_in_stock"),
        (replace(HER, noticed=(CART,)), "left_in_cart"),
        (replace(HER, noticed=(replace(CART, in_cart=False, times=2),)), "viewed"),
        (replace(HER, dates=(LifeDate("birthday", "1980-11-22"),)), "date"),
    ],
)
def test_each_event_is_told_the_store(facts: ActionFacts, kind: str) -> None:
    assert [each[1] for each in told(facts)] == [kind]


@pytest.mark.parametrize(
    "facts",
    [
        HER,
        replace(HER, noticed=(replace(CART, last_ms=NOW_MS - DAY_MS),)),
        replace(HER, noticed=(replace(CART, in_cart=False),)),
        replace(HER, dates=(LifeDate("birthday", "1980-11-23"),)),
        replace(HER, restocked=(Restocked(7, "Coffee machine", NOW_MS - 2 * DAY_MS),)),
        replace(HER, arrived_ms=NOW_MS - 60_000, consents=()),
        replace(HER, due_again=(DueAgain(7, "Coffee", 9, 7, 8),)),
        replace(HER, noticed=(CART,), outcomes=(Outcome("left_in_cart", "7", "done", None, NOW_MS),)),
    ],
)
def test_what_is_old_once_only_allowed_or_said_already_is_no_news(facts: ActionFacts) -> None:
    assert told(facts) == []


def test_whoever_is_here_stands_first_then_the_latest_and_each_has_one() -> None:
    here = replace(HER, customer_id=3, arrived_ms=NOW_MS - HOUR_MS, noticed=(replace(CART, last_ms=1),))
    later = replace(HER, customer_id=2, noticed=(replace(CART, last_ms=NOW_MS - 1),))
    both = replace(HER, noticed=(CART, replace(CART, product_id=8)))
    assert told(both, later, here) == [
        (3, "in_store", True), (2, "left_in_cart", False), (1, "left_in_cart", False),
    ]  # fmt: skip
    assert len(moments([replace(both, customer_id=key) for key in range(20)], DEFAULTS)) == 8


def test_who_has_heard_enough_is_greeted_and_nothing_else() -> None:
    heard = tuple(Outcome("viewed", str(day), "done", None, NOW_MS - day * DAY_MS) for day in range(1, 9))
    assert told(replace(HER, noticed=(CART,), outcomes=heard)) == []
    assert told(replace(HER, noticed=(CART,), outcomes=heard[1:])) == [(1, "left_in_cart", False)]
    assert told(replace(HER, noticed=(CART,), outcomes=heard, arrived_ms=NOW_MS)) == [(1, "in_store", True)]
