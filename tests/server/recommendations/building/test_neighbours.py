"""Neighbours are EASE's, by whichever of the two matrices is smaller, and keep their order in eight bits."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from server.recommendations.building.coding import ROW, coded, neighbour_parts
from server.recommendations.building.neighbours import LAMBDA, NEIGHBOURS, Neighbours, neighbours_of


def tastes(customers: int, items: int, seed: int = 3) -> sp.csr_array:
    """Random tastes in whole steps, as they are counted."""
    chance = np.random.default_rng(seed)
    bought = chance.random((customers, items)) < 0.3
    return sp.csr_array(np.rint(chance.random((customers, items)) * bought * 1024) / 64)


def by_the_book(matrix: sp.csr_array) -> np.ndarray:
    """B of Steck's paper, from the whole Gram matrix."""
    plain = matrix.toarray()
    inverse = np.linalg.inv(plain.T @ plain + LAMBDA * np.eye(plain.shape[1]))
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0.0)
    return weights


@pytest.mark.parametrize(("customers", "items"), [(30, 80), (200, 80)], ids=["by customers", "by items"])
def test_neighbours_are_the_greatest_positive_weights_of_ease(customers: int, items: int) -> None:
    matrix = tastes(customers, items)
    found, book = neighbours_of(matrix), by_the_book(matrix)
    for j in range(items):
        best = np.sort(np.maximum(book[j], 0.0))[::-1][:NEIGHBOURS]
        assert np.allclose(np.sort(found.weight[j])[::-1], best, rtol=1e-3, atol=1e-6)
        present = found.weight[j] > 0
        assert np.allclose(book[j, found.item[j][present]], found.weight[j][present], rtol=1e-3, atol=1e-6)


def test_no_item_is_its_own_neighbour() -> None:
    found = neighbours_of(tastes(30, 80))
    own = found.item == np.arange(80)[:, None]
    assert not found.weight[own].any()


def test_every_row_is_told_to_whoever_shows_progress() -> None:
    heard: list[int] = []
    neighbours_of(tastes(30, 600), heard.append)
    assert sum(heard) == 600


def test_a_shop_of_few_items_has_shorter_rows() -> None:
    rows = coded(neighbours_of(tastes(30, 3)))
    assert rows.dtype.itemsize == 154
    assert not rows["q"][:, 3:].any()


def test_a_row_is_its_largest_weight_and_square_roots_in_order_of_weight_then_of_item() -> None:
    given = Neighbours(np.array([[4, 9, 2, 7]]), np.array([[0.25, 1.0, 0.25, 0.0]], np.float32))
    (row,) = coded(given)
    assert row["largest"] == 1.0
    assert row["items"][:4].tolist() == [9, 2, 4, 0]
    assert row["q"][:4].tolist() == [255, 128, 128, 0]


def test_an_item_without_neighbours_has_an_empty_row() -> None:
    rows = coded(Neighbours(np.zeros((1, 2), np.int64), np.zeros((1, 2), np.float32)))
    assert not rows["q"].any()
    assert not rows["largest"].any()


def test_parts_hold_512_rows_each() -> None:
    parts = list(neighbour_parts(np.zeros(1025, ROW)))
    assert [(part.name, len(part.data)) for part in parts] == [
        ("neighbours/000", 512 * 154), ("neighbours/001", 512 * 154), ("neighbours/002", 154),
    ]  # fmt: skip
