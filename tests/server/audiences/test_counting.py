"""Counts, reasons and samples by SQL are those of asking each customer in turn."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import given, settings
from sqlalchemy.orm import Session

from server.audiences.counting import NO_CONSENT, Counting, Reach
from server.catalogue import service as catalogue
from server.customers import service as customers
from shared import audience
from shared.clock import local_date
from shared.customer import TIERS
from tests.server.audiences import crowd
from tests.server.audiences.rules import rules

Rule = dict[str, Any]


def one_by_one(session: Session, rule: Rule, stores: list[str] | None) -> tuple[Reach, list[int]]:
    """The answer by each customer's own facts, and who gets it."""
    zones = {store.id: store.time_zone for store in catalogue.stores(session)}
    book = customers.book_of(stores or list(zones))
    known = customers.facts_for(session, book, now_ms=crowd.NOW_MS, rules=[rule])
    excluded: Counter[str] = Counter()
    tiers: Counter[str] = Counter()
    selected = []
    for each in known:
        today = local_date(crowd.NOW_MS, zones.get(each.facts.home_store_id or "", "UTC"))
        answer = audience.evaluate(rule, each.facts, today)
        if answer.selected and each.facts.may_personalize:
            tiers[each.facts.tier] += 1
            selected.append(each.facts.customer_id)
        else:
            excluded[answer.failed or NO_CONSENT] += 1
    reach = Reach(
        count=len(selected), matching=len(selected) + excluded[NO_CONSENT], in_stores=len(known),
        by_tier={tier: tiers[tier] for tier in TIERS if tiers[tier]},
        excluded={why: size for why, size in excluded.items() if size},
    )  # fmt: skip
    return reach, selected


def test_counts_reasons_and_samples_are_those_of_each_customer_asked_in_turn(
    session: Session,
) -> None:
    crowd.fill(session, seed=9, size=80)
    bounds = settings(max_examples=30, deadline=None, database=None, derandomize=True)

    @bounds
    @given(rules())
    def search(rule: Rule) -> None:
        for stores in (None, ["1", "3"]):
            counting = Counting(session, rule, stores, crowd.NOW_MS)
            expected, selected = one_by_one(session, rule, stores)
            assert counting.reach() == expected
            assert counting.count() == expected.count
            assert counting.place(3, 4) == selected[::3][:4]

    search()


def test_an_overlap_is_who_gets_both(session: Session) -> None:
    crowd.fill(session, seed=3, size=80)
    gold = {"attribute": "tier", "operator": "in", "value": ["Gold", "VIP"]}
    others = {
        "all": {"all": []}, "none": {"not": gold}, "same": gold,
        "some": {"attribute": "region", "operator": "in", "value": ["North"]},
    }  # fmt: skip
    counting = Counting(session, gold, None, crowd.NOW_MS)
    _, selected = one_by_one(session, gold, None)
    _, some = one_by_one(session, others["some"], None)
    assert counting.overlaps(others) == {
        "all": len(selected), "none": 0, "same": len(selected), "some": len({*selected} & {*some}),
    }  # fmt: skip
    assert counting.overlaps({}) == {}
