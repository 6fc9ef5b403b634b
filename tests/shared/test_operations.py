"""What operations must carry, in each version, and what they do to which rows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import InvalidOperation, UnknownVersion
from shared.merge import NewRow
from shared.operation_kinds import KINDS, NEWEST, NOTE_LIMIT
from shared.operation_merging import check_apart
from shared.operations import OPERATION_VERSION, check_operation, effects_of
from tests.shared.operation_world import (
    ARGUMENTS,
    PROMOTION,
    answer,
    consent,
    dates,
    edit,
    preferences,
    promise,
    taken,
    wire,
)

SHOWN = ARGUMENTS["offers_shown", 4]["offers"][0]

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


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


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"offers": []}, "1 to 20 offers are shown, each with its layout and how likely it stood first"),
        ({"offers": ["A"]}, "1 to 20 offers are shown, each with its layout and how likely it stood first"),
        ({"offers": [SHOWN | {"chance": 1_000_001}]}, "how likely"),
        ({"offers": [SHOWN | {"layout": "neon"}]}, "how likely"),
        ({"offers": [SHOWN, SHOWN]}, "each offer is shown once"),
        ({"strategy": ""}, "it is said how they were put in order"),
        ({"day": "today"}, "offers are shown on a day, written year-month-day"),
        ({"as_of": "2026-02-30"}, "offers are shown on a day, written year-month-day"),
        ({"size": True}, "a basket has a size"),
    ],
)
def test_offers_that_were_shown_say_which_and_how_likely_that_was(change, complaint):
    arguments = ARGUMENTS["offers_shown", 4]
    with pytest.raises(InvalidOperation, match=complaint):
        check_operation(wire("offers_shown", 4, arguments=arguments | change))
    check_operation(wire("offers_shown", 4, arguments=arguments | {"as_of": None}))


@pytest.mark.parametrize(
    ("other_id", "apart", "complaint"),
    [(901, True, None), (901, False, None), ("901", True, "it names both customers"),
     (901, 1, "they are two people, or may be one")],
)  # fmt: skip
def test_who_is_told_apart_is_named_and_it_is_said_which(other_id, apart, complaint):
    assert check_apart({"other_id": other_id, "apart": apart}) == complaint
