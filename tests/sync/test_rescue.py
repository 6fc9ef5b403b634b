"""Sealed files of unsent work: opened by the one server they are for, and only if the device made them."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from sync import rescue
from tests.server.world import counted_bytes

SERVER, PARTING = b"s" * 32, b"p" * 32
WORK = [{"id": "1", "text": "Prefers rye"}, {"id": "2", "text": "é\n"}]


def seal(operations: list[Any], *, server: bytes = SERVER, parting: bytes = PARTING) -> bytes:
    return rescue.seal(
        operations, device_id="d1", sealed_ms=5, public_key=rescue.public_key_of(server),
        parting_key=parting, random_bytes=counted_bytes(),
    )  # fmt: skip


def unseal(file: bytes, *, server: bytes = SERVER, parting: bytes = PARTING) -> list[Any]:
    return rescue.unseal(file, private_key=server, parting_key=parting)


@pytest.mark.parametrize("operations", [[], WORK, ["no operation at all"]])
def test_what_was_sealed_is_what_comes_out(operations: list[Any]) -> None:
    file = seal(operations)
    assert unseal(file) == operations
    header = rescue.header_of(file)
    assert (header.device_id, header.sealed_ms, header.operations) == ("d1", 5, len(operations))


def test_nothing_of_the_content_can_be_read_from_the_file() -> None:
    assert b"rye" not in seal(WORK)
    assert b"rye" not in zstandard.compress(seal(WORK))


def test_another_server_and_another_device_open_nothing() -> None:
    with pytest.raises(rescue.RescueUnreadable, match="another server"):
        unseal(seal(WORK), server=b"o" * 32)
    with pytest.raises(rescue.RescueUnreadable, match="no tablet of ours"):
        unseal(seal(WORK), parting=b"o" * 32)


@settings(max_examples=200, deadline=None)
@given(place=st.integers(0, 10_000), mask=st.integers(1, 255), cut=st.booleans())
def test_a_file_that_was_changed_anywhere_is_refused(place: int, mask: int, cut: bool) -> None:
    file = bytearray(seal(WORK))
    place %= len(file)
    if cut:
        del file[place:]
    else:
        file[place] ^= mask
    with pytest.raises(rescue.RescueUnreadable):
        unseal(bytes(file))


@pytest.mark.parametrize(
    "file", [b"", b"{}", b"[]\n", b"\xff", b'{"format":"another"}\n', orjson.dumps({"format": rescue.FORMAT})]
)
def test_what_is_no_such_file_is_told_how_one_looks(file: bytes) -> None:
    with pytest.raises(rescue.RescueUnreadable, match="unsent-"):
        rescue.header_of(file)


def test_a_file_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = seal([{"text": "a" * 5000}])
    monkeypatch.setattr(rescue, "MAX_OPENED_BYTES", 4999)
    with pytest.raises(rescue.RescueUnreadable, match="damaged"):
        unseal(file)


def test_a_receipt_follows_from_the_parting_key_and_tells_nothing_of_it() -> None:
    assert rescue.receipt_of(PARTING) == rescue.receipt_of(PARTING)
    assert rescue.receipt_of(PARTING) != rescue.receipt_of(b"o" * 32)
    assert PARTING.hex() not in rescue.receipt_of(PARTING)
