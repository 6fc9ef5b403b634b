"""Somebody new on the screen: begun from the list, compared while she is typed, saved, and opened."""

from __future__ import annotations

from typing import Any

import pytest

from associate_app.errors import DiskTrouble
from associate_app.store.drafts import NOBODY, Draft

pytestmark = pytest.mark.window

SAVE = "Save the new customer"


def begin(person: Any) -> None:
    person.wait_for("205")
    person.tap("New customer")
    person.wait_for("Ask her, and keep her answer")


def write(person: Any, **texts: str) -> None:
    labels = {"given": "Given name", "family": "Family name", "phone": "Phone number", "birthday": "Birthday"}
    for name, text in texts.items():
        person.fill(labels[name], text)


def test_she_is_written_asked_saved_and_shown(show: Any, tablet: Any) -> None:
    person = show()
    begin(person)
    write(person, given="Nora", family="Lind", phone="555 013 4777")
    person.tap("Prefers: Phone")
    person.tap("Personal offers: she agrees")
    person.tap("News and offers: she does not agree")
    person.tap(SAVE)
    person.wait_for("Nora Lind is saved on this tablet.")
    person.wait_for("Suggested for Nora")
    (form,) = tablet.new_customer.saved
    assert (form.given_name, form.phone, form.preferred_channel) == ("Nora", "555 013 4777", "phone")
    assert [choice.granted for choice in form.consents] == [True, False]


def test_who_was_searched_for_in_vain_is_begun_with_what_was_typed_by_keys_alone(
    show: Any, tablet: Any
) -> None:
    person = show()
    person.wait_for("205")
    person.press("k", "ctrl")
    person.type("nora lindqvist")
    person.wait_for("Nobody found")
    person.find("Add a new customer").focus = True
    person.press("enter")
    person.wait_for("Ask her, and keep her answer")
    assert person.focused() == "Phone number", "the names stand there already"
    person.type("555 013 4777")
    person.press("enter")
    person.wait_for("Suggested for Nora")
    assert tablet.new_customer.saved[0].family_name == "Lindqvist"


def test_a_found_name_does_not_begin_the_next_customer(show: Any) -> None:
    person = show()
    person.wait_for("205")
    person.press("k", "ctrl")
    person.type("olivia")
    person.wait_for("14 found")
    person.tap("New customer")
    person.wait_for("Ask her, and keep her answer")
    assert person.app.root.top_layer().written().given_name == ""


def test_who_may_be_the_same_person_stands_there_while_she_is_typed_and_opens_instead(
    show: Any, tablet: Any
) -> None:
    person = show()
    begin(person)
    assert not person.sees("Is it one of these?")
    write(person, given="Olivia", family="Bennet", phone="513 555-0142")
    person.wait_for("Perhaps the same person")
    assert person.sees("Has the same phone number, but another name")
    write(person, family="Bennett")
    person.wait_for("Very likely the same person")
    person.wait_for("Save all the same")
    person.tap("Open Olivia Bennett instead")
    person.wait_for("Suggested for Olivia")
    assert tablet.new_customer.saved == []


def test_she_is_saved_all_the_same_where_the_associate_says_so(show: Any, tablet: Any) -> None:
    person = show()
    begin(person)
    write(person, given="Olivia", family="Bennett", phone="513 555-0142")
    person.wait_for("Save all the same")
    person.tap(SAVE)
    person.wait_for("Olivia Bennett is saved on this tablet.")
    assert len(tablet.new_customer.saved) == 1


def test_what_is_wrong_stands_beside_its_field_and_is_put_right(show: Any, tablet: Any) -> None:
    person = show()
    begin(person)
    write(person, given="Nora", phone="none", birthday="2026-11-23")
    person.tap(SAVE)
    person.wait_for("A name cannot be empty.")
    assert person.sees("A phone number has 5 to 20 digits and no letters.")
    assert person.sees("A birthday is never in the future.")
    assert person.focused() == "Family name"
    write(person, family="Lind", phone="555 013 4777", birthday="1990-11-25")
    person.tap(SAVE)
    person.wait_for("Suggested for Nora")
    assert tablet.new_customer.saved[0].birthday == "1990-11-25"


def test_a_full_disk_takes_nothing_that_was_typed(show: Any, tablet: Any) -> None:
    tablet.new_customer.refusal = DiskTrouble("This tablet cannot save. Free some room.")
    person = show()
    begin(person)
    write(person, given="Nora", family="Lind")
    person.tap(SAVE)
    person.wait_for("This tablet cannot save. Free some room.")
    tablet.new_customer.refusal = None
    person.tap(SAVE)
    person.wait_for("Suggested for Nora")


def test_the_birthday_is_chosen_from_a_month(show: Any, tablet: Any) -> None:
    person = show()
    begin(person)
    write(person, given="Nora", family="Lind", birthday="1990-11-25")
    person.tap("Choose the birthday")
    person.wait_for("November 1990")
    person.press("left")
    person.press("enter")
    person.wait_gone("November 1990")
    person.tap(SAVE)
    person.wait_for("Suggested for Nora")
    assert tablet.new_customer.saved[0].birthday == "1990-11-24"


def test_a_closed_sheet_can_be_taken_back_with_everything_in_it(show: Any, tablet: Any) -> None:
    person = show()
    begin(person)
    write(person, given="Nora", family="Lind")
    person.tap("Prefers: Message")
    person.press("escape")
    person.wait_for("The new customer was not saved.")
    person.tap("Undo")
    person.wait_for("Ask her, and keep her answer")
    person.tap(SAVE)
    person.wait_for("Suggested for Nora")
    assert tablet.new_customer.saved[0].preferred_channel == "message"
    person.app.root.snackbar.end()
    begin(person)
    person.press("escape")
    person.wait_gone("Ask her, and keep her answer")
    assert not person.sees("The new customer was not saved.")


def test_a_lock_keeps_her_for_her_author(show: Any, tablet: Any) -> None:
    person = show()
    begin(person)
    write(person, given="Nora", family="Lind")
    person.tap("Prefers: Message")
    person.app.root.lock()
    kept = tablet.drafts.kept
    assert (kept.kind, kept.customer_id) == ("new_customer", NOBODY)
    assert kept.texts["given_name"] == "Nora"


def test_what_was_half_written_lies_before_its_author_again(show: Any, tablet: Any) -> None:
    texts = {"given_name": "Nora", "family_name": "Lind", "channel": "message"}
    tablet.drafts.kept = Draft(0, "customers", NOBODY, "new_customer", texts)
    person = show()
    person.wait_for("Ask her, and keep her answer")
    person.tap(SAVE)
    person.wait_for("Suggested for Nora")
    assert tablet.new_customer.saved[0].preferred_channel == "message"
    assert tablet.drafts.kept is None
