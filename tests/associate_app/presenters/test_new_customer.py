"""Somebody new: the form, who may be the same person, and that she is there at once, also after a restart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from associate_app.errors import CannotSave
from associate_app.presenters import new_customer
from associate_app.presenters.attention import AttentionPresenter
from associate_app.presenters.customer import CustomerPresenter
from associate_app.presenters.look_up import LookUpPresenter
from associate_app.presenters.new_customer import NewCustomerPresenter, complaints_about, parts_of, why
from associate_app.presenters.new_customer_views import NewCustomerForm
from associate_app.presenters.pending import PendingPresenter
from associate_app.presenters.scanning import ScanningPresenter
from associate_app.store import drafts, filters
from associate_app.store.drafts import Draft
from associate_app.store.filters import Asker, Filters
from shared.duplicates import Identity, compare
from shared.ids import is_of_tablet
from tests.associate_app.replica_world import ReplicaWorld
from tests.associate_app.small_world import MIA, NOW_MS
from tests.shared.cases import load

CASES: list[dict[str, Any]] = load("duplicates")["cases"]


@pytest.fixture
def presenter(world: ReplicaWorld) -> NewCustomerPresenter:
    return NewCustomerPresenter(lambda: world.desk)


def filled(presenter: NewCustomerPresenter, **more: Any) -> NewCustomerForm:
    form = presenter.form()
    personal, news = form.consents
    return replace(
        form, given_name="Nora", family_name="Lind", phone="555 013 4777", email="nora@example.com",
        birthday="1990-11-25", card_number="N-1001", consents=(replace(personal, granted=True), news),
        **more,
    )  # fmt: skip


def found(world: ReplicaWorld, query: str, wanted: Filters | None = None) -> list[tuple[str, str]]:
    look_up = LookUpPresenter(lambda: world.desk)
    rows = look_up.search(query, 0, wanted or Filters()).rows
    return [(row.name, row.why) for row in rows if is_of_tablet(row.id)]


def test_what_was_searched_for_stands_in_the_field_where_it_belongs() -> None:
    assert parts_of("nora lind") == {"given_name": "Nora", "family_name": "Lind"}
    assert parts_of("  Maria del  Mar García ") == {"given_name": "Maria del Mar", "family_name": "García"}
    assert parts_of("McRae") == {"given_name": "McRae"}
    assert parts_of("+1 (555) 013-4777") == {"phone": "+1 (555) 013-4777"}
    assert parts_of("nora@example.com") == {"email": "nora@example.com"}
    assert parts_of("AISLE1-C-6001-74") == parts_of("6001") == parts_of("") == {}
    assert parts_of("2900000000018") == {"card_number": "2900000000018"}


def test_she_is_at_once_on_her_screen_in_the_list_and_in_the_search(
    presenter: NewCustomerPresenter, world: ReplicaWorld
) -> None:
    number = presenter.save(filled(presenter))
    assert is_of_tablet(number)
    assert world.recorded, "whoever sends is told"
    view = CustomerPresenter(lambda: world.desk).open(number)
    assert (view.name, view.phone, view.email, view.tier) == (
        "Nora Lind", "555 013 4777", "nora@example.com", "Member",
    )  # fmt: skip
    assert view.consent_line.startswith("Agreed to personal offers")
    assert view.unconfirmed
    assert found(world, "")[0] == ("Nora Lind", "")
    assert found(world, "lind nora")[0][0] == "Nora Lind"
    assert found(world, "013-4777") == [("Nora Lind", "Phone 555 013 4777")]
    assert found(world, "nora@") == [("Nora Lind", "E-mail nora@example.com")]
    assert found(world, "N-1001") == [("Nora Lind", "Card N-1001")]
    assert found(world, "nobody") == []
    assert ScanningPresenter(lambda: world.desk).resolve("N-1001").key == number
    assert PendingPresenter(lambda: world.desk).waiting().items[0].title == "New customer Nora Lind"


def test_lists_that_are_narrowed_know_her_too(presenter: NewCustomerPresenter, world: ReplicaWorld) -> None:
    presenter.save(filled(presenter))
    assert found(world, "", Filters(mine=True)) == [("Nora Lind", "")]
    assert found(world, "", Filters(tier="Member")) == [("Nora Lind", "")]
    assert found(world, "", Filters(tier="Gold")) == []
    assert found(world, "", Filters(birthday=True)) == [("Nora Lind", "")]
    world.do("UPDATE customers SET tier = 'Gold'")
    with world.desk.reader.snapshot() as snapshot:
        assert filters.choices(snapshot).tiers == ("Gold", "Member")
        asked = filters.conditions(snapshot, Filters(tier="Member"), Asker(MIA, NOW_MS, "UTC"))
        assert len(filters.listed(snapshot, asked, 10)[0]) == 1


def test_she_and_what_was_recorded_on_her_survive_a_restart(
    presenter: NewCustomerPresenter, world: ReplicaWorld
) -> None:
    number = presenter.save(filled(presenter))
    CustomerPresenter(lambda: world.desk).add_note(number, "Likes blue")
    world.desk.recorder.keep_draft(Draft(NOW_MS, "customers", number, "note", {"text": "And"}))
    world.close()
    world.open()
    view = CustomerPresenter(lambda: world.desk).open(number)
    assert view.name == "Nora Lind"
    assert "Likes blue" in view.timeline[0].text
    with world.desk.reader.snapshot() as snapshot:
        draft = drafts.of(snapshot, MIA)
    assert draft is not None
    assert draft.customer_id == number


def test_once_hq_has_her_she_is_there_once(presenter: NewCustomerPresenter, world: ReplicaWorld) -> None:
    number = presenter.save(filled(presenter))
    (wire,) = world.pending()
    row = {"id": number, "given_name": "Nora", "family_name": "Lind", "tier": "Member", "attributes": "{}"}
    world.put("customers", row | {"home_store_id": "367"})
    assert len(found(world, "")) == 1, "also while the operation has not left the outbox"
    assert wire["arguments"]["consents"] == [
        {
            "purpose": "personalization", "channel": "any", "granted": True,
            "wording": "May we use what you buy to suggest things that suit you?",
        }
    ]  # fmt: skip
    world.do("DELETE FROM outbox")
    assert len(found(world, "nora")) == 1


@pytest.mark.parametrize(
    ("more", "field", "word"),
    [
        ({"given_name": " "}, "given_name", "cannot be empty"),
        ({"family_name": ""}, "family_name", "cannot be empty"),
        ({"phone": "call me"}, "phone", "5 to 20 digits"),
        ({"email": "nora"}, "email", "looks like"),
        ({"birthday": "1990-02-30"}, "birthday", "year-month-day"),
        ({"birthday": "2026-11-24"}, "birthday", "never in the future"),
        ({"card_number": "a b"}, "card_number", "letters and digits"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_saved(
    presenter: NewCustomerPresenter, world: ReplicaWorld, more: dict[str, str], field: str, word: str
) -> None:
    form = replace(filled(presenter), **more)
    complaints = complaints_about(form)
    assert list(complaints) == [field]
    assert word in complaints[field]
    with pytest.raises(CannotSave, match=word):
        presenter.save(form)
    assert world.pending() == []


def test_what_nobody_was_asked_is_not_recorded(presenter: NewCustomerPresenter, world: ReplicaWorld) -> None:
    presenter.save(replace(presenter.form("nora lind"), preferred_channel="phone"))
    (wire,) = world.pending()
    assert wire["arguments"] == {
        "given_name": "Nora", "family_name": "Lind", "phone": None, "email": None, "birthday": None,
        "preferred_channel": "phone", "loyalty_number": None, "consents": [],
    }  # fmt: skip
    assert complaints_about(filled(presenter)) == {}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_every_case_is_found_by_the_tablets_own_indexes(
    presenter: NewCustomerPresenter, world: ReplicaWorld, case: dict[str, Any]
) -> None:
    world.do("DELETE FROM customers")
    for one, other in ((case["one"], case["other"]), (case["other"], case["one"])):
        given, _, family = other["name"].partition(" ")
        world.put("customers", {
            "id": 5, "given_name": given, "family_name": family, "tier": "Member", "attributes": "{}",
            "phone": other.get("phone"), "email": other.get("email"), "birthday": other.get("birthday"),
            "loyalty_number": other.get("card"),
        })  # fmt: skip
        first, _, last = one["name"].partition(" ")
        form = replace(
            presenter.form(), given_name=first, family_name=last,
            card_number=one.get("card") or "",
            **{name: one.get(name) or "" for name in ("phone", "email", "birthday")},
        )  # fmt: skip
        alikes = presenter.look_alikes(form)
        assert [each.sureness for each in alikes] == ([case["sureness"]] if case["sureness"] else [])
        assert all(each.word and each.why for each in alikes)


def test_what_was_just_written_here_counts_and_the_surest_stand_first(
    presenter: NewCustomerPresenter, world: ReplicaWorld
) -> None:
    first = presenter.save(filled(presenter))
    for number in range(4):
        world.put("customers", {
            "id": 20 + number, "given_name": "Nora", "family_name": "Lind", "tier": "Member",
        })  # fmt: skip
    alikes = presenter.look_alikes(filled(presenter))
    assert len(alikes) == new_customer.MOST_SHOWN
    assert (alikes[0].id, alikes[0].name, alikes[0].initials) == (first, "Nora Lind", "NL")
    assert alikes[0].why == "Has the same card"
    assert [each.sureness for each in alikes] == ["sure", "possible", "possible"]
    assert new_customer.strongest(alikes) == "sure"
    assert new_customer.strongest(()) is None
    assert presenter.look_alikes(presenter.form("n")) == ()


def test_a_half_typed_birthday_is_nobodys(presenter: NewCustomerPresenter) -> None:
    assert presenter.look_alikes(replace(presenter.form(), birthday="199")) == ()


def test_every_reason_has_its_sentence() -> None:
    told = set()
    for case in CASES:
        alike = compare(Identity(1, **case["one"]), Identity(2, **case["other"]))
        if alike:
            told.add(why(alike))
    assert len(told) >= 12
    assert all(sentence.startswith("Has ") for sentence in told)


def test_a_customer_whom_hq_refused_keeps_her_words_and_can_be_tried_again(
    presenter: NewCustomerPresenter, world: ReplicaWorld
) -> None:
    number = presenter.save(filled(presenter))
    CustomerPresenter(lambda: world.desk).add_note(number, "Likes blue")
    world.refuse("number_taken", "Another tablet had made the same number.")
    attention = AttentionPresenter(lambda: world.desk)
    her, note = attention.refused()
    assert (her.title, note.title, her.again) == ("New customer Nora Lind", "Note for Nora Lind", True)
    assert "Phone number: 555 013 4777" in her.content
    assert "Personal offers: given" in her.content
    assert found(world, "nora") == []
    attention.try_again(her.id)
    (wire,) = world.pending()
    assert wire["customer_id"] != number
    assert found(world, "nora") != []
    world.refuse("unknown_associate", "Sign in yourself.")
    again = next(each for each in attention.refused() if each.title.startswith("New"))
    attention.try_again(again.id)
    assert [each["customer_id"] for each in world.pending()] == [wire["customer_id"]], "the same number"
