"""How the screen looks outlives a restart, and trouble is counted without a word of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from associate_app.errors import DiskTrouble
from associate_app.store import choices, faults
from associate_app.store.choices import Choices
from associate_app.store.faults import Fault, Faults

CHOSEN = Choices("dark", 1.15, reduced_motion=True)


def test_what_was_chosen_is_chosen_after_a_restart(tmp_path: Path) -> None:
    assert choices.read(tmp_path) == Choices()
    choices.keep(tmp_path, CHOSEN)
    assert choices.read(tmp_path) == CHOSEN


@pytest.mark.parametrize(
    "damage",
    [
        b"", b"\x00\xff", b"[]", b'{"mode": "dark"', b'{"mode": "pink"}', b'{"font_scale": 9}',
        b'{"reduced_motion": "perhaps"}', b'{"unknown": 1}', b'{"font_scale": [1]}',
    ],
)  # fmt: skip
def test_a_damaged_file_is_as_none(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / choices.FILE).write_bytes(damage)
    assert choices.read(tmp_path) == Choices()


def test_a_folder_that_takes_no_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DiskTrouble):
        choices.keep(tmp_path / "file", CHOSEN)


def test_trouble_is_counted_by_code_the_latest_first() -> None:
    known = Faults()
    known.note("server_unreachable", 1)
    known.note("disk_trouble", 2)
    known.note("server_unreachable", 3)
    assert known.all() == (Fault("server_unreachable", 2, 3), Fault("disk_trouble", 1, 2))


def test_of_too_many_kinds_the_oldest_is_forgotten() -> None:
    known = Faults()
    for number in range(faults.MOST_KEPT + 1):
        known.note(f"code {number}", number)
    assert len(known.all()) == faults.MOST_KEPT
    assert known.all()[-1].code == "code 1"
