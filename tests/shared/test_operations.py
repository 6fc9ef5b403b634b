from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import InvalidOperation, UnknownVersion
from shared.operations import KINDS, NOTE_LIMIT, OPERATION_VERSION, check_operation, effect_of

PROMOTION = "0198f7a0-0000-7000-8000-000000000002"
ARGUMENTS = {
    "note_added": {"text": "Prefers oat milk"},
    "recommendation_answered": {"product_id": 7, "answer": "liked"},
    "offer_redeemed": {"promotion_id": PROMOTION},
}


def wire(kind: str = "note_added", **changes) -> dict:
    return {
        "id": "0198f7a0-0000-7000-8000-000000000001",
        "sequence": 4,
        "kind": kind,
        "version": OPERATION_VERSION,
        "customer_id": 900,
        "associate_id": "0198f7a0-0000-7000-8000-0000000000aa",
        "at_ms": 1_760_000_000_000,
        "arguments": ARGUMENTS.get(kind, {}),
    } | changes


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_can_be_sent_read_and_makes_one_record_under_its_own_id(kind):
    operation = check_operation(wire(kind))
    assert operation.to_wire() == wire(kind)
    effect = effect_of(operation, "367")
    assert effect.row["id"] == operation.id
    assert effect.row["store_id"] == "367"
    assert effect.row["customer_id"] == 900


def test_the_effect_says_what_was_done():
    assert effect_of(check_operation(wire()), "367").row["text"] == "Prefers oat milk"
    assert effect_of(check_operation(wire("offer_redeemed")), "367").row["promotion_id"] == PROMOTION
    answer = effect_of(check_operation(wire("recommendation_answered")), "367")
    assert (answer.collection, answer.row["answer"]) == ("recommendation_answers", "liked")


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
        wire("recommendation_answered", arguments={"product_id": "7", "answer": "liked"}),
        wire("recommendation_answered", arguments={"product_id": 7, "answer": "perhaps"}),
        wire("offer_redeemed", arguments={"promotion_id": "7"}),
        [],
        None,
    ],
)
def test_a_malformed_operation_is_refused_with_a_sentence(broken):
    with pytest.raises(InvalidOperation) as refused:
        check_operation(broken)
    assert refused.value.code == "invalid_operation"
    assert refused.value.sentence.endswith(".")


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
