"""The head of her screen: what fits her, what she likes, her days, and how she may be reached."""

from __future__ import annotations

from dataclasses import replace

import pytest

from associate_app.errors import CannotSave
from associate_app.presenters.contacting import NEWS, OWN_REQUEST
from associate_app.presenters.customer import CustomerPresenter
from associate_app.presenters.editing import EditingPresenter, complaints_about
from tests.associate_app.advice_rows import agree, note_date
from tests.associate_app.replica_world import ReplicaWorld


@pytest.fixture
def presenter(world: ReplicaWorld) -> CustomerPresenter:
    return CustomerPresenter(lambda: world.desk)


@pytest.fixture
def editing(world: ReplicaWorld, presenter: CustomerPresenter) -> EditingPresenter:
    return EditingPresenter(lambda: world.desk, presenter.open)


def test_what_fits_her_stands_first_then_what_she_likes_then_her_days(
    presenter: CustomerPresenter, editing: EditingPresenter, world: ReplicaWorld
) -> None:
    form = editing.form(1)
    editing.save(
        form,
        replace(form, likes=("tea",), dislikes=("celery",), sizes=("M", "shoe 39"), colours=("navy",),
                birthday="1992-02-29", due_date=("2027-03-14",)),
    )  # fmt: skip
    note_date(world, "child_birthday", "2020-12-01")
    note_date(world, "anniversary", "never")
    world.be_ready(2)
    assert [(fact.label, fact.text) for fact in presenter.open(1).facts] == [
        ("Sizes", "M, shoe 39"),
        ("Colours", "navy"),
        ("Likes", "tea"),
        ("Dislikes", "celery"),
        ("Birthday", "29 Feb"),
        ("Baby due", "14 Mar 2027"),
        ("Child's birthday", "1 Dec"),
    ]
    assert all(fact.icon for fact in presenter.open(1).facts)


def test_nothing_stands_for_what_is_not_known(presenter: CustomerPresenter) -> None:
    view = presenter.open(2)
    assert (view.facts, view.ways) == ((), ())


def test_each_way_to_reach_her_says_what_she_agreed_to_there(
    presenter: CustomerPresenter, world: ReplicaWorld
) -> None:
    assert [(way.channel, way.address, way.welcome) for way in presenter.open(1).ways] == [
        ("phone", "+1 555-0134", False),
        ("message", "+1 555-0134", False),
        ("email", "olivia@example.com", False),
    ]
    assert all("Nobody has asked her" in way.sentence for way in presenter.open(1).ways)
    agree(world)
    agree(world, channel="phone", granted=0)
    world.be_ready(2)
    call, message, mail = presenter.open(1).ways
    assert "She wants no news" in call.sentence
    assert (call.welcome, message.welcome, mail.welcome) == (False, True, True)
    assert mail.sentence == "News and offers are welcome this way."


def test_a_contact_is_kept_as_an_event_that_says_what_it_may_have_been_about(
    presenter: CustomerPresenter, world: ReplicaWorld
) -> None:
    view = presenter.contacted(1, "phone")
    assert view.timeline[0].text == f"Called: {OWN_REQUEST}"
    agree(world)
    world.be_ready(2)
    assert presenter.contacted(1, "email").timeline[0].text == f"E-mailed: {NEWS}"
    first, second = world.pending()
    assert (first["kind"], first["arguments"]["channel"]) == ("action_taken", "phone")
    assert second["arguments"] == {
        "action": "contact", "subject": "email", "outcome": "done", "channel": "email", "text": str(NEWS),
    }  # fmt: skip


def test_names_sizes_and_colours_are_put_right_and_a_name_is_never_empty(
    editing: EditingPresenter, world: ReplicaWorld
) -> None:
    form = editing.form(1)
    view = editing.save(form, replace(form, given_name="Livia", sizes=("S",), colours=("red", "navy")))
    assert view.name == "Livia Bennett"
    edit, sizes, colours = (wire["arguments"] for wire in world.pending())
    assert edit["changes"] == {"given_name": {"from": "Olivia", "to": "Livia"}}
    assert (sizes["kind"], colours["kind"]) == ("sizes", "colours")
    form = editing.form(1)
    assert (form.sizes, form.colours) == (("S",), ("navy", "red"))
    with pytest.raises(CannotSave, match="a name cannot be empty"):
        editing.save(form, replace(form, family_name=" "))
    long = complaints_about(replace(form, colours=("x" * 61,)))
    assert set(long) == {"colours"}
