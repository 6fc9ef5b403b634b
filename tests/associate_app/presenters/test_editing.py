"""What an associate writes about a customer: only what she changed, with what she saw."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from associate_app.errors import CannotSave, CustomerNotHere
from associate_app.presenters.customer import CustomerPresenter
from associate_app.presenters.editing import EditingPresenter, members
from tests.associate_app import advice_rows
from tests.associate_app.replica_world import ReplicaWorld


@pytest.fixture
def presenter(world: ReplicaWorld) -> EditingPresenter:
    return EditingPresenter(lambda: world.desk, CustomerPresenter(lambda: world.desk).open)


def done(world: ReplicaWorld) -> list[tuple[str, Any]]:
    return [(wire["kind"], wire["arguments"]) for wire in world.pending()]


def test_the_form_shows_what_is_known(presenter: EditingPresenter, world: ReplicaWorld) -> None:
    row = {"customer_id": 1, "associate_id": "x", "at_ms": 1}
    world.put("customer_preferences", row | {"kind": "likes", "value": "tea"})
    form = presenter.form(1)
    assert (form.name, form.phone, form.email) == ("Olivia Bennett", "+1 555-0134", "olivia@example.com")
    assert (form.preferred_channel, form.likes, form.dislikes) == ("email", ("tea",), ())
    assert [(c.label, c.granted) for c in form.consents] == [
        ("Personal offers", True),
        ("News and offers", None),
    ]
    assert presenter.form(2).phone == ""
    with pytest.raises(CustomerNotHere):
        presenter.form(3)


def test_only_what_was_changed_is_recorded_and_it_shows_at_once(
    presenter: EditingPresenter, world: ReplicaWorld
) -> None:
    seen = presenter.form(1)
    personal, news = seen.consents
    wanted = replace(
        seen, phone=" 777 88 99 ", preferred_channel="", likes=("tea", "rye bread"),
        consents=(replace(personal, granted=False), replace(news, granted=True)),
    )  # fmt: skip
    view = presenter.save(seen, wanted)
    assert done(world) == [
        ("customer_edited", {"settles": [], "changes": {
            "phone": {"from": "+1 555-0134", "to": "777 88 99"},
            "preferred_channel": {"from": "email", "to": None},
        }}),
        ("preferences_changed", {"kind": "likes", "added": ["tea", "rye bread"], "removed": []}),
        ("consent_changed", {
            "purpose": "personalization", "channel": "any", "granted": False, "wording": personal.wording,
            "seen": personal.seen,
        }),
        ("consent_changed", {
            "purpose": "marketing", "channel": "any", "granted": True, "wording": news.wording, "seen": None,
        }),
    ]  # fmt: skip
    assert (view.phone, view.facts[0].text) == ("777 88 99", "rye bread, tea")
    assert view.line == "Customer since 2016"
    assert view.consent_line == "Wants no personal offers (22 Nov) · E-mail news welcome"
    assert view.unconfirmed == "Changed here; HQ has not confirmed it yet"
    assert view.offers == ()
    assert len(world.recorded) == 1
    assert presenter.form(1).consents[0].seen == world.pending()[2]["id"]


def test_nothing_changed_is_nothing_recorded(presenter: EditingPresenter, world: ReplicaWorld) -> None:
    form = presenter.form(1)
    assert presenter.save(form, form).unconfirmed == ""
    assert world.pending() == []


def test_a_change_that_came_while_she_wrote_is_a_conflict_and_not_overwritten_unseen(
    presenter: EditingPresenter, world: ReplicaWorld
) -> None:
    seen = presenter.form(1)
    world.change("customers", 1, phone="999 99 99", email="new@example.com")
    view = presenter.save(seen, replace(seen, phone="777 88 99"))
    assert (view.phone, view.email) == ("777 88 99", "new@example.com")
    assert done(world)[0][1]["changes"] == {"phone": {"from": "+1 555-0134", "to": "777 88 99"}}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"phone": "call me"}, "a phone number has 5 to 20 digits"),
        ({"email": "nobody"}, "looks like name@example.com"),
        ({"likes": ("x" * 61,)}, "at most 60 characters"),
        ({"dislikes": ("a\tb",)}, "at most 60 characters"),
    ],
)
def test_what_cannot_be_kept_is_refused_before_anything_is(
    presenter: EditingPresenter, world: ReplicaWorld, change: dict[str, Any], sentence: str
) -> None:
    seen = presenter.form(1)
    with pytest.raises(CannotSave, match=sentence):
        presenter.save(seen, replace(seen, **{"email": "good@example.com"} | change))
    assert world.pending() == []


def test_the_last_of_several_edits_shows_and_none_conflicts_with_another(
    presenter: EditingPresenter, world: ReplicaWorld
) -> None:
    for phone in ("111 11 11", "222 22 22"):
        form = presenter.form(1)
        view = presenter.save(form, replace(form, phone=phone))
    assert view.phone == "222 22 22"
    with world.desk.reader.snapshot() as snapshot:
        assert not snapshot.rows("SELECT 1 FROM customer_conflicts")
    assert [change["changes"]["phone"]["from"] for _, change in done(world)] == ["+1 555-0134", "111 11 11"]


@pytest.mark.parametrize(
    ("text", "found"),
    [("", ()), (" , ", ()), ("tea", ("tea",)), ("tea, rye  bread ,tea", ("tea", "rye  bread"))],
)
def test_a_set_is_written_with_commas(text: str, found: tuple[str, ...]) -> None:
    assert members(text) == found


def test_days_of_her_life_are_noted_put_right_and_taken_back(
    presenter: EditingPresenter, world: ReplicaWorld
) -> None:
    advice_rows.note_date(world, "due_date", "2027-03-01")
    seen = presenter.form(1)
    assert (seen.birthday, seen.due_date, seen.child_birthday) == ("", ("2027-03-01",), ())
    wanted = replace(
        seen, birthday="1990-11-25", due_date=("2027-03-14",), child_birthday=("2020-06-01", "2022-07-02")
    )
    view = presenter.save(seen, wanted)
    assert view.advice.occasion == "Baby due in 16 weeks, 14 Mar 2027"
    edited, noted = world.pending()
    assert edited["arguments"]["changes"] == {"birthday": {"from": None, "to": "1990-11-25"}}
    assert noted["arguments"] == {
        "added": [
            {"kind": "due_date", "day": "2027-03-14"}, {"kind": "child_birthday", "day": "2020-06-01"},
            {"kind": "child_birthday", "day": "2022-07-02"},
        ],
        "removed": [{"kind": "due_date", "day": "2027-03-01"}],
    }  # fmt: skip
    again = presenter.form(1)
    assert (again.due_date, again.child_birthday) == (wanted.due_date, wanted.child_birthday)


def test_a_day_that_is_none_is_said_before_anything_is_kept(
    presenter: EditingPresenter, world: ReplicaWorld
) -> None:
    seen = presenter.form(1)
    for wrong in (replace(seen, due_date=("soon",)), replace(seen, birthday="25.11.1990")):
        with pytest.raises(CannotSave, match="year-month-day"):
            presenter.save(seen, wrong)
    assert world.pending() == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"birthday": "1800-01-01"}, "a day since 1900"),
        ({"birthday": "2999-01-01"}, "a day since 1900"),
        ({"birthday": "2026-11-23"}, "never in the future"),
        ({"child_birthday": ("2026-11-23",)}, "never in the future"),
        ({"child_birthday": ("1899-12-31",)}, "year-month-day"),
    ],
)
def test_an_impossible_birthday_is_refused_before_anything_is_kept(
    presenter: EditingPresenter, world: ReplicaWorld, change: dict[str, Any], sentence: str
) -> None:
    seen = presenter.form(1)
    with pytest.raises(CannotSave, match=sentence):
        presenter.save(seen, replace(seen, **change))
    assert world.pending() == []
    presenter.save(seen, replace(seen, birthday="2026-11-22", child_birthday=("2026-11-22",)))
    assert len(world.pending()) == 2
