"""The list of customers, the promotions, the sync state, signing in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from associate_app.errors import CannotSave, Locked
from associate_app.presenters.icons import ICONS, OTHER, icon_for
from associate_app.presenters.look_up import LookUpPresenter
from associate_app.presenters.offers import OffersPresenter
from associate_app.presenters.sign_in import SignInPresenter
from associate_app.presenters.sync import SyncPresenter
from associate_app.presenters.wording import days_ago, hue, initials
from associate_app.store.filters import Filters
from shared.clock import DAY_MS
from tests.associate_app.replica_world import ReplicaWorld
from tests.associate_app.small_world import NOW_MS, PROMOTION


@pytest.fixture
def status(world: ReplicaWorld) -> Any:
    presenter = SyncPresenter(lambda: world.desk)
    return presenter.status


def test_the_list_says_when_and_where_each_customer_was_last(world: ReplicaWorld) -> None:
    result = LookUpPresenter(lambda: world.desk).search("", 7)
    assert (result.sequence, result.total, result.query) == (7, 2, "")
    first, second = result.rows
    assert (first.name, first.initials, first.tier, first.why) == ("Olivia Bennett", "OB", "Gold", "")
    assert first.subtitle == "Visited 9 days ago, Linden Square"
    assert second.subtitle == "No purchases yet"
    world.do("DELETE FROM stores")
    assert LookUpPresenter(lambda: world.desk).search("").rows[0].subtitle == "Visited 9 days ago"


@pytest.mark.parametrize(
    ("query", "why"),
    [("olivia", ""), ("0134", "Phone +1 555-0134"), ("olivia@", "E-mail olivia@example.com"),
     ("6001000001", "Card 6001000001"), ("benett", "Similar name")],
)  # fmt: skip
def test_a_hit_says_why_it_matched(world: ReplicaWorld, query: str, why: str) -> None:
    (row,) = LookUpPresenter(lambda: world.desk).search(query).rows
    assert row.why == why


def test_promotions_are_listed_running_first_with_their_rules_in_words(world: ReplicaWorld) -> None:
    presenter = OffersPresenter(lambda: world.desk)
    (row,) = presenter.list()
    assert (row.title, row.audience, row.status_text) == (
        "Gold week: 20% off Dairy",
        "Tier is Gold",
        "Running",
    )
    assert row.schedule == "20 Nov, 09:00 to 30 Nov, 20:00, store time"
    assert row.limits == "500 in all, 1 time a customer"
    columns = (
        "code, text, benefit_kind, benefit_value, department, audience, total_limit, customer_limit, priority"
    )
    for name, starts, ends, state in (
        ("Stopped", "2026-11-01T09:00", "2026-12-01T09:00", "stopped"),
        ("Over", "2026-11-01T09:00", "2026-11-02T09:00", "published"),
        ("Coming", "2027-01-01T09:00", "2027-01-02T09:00", "published"),
    ):
        world.do(
            f"INSERT INTO promotions (id, name, starts_local, ends_local, status, version, {columns})"
            f" SELECT ?, ?, ?, ?, ?, 1, {columns} FROM promotions WHERE id = ?",
            name, name, starts, ends, state, PROMOTION,
        )  # fmt: skip
    world.do("UPDATE promotions SET total_limit = NULL, customer_limit = NULL WHERE name = 'Over'")
    rows = presenter.list()
    assert [row.status for row in rows] == ["running", "coming", "over", "stopped"]
    assert rows[1].schedule == "1 Jan 2027, 09:00 to 2 Jan 2027, 09:00, store time"
    assert rows[2].limits == "No limit"
    world.do("UPDATE promotions SET budget_minor = 90000 WHERE name = 'Over'")
    assert presenter.list()[2].limits == "$900.00 in all"


def test_before_the_first_load_the_pill_says_how_far_it_is(world: ReplicaWorld, status: Any) -> None:
    world.do("DELETE FROM sync_meta WHERE name IN ('cursor', 'checkpoint_ms')")
    assert (status().state, status().text, status().progress) == ("loading", "Loading", None)
    assert status().last_contact == "HQ has not been reached from this tablet yet."
    world.do("INSERT INTO sync_meta VALUES ('loading', '{\"rows\": 48210, \"expected\": 96420}')")
    assert (status().text, status().progress) == ("Loading, 48,210 records", 0.5)
    world.desk.line.note("offline", NOW_MS, "The server cannot be reached.")
    assert (status().state, status().text) == ("loading", "Waiting for the network")
    assert status().last_contact.endswith("yet. The server cannot be reached.")
    world.desk.line.note("refused", NOW_MS)
    assert status().text == "Loading has stopped"


def test_the_pill_says_how_fresh_the_tablet_is(world: ReplicaWorld, status: Any) -> None:
    assert (status().state, status().text) == ("syncing", "Syncing")
    world.desk.line.note("synced", NOW_MS)
    assert (status().state, status().text) == ("synced", "Synced just now")
    world.clock.advance(timedelta(minutes=2))
    assert status().text == "Synced 2 min ago"
    world.clock.advance(timedelta(hours=2))
    assert status().text == "Synced at 10:00"
    world.clock.advance(timedelta(days=2))
    assert status().text == "Synced at 22 Nov"
    assert status().last_contact == "Last contact with HQ: 22 Nov, 10:00."


def test_the_pill_counts_what_is_saved_here(world: ReplicaWorld, status: Any) -> None:
    world.desk.line.note("offline", NOW_MS, "No line.")
    assert (status().state, status().text) == ("offline", "Offline")
    for text in ("one", "two", "three"):
        world.desk.recorder.record("note_added", 1, {"text": text})
    assert (status().text, status().pending) == ("Offline, 3 saved", 3)
    world.desk.line.note("synced", NOW_MS)
    assert (status().state, status().text) == ("syncing", "Sending 3")


def test_what_stops_everything_comes_first(world: ReplicaWorld, status: Any) -> None:
    world.desk.line.note("refused", NOW_MS, "Update the app.")
    assert (status().state, status().text) == ("attention", "Sync has stopped")
    assert "Update the app." in status().last_contact
    world.desk.recorder.record("note_added", 1, {"text": "one"})
    world.desk.recorder.record("note_added", 1, {"text": "two"})
    world.refuse()
    assert (status().text, status().attention) == ("2 need attention", 2)


def test_a_disk_that_takes_no_more_is_said_all_the_time(world: ReplicaWorld) -> None:
    desk = world.desk
    object.__setattr__(desk, "trouble", "The tablet cannot save.")
    shown = SyncPresenter(lambda: desk).status()
    assert (shown.state, shown.text) == ("attention", "Cannot save")
    assert "cannot save" in shown.last_contact


def test_signing_in_asks_for_both_number_and_pin(world: ReplicaWorld) -> None:
    presenter = SignInPresenter(None, lambda _number, _pin: world.desk.associate, lambda: None)
    for number, pin in (("", "2468"), ("  ", "2468"), ("101", "")):
        with pytest.raises(CannotSave, match="number and your PIN"):
            presenter.sign_in(number, pin)
    row = presenter.sign_in("101", "2468")
    assert (row.name, row.initials, row.offline) == ("Mia Sato", "MS", True)


def test_a_sign_in_says_how_far_an_update_of_what_the_tablet_holds_is(world: ReplicaWorld) -> None:
    steps: list[tuple[int, int] | None] = [None, (3, 32)]
    presenter = SignInPresenter(None, lambda _number, _pin: world.desk.associate, lambda: steps.pop(0))
    assert presenter.doing() == ""
    assert presenter.doing().startswith("Getting ready for the new version: 3 of 32.")


def test_presenters_of_a_locked_tablet_say_so() -> None:
    def locked() -> Any:
        raise Locked

    with pytest.raises(Locked, match="Sign in"):
        OffersPresenter(locked).list()


@pytest.mark.parametrize(
    ("department", "category", "icon"),
    [
        ("Grocery", "Warehouse sales", OTHER),
        ("Grocery", "Fluid milk products", "cow"),
        ("Grocery", "Beers/Ales", "glass-mug-variant"),
        ("Seafood", None, "fish"),
        ("Mystery", "", OTHER),
        ("Meat", "Something else", "food-steak"),
    ],
)
def test_an_icon_is_found_by_whole_words(department: str, category: str | None, icon: str) -> None:
    assert icon_for(department, category) == icon
    assert icon in ICONS


def test_the_icon_font_draws_every_icon_a_presenter_may_name() -> None:
    import json
    from pathlib import Path

    import associate_app
    from associate_app.presenters.timeline_rows import _ICONS

    drawn = json.loads((Path(associate_app.__file__).parent / "assets" / "icons.json").read_text("utf-8"))
    named = ICONS | set(_ICONS.values()) | {"history", "trending-up", "trending-down", "trending-neutral"}
    assert named | {"clock-outline"} <= set(drawn)


def test_words_for_people_and_days() -> None:
    zone = "America/New_York"
    assert [days_ago(NOW_MS - age * DAY_MS, NOW_MS, zone) for age in (-1, 0, 1, 2)] == [
        "today", "today", "yesterday", "2 days ago",
    ]  # fmt: skip
    assert initials("Ana", "  ", "ruiz", "X") == "AR"
    assert initials("", "王") == "王"
    assert hue(1) != hue(2)


def test_the_list_is_narrowed_and_says_who_was_just_viewed(world: ReplicaWorld) -> None:
    presenter = LookUpPresenter(lambda: world.desk)
    assert [row.id for row in presenter.search("", wanted=Filters(tier="Member")).rows] == [2]
    assert [row.why for row in presenter.search("", viewed=(2,)).rows] == ["Just viewed", ""]
    assert presenter.choices().tiers == ("Gold", "Member")
