"""A scanner that types is told from a person who types."""

from __future__ import annotations

import pytest

from associate_app.presenters.wedge import BETWEEN_KEYS_S, LONGEST, Wedge

SCANNER_S, FAST_TYPIST_S = 0.005, 0.06


def heard(text: str, gap_s: float, wedge: Wedge | None = None, start_s: float = 100.0) -> str | None:
    """What comes of a text typed with that gap between its keys, and before Enter."""
    wedge = wedge or Wedge()
    at_s = start_s
    for sign in text:
        wedge.hear(sign, at_s)
        at_s += gap_s
    return wedge.end(at_s)


def test_a_burst_that_ends_with_enter_is_a_scan() -> None:
    assert heard("2901234567894", SCANNER_S) == "2901234567894"


@pytest.mark.parametrize("gap_s", [BETWEEN_KEYS_S, FAST_TYPIST_S, 0.2])
def test_nobody_types_fast_enough_to_be_taken_for_a_scanner(gap_s: float) -> None:
    assert heard("2901234567894", gap_s) is None


def test_a_few_keys_rolled_together_are_no_scan() -> None:
    assert heard("asdfg", SCANNER_S) is None


def test_enter_that_comes_later_belongs_to_the_person() -> None:
    wedge = Wedge()
    for place, sign in enumerate("2901234567894"):
        wedge.hear(sign, place * SCANNER_S)
    assert wedge.end(1.0) is None
    assert wedge.end(1.001) is None, "an Enter alone is nothing either"


def test_what_was_typed_before_the_burst_is_no_part_of_it() -> None:
    wedge = Wedge()
    assert wedge.hear("x", 99.0)
    assert wedge.hear("y", 99.1)
    assert heard("2901234567894", SCANNER_S, wedge) == "2901234567894"


def test_only_the_first_key_of_a_burst_may_be_the_first() -> None:
    wedge = Wedge()
    assert wedge.hear("1", 5.0)
    assert not wedge.hear("2", 5.01)
    assert wedge.hear("3", 5.1)
    wedge.forget()
    assert wedge.hear("4", 5.1)


def test_an_endless_burst_is_no_scan_and_fills_no_memory() -> None:
    wedge = Wedge()
    assert heard("7" * 100_000, SCANNER_S, wedge) is None
    assert heard("7" * (LONGEST + 1), SCANNER_S) is None
    assert heard("7" * LONGEST, SCANNER_S) == "7" * LONGEST
