"""Made-up places of stores: a spot in its region that follows from the code, and the five nearest to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from math import dist
from typing import Any, Final

from server.catalogue.models import StoreNeighbour
from server.integrations.stores import MadeUpStore
from server.integrations.writer import Target

TARGET: Final = Target(StoreNeighbour, ("store_id", "near_id", "metres"))
NEAREST: Final = 5
SIDE_METRES: Final = 60_000
"""How wide a region is: some fifty stores in it have their neighbours a quarter of an hour away."""

_EAST, _NORTH = 0x9E3779B1, 0x85EBCA77  # odd, so that codes are spread over the whole square


def neighbour_rows(stores: Mapping[int, MadeUpStore]) -> Iterator[tuple[Any, ...]]:
    """The rows of `TARGET`: of each store the nearest five in its region, by code where equally far."""
    regions: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for code, store in stores.items():
        regions[store.region, store.time_zone].append(code)
    for codes in regions.values():
        for code in codes:
            ways = sorted((_metres(code, other), other) for other in codes if other != code)
            for metres, other in ways[:NEAREST]:
                yield stores[code].id, stores[other].id, metres


def _metres(code: int, other: int) -> int:
    return max(100, round(dist(_spot(code), _spot(other))))


def _spot(code: int) -> tuple[float, float]:
    east, north = (code * factor % 2**32 / 2**32 for factor in (_EAST, _NORTH))
    return east * SIDE_METRES, north * SIDE_METRES
