"""Novel lists damp what many would be shown, and heed the season more than other lists."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from server.recommendations.building.coding import ROW
from server.recommendations.building.exposure import LEAST, POWER, exposure


def one_to_one(pairs: dict[int, int], items: int) -> np.ndarray:
    """Rows in which who has an item gets one other item, by `pairs`."""
    rows = np.zeros(items, ROW)
    for item, other in pairs.items():
        rows[item]["largest"], rows[item]["items"][0], rows[item]["q"][0] = 1.0, other, 255
    return rows


def tastes(*liked: int, items: int) -> sp.csr_array:
    """A customer for each item liked, who has that one."""
    return sp.csr_array(np.eye(items)[list(liked)])


def test_what_three_would_be_shown_is_damped_beside_what_one_would() -> None:
    found = exposure(tastes(0, 0, 0, 1, items=4), one_to_one({0: 2, 1: 3}, 4), np.ones(4))
    assert found[2] / found[3] == pytest.approx(((0.75 + LEAST) / (0.25 + LEAST)) ** POWER)
    assert found.max() == 1.0


def test_of_two_that_as_many_would_be_shown_the_one_that_sells_better_of_late_stands_higher() -> None:
    sales = np.array([1.0, 1.0, 1.0, 4.0])
    found = exposure(tastes(0, 1, items=4), one_to_one({0: 2, 1: 3}, 4), sales**0.5)
    assert sales[3] ** 0.5 * found[3] == pytest.approx(sales[3] ** 0.8 * found[2])


def test_nobody_has_any_taste_and_nothing_is_damped() -> None:
    found = exposure(sp.csr_array((1, 2)), one_to_one({}, 2), np.ones(2))
    assert found.tolist() == [1.0, 1.0]
