"""What operations about people must carry: wishes, messages, notes, new customers, rated visits."""

from __future__ import annotations

import pytest

from shared.errors import InvalidOperation
from shared.operation_people import may_read
from shared.operations import NOBODY, check_operation, effects_of, is_about_nobody
from tests.shared.operation_world import (
    ARGUMENTS,
    NORA,
    PROMOTION,
    asked,
    newcomer,
    wire,
)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"product_id": -1}, "names its product"),
        ({"product_id": True}, "names its product"),
        ({"product_id": "7"}, "names its product"),
        ({"product_id": 1 << 53}, "names its product"),
        ({"wished": 1}, "wished for or not"),
    ],
)
def test_a_wish_names_its_product_and_says_whether_it_stands(changes, sentence):
    arguments = ARGUMENTS["wish_changed", 4] | changes
    with pytest.raises(InvalidOperation) as caught:
        check_operation(wire("wish_changed", arguments=arguments))
    assert sentence in caught.value.fields["arguments"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"channel": "phone"}, "written to by one of message, email"),
        ({"channel": None}, "written to by one of message, email"),
        ({"template_id": ""}, "names its template"),
        ({"template_id": "x" * 65}, "names its template"),
        ({"template_id": None}, "names its template"),
        ({"subject": ""}, "names the action"),
        ({"text": " "}, "says what was done"),
    ],
)
def test_a_message_names_its_template_and_what_it_was_about(changes, sentence):
    arguments = ARGUMENTS["message_handed_over", 4] | changes
    with pytest.raises(InvalidOperation) as caught:
        check_operation(wire("message_handed_over", arguments=arguments))
    assert sentence in caught.value.fields["arguments"]


def test_a_message_that_was_handed_over_is_a_contact_like_any_other():
    (message,) = effects_of(check_operation(wire("message_handed_over")), "367")
    (call,) = effects_of(check_operation(wire("action_taken", 3)), "367")
    assert (message.collection, set(message.row)) == (call.collection, set(call.row))
    assert (message.row["outcome"], message.row["template_id"]) == ("done", "starter-birthday-en")
    assert call.row["template_id"] is None


def test_a_note_for_managers_is_a_fact_of_its_own_kind_that_they_and_its_author_read():
    (fact,) = effects_of(check_operation(wire("manager_note_added")), "367")
    assert (fact.row["kind"], fact.row["text"]) == ("manager_note", "Complained about the till")
    readers = (("a", "associate"), ("b", "associate"), ("c", "manager"))
    assert [may_read("manager_note", "a", *reader) for reader in readers] == [True, False, True]
    assert all(may_read("note", "a", *reader) for reader in readers)


def test_a_wish_is_a_member_of_a_set_that_can_leave_it_again():
    (put,) = effects_of(check_operation(wire("wish_changed")), "367")
    row = put.on(None).row
    assert (row["kind"], row["value"], row["customer_id"]) == ("wishes", "7", 900)
    gone = wire("wish_changed", arguments={"product_id": 7, "wished": False})
    (taken_off,) = effects_of(check_operation(gone), "367")
    assert taken_off.place == put.place
    assert taken_off.on(row).row is None


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"given_name": None}, "cannot be empty"),
        ({"family_name": " Lind"}, "family name needs"),
        ({"phone": "call me"}, "5 to 20 digits"),
        ({"birthday": "2999-01-01"}, "year-month-day"),
        ({"birthday": "2099-01-01"}, "never in the future"),
        ({"loyalty_number": "a b"}, "letters and digits"),
        ({"loyalty_number": 7}, "letters and digits"),
        ({"loyalty_number": "x" * 41}, "letters and digits"),
        ({"consents": {}}, "a list"),
        ({"consents": ["yes"]}, "each consent has"),
        ({"consents": asked(purpose="selling")}, "one of personalization"),
        ({"consents": asked(channel="pigeon")}, "on one of any"),
        ({"consents": asked(granted=1)}, "given or refused"),
        ({"consents": asked(wording="")}, "the words she was asked in"),
        ({"consents": asked() * 2}, "asked once"),
        ({"consents": asked() * 11}, "a list"),
    ],
)
def test_a_new_customer_is_refused_with_what_is_wrong(changes, sentence):
    with pytest.raises(InvalidOperation) as caught:
        check_operation(newcomer(**changes))
    assert sentence in caught.value.fields["arguments"]


def test_a_new_customer_has_a_number_that_a_tablet_made():
    with pytest.raises(InvalidOperation) as caught:
        check_operation(newcomer() | {"customer_id": 900})
    assert "a tablet made" in caught.value.fields["arguments"]


def test_a_new_customer_is_a_record_with_her_words_on_consent_and_somebody_who_is_there_stays():
    her, word = effects_of(check_operation(newcomer(birthday=None)), "367")
    row = her.on(None).row
    assert (row["id"], row["tier"], row["home_store_id"], row["since"]) == (
        NORA, "Member", "367", "2025-10-09",
    )  # fmt: skip
    assert her.place == ("customers", (NORA,))
    assert her.on({"id": NORA, "given_name": "Somebody"}).row["given_name"] == "Somebody"
    said = word.on(None).row
    assert (said["granted"], said["wording"], said["source"]) == (1, "May we?", "store 367")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"rating": 0}, "one of 1, 2, 3, 4, 5"),
        ({"rating": 6}, "one of 1, 2, 3, 4, 5"),
        ({"rating": True}, "one of 1, 2, 3, 4, 5"),
        ({"rating": 4.0}, "one of 1, 2, 3, 4, 5"),
        ({"rating": "4"}, "one of 1, 2, 3, 4, 5"),
        ({"rating": None, "corrects": None}, "given, or an earlier one is taken back"),
        ({"corrects": "the last one"}, "names the rating"),
    ],
)
def test_a_rating_is_one_of_five_or_takes_an_earlier_one_back(changes, sentence):
    arguments = ARGUMENTS["visit_rated", 4] | changes
    with pytest.raises(InvalidOperation) as caught:
        check_operation(wire("visit_rated", arguments=arguments))
    assert sentence in caught.value.fields["arguments"]


def test_a_visit_may_be_rated_without_a_customer_and_nothing_else_may():
    nobodys = check_operation(wire("visit_rated", customer_id=NOBODY))
    (fact,) = effects_of(nobodys, "367")
    assert (fact.row["customer_id"], fact.row["rating"], fact.row["corrects"]) == (None, 4, PROMOTION)
    hers = check_operation(wire("visit_rated", arguments={"rating": None, "corrects": PROMOTION}))
    assert effects_of(hers, "367")[0].row["customer_id"] == 900
    note = check_operation(wire(customer_id=NOBODY))
    assert [is_about_nobody(each) for each in (nobodys, hers, note)] == [True, False, False]
