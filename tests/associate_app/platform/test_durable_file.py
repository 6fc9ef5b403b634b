"""Small files: old or new, never half."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from associate_app.platform import durable_file
from associate_app.platform.durable_file import remove_durably, write_durably


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
