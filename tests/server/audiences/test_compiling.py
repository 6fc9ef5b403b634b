"""A rule selects the same customers by SQL, on both databases, as it does of each customer's own facts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from server.audiences.counting import compiler
from server.audiences.gathering import named_audiences
from server.catalogue import service as catalogue
from server.customers import kept
from server.customers import service as customers
from server.customers.selecting import EVERYBODY
from server.database import db
from shared import audience
from shared.clock import DAY_MS, local_date
from tests.server.audiences import crowd
from tests.server.audiences.rules import rules
from tests.shared import audience_stories
from tests.shared.audience_stories import STORIES

Rule = dict[str, Any]


def by_sql(session: Session, rule: Rule, now_ms: int) -> set[int]:
    """Whom the statement selects, whether a store looks after her or not."""
    holds = compiler(session, now_ms, named_audiences(session)).holds(rule)
    return set(session.scalars(select(EVERYBODY.customer_id).where(holds)))


def by_facts(session: Session, rule: Rule, now_ms: int) -> set[int]:
    """Whom the rule selects by her own facts, on the day that it is where her home store is."""
    zones = {store.id: store.time_zone for store in catalogue.stores(session)}
    found = set()
    for each in customers.facts_for(session, now_ms=now_ms, rules=[rule]):
        today = local_date(now_ms, zones.get(each.facts.home_store_id or "", "UTC"))
        if audience.evaluate(rule, each.facts, today).selected:
            found.add(each.facts.customer_id)
    return found


def test_every_story_is_decided_by_sql_as_it_is_told(session: Session) -> None:
    for table, rows in audience_stories.rows().items():
        session.execute(insert(db.metadata.tables[table]), rows)
    for number, story in enumerate(STORIES, start=1):
        selected = by_sql(session, story["rule"], audience_stories.NOW_MS)
        assert (story["name"], number in selected) == (story["name"], story["selected"])
        assert selected == by_facts(session, story["rule"], audience_stories.NOW_MS)


def agreeing(session: Session, examples: int) -> Callable[[], None]:
    """A search for a rule that SQL and facts decide differently of anybody."""
    bounds = settings(
        max_examples=examples, deadline=None, database=None, derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip

    @bounds
    @given(rules())
    def search(rule: Rule) -> None:
        rule = audience.check_rule(rule, named_audiences(session))
        assert by_sql(session, rule, crowd.NOW_MS) == by_facts(session, rule, crowd.NOW_MS)

    return search


def test_any_rule_selects_of_a_crowd_whom_it_selects_by_their_facts(session: Session) -> None:
    crowd.fill(session, seed=1, size=60)
    agreeing(session, 60)()


@pytest.mark.parametrize("days", [-366, -365, -300, 0, 2])
def test_a_year_is_counted_to_the_millisecond_wherever_what_is_kept_of_it_begins(
    session: Session, days: int
) -> None:
    crowd.fill(session, seed=3, size=60)
    kept.count_since(session.connection(), crowd.NOW_MS + days * DAY_MS)
    found = 0
    for attribute, values in (("visits_12m", (0, 1, 2, 3)), ("spend_12m", (-5, 0, 0.01, 12.5, 40))):
        for operator in ("at_least", "at_most"):
            for value in values:
                rule = {"attribute": attribute, "operator": operator, "value": value}
                selected = by_sql(session, rule, crowd.NOW_MS)
                assert (rule, selected) == (rule, by_facts(session, rule, crowd.NOW_MS))
                found += 0 < len(selected) < 60
    assert found > 8, "the values tell the customers apart"


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 8))
def test_thousands_of_rules_select_of_six_crowds_whom_they_select_by_facts(
    session: Session, seed: int
) -> None:
    crowd.fill(session, seed=seed, size=150)
    agreeing(session, 500)()
