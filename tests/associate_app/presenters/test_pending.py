"""What waits for HQ: what it is, for whom, since when."""

from __future__ import annotations

from datetime import timedelta

import pytest

from associate_app.presenters import pending
from associate_app.presenters.customer import CustomerPresenter
from associate_app.presenters.pending import PendingPresenter
from associate_app.presenters.trust_views import Waiting
from sync.device.outbox import Outbox
from sync.protocol import Answer
from tests.associate_app.replica_world import ReplicaWorld


@pytest.fixture
def presenter(world: ReplicaWorld) -> PendingPresenter:
    return PendingPresenter(lambda: world.desk)


def test_nothing_waits_at_first(presenter: PendingPresenter) -> None:
    assert presenter.waiting() == Waiting()


def test_each_thing_that_waits_says_what_for_whom_and_since_when(
    world: ReplicaWorld, presenter: PendingPresenter
) -> None:
    customer = CustomerPresenter(lambda: world.desk)
    customer.add_note(1, "Likes it dark")
    world.clock.advance(timedelta(days=1))
    customer.answer(2, 10, "liked", "due_again")
    note, answer = presenter.waiting().items
    assert (note.title, note.meta) == ("Note for Olivia Bennett", "Since 22 Nov, 10:00 · Likes it dark")
    assert answer.title == "Answer of Zoë O'Brien-Łukasz"
    assert answer.meta.endswith("Whole milk, 1 gal")
    assert answer.meta.startswith("Since today, ")


def test_a_long_note_is_recognised_by_its_beginning(world: ReplicaWorld, presenter: PendingPresenter) -> None:
    CustomerPresenter(lambda: world.desk).add_note(1, "first line\n" + "word " * 500)
    (note,) = presenter.waiting().items
    said = note.meta.partition(" · ")[2]
    assert len(said) <= pending.MOST_WORDS
    assert said.startswith("first line word word")
    assert said.endswith("…")


def test_what_hq_has_decided_is_told_apart_and_what_it_refused_does_not_wait(
    world: ReplicaWorld, presenter: PendingPresenter
) -> None:
    customer = CustomerPresenter(lambda: world.desk)
    for text in ("one", "two", "three"):
        customer.add_note(1, text)
    outbox = Outbox(world.connection)
    one, two, _ = outbox.queued()
    outbox.note_answers([Answer(one["id"], "applied"), Answer(two["id"], "rejected", "no", "No.")])
    assert [(item.meta[-5:], item.is_sent) for item in presenter.waiting().items] == [
        ("· one", True),
        ("three", False),
    ]


def test_work_for_somebody_who_has_left_the_book_waits_too_and_a_long_list_is_cut(
    world: ReplicaWorld, presenter: PendingPresenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = CustomerPresenter(lambda: world.desk)
    customer.add_note(1, "one")
    customer.add_note(2, "two")
    world.do("DELETE FROM customers WHERE id = 1")
    monkeypatch.setattr(pending, "MOST_SHOWN", 1)
    waiting = presenter.waiting()
    assert [item.title for item in waiting.items] == ["Note for somebody not here now"]
    assert waiting.more == 1


def test_what_has_no_words_left_is_listed_by_its_time(
    world: ReplicaWorld, presenter: PendingPresenter
) -> None:
    CustomerPresenter(lambda: world.desk).add_note(1, "gone")
    world.do("UPDATE outbox SET wire = json_set(wire, '$.arguments', json('{}'))")
    (item,) = presenter.waiting().items
    assert item.meta == "Since today, 10:00"
