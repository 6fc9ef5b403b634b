from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import InvalidOperation, UnknownVersion
from shared.ids import FIRST_OF_TABLETS
from shared.merge import NewRow
from shared.operation_kinds import KINDS, NEWEST, NOTE_LIMIT
from shared.operation_people import may_read
from shared.operations import NOBODY, OPERATION_VERSION, check_operation, effects_of, is_about_nobody

NORA = FIRST_OF_TABLETS + 5
PROMOTION = "0198f7a0-0000-7000-8000-000000000002"
ARGUMENTS = {
    ("note_added", 1): {"text": "Prefers oat milk"},
    ("recommendation_answered", 1): {"product_id": 7, "answer": "liked"},
    ("recommendation_answered", 3): {
        "product_id": 7, "answer": "returned", "shown_in": "due_again", "model": "2017-12-03-0a1b2c3d",
    },
    ("offer_redeemed", 1): {"promotion_id": PROMOTION},
    ("offer_redeemed", 2): {
        "promotion_id": PROMOTION, "stands_on": {"basis": "lease", "lease": "e.d1", "spent": ["total"]},
    },
    ("customer_edited", 2): {
        "changes": {
            "phone": {"from": None, "to": "+1 555 0134"}, "birthday": {"from": "x", "to": "1990-02-28"},
        },
        "settles": [PROMOTION],
    },
    ("preferences_changed", 2): {
        "kind": "likes", "added": ["oat milk", "می\u200cخواهم"], "removed": ["milk"],
    },
    ("consent_changed", 2): {
        "purpose": "marketing", "channel": "email", "granted": True, "wording": "May we write?", "seen": None,
    },
    ("dates_changed", 3): {
        "added": [{"kind": "due_date", "day": "2027-03-14"}],
        "removed": [{"kind": "due_date", "day": "2027-03-01"}],
    },
    ("follow_up_promised", 3): {"text": "Call when the oat milk is in", "due_on": "2026-11-25"},
    ("action_taken", 3): {
        "action": "date", "subject": "birthday/2026-11-25", "outcome": "done", "channel": "phone",
        "text": "Birthday on Wednesday",
    },
    ("message_handed_over", 4): {
        "action": "contact", "subject": "message", "channel": "message", "text": "Birthday",
        "template_id": "starter-birthday-en",
    },
    ("preferences_changed", 4): {"kind": "colours", "added": ["navy"], "removed": []},
    ("manager_note_added", 4): {"text": "Complained about the till"},
    ("wish_changed", 4): {"product_id": 7, "wished": True},
    ("customer_created", 4): {
        "given_name": "Nora", "family_name": "Lind", "phone": "+1 555 0134", "email": None,
        "birthday": "1990-02-28", "preferred_channel": "phone", "loyalty_number": "N-1001",
        "consents": [{"purpose": "marketing", "channel": "any", "granted": True, "wording": "May we?"}],
    },
    ("customers_merged", 4): {"merged_id": 901},
    ("merge_undone", 4): {"merge_id": PROMOTION},
    ("visit_rated", 4): {"rating": 4, "corrects": PROMOTION},
    ("task_ended", 4): {"task_id": PROMOTION, "outcome": "not_possible", "reason": "Out of cloth"},
    ("appointment_made", 4): {"starts_local": "2026-11-27T15:00", "minutes": 45, "about": "Coats"},
    ("basket_handed", 4): {
        "lines": [{"product_id": 7, "quantity": 2, "unit_minor": 249, "discount_minor": 50}],
        "offers": [{"redemption_id": PROMOTION, "promotion_id": PROMOTION, "discount_minor": 50}],
        "total_minor": 448,
    },
    ("put_aside", 4): {"lines": [{"product_id": 7, "quantity": 2}], "until_on": "2026-11-25"},
    ("put_aside_ended", 4): {"put_aside_id": PROMOTION, "outcome": "collected"},
    ("appointment_changed", 4): {
        "appointment_id": PROMOTION, "changes": {"state": {"from": "agreed", "to": "kept"}}, "settles": [],
    },
}  # fmt: skip


def wire(kind: str = "note_added", version: int | None = None, **changes) -> dict:
    version = NEWEST.get(kind, OPERATION_VERSION) if version is None else version
    return {
        "id": "0198f7a0-0000-7000-8000-000000000001",
        "sequence": 4,
        "kind": kind,
        "version": version,
        "customer_id": NORA if kind == "customer_created" else 900,
        "associate_id": "0198f7a0-0000-7000-8000-0000000000aa",
        "at_ms": 1_760_000_000_000,
        "arguments": ARGUMENTS.get((kind, version), {}),
    } | changes


def edit(field: str, to: object, **more: object) -> dict:
    changes = {field: {"from": None, "to": to} | more}
    return wire("customer_edited", arguments={"changes": changes, "settles": []})


