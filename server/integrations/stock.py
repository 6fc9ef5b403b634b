"""Made-up stock: what a store sells often lies on its shelves, in amounts that fit how fast it goes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from server.catalogue.models import Stock
from server.integrations.catalogue import OFFSET
from server.integrations.dates import Shift
from server.integrations.people import SEED
from server.integrations.stores import MadeUpStore
from server.integrations.transactions import Lines
from server.integrations.writer import Target

TARGET: Final = Target(Stock, ("store_id", "product_id", "quantity", "at_ms"))
OFTEN: Final = 5
OUT_OF_STOCK: Final = 0.06


def stock_rows(
    lines: Lines, recommendable: set[int], stores: Mapping[int, MadeUpStore], shift: Shift
) -> Iterator[tuple[Any, ...]]:
    """The rows of `TARGET`: products sold at least five times in a store, counted as its day began."""
    pairs = np.stack((lines.store.astype(np.int64), lines.product), axis=1)
    order = np.lexsort((pairs[:, 1], pairs[:, 0]))
    pairs = pairs[order]
    new = np.any(pairs[1:] != pairs[:-1], axis=1)
    starts = np.flatnonzero(np.concatenate((np.ones(min(1, len(pairs)), dtype=bool), new)))
    sold = np.diff(starts, append=len(pairs))
    often = sold >= OFTEN
    pairs, sold = pairs[starts][often], sold[often]
    luck = _luck(pairs)
    quantity = np.where(luck < OUT_OF_STOCK, 0, 1 + np.floor(luck * (6 + sold / 4))).astype(np.int64)
    opening = {code: shift.opening_ms(store.time_zone) for code, store in stores.items()}
    for (store, product), pieces in zip(pairs.tolist(), quantity.tolist(), strict=True):
        if product in recommendable:
            yield str(store), OFFSET + product, pieces, opening[store]


def _luck(pairs: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """A number from 0 up to 1 that follows from seed, store and product alone (SplitMix64's last steps)."""
    mixed = (pairs[:, 0] * 1_000_003 + pairs[:, 1] + SEED).astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    return ((mixed ^ (mixed >> np.uint64(31))) >> np.uint64(11)) / float(1 << 53)
