"""What stays on the screen is not searched for garbage; after a lock everything is again."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from associate_app.screens import sparing


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    thresholds = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)


def test_what_is_set_aside_is_not_searched_and_can_be_taken_back() -> None:
    before = gc.get_freeze_count()
    kept = [[number] for number in range(1000)]
    sparing.set_aside()
    assert gc.get_freeze_count() >= before + len(kept)
    sparing.take_back()
    assert gc.get_freeze_count() == 0


def test_a_start_is_searched_only_once_it_stands() -> None:
    sparing.begin()
    assert not gc.isenabled()
    sparing.set_aside()
    assert gc.isenabled()
