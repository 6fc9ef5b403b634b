"""What the tablet knows of itself: rows, ages, room, clock, and the full comparison with HQ."""

from __future__ import annotations

import pytest

from associate_app.presenters import holdings
from associate_app.presenters.holdings import HoldingsPresenter
from associate_app.presenters.trust_views import Fact
from associate_app.store.holdings import Room
from tests.associate_app.replica_world import ReplicaWorld
from tests.associate_app.small_world import NOW_MS

MINUTE_MS = 60_000


@pytest.fixture
def nudged() -> list[bool]:
    return []


@pytest.fixture
def presenter(world: ReplicaWorld, nudged: list[bool]) -> HoldingsPresenter:
    return HoldingsPresenter(lambda: world.desk, lambda: nudged.append(True))


def fact(presenter: HoldingsPresenter, label: str) -> Fact:
    return next(each for each in presenter.facts() if each.label == label)


def test_it_counts_what_is_held_and_says_as_of_when(presenter: HoldingsPresenter) -> None:
    assert fact(presenter, "Customers").value == "2"
    assert fact(presenter, "Purchases").value == "6"
    assert fact(presenter, "Promotions").value == "As of 10:00"


def test_rows_are_counted_once_a_checkpoint(world: ReplicaWorld, presenter: HoldingsPresenter) -> None:
    presenter.facts()
    world.do("DELETE FROM customers WHERE id = 2")
    assert fact(presenter, "Customers").value == "2"
    world.be_ready(2)
    assert fact(presenter, "Customers").value == "1"


def test_before_the_first_load_there_are_no_promotions(
    world: ReplicaWorld, presenter: HoldingsPresenter
) -> None:
    world.do("DELETE FROM sync_meta WHERE name IN ('cursor', 'checkpoint_ms')")
    assert fact(presenter, "Promotions").value == "Not here yet"


@pytest.mark.parametrize(
    ("used", "free", "said", "is_well"),
    [
        (84_200_000, 12_300_000_000, "84 MB used, 12.3 GB free", True),
        (1_240_000, 499_000_000, "1.2 MB used, 499 MB free", False),
    ],
)
def test_room_is_told_in_sizes_people_know_and_little_of_it_warns(
    presenter: HoldingsPresenter,
    monkeypatch: pytest.MonkeyPatch,
    used: int,
    free: int,
    said: str,
    is_well: bool,
) -> None:
    monkeypatch.setattr(holdings, "room", lambda _: Room(used, free))
    assert fact(presenter, "Storage") == Fact("Storage", said, is_well=is_well)


def test_the_room_is_that_of_the_real_file(presenter: HoldingsPresenter) -> None:
    used, free = fact(presenter, "Storage").value.split(", ")
    assert used.endswith("MB used")
    assert not used.startswith("0.0")
    assert free.endswith(("GB free", "MB free"))


@pytest.mark.parametrize(
    ("behind_ms", "said"),
    [
        (3 * MINUTE_MS, "3 minutes slow"),
        (-150 * MINUTE_MS, "2 hours fast"),
        (5 * 24 * 60 * MINUTE_MS, "5 days slow"),
    ],
)
def test_a_clock_that_differs_from_hqs_is_told_with_what_to_do(
    world: ReplicaWorld, presenter: HoldingsPresenter, behind_ms: int, said: str
) -> None:
    world.do("UPDATE sync_lease SET name = 'l1', at_ms = ?, offset_ms = ?", NOW_MS, behind_ms)
    clock = fact(presenter, "Clock")
    assert clock.value.startswith(f"{said}. Set it right")
    assert not clock.is_well


@pytest.mark.parametrize("name", ["l1", None])
def test_a_clock_that_agrees_or_was_never_compared_is_not_spoken_of(
    world: ReplicaWorld, presenter: HoldingsPresenter, name: str | None
) -> None:
    world.do("UPDATE sync_lease SET name = ?, offset_ms = ?", name, 90_000 if name else 0)
    assert "Clock" not in [each.label for each in presenter.facts()]


def test_checking_everything_is_asked_for_once_and_told_until_it_ends(
    world: ReplicaWorld, presenter: HoldingsPresenter, nudged: list[bool]
) -> None:
    assert presenter.check().can_begin
    asked = presenter.check_everything()
    assert (asked.sentence, asked.can_begin) == ("It begins as soon as HQ can be reached.", False)
    assert nudged == [True]
    check = world.desk.check
    check.note("running")
    presenter.check_everything()
    assert presenter.check().sentence.startswith("Every record is being compared")
    check.note("agreed", NOW_MS)
    assert presenter.check().sentence == "Every record agreed with HQ: today, 10:00."
    check.note("repaired", NOW_MS, 1)
    assert presenter.check().sentence == "1 record differed and came anew from HQ: today, 10:00."
    check.note("unhealed", NOW_MS)
    assert presenter.check().sentence.startswith("Some records still differ")
    assert presenter.check().can_begin
