"""The maturity page: a stage is reached when its evidence appears, and not before."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete
from sqlalchemy.orm import Session

from server.database import Base
from server.maturity import service
from server.maturity.evidence import FACTS, FRESH_DAYS, MOST, RECENT_DAYS, gather
from server.maturity.service import ModelView
from server.maturity.stages import MODELS, Model, Requirement
from shared.clock import DAY_MS
from tests.server.maturity.planting import PLANTS
from tests.server.people import ELENA
from tests.server.world import NOW_MS, Actors

EMPTIED = ("stock", "devices", "purchase_lines", "purchases", "consents")
"""What the world of the tests has of its own and is evidence of something."""


@pytest.fixture
def empty(people: Actors, session: Session) -> Session:
    """A chain of which nothing is known but its stores and customers."""
    assert people
    for table in EMPTIED:
        session.execute(delete(Base.metadata.tables[table]))
    return session


def plant(session: Session, requirement: Requirement) -> None:
    """As many of the fact as are asked for."""
    for _ in range(100):
        if gather(session, NOW_MS)[requirement.fact].count >= requirement.least:
            return
        PLANTS[requirement.fact](session)
    raise AssertionError(f"planting {requirement.fact} plants none of it")


def standing(session: Session, model: Model) -> ModelView:
    return next(each for each in service.standing(session, NOW_MS) if each.key == model.key)


def test_of_an_empty_database_no_stage_is_reached(empty: Session) -> None:
    for model in service.standing(empty, NOW_MS):
        assert model.reached == 0, model.key
        assert model.stands_at == ""
        assert model.next_stage is not None
        assert model.next_stage.missing


def test_each_fact_is_found_once_it_is_there_and_no_fact_goes_unasked(empty: Session) -> None:
    asked = {each.fact for model in MODELS for stage in model.stages for each in stage.requires}
    assert asked == set(FACTS) == set(PLANTS)
    for fact in FACTS:
        before = empty.begin_nested()
        assert gather(empty, NOW_MS)[fact].count == 0, fact
        PLANTS[fact](empty)
        assert gather(empty, NOW_MS)[fact].count == 1, fact
        before.rollback()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.key)
def test_a_stage_is_reached_when_its_evidence_appears_and_not_before(empty: Session, model: Model) -> None:
    for place, stage in enumerate(model.stages):
        for last in stage.requires:
            before = empty.begin_nested()
            for each in stage.requires:
                if each != last:
                    plant(empty, each)
            if gather(empty, NOW_MS)[last.fact].count < last.least:  # others may be evidence of it, too
                reached = standing(empty, model)
                assert reached.stages[place].state == "next", (stage.name, last.fact)
                assert last.fact in {each.fact for each in reached.stages[place].missing}
                assert not model.is_ordered or reached.reached == place
            plant(empty, last)
            assert standing(empty, model).stages[place].state == "reached", (stage.name, last.fact)
            before.rollback()
        for each in stage.requires:
            plant(empty, each)
        if model.is_ordered:
            assert standing(empty, model).stands_at == stage.name
    assert standing(empty, model).reached == len(model.stages)
    assert standing(empty, model).next_stage is None


def test_a_later_stage_does_not_count_before_the_one_that_is_missing(empty: Session) -> None:
    model = MODELS[0]
    for stage in model.stages[1:]:
        for each in stage.requires:
            plant(empty, each)
    reached = standing(empty, model)
    assert reached.reached == 0
    assert [each.state for each in reached.stages] == ["next", "ahead", "ahead", "ahead", "ahead"]
    plant(empty, model.stages[0].requires[0])
    assert standing(empty, model).reached == 5


def test_what_is_a_year_old_is_evidence_no_more_and_a_model_of_last_season_is_none(empty: Session) -> None:
    for fact in ("moments", "ratings", "model"):
        PLANTS[fact](empty)
    now = gather(empty, NOW_MS)
    assert {fact: now[fact].count for fact in ("moments", "ratings", "model")} == dict.fromkeys(
        ("moments", "ratings", "model"), 1
    )
    assert gather(empty, NOW_MS + FRESH_DAYS * DAY_MS)["model"].count == 0
    later = gather(empty, NOW_MS + RECENT_DAYS * DAY_MS)
    assert (later["moments"].count, later["ratings"].count) == (0, 0)


def test_the_newest_stands_with_what_it_is_and_names_no_customer(empty: Session) -> None:
    for fact in FACTS:
        PLANTS[fact](empty)
    found = gather(empty, NOW_MS)
    assert found["baskets"].example == "Store 367"
    assert found["purchases"].example == found["channels"].example != ""
    assert found["redemptions"].example.startswith("Promotion ")
    assert found["moments"].at_ms is not None
    assert not any("Elena" in each.example or str(ELENA) in each.example for each in found.values())
    assert all(each.count <= MOST for each in found.values())


def test_every_piece_of_evidence_says_what_to_do_and_where_it_begins(app: Flask) -> None:
    known = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    for model in MODELS:
        for stage in model.stages:
            assert stage.requires
            for each in stage.requires:
                assert each.how
                assert f"console.{each.endpoint}" in known, each


def test_staff_read_it_over_rest(people: Actors, client: FlaskClient) -> None:
    told = client.get("/api/v1/maturity", headers=people.reader.headers).json
    assert [each["key"] for each in told["models"]] == [model.key for model in MODELS]
    (first, *_) = told["models"][0]["stages"]
    assert (first["name"], first["state"]) == ("Test", "next")
    assert first["evidence"][0]["is_there"] is False


def test_what_is_worked_out_by_night_is_not_called_read_by_somebody() -> None:
    assert FACTS["readings"].words == "trials whose results were worked out, day by day"
