"""Several tables arrive as one archive, made while it is sent; one that breaks off is no archive."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from server.exporting import bundles

AT = datetime(2026, 11, 22, 15, tzinfo=UTC)


def write(name: str, path: Path) -> int:
    path.write_bytes(name.encode() * 300_000)
    return 1


def test_an_archive_holds_each_table_whole_and_comes_in_pieces() -> None:
    pieces = list(bundles.packed(["customers", "stores"], "csv", AT, write))
    assert len(pieces) > 4
    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["customers.csv", "stores.csv"]
        assert archive.read("stores.csv") == b"stores" * 300_000
        assert archive.getinfo("stores.csv").date_time == AT.timetuple()[:6]


def test_parquet_is_not_packed_twice() -> None:
    with zipfile.ZipFile(io.BytesIO(b"".join(bundles.packed(["stores"], "parquet", AT, write)))) as archive:
        assert archive.getinfo("stores.parquet").compress_type == zipfile.ZIP_STORED


def test_one_table_is_a_file_of_its_own() -> None:
    assert b"".join(bundles.single("stores", "csv", write)) == b"stores" * 300_000


def test_what_breaks_off_is_no_archive_and_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def fail(name: str, path: Path) -> int:
        if name == "stores":
            raise RuntimeError("the database is gone")
        return write(name, path)

    sent = bundles.packed(["customers", "stores"], "csv", AT, fail)
    arrived = b""
    with pytest.raises(RuntimeError):  # noqa: PT012 - what came before it is what the test is about
        for piece in sent:
            arrived += piece
    assert arrived
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(io.BytesIO(arrived))
    assert list(tmp_path.iterdir()) == []
