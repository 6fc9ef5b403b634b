"""What operations about two records of one person must carry, and what shows while they wait."""

from __future__ import annotations

from typing import Any

import pytest

from shared.errors import InvalidOperation
from shared.merge import lay_over
from shared.operations import check_operation, effects_of
from tests.shared.operation_world import wire


@pytest.mark.parametrize("merged_id", [-1, True, "901", None, 1 << 53, 1.5])
def test_a_merge_names_the_other_customer(merged_id: Any) -> None:
    with pytest.raises(InvalidOperation, match="names both customers"):
        check_operation(wire("customers_merged", arguments={"merged_id": merged_id}))


@pytest.mark.parametrize("merge_id", [None, 5, "the last one"])
def test_what_is_taken_back_is_named(merge_id: Any) -> None:
    with pytest.raises(InvalidOperation, match="names the merge"):
        check_operation(wire("merge_undone", arguments={"merge_id": merge_id}))


def undone(at_ms: int = 20, customer_id: int = 900) -> Any:
    own = wire("merge_undone", arguments={"merge_id": wire("customers_merged")["id"]})
    return effects_of(check_operation(own | {"at_ms": at_ms, "customer_id": customer_id}), "367")


def made() -> Any:
    return effects_of(check_operation(wire("customers_merged")), "367")


def test_a_merge_stands_once_and_is_taken_back_by_the_first_word() -> None:
    (row,) = lay_over({}, [*made(), *made()]).rows.values()
    assert (row["kept_id"], row["merged_id"], row["by_kind"], row["undone_ms"]) == (
        900,
        901,
        "associate",
        None,
    )
    (row,) = lay_over({}, [*made(), *undone(20), *undone(30)]).rows.values()
    assert row["undone_ms"] == 20


def test_undoing_without_a_merge_or_one_of_somebody_else_changes_nothing() -> None:
    assert lay_over({}, undone()).rows == {}
    (row,) = lay_over({}, [*made(), *undone(customer_id=5)]).rows.values()
    assert row["undone_ms"] is None
