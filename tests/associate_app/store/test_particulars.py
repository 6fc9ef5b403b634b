"""What a tablet gathers for rules: the same answers from its rows as the stories told without a database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from associate_app.presenters.facts import facts_of, usual_departments
from associate_app.store import customers, particulars, purchases
from associate_app.store.purchases import Story
from associate_app.store.reading import Snapshot
from associate_app.store.schema import REPLICA_TABLES
from shared import audience
from shared.customer import CustomerFacts
from shared.particulars import NOT_ASKED
from sync.device.storage import transaction
from tests.associate_app.replica_world import ReplicaWorld
from tests.shared import audience_stories
from tests.shared.audience_stories import CASES, NOW_MS, STORIES

TODAY = date.fromisoformat(CASES["today"])
NUMBERED = list(enumerate(STORIES, start=1))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReplicaWorld]:
    """A tablet with the world of the cases and every story."""
    world = ReplicaWorld(tmp_path_factory.mktemp("told"))
    world.open()
    columns = {table.name: table.columns for table in REPLICA_TABLES}
    with transaction(world.connection):
        for table, rows in audience_stories.rows().items():
            for row in rows:
                world.put(table, {name: value for name, value in row.items() if name in columns[table]})
    world.be_ready()
    yield world
    world.close()


def facts(snapshot: Snapshot, number: int, rules: list[Any]) -> CustomerFacts:
    record, story = customers.customer(snapshot, number), purchases.story(snapshot, number)
    consents = customers.consents(snapshot, number)
    known = facts_of(record, story, usual_departments(story, NOW_MS), consents, NOW_MS)
    gathered = particulars.particulars(snapshot, known, lambda: story, rules, NOW_MS)
    return replace(known, particulars=gathered)


def test_every_story_is_decided_from_rows_as_it_is_told(told: ReplicaWorld) -> None:
    with told.desk.reader.snapshot() as snapshot:
        for number, story in NUMBERED:
            answer = audience.evaluate(story["rule"], facts(snapshot, number, [story["rule"]]), TODAY)
            expected = (story["name"], story["selected"], story.get("failed"))
            assert (story["name"], answer.selected, answer.failed) == expected


def test_what_one_rule_asks_for_is_there_for_all(told: ReplicaWorld) -> None:
    rules = [story["rule"] for story in STORIES]
    with told.desk.reader.snapshot() as snapshot:
        for number, story in NUMBERED:
            known = facts(snapshot, number, rules)
            assert audience.evaluate(story["rule"], known, TODAY).selected is story["selected"]


def test_nothing_is_read_that_no_rule_asks_for(told: ReplicaWorld) -> None:
    def unread() -> Story:
        raise AssertionError("her purchases were read")

    tier = {"attribute": "tier", "operator": "in", "value": ["Gold"]}
    newer = {"any": [tier, {"attribute": "bought", "of": ["a list"]}, {"attribute": "audience"}]}
    with told.desk.reader.snapshot() as snapshot:
        known = facts(snapshot, 1, [])
        gathered = particulars.particulars(snapshot, known, unread, [tier, newer], NOW_MS)
    assert gathered == replace(NOT_ASKED, today=gathered.today, audiences={})
    assert not audience.evaluate(newer, replace(known, particulars=gathered), TODAY).selected


def test_what_is_noted_here_counts_before_hq_has_it(tmp_path: Path) -> None:
    world = ReplicaWorld(tmp_path)
    world.open()
    world.load()
    rule = {"attribute": "noted", "operator": "in", "value": ["M"], "of": {"kind": "sizes"}}
    world.desk.recorder.record("preferences_changed", 1, {"kind": "sizes", "added": ["M"], "removed": []})
    with world.desk.reader.snapshot() as snapshot:
        assert audience.evaluate(rule, facts(snapshot, 1, [rule]), TODAY).selected
    world.close()


def test_a_wish_noted_here_counts_before_hq_has_it_and_no_more_once_taken_off(tmp_path: Path) -> None:
    world = ReplicaWorld(tmp_path)
    world.open()
    world.load()
    rule = {
        "attribute": "did", "operator": "at_least", "value": 1,
        "of": {"event": ["wished"], "department": ["Produce"]}, "days": 1,
    }  # fmt: skip

    def is_selected() -> bool:
        with world.desk.reader.snapshot() as snapshot:
            return bool(audience.evaluate(rule, facts(snapshot, 1, [rule]), TODAY).selected)

    seen = [is_selected()]
    for product, wished in ((10, True), (11, True), (11, False)):
        world.desk.recorder.record("wish_changed", 1, {"product_id": product, "wished": wished})
        seen.append(is_selected())
    assert seen == [False, False, True, False]
    world.close()
