"""Administrators take tables out at the console: chosen, said what they hold, logged, and nobody else may."""

from __future__ import annotations

import csv
import io
import re
import zipfile

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import update
from sqlalchemy.orm import Session

from server.customers.models import Customer
from server.database import Base
from server.exporting.contents import GROUPS
from server.exporting.service import EVERYBODY
from server.privacy import service as privacy
from tests.server.console.desk import Desk
from tests.server.console.visitor import Visitor
from tests.server.people import ELENA


def test_every_table_has_a_sentence_and_no_sentence_is_without_its_table(app: Flask) -> None:
    assert app, "with it come all tables"
    told = [name for tables in GROUPS.values() for name in tables]
    assert len(told) == len(set(told))
    assert set(told) == set(Base.metadata.tables), "a new table is described in server/exporting/contents.py"


@pytest.mark.parametrize("role", ["marketer", "reader"])
def test_only_administrators_see_the_page_and_take_anything(desk: Desk, role: str) -> None:
    desk.sign_in(role)
    assert "/console/exports" not in desk.get("/console/promotions")
    assert desk.client.get("/console/exports").status_code == 403
    refused = desk.post("/console/exports", table="customers", format="csv")
    assert (refused.status_code, "Only administrators" in refused.text) == (403, True)


def test_one_table_comes_as_a_file_that_no_spreadsheet_obeys(desk: Desk, session: Session) -> None:
    formula = '=HYPERLINK("http://evil.example","Click")'
    session.execute(update(Customer).where(Customer.id == ELENA).values(given_name=formula))
    session.commit()
    desk.sign_in("administrator")
    answer = desk.post("/console/exports", table="customers", format="csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="customers.csv"'
    assert answer.headers["Cache-Control"] == "no-store"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert {row["given_name"] for row in rows if row["id"] == str(ELENA)} == {f"'{formula}"}


def test_several_come_as_an_archive_and_the_page_says_who_took_them(desk: Desk, session: Session) -> None:
    desk.sign_in("administrator")
    assert "Nobody has taken any yet." in desk.get("/console/exports")
    answer = desk.post("/console/exports", table=["stores", "customers", "no_such"], format="parquet")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="aisle-one-2026-11-22.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.namelist() == ["customers.parquet", "stores.parquet"]
        assert archive.read("stores.parquet").startswith(b"PAR1")
    assert [each.purpose for each in privacy.look_ups_of(session, EVERYBODY, 5)] == ["export of customers"]
    page = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", desk.get("/console/exports")))
    assert "Table By When customers Administrator just now" in page


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"format": "csv"}, "Choose at least one table."),
        ({"table": "customers", "format": "xlsx"}, "Choose CSV or Parquet."),
        ({"table": "sqlite_master", "format": "csv"}, "Choose at least one table."),
    ],
)
def test_what_cannot_be_taken_is_said_and_the_choice_stays(
    desk: Desk, form: dict[str, str], words: str
) -> None:
    desk.sign_in("administrator")
    refused = desk.post("/console/exports", **form)
    assert (refused.status_code, words in refused.text) == (422, True)
    assert ('value="customers" checked' in refused.text) == (form.get("table") == "customers")


@pytest.mark.browser
def test_a_table_is_found_chosen_and_downloaded_by_keyboard(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in("administrator")
    page.get_by_role("link", name="Export").click()
    page.get_by_label("Find a table").fill("consents")
    expect(page.locator("[data-pick-row]:visible")).to_have_count(1)
    expect(page.get_by_role("group", name="Purchases")).to_be_hidden()
    page.get_by_label("consents").focus()
    page.keyboard.press("Space")
    expect(page.get_by_text(re.compile("1 of [0-9]+ picked"))).to_be_visible()
    with page.expect_download() as arriving:
        page.get_by_role("button", name="Download").click()
    assert arriving.value.suggested_filename == "consents.csv"
    expect(page.get_by_text("Being made.")).to_be_visible()