def preferences(**changes: object) -> dict:
    return wire("preferences_changed", arguments=ARGUMENTS["preferences_changed", 2] | changes)


def answer(**changes: object) -> dict:
    arguments = ARGUMENTS["recommendation_answered", 3] | changes
    return wire("recommendation_answered", arguments=arguments)


def consent(**changes: object) -> dict:
    return wire("consent_changed", arguments=ARGUMENTS["consent_changed", 2] | changes)


def dates(**changes: object) -> dict:
    return wire("dates_changed", arguments=ARGUMENTS["dates_changed", 3] | changes)


def promise(**changes: object) -> dict:
    return wire("follow_up_promised", arguments=ARGUMENTS["follow_up_promised", 3] | changes)


def taken(**changes: object) -> dict:
    return wire("action_taken", arguments=ARGUMENTS["action_taken", 3] | changes)


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


def newcomer(**changes: object) -> dict:
    return wire("customer_created", arguments=ARGUMENTS["customer_created", 4] | changes)


def asked(**changes: object) -> list[dict]:
    return [ARGUMENTS["customer_created", 4]["consents"][0] | changes]


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


@pytest.mark.parametrize(("kind", "version"), sorted(KINDS))
def test_every_kind_can_be_sent_and_read_and_its_effects_say_whose_they_are(kind, version):
    operation = check_operation(wire(kind, version))
    assert operation.to_wire() == wire(kind, version)
    effects = effects_of(operation, "367")
    assert {(e.who.id, e.who.store_id, e.who.customer_id) for e in effects} == {
        (operation.id, "367", operation.customer_id)
    }


@pytest.mark.parametrize(
    ("kind", "version"), [*(key for key in sorted(KINDS) if key[1] == 1), ("recommendation_answered", 3)]
)
def test_a_fact_makes_one_record_under_its_own_id(kind, version):
    (fact,) = effects_of(check_operation(wire(kind, version)), "367")
    assert isinstance(fact, NewRow)
    assert (fact.row["id"], fact.row["store_id"], fact.row["customer_id"]) == (fact.who.id, "367", 900)


def test_a_kind_is_recorded_in_the_newest_form_that_this_version_reads():
    assert max(NEWEST.values()) == OPERATION_VERSION
    assert {(kind, version) for kind, version in NEWEST.items()} <= set(KINDS)


def test_the_effect_says_what_was_done():
    def fact(given: dict) -> dict:
        return effects_of(check_operation(given), "367")[0].row

    assert fact(wire())["text"] == "Prefers oat milk"
    assert fact(wire("offer_redeemed", 1))["promotion_id"] == PROMOTION
    asked = {"product_id": 7, "answer": "liked", "shown_in": None, "model": None}
    assert fact(wire("recommendation_answered", 1)).items() >= asked.items()
    asked = ARGUMENTS["recommendation_answered", 3]
    assert fact(answer()).items() >= asked.items()
    assert fact(answer(model=None))["model"] is None


