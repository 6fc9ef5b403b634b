"""Every table leaves as a file: whole, safe for a spreadsheet, without a key, with a trace of who took it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import RecordBatch, parquet
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from server.database import Base
from server.exporting import files, service, tables
from server.exporting.cells import harmless
from server.exporting.errors import CannotExport, UnknownTable
from tests.server.people import ELENA
from tests.server.world import NOW_MS, Actors

EXPORTS = "/api/v1/exports"
FORMULAS = ['=HYPERLINK("http://x","y")', "+1 213 555 0190", "-2+3", "@SUM(A1)", "\tx", "\r=1", "＝1+1"]
SECRETS = ("hash", "secret", "share", "password", "token", "key")
NO_SECRETS = {"model_parts.hash", "operation_verdicts.content_hash"}
"""What something is known by, not what somebody is let in by."""


def note(session: Session, *texts: str) -> None:
    """Notes of Elena, as somebody typed them."""
    rows = [
        {
            "id": f"n{place}", "customer_id": ELENA, "store_id": "367", "associate_id": "a", "kind": "note",
            "text": each, "at_ms": NOW_MS,
        }
        for place, each in enumerate(texts)
    ]  # fmt: skip
    session.execute(insert(Base.metadata.tables["interactions"]), rows)
    session.commit()


def exported(session: Session, people: Actors, path: Path, name: str, form: files.Format) -> int:
    return service.export(
        session,
        name,
        path,
        form,
        actor=people.administrator.actor,
        now_ms=NOW_MS,
        new_id=lambda: f"x{path.name}",
    )


def read(path: Path) -> str:
    with path.open(newline="") as file:
        return file.read()


def cells(content: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content, newline="")))


def test_a_text_that_begins_like_a_formula_is_shown_and_not_obeyed(
    session: Session, people: Actors, tmp_path: Path
) -> None:
    note(session, *FORMULAS, "a;=1+1", 'she said "hi"\nand left')
    path = tmp_path / "notes.csv"
    assert exported(session, people, path, "interactions", "csv") == len(FORMULAS) + 2
    header, *rows = cells(read(path))
    found = [dict(zip(header, row, strict=True)) for row in rows]
    assert [row["text"] for row in found] == [
        *(f"'{each}" for each in FORMULAS),
        "a;=1+1",
        'she said "hi"\nand left',
    ]
    assert {row["at_ms"] for row in found} == {str(NOW_MS)}
    assert '"a;=1+1"' in read(path)


def test_parquet_has_every_value_as_it_is(session: Session, people: Actors, tmp_path: Path) -> None:
    note(session, *FORMULAS)
    path = tmp_path / "notes.parquet"
    exported(session, people, path, "interactions", "parquet")
    stored = session.execute(text("SELECT * FROM interactions ORDER BY id")).mappings().all()
    assert parquet.read_table(path).to_pylist() == [dict(row) for row in stored]


@given(st.text(max_size=12))
def test_no_cell_begins_a_formula_and_what_was_there_can_be_had_back(value: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError:
        value = ""
    (found,) = harmless(RecordBatch.from_pydict({"text": [value]}))["text"].to_pylist()
    assert not found.startswith(tuple("=+-@\t\r\n＝＋－＠"))
    assert found.removeprefix("'") == value.removeprefix("'")


@pytest.mark.usefixtures("people")
def test_every_table_can_be_written_in_both_forms(session: Session, people: Actors, tmp_path: Path) -> None:
    for name in tables.names():
        for form in files.FORMATS:
            path = tmp_path / f"{name}.{form}"
            count = exported(session, people, path, name, form)
            names = parquet.read_schema(path).names if form == "parquet" else cells(read(path))[0]
            assert names == [column.name for column in tables.leaving(tables.named(name))]
            assert count >= (name in ("stores", "devices", "staff", "customers"))
            assert path.stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir() if "unfinished" in path.name] == []


def test_bytes_leave_as_text_in_csv_and_as_bytes_in_parquet(
    session: Session, people: Actors, tmp_path: Path
) -> None:
    row = {"period": "2026-11", "customer_id": ELENA, "counts": b"\x00\xff"}
    session.execute(insert(Base.metadata.tables["model_counts"]), [row])
    session.commit()
    exported(session, people, tmp_path / "c.csv", "model_counts", "csv")
    exported(session, people, tmp_path / "c.parquet", "model_counts", "parquet")
    assert "AP8=" in (tmp_path / "c.csv").read_text()
    assert b"\x00\xff" in parquet.read_table(tmp_path / "c.parquet").to_pylist()[0].values()


def test_no_column_that_looks_like_a_secret_leaves_unless_it_is_known_to_be_none() -> None:
    leaving = {
        f"{name}.{column.name}" for name in tables.names() for column in tables.leaving(tables.named(name))
    }
    looking = {each for each in leaving if each.partition(".")[2].split("_")[-1] in SECRETS}
    assert looking == NO_SECRETS
    assert tables.WITHHELD.isdisjoint(leaving)
    everything = {
        f"{table.name}.{column.name}" for table in Base.metadata.tables.values() for column in table.columns
    }
    assert everything >= tables.WITHHELD


def test_whoever_takes_customers_is_in_the_look_up_log_before_the_file_is_there(
    session: Session, people: Actors, tmp_path: Path
) -> None:
    with pytest.raises(CannotExport, match="Name another folder"):
        exported(session, people, tmp_path / "nowhere" / "c.csv", "customers", "csv")
    exported(session, people, tmp_path / "p.csv", "products", "csv")
    logged = session.execute(text("SELECT actor_id, customer_id, purpose FROM look_ups")).all()
    assert [tuple(row) for row in logged] == [(people.administrator.actor.id, 0, "export of customers")]


def test_an_export_that_breaks_off_leaves_the_file_of_before(
    session: Session, people: Actors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "s.csv"
    exported(session, people, path, "stores", "csv")
    before = path.read_bytes()

    def full(*_: Any, **__: Any) -> Callable[..., None]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "_batch", full)
    with pytest.raises(CannotExport, match="No space left"):
        exported(session, people, path, "stores", "csv")
    assert path.read_bytes() == before
    assert list(tmp_path.glob(".*")) == []


def test_a_table_that_is_not_there_is_told_with_those_that_are(
    session: Session, people: Actors, tmp_path: Path
) -> None:
    with pytest.raises(UnknownTable, match="There are: access_tokens, "):
        exported(session, people, tmp_path / "x.csv", "customer", "csv")


def test_administrators_take_tables_over_rest(client: FlaskClient, people: Actors) -> None:
    headers = people.administrator.headers
    listed = client.get(EXPORTS, headers=headers)
    assert listed.json
    described = listed.json["tables"]
    assert {each["name"] for each in described} == set(tables.names())
    assert next(each for each in described if each["name"] == "consents")["about_customers"] is True
    answer = client.get(f"{EXPORTS}/stores", headers=headers)
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    assert answer.headers["Content-Disposition"] == "attachment; filename=stores.csv"
    assert answer.headers["Cache-Control"] == "no-store"
    assert [row[0] for row in cells(answer.text)] == ["id", "367", "406"]
    answer.close()
    answer = client.get(f"{EXPORTS}/stores?format=parquet", headers=headers)
    assert parquet.read_table(io.BytesIO(answer.data)).column("id").to_pylist() == ["367", "406"]
    answer.close()
    assert client.get(f"{EXPORTS}/stores?format=xlsx", headers=headers).status_code == 422
    unknown = client.get(f"{EXPORTS}/secrets", headers=headers)
    assert unknown.status_code == 404
    assert b'"unknown_table"' in unknown.data
