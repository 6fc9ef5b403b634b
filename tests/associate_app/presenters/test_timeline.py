"""The timeline: visits, words and merges, newest first, each in its group."""

from __future__ import annotations

from dataclasses import replace

import pytest

from associate_app.presenters.customer import CustomerPresenter
from associate_app.store.slots import Associate
from shared.clock import DAY_MS
from tests.associate_app.replica_world import ReplicaWorld
from tests.associate_app.small_world import LEO, MIA, NOW_MS


@pytest.fixture
def presenter(world: ReplicaWorld) -> CustomerPresenter:
    return CustomerPresenter(lambda: world.desk)


def conflict(
    world: ReplicaWorld, number: int, field: str, *, days: int, settled: bool, by: str = MIA
) -> None:
    row = {
        "id": f"c{number}", "customer_id": 1, "store_id": "367", "associate_id": by, "field": field,
        "kept": "555 0134", "lost": None, "at_ms": NOW_MS - days * DAY_MS,
        "settled_ms": NOW_MS if settled else None,
    }  # fmt: skip
    world.put("customer_conflicts", row)


def test_visits_stand_among_the_rest_and_open_their_purchase(
    presenter: CustomerPresenter, world: ReplicaWorld
) -> None:
    world.buy(500, DAY_MS, [(10, 1, 349)], channel="online", store_id="367")
    world.be_ready(2)
    view = presenter.add_note(1, "Tea, please")
    note, online, visit, *_ = view.timeline
    assert (note.text, note.group, note.purchase_id) == ("Tea, please", "note", -1)
    assert (online.text, online.meta, online.icon) == (
        "Purchase: 1 item, $3.49",
        "21 Nov, 10:00 · online",
        "web",
    )
    assert (visit.text, visit.meta, visit.icon) == (
        "Purchase: 2 items, $5.48", "13 Nov, 10:00 · Linden Square", "store-outline",
    )  # fmt: skip
    assert [(row.group, row.purchase_id) for row in (online, visit)] == [("visit", 500), ("visit", 100)]


def test_what_hq_merged_is_told_with_both_values_and_can_be_opened_until_it_is_settled(
    presenter: CustomerPresenter, world: ReplicaWorld
) -> None:
    conflict(world, 1, "phone", days=1, settled=False)
    conflict(world, 2, "email", days=2, settled=True, by="gone")
    conflict(world, 3, "consent/marketing/any", days=3, settled=False)
    world.be_ready(2)
    rows = [row for row in presenter.open(1).timeline if row.group == "change"]
    assert [(row.text, row.meta, row.conflict_id) for row in rows] == [
        (
            "HQ merged two changes. Phone number: 555 0134 kept, nothing set aside",
            "21 Nov, 10:00 · by Mia Sato",
            "c1",
        ),
        (
            "HQ merged two changes. E-mail address: 555 0134 kept, nothing set aside",
            "20 Nov, 10:00 · by somebody in another store",
            "",
        ),
        (
            "Two answers on News and offers met: it stays withdrawn",
            "19 Nov, 10:00 · by Mia Sato",
            "c3",
        ),
    ]


def test_each_event_is_in_the_group_it_is_looked_for_in(presenter: CustomerPresenter) -> None:
    presenter.contacted(1, "phone")
    presenter.answer(1, 10, "liked")
    view = presenter.add_note(1, "Hello")
    assert {row.group for row in view.timeline} == {"note", "answer", "contact", "visit"}


def test_a_note_for_managers_is_shown_and_counted_only_to_them_and_its_author(
    presenter: CustomerPresenter, world: ReplicaWorld
) -> None:
    base = {"customer_id": 1, "store_id": "367", "kind": "manager_note", "at_ms": NOW_MS - 1_000}
    for number in range(60):
        world.put("interactions", base | {"id": f"m{number}", "associate_id": LEO, "text": "Theirs"})
    hers = {"id": "n", "associate_id": MIA, "text": "Hers", "at_ms": NOW_MS - DAY_MS}
    world.put("interactions", base | hers)
    world.be_ready(2)
    own = presenter.add_note(1, "Till complaint", for_managers=True)
    notes = [row for row in own.timeline if row.group == "note"]
    assert [(row.text, row.icon) for row in notes] == [
        ("Till complaint", "lock-outline"), ("Hers", "lock-outline"),
    ]  # fmt: skip
    assert "only managers" in notes[0].meta
    (wire,) = world.pending()
    assert (wire["kind"], wire["arguments"]) == ("manager_note_added", {"text": "Till complaint"})
    other, manager = (
        replace(world.desk, associate=Associate(number, number, "X", role))
        for number, role in (("other", "associate"), (LEO, "manager"))
    )
    assert [row for row in CustomerPresenter(lambda: other).open(1).timeline if row.group == "note"] == []
    seen = [row.text for row in CustomerPresenter(lambda: manager).open(1).timeline if row.group == "note"]
    assert "Till complaint" in seen
    assert "Theirs" in seen
