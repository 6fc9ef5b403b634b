"""What a prepared load is told as, and how its chunks are sealed: nonsense is refused unopened."""

from __future__ import annotations

from typing import Any

import pytest
import zstandard

from sync.errors import ProtocolError, SnapshotUnusable
from sync.protocol import Collection
from sync.snapshot import MAX_CHUNK_BYTES, ChunkSeal, SnapshotOffer
from sync.source.snapshot import CollectionsOutOfOrder, prepared
from tests.sync.world import COLLECTIONS, GROUPINGS


def test_chunks_that_unpack_to_more_than_the_bound_are_refused_unopened() -> None:
    seal = ChunkSeal("bomb", bytes(32))
    bomb = seal.seal(0, bytes(MAX_CHUNK_BYTES + 1), is_last=True)
    assert len(bomb) < 2_000
    with pytest.raises(SnapshotUnusable):
        seal.open(0, bomb[4:], is_last=True)


def test_no_two_chunks_are_sealed_alike() -> None:
    """The same number used twice under one key would open both to whoever holds the file."""
    seal = ChunkSeal("part", bytes(32))
    first, second = (seal.seal(number, b"the same lines", is_last=False)[4:-16] for number in (0, 1))
    assert first != second


def test_a_chunk_whose_size_is_not_told_is_refused() -> None:
    seal = ChunkSeal("stream", bytes(32))
    frame = zstandard.ZstdCompressor().compressobj()
    untold = frame.compress(b"x" * 100) + frame.flush()
    sealed = seal._cipher.encrypt(bytes(12), untold, b"stream:0:1")
    with pytest.raises(SnapshotUnusable):
        seal.open(0, sealed, is_last=True)


GOOD = {"id": "ab", "key": "00" * 32, "bytes": 1, "chunks": 1, "rows": 1}


@pytest.mark.parametrize(
    "wire",
    [
        None, 7, [], {}, {"parts": [], "token": {}}, {"parts": [GOOD]}, {"parts": [GOOD] * 17, "token": {}},
        {"parts": [GOOD], "token": 3}, {"parts": [GOOD | {"key": "00"}], "token": {}},
        {"parts": [GOOD | {"key": "zz" * 32}], "token": {}}, {"parts": [GOOD | {"id": "../x"}], "token": {}},
        {"parts": [GOOD | {"rows": -1}], "token": {}}, {"parts": [GOOD | {"rows": True}], "token": {}},
    ],
)  # fmt: skip
def test_an_offer_that_makes_no_sense_is_refused(wire: Any) -> None:
    with pytest.raises(ProtocolError):
        SnapshotOffer.of_wire(wire)


def test_an_offer_is_the_same_after_the_wire() -> None:
    offer = SnapshotOffer.of_wire({"parts": [GOOD], "token": {"epoch": "e"}})
    assert SnapshotOffer.of_wire(offer.to_wire()) == offer
    assert offer.rows == 1


def test_collections_that_devices_share_stand_before_those_they_do_not() -> None:
    shared = ("*", "s:1")
    assert [each.name for each in prepared(COLLECTIONS, GROUPINGS, shared)] == [
        "goods", "staff", "customers", "lines", "notes",
    ]  # fmt: skip
    assert prepared(COLLECTIONS[:-1], GROUPINGS, shared) == COLLECTIONS[:-1]
    behind = (*COLLECTIONS, Collection("late", key=("id",), columns=("id",)))
    with pytest.raises(CollectionsOutOfOrder, match="operation_verdicts"):
        prepared(behind, GROUPINGS, shared)
