"""Ours is judged by the model and the scoring that tablets run, with and without damping."""

from __future__ import annotations

import numpy as np
import pytest

from server.recommendations.evaluation import ours
from server.recommendations.evaluation.ours import Models, Ours, model_of
from server.recommendations.evaluation.record import Record, record_before
from shared.recommendation import Model
from tests.server.recommendations.building.shop import LAST_DAY, made_up_lines


@pytest.fixture(scope="module")
def record() -> Record:
    lines = made_up_lines()
    return record_before(lines, LAST_DAY, customers=np.unique(lines.customer), min_buyers=5)


def test_damping_changes_what_novel_lists_show_and_nothing_else(record: Record) -> None:
    models = Models()
    damped, free = (Ours(models, damped=yes).lists(record) for yes in (True, False))
    assert np.array_equal(damped.merged, free.merged)
    assert not np.array_equal(damped.novel, free.novel)


def test_a_record_that_is_asked_for_twice_is_learned_once(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    learned: list[Record] = []

    def learning(given: Record) -> Model:
        learned.append(given)
        return model_of(given)

    monkeypatch.setattr(ours, "model_of", learning)
    models = Models()
    for name in ("Aisle One", "again"):
        Ours(models, name=name).lists(record)
    Ours(models, shuffle=1).lists(record)
    assert learned[0] is record
    assert len(learned) == 2
