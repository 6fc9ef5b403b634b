"""Small files: old or new, never half."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from associate_app.errors import DiskTrouble
from associate_app.platform import durable_file
from associate_app.platform.durable_file import remove_durably, write_durably
from associate_app.platform.keystore import FileKeystore
from associate_app.store.vault import Vault
from shared.clock import FixedClock
from tests.server.world import NOW


class Killed(BaseException):
    """The process dies here."""


@pytest.mark.parametrize("call", ["fchmod", "fsync", "replace"])
def test_a_kill_at_any_step_leaves_the_old_content_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    path = tmp_path / "vault.json"
    write_durably(path, b"old")

    def die(*_: object, **__: object) -> None:
        raise Killed

    monkeypatch.setattr(*((Path, "replace") if call == "replace" else (os, call)), die)
    with pytest.raises(Killed):
        write_durably(path, b"new, and longer")
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    write_durably(path, b"newer")
    assert path.read_bytes() == b"newer"
    assert [p.name for p in tmp_path.iterdir()] == ["vault.json"]


def test_a_removed_file_was_overwritten_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "device.key"
    write_durably(path, b"secret")
    seen: list[bytes] = []
    monkeypatch.setattr(Path, "unlink", lambda self, **_: seen.append(_content(self)))
    remove_durably(path)
    assert seen[-1] == bytes(6)
    monkeypatch.undo()
    remove_durably(path)
    remove_durably(path)
    assert not path.exists()


def _content(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def test_the_folder_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    durable_file.write_durably(tmp_path / "new" / "file", b"x")
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0


def test_a_disk_that_fails_is_told_and_the_old_content_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "vault.json"
    write_durably(path, b"old")

    def fail(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(DiskTrouble, match="cannot save"):
        write_durably(path, b"new")
    assert path.read_bytes() == b"old"


def test_room_that_was_kept_is_used_for_the_next_writing_and_leaves_no_trace_in_it(tmp_path: Path) -> None:
    path = tmp_path / "vault.json"
    write_durably(path, b"old", keep_room=True)
    kept = (tmp_path / "vault.json.new").stat()
    assert kept.st_size > len(b"new, and longer")
    write_durably(path, b"new, and longer")
    assert path.read_bytes() == b"new, and longer"
    assert path.stat().st_ino == kept.st_ino


@pytest.mark.parametrize("read", [FileKeystore.load, lambda store: _vault(store).content()])
def test_a_file_that_cannot_be_read_is_told_and_is_not_taken_for_missing(
    tmp_path: Path, read: Callable[[FileKeystore], object]
) -> None:
    (tmp_path / "file").mkdir()  # reading a folder is refused by the system, as a failing disk would
    with pytest.raises(DiskTrouble, match="cannot read"):
        read(FileKeystore(tmp_path / "file"))


def _vault(store: FileKeystore) -> Vault:
    return Vault(store._path, store, FixedClock(NOW), os.urandom)
