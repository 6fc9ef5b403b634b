"""A load over a line that breaks, garbles or answers with something else is never half shown, and goes on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sync.errors import Refused, Revoked, Unreachable
from sync.snapshot import sealed_chunks
from tests.sync.snapshots.watched import WatchedLine, held, line_of, note
from tests.sync.tablet import Tablet
from tests.sync.world import shown_by


def test_a_download_cut_at_any_byte_shows_nothing_and_goes_on_from_its_last_chunk(
    tmp_path: Path, world: Tablet
) -> None:
    world.connection.close()
    preparer = line_of(world).snapshots
    assert preparer is not None
    sizes = [part.bytes for part, _, _ in preparer.parts.values()]
    lost = 0
    for cut in range(0, max(sizes), 13):
        path = tmp_path / f"cut{cut}.db"
        line = WatchedLine(line_of(world).source, "1", "d1", snapshots=preparer)
        tablet = Tablet(line.source, path, line)
        tablet.outbox.record(note)
        line.alter = lambda body, cut=cut: body[:cut]
        try:
            tablet.engine.round()
        except Unreachable:
            lost += 1
            assert not any(shown_by(tablet.connection).values()), "half a load is shown"
        line.alter = bytes
        tablet.engine.round()
        assert line.loads_by_rows == 0
        assert shown_by(tablet.connection) == held(tablet)
        tablet.connection.close()
    assert lost > 20


def test_a_line_that_breaks_after_each_chunk_brings_the_load_to_its_end(world: Tablet) -> None:
    line = line_of(world)
    biggest = max(
        len(sealed) + 4
        for part in line.snapshots.parts.values()
        for sealed in sealed_chunks([line.snapshots.bytes_of(part[0].id)])
    )
    line.alter = lambda body: body[: biggest + 1]
    breaks = 0
    while not world.replica.status().ready:
        try:
            world.engine.round()
        except Unreachable:
            breaks += 1
            assert 0 <= world.replica.status().rows_loaded <= world.replica.status().rows_expected
            assert breaks < 40, "the load never comes to its end"
    assert breaks > 2
    assert line.loads_by_rows == 0
    assert shown_by(world.connection) == held(world)


def test_a_garbled_chunk_is_asked_for_again(world: Tablet) -> None:
    line = line_of(world)

    def garble(body: bytes) -> bytes:
        line.alter = bytes
        return body[:40] + bytes([body[40] ^ 1]) + body[41:]

    line.alter = garble
    world.engine.round()
    assert line.loads_by_rows == 0
    assert shown_by(world.connection) == held(world)


def swapped(body: bytes) -> bytes:
    first, second, *rest = sealed_chunks([body])
    return b"".join(len(each).to_bytes(4, "big") + each for each in (second, first, *rest))


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "a flipped bit": lambda body: body[:50] + bytes([body[50] ^ 4]) + body[51:],
    "two chunks in each other's place": swapped,
    "a chunk left out": lambda body: body[4 + int.from_bytes(body[:4], "big") :],
    "zeros": lambda body: bytes(len(body)),
    "a length beyond all bounds": lambda body: b"\xff\xff\xff\xff" + body[4:],
    "nothing": lambda _: b"",
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_part_is_never_shown_and_the_rows_come_one_by_one(world: Tablet, kind: str) -> None:
    line = line_of(world)
    world.outbox.record(note)
    line.alter = DAMAGE[kind]
    for _ in range(4):
        try:
            world.engine.round()
            break
        except Unreachable:
            assert not any(shown_by(world.connection).values())
    assert line.loads_by_rows == 1
    assert shown_by(world.connection) == held(world)
    assert world.replica.meta("snapshot") is None
    assert {row[2:] for row in shown_by(world.connection)["notes"]} == {(1, "kept")}


def test_a_part_that_is_gone_meanwhile_is_replaced_by_rows(world: Tablet) -> None:
    line = line_of(world)

    def gone(_: bytes) -> bytes:
        raise Refused("It was replaced.", code="not_found", status=404)

    line.alter = gone
    world.engine.round()
    assert line.loads_by_rows == 1
    assert shown_by(world.connection) == held(world)


def test_a_strangers_page_in_the_middle_costs_nothing_of_what_is_staged(world: Tablet) -> None:
    line = line_of(world)
    seen = []

    def stranger(body: bytes) -> bytes:
        seen.append(1)
        if len(seen) == 2:
            raise Refused("Sign in to the guest network.")
        return body

    line.alter = stranger
    with pytest.raises(Refused):
        world.engine.round()
    assert world.replica.meta("snapshot")["place"]["part"] == 1
    world.engine.round()
    assert (line.loads_by_rows, line.downloads) == (0, 3)


def test_a_withdrawn_tablet_gets_no_chunk_and_no_row(world: Tablet) -> None:
    line = line_of(world)

    def withdrawn(_: bytes) -> bytes:
        raise Revoked("HQ has switched this tablet off.", code="device_revoked", status=401)

    line.alter = withdrawn
    with pytest.raises(Revoked):
        world.engine.round()
    assert line.pulls == 0
    assert not any(shown_by(world.connection).values())