@pytest.mark.parametrize(
    "broken",
    [
        wire(id="not-a-uuid"),
        wire(id="0198F7A0-0000-7000-8000-000000000001"),
        wire(sequence=-1),
        wire(sequence=True),
        wire(customer_id="900"),
        wire(at_ms=1 << 60),
        wire(associate_id=""),
        wire(arguments=[]),
        wire(kind="coffee_made"),
        wire(extra=1),
        {k: v for k, v in wire().items() if k != "version"},
        wire(arguments={}),
        wire(arguments={"text": " "}),
        wire(arguments={"text": 5}),
        wire(arguments={"text": "x" * (NOTE_LIMIT + 1)}),
        wire(arguments={"text": "x", "more": 1}),
        wire("recommendation_answered", 1, arguments={"product_id": "7", "answer": "liked"}),
        wire("recommendation_answered", 1, arguments={"product_id": 7, "answer": "perhaps"}),
        wire("recommendation_answered", 1, arguments={"product_id": 7, "answer": "returned"}),
        wire("recommendation_answered", arguments={"product_id": 7, "answer": "liked"}),
        answer(answer="perhaps"),
        answer(product_id=-1),
        answer(shown_in="window"),
        answer(model=7),
        answer(model="x" * 65),
        wire("offer_redeemed", 1, arguments={"promotion_id": "7"}),
        wire("customer_edited", 1),
        wire("customer_edited", arguments={"changes": {}, "settles": []}),
        wire("customer_edited", arguments={"changes": [], "settles": []}),
        wire("customer_edited", arguments={"changes": {}, "settles": ["7"]}),
        wire("customer_edited", arguments={"changes": {}, "settles": [PROMOTION] * 21}),
        wire("customer_edited", arguments={"changes": {"phone": "5"}, "settles": []}),
        edit("tier", "VIP"),
        edit("phone", "12345", more=1),
        edit("phone", "12345", **{"from": 5}),
        edit("phone", "call me"),
        edit("phone", "1234"),
        edit("phone", "12345\n"),
        edit("phone", ""),
        edit("phone", " 12345"),
        edit("email", "nobody"),
        edit("email", "a b@example.com"),
        edit("email", "a@b@example.com"),
        edit("email", "a@" + "x" * 300 + ".com"),
        edit("birthday", "1990-02-30"),
        edit("birthday", "19900228"),
        edit("birthday", "1800-01-01"),
        edit("birthday", "2999-01-01"),
        edit("birthday", "2099-01-01"),
        dates(added=[{"kind": "child_birthday", "day": "2099-01-01"}]),
        edit("preferred_channel", "pigeon"),
        edit("given_name", None),
        preferences(kind="hates"),
        preferences(added="oat milk"),
        preferences(added=[5]),
        preferences(added=["x" * 61]),
        preferences(added=["a\tb"]),
        preferences(added=[f"{n}" for n in range(21)]),
        preferences(added=["milk"]),
        preferences(added=[], removed=[]),
        consent(purpose="selling"),
        consent(channel="pigeon"),
        consent(granted=1),
        consent(wording=""),
        consent(seen=-1),
        consent(seen="yesterday"),
        dates(added="2027-03-14"),
        dates(added=[], removed=[]),
        dates(added=[{"kind": "birthday", "day": "1990-11-25"}]),
        dates(added=[{"kind": "due_date", "day": "2027-02-30"}]),
        dates(added=[{"kind": "due_date", "day": 5}]),
        dates(added=[{"kind": "due_date"}]),
        dates(added=[{"kind": "due_date", "day": "2027-03-01"}]),
        dates(added=[{"kind": "due_date", "day": f"2027-03-{n:02}"} for n in range(10, 21)]),
        promise(text="two\nlines"),
        promise(due_on="soon"),
        promise(due_on=None),
        taken(action=""),
        taken(subject=5),
        taken(outcome="perhaps"),
        taken(channel="pigeon"),
        taken(text=" "),
        [],
        None,
    ],
)
def test_a_malformed_operation_is_refused_with_a_sentence(broken):
    with pytest.raises(InvalidOperation) as refused:
        check_operation(broken)
    assert refused.value.code == "invalid_operation"
    assert refused.value.sentence.endswith(".")


def test_days_of_a_life_are_members_of_a_set_that_come_and_go():
    coming, going = effects_of(check_operation(dates()), "367")
    assert coming.on(None).row["day"] == "2027-03-14"
    assert going.on({"day": "2027-03-01"}).row is None
    assert coming.place == ("customer_dates", (900, "due_date", "2027-03-14"))


def test_an_operation_of_a_newer_app_is_kept_not_refused():
    with pytest.raises(UnknownVersion):
        check_operation(wire(version=OPERATION_VERSION + 1))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(st.sampled_from(sorted(wire())), json_values)
def test_whatever_arrives_the_answer_is_an_operation_or_a_declared_error(field, value):
    try:
        operation = check_operation(wire() | {field: value})
    except (InvalidOperation, UnknownVersion):
        return
    assert operation.to_wire() == wire() | {field: value}


@given(st.sampled_from(sorted(ARGUMENTS)), st.data())
def test_whatever_an_argument_is_its_effects_are_known_or_it_is_refused(kind, data):
    argument = data.draw(st.sampled_from(sorted(ARGUMENTS[kind])))
    given_ = wire(*kind, arguments=ARGUMENTS[kind] | {argument: data.draw(json_values)})
    try:
        operation = check_operation(given_)
    except InvalidOperation:
        return
    assert effects_of(operation, "367")


@pytest.mark.parametrize("value", [None, "+1 (555) 010-4477", "0049/30.123456"])
def test_a_phone_number_may_be_written_in_many_ways_or_be_none(value):
    assert check_operation(edit("phone", value))


@pytest.mark.parametrize(
    ("field", "value"),
    [("email", None), ("birthday", None), ("preferred_channel", None), ("family_name", "Ó")],
)
def test_what_may_be_empty_can_be_emptied(field, value):
    assert check_operation(edit(field, value))


@pytest.mark.parametrize(
    ("made", "is_whole"),
    [
        (edit("birthday", "2025-10-10"), True),  # tomorrow by UTC: today at the end of the world
        (edit("birthday", "2025-10-11"), False),
        (edit("birthday", None), True),
        (edit("phone", "12345"), True),
        (dates(added=[{"kind": "child_birthday", "day": "2025-10-11"}]), False),
        (dates(added=[{"kind": "due_date", "day": "2026-01-11"}]), True),
    ],
)
def test_nobody_is_born_after_the_day_on_which_it_is_written(made, is_whole):
    if is_whole:
        assert check_operation(made).arguments == made["arguments"]
    else:
        with pytest.raises(InvalidOperation, match="never in the future"):
            check_operation(made)
