"""Made-up neighbours of stores: the nearest of the region, as far one way as the other, always the same."""

from __future__ import annotations

from server.integrations.neighbours import NEAREST, neighbour_rows
from server.integrations.stores import make_up_store

STORES = {code: make_up_store(code) for code in range(1, 458)}


def test_each_store_has_the_nearest_of_its_region() -> None:
    rows = list(neighbour_rows(STORES))
    assert sorted(rows) == sorted(neighbour_rows(dict(reversed(STORES.items()))))
    by_id = {store.id: store for store in STORES.values()}
    assert all(by_id[one].region == by_id[other].region and one != other for one, other, _ in rows)
    assert {store: [one for one, _, _ in rows].count(store) for store in by_id} == dict.fromkeys(
        by_id, NEAREST
    )
    ways = {(one, other): metres for one, other, metres in rows}
    assert all(ways.get((other, one), metres) == metres for (one, other), metres in ways.items())
    assert 100 <= min(ways.values()) < max(ways.values()) < 60_000


def test_a_store_without_another_in_its_region_has_no_neighbours() -> None:
    assert list(neighbour_rows({1: STORES[1]})) == []
