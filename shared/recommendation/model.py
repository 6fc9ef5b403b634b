"""A trained model as it travels: a manifest and its parts, checked whole before anything is read from them.

Format 1, little-endian. An item's number is its place in the part "items"; row j of the neighbours says what
who has item j gets weight for: weight = largest * (q / 255)^2, the heaviest first.
"""

from __future__ import annotations

import json
import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from struct import Struct, pack
from typing import Any, Final

from shared.errors import AisleError
from shared.recommendation.repeating import WEIGHTS

FORMAT: Final = 1
MOST_ITEMS: Final = 30_000
"""What a 16-bit number can name, with room to spare."""

ROWS_A_PART: Final = 512
SQUARES: Final = tuple((q / 255) * (q / 255) for q in range(256))
"""What a coded weight is worth in parts of its row's largest one."""

Row = tuple[Sequence[int], Sequence[float]]
"""The numbers of a row's items and their weights, the heaviest first; the rest of a short row weighs zero."""


class DamagedModel(AisleError):
    """A model is not what its manifest says; nothing may be scored by it."""

    code = "damaged_model"


@dataclass(frozen=True)
class Model:
    """What scoring reads: items in ascending order of product id, and facts of each in the same order."""

    version: str
    as_of: str
    half_life_days: float
    neighbours: int
    weights: Mapping[str, float]
    items: Sequence[int]
    popularity: Sequence[float]
    recency: Sequence[float]
    exposure: Sequence[float]
    repeat: Sequence[float]
    departments: Mapping[str, tuple[int, ...]]
    blobs: Sequence[bytes]
    kept: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """What an engine decoded of this model, to be used again as long as the model lives."""

    @classmethod
    def of(cls, manifest: Mapping[str, Any], parts: Mapping[str, bytes]) -> Model:
        """The model of that manifest, `parts` by their hash; DamagedModel names a missing or torn part."""
        try:
            return cls._checked(manifest, _whole(manifest, parts))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise DamagedModel("The model cannot be read. Let it be sent again.") from error

    @classmethod
    def _checked(cls, manifest: Mapping[str, Any], named: Mapping[str, bytes]) -> Model:
        if manifest["format"] != FORMAT:
            raise DamagedModel("The model is of a newer kind than this version reads. Update first.")
        count, neighbours = int(manifest["items"]), int(manifest["neighbours"])
        items = _numbers("q", named["items"])
        facts: dict[str, Any] = {
            name: _numbers("f", named[name]) for name in ("popularity", "recency", "exposure", "repeat")
        }
        blobs = [named[name] for name in sorted(named) if name.startswith("neighbours/")]
        sizes = {len(items), *map(len, facts.values()), sum(map(len, blobs)) / row_bytes(neighbours)}
        if sizes != {count} or count > MOST_ITEMS or max(facts["exposure"], default=0.0) > 1.0:
            raise DamagedModel("The model's parts do not fit together. Let it be sent again.")
        departments = json.loads(named["departments"])
        return cls(
            version=str(manifest["version"]),
            as_of=str(manifest["as_of"]),
            half_life_days=float(manifest["half_life_days"]),
            neighbours=neighbours,
            weights={**WEIGHTS, **{name: float(value) for name, value in manifest["weights"].items()}},
            items=items,
            departments={name: tuple(best) for name, best in departments.items()},
            blobs=blobs,
            **facts,
        )

    def number(self, product_id: int) -> int | None:
        """The item's number; None for a product that the model was not trained on."""
        return self._places.get(product_id)

    def numbers(self, product_ids: Iterable[int]) -> dict[int, int]:
        """The numbers of those of the products that the model was trained on, by product id."""
        place = self._places.get
        return {product: number for product in product_ids if (number := place(product)) is not None}

    @cached_property
    def _places(self) -> dict[int, int]:
        return {product: number for number, product in enumerate(self.items)}

    def row(self, number: int) -> Row:
        """What goes with an item; decoded once and kept with the model, 15 MB if every item is asked for."""
        row = self._rows.get(number)
        if row is None:
            row = self._rows[number] = self._decoded(number)
        return row

    @cached_property
    def _rows(self) -> dict[int, Row]:
        return {}

    def _decoded(self, number: int) -> Row:
        part, place = divmod(number, ROWS_A_PART)
        size = row_bytes(self.neighbours)
        packed = self.blobs[part][place * size : (place + 1) * size]
        (heaviest,), codes = _LARGEST.unpack_from(packed), packed[-self.neighbours :]
        numbers = _numbers("H", packed[_LARGEST.size : -self.neighbours])
        return numbers, array("d", [heaviest * SQUARES[code] for code in codes])

    def rows_naming(self, number: int) -> Iterator[int]:
        """The items whose row may have that one in it: found by its two bytes, without reading every row."""
        packed, size = pack("<H", number), row_bytes(self.neighbours)
        for part, blob in enumerate(self.blobs):
            place, last = blob.find(packed), -1
            while place >= 0:
                row = place // size
                if row != last and number in self.row(part * ROWS_A_PART + row)[0]:
                    last = row
                    yield part * ROWS_A_PART + row
                place = blob.find(packed, place + 1)


_LARGEST: Final = Struct("<f")


def row_bytes(neighbours: int) -> int:
    """How long one item's row is: its largest weight, then two bytes and one byte for each neighbour."""
    return _LARGEST.size + 3 * neighbours


def _whole(manifest: Mapping[str, Any], parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts by name, each of the length and hash that the manifest says."""
    named = {}
    for part in manifest["parts"]:
        data = parts.get(part["hash"])
        if data is None:
            raise DamagedModel(f"The part {part['name']} of the model is missing. Let it be sent again.")
        if len(data) != part["bytes"] or sha256(data).hexdigest() != part["hash"]:
            raise DamagedModel(f"The part {part['name']} of the model is damaged. Let it be sent again.")
        named[part["name"]] = data
    return named


def _numbers(code: str, data: bytes) -> Any:
    numbers: array[Any] = array(code)
    numbers.frombytes(data)
    if sys.byteorder == "big":  # pragma: no cover - no machine of ours is
        numbers.byteswap()
    return numbers
