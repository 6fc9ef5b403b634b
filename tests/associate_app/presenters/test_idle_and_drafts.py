"""When a tablet is covered and locked, what comes back to whom, and who may sign out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from associate_app.errors import CannotSave
from associate_app.presenters.drafts import DraftsPresenter
from associate_app.presenters.idle import Idle
from associate_app.presenters.switching import SwitchingPresenter
from associate_app.store.drafts import Draft
from associate_app.store.forgetting import DRAFT_CLEANING
from shared.clock import to_millis
from tests.associate_app.field import Field
from tests.associate_app.replica_world import ReplicaWorld
from tests.associate_app.small_world import NOW_MS, PIN

NOTE = Draft(NOW_MS, "customers", 1, "note", {"text": "Allergic to"})
PLACE = Draft(NOW_MS, "offers")


def test_nobody_there_for_two_minutes_covers_and_for_ten_locks() -> None:
    idle = Idle(100)
    assert [idle.due(at) for at in (100, 219.9, 220, 699, 700)] == [
        "nothing", "nothing", "cover", "cover", "lock",
    ]  # fmt: skip
    idle.touched(700)
    assert idle.due(701) == "nothing"


@pytest.fixture
def presenter(world: ReplicaWorld) -> DraftsPresenter:
    return DraftsPresenter(lambda: world.desk)


def test_what_is_half_done_comes_back_until_it_is_dealt_with(
    world: ReplicaWorld, presenter: DraftsPresenter
) -> None:
    assert presenter.mine() is None
    assert presenter.now(world.desk) is None
    presenter.gather = lambda: NOTE
    kept = presenter.now(world.desk)
    assert kept == NOTE
    world.desk.recorder.keep_draft(kept)
    assert presenter.mine() == NOTE
    presenter.forget()
    assert presenter.mine() is None


def test_a_place_is_come_back_to_for_half_an_hour_and_words_whenever(
    world: ReplicaWorld, presenter: DraftsPresenter
) -> None:
    world.desk.recorder.keep_draft(PLACE)
    world.clock.advance(timedelta(minutes=30))
    assert presenter.mine() == PLACE
    world.clock.advance(timedelta(minutes=1))
    assert presenter.mine() is None
    world.desk.recorder.keep_draft(NOTE)
    assert presenter.mine() == NOTE


def test_words_about_somebody_who_is_not_here_do_not_come_back_and_leave_with_the_next_cleaning(
    world: ReplicaWorld, presenter: DraftsPresenter
) -> None:
    world.desk.recorder.keep_draft(NOTE)
    world.do("DELETE FROM customers WHERE id = 1")
    assert presenter.mine() is None
    world.do(DRAFT_CLEANING)
    assert world.connection.execute("SELECT 1 FROM sync_meta WHERE name GLOB 'draft *'").fetchall() == []


def test_what_another_version_of_the_app_left_is_passed_over(
    world: ReplicaWorld, presenter: DraftsPresenter
) -> None:
    world.desk.recorder.keep_draft(PLACE)
    world.do("UPDATE sync_meta SET value = json_set(value, '$.colour', 'red') WHERE name GLOB 'draft *'")
    assert presenter.mine() is None


@pytest.fixture
def field(tmp_path: Path) -> Iterator[Field]:
    made = Field(tmp_path / "tablet")
    made.at_work()
    made.tablet._desk().recorder._writing().execute(
        "INSERT INTO customers (id, given_name, family_name, tier, home_store_id)"
        " VALUES (1, 'O', 'B', 'Gold', '367')"
    )
    yield made
    made.close()


def test_a_lock_keeps_what_is_half_written_for_its_author_and_for_nobody_else(field: Field) -> None:
    field.tablet.drafts.gather = lambda: NOTE
    field.lock()
    field.tablet.sign_in.sign_in("102", PIN)
    assert field.tablet.drafts.mine() is None
    field.tablet.drafts.gather = lambda: None
    field.lock()
    field.tablet.sign_in.sign_in("101", PIN)
    assert field.tablet.drafts.mine() == Draft(
        to_millis(field.clock.now()), NOTE.page, NOTE.customer_id, NOTE.kind, NOTE.texts
    )
    for path in field.folder.rglob("*"):
        with suppress(FileNotFoundError):  # the vault is written anew beside, and has its name by now
            assert not path.is_file() or b"Allergic" not in path.read_bytes()


def test_colleagues_are_who_else_has_signed_in_here(field: Field) -> None:
    switching = field.tablet.switching
    assert switching.colleagues() == ()
    field.lock()
    field.tablet.sign_in.sign_in("102", PIN)
    assert [row.number for row in switching.colleagues()] == ["101"]


def test_signing_out_takes_her_pin_alone_off_the_tablet(field: Field) -> None:
    field.lock()
    field.tablet.sign_in.sign_in("102", PIN)
    field.tablet.switching.sign_out()
    assert set(field.tablet._vault.content().slots) == {"101"}


@pytest.mark.parametrize(
    ("verdict", "words"),
    [(None, "2 things you did are not with HQ yet"), ("rejected", "2 things you did were refused by HQ")],
)
def test_nobody_signs_out_while_her_work_is_here_alone(field: Field, verdict: str | None, words: str) -> None:
    field.record("one", "two")
    if verdict:
        field.decide(verdict)
    with pytest.raises(CannotSave, match=re.escape(words)):
        field.tablet.switching.sign_out()
    assert set(field.tablet._vault.content().slots) == {"101"}
    field.lock()
    field.tablet.sign_in.sign_in("102", PIN)
    SwitchingPresenter(field.tablet._desk, field.tablet._vault).sign_out()
    assert set(field.tablet._vault.content().slots) == {"101"}, "another's work does not hold her"
