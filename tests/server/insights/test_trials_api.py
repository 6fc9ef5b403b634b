"""Results over REST: what came in is in them, and the sheet is safe to open."""

from __future__ import annotations

import csv
import io

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from server.database import db
from server.insights import service
from shared.clock import DAY_MS
from tests.server.insights import crowds
from tests.server.insights.crowds import FIRST, SOUP
from tests.server.world import NOW_MS, Actors

TRIALS = "/api/v1/trials"
ARMS = ("held_out", "offered")


def engine_of(app: Flask) -> Engine:
    with app.app_context():
        return db.engine


def test_what_came_in_is_in_the_results_that_are_asked_for(
    client: FlaskClient, session: Session, actors: Actors
) -> None:
    crowds.run_soup(session)
    session.commit()
    reader = actors.reader.headers
    empty = client.get(TRIALS, headers=reader).json
    assert empty["earned"] == {"amount": None, "trials": 0, "untold": 1}
    assert [each["verdict"]["kind"] for each in empty["trials"]] == ["nobody"]
    crowds.meet(session, SOUP, ARMS, uplift=0.2)
    session.commit()
    found = client.get(f"{TRIALS}/{SOUP}", headers=reader).json
    assert found["customers"] == 600
    assert found["verdict"]["kind"] == "better"
    assert [(each["key"], each["is_control"]) for each in found["arms"]] == [
        ("held_out", True), ("offered", False),
    ]  # fmt: skip
    assert found["outcomes"][0]["decisive"]["low"] > 0
    assert {each["metric"] for each in found["guard_rails"]} == {"returned_share", "rating", "withdrew"}
    assert {each["kind"] for each in found["segments"]} == {"store", "region", "tier", "department", "known"}
    assert found["missing"]["tablets"] == 0
    assert client.get(TRIALS, headers=reader).json["earned"]["trials"] == 1
    readings = client.get(f"{TRIALS}/{SOUP}/readings", headers=reader).json["readings"]
    assert [(each["day"], each["customers"]) for each in readings] == [("2026-11-22", 600)]


def test_the_sheet_has_a_line_for_everything_and_no_formula(
    client: FlaskClient, session: Session, actors: Actors
) -> None:
    crowds.run_soup(session)
    crowds.meet(session, SOUP, ARMS, uplift=0.2)
    session.execute(text("UPDATE stores SET name = '=cmd()' WHERE id = '367'"))
    session.commit()
    answer = client.get(f"{TRIALS}/{SOUP}/results.csv", headers=actors.reader.headers)
    assert answer.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert rows[0]["metric"] == "revenue"
    assert float(rows[0]["uplift_low"]) < 0.2 < float(rows[0]["uplift_high"])
    kinds = {row["segment_kind"] for row in rows}
    assert kinds == {"all", "store", "region", "tier", "department", "known"}
    assert "'=cmd()" in {row["segment"] for row in rows}


def test_the_hour_counts_and_reads_by_itself(app: Flask, session: Session, actors: Actors) -> None:
    assert actors
    crowds.run_soup(session)
    crowds.meet(session, SOUP, ARMS, customers=40)
    session.commit()
    service.keep_up(engine_of(app), NOW_MS)
    service.keep_up(engine_of(app), NOW_MS + DAY_MS)
    assert [each.day for each in service.readings_of(session, SOUP)] == ["2026-11-22", "2026-11-23"]


def test_two_records_of_one_person_who_met_the_same_arm_can_be_merged(
    client: FlaskClient, session: Session, actors: Actors
) -> None:
    crowds.run_soup(session)
    crowds.meet(session, SOUP, ARMS, customers=4, share=0)
    session.commit()
    administrator = actors.administrator.headers
    merging = {"kept_id": FIRST, "merged_id": FIRST + 1}
    answer = client.post("/api/v1/customers/merges", json=merging, headers=administrator)
    assert answer.status_code == 201, answer.json
    found = client.get(f"{TRIALS}/{SOUP}", headers=actors.reader.headers).json
    assert found["customers"] == 3
    assert found["arms"][0]["purchases"] == 4, "what both bought is the one person's"
    undone = client.post(f"/api/v1/customers/merges/{answer.json['id']}/undo", headers=administrator)
    assert undone.status_code == 200
    assert client.get(f"{TRIALS}/{SOUP}", headers=actors.reader.headers).json["customers"] == 4
