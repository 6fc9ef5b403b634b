"""Clicks, days of lives, promises and guides: made up the same everywhere, for those who agreed."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from sqlalchemy import Engine, text

from server.integrations import demo_life
from server.integrations.customers import Household, consent_rows
from server.integrations.dates import Shift
from server.integrations.stores import make_up_store
from shared.guides import check_guide, guide_from_row
from shared.life_dates import LifeDate, turning
from shared.message_templates import check_template, template_from_row
from shared.operation_advice import check_promise
from tests.server.integrations.loading import Load, contents

SHIFT = Shift(3247, date(2026, 11, 21))
EVERYBODY = [Household(number, 1_485_000_000_000, 367, "Member") for number in range(1, 1_001)]
STORES = {367: make_up_store(367)}
PRODUCTS = list(range(500))


@pytest.fixture(scope="module")
def agreed() -> list[Household]:
    return demo_life.agreed(EVERYBODY, SHIFT)


def test_only_who_agreed_has_any(agreed: list[Household]) -> None:
    said = {
        c for c, purpose, _, yes, *_ in consent_rows(EVERYBODY, SHIFT) if purpose == "personalization" and yes
    }
    assert len(agreed) == len(said) < len(EVERYBODY)


def test_a_fifth_looks_around_online_and_some_of_it_stays_in_a_cart(agreed: list[Household]) -> None:
    rows = list(demo_life.event_rows(agreed, PRODUCTS, SHIFT))
    assert rows == list(demo_life.event_rows(agreed, PRODUCTS, SHIFT))
    assert 0.15 < len({row[1] for row in rows}) / len(agreed) < 0.3
    assert len({row[0] for row in rows}) == len(rows)
    assert {row[2] for row in rows} == {"viewed", "carted"}
    assert list(demo_life.event_rows(agreed, [], SHIFT)) == []


def test_days_of_lives_fit_the_household(agreed: list[Household]) -> None:
    parents = {each.number: {"kids_count": "2", "age": "35-44"} for each in agreed}
    rows = list(demo_life.date_rows(agreed, parents, SHIFT))
    kinds = [row[1] for row in rows]
    assert kinds.count("child_birthday") > 100
    assert 5 < kinds.count("due_date") < 50
    assert all(LifeDate(row[1], row[2]) for row in rows)
    expected = [turning([LifeDate(row[1], row[2])], SHIFT.last_day) for row in rows if row[1] == "due_date"]
    assert sum(each is not None for each in expected) > len(expected) / 2, "screens turn towards them"
    old = {each.number: {"kids_count": "0", "age": "65+"} for each in agreed}
    assert list(demo_life.date_rows(agreed, old, SHIFT)) == []


def test_promises_can_be_read_as_if_an_associate_had_made_them(agreed: list[Household]) -> None:
    rows = [dict(zip(demo_life.PROMISES.columns, row, strict=True)) for row in demo_life.promise_rows(
        agreed, STORES, SHIFT
    )]  # fmt: skip
    assert 10 < len(rows) < 60
    assert all(check_promise({"text": row["text"], "due_on": row["due_on"]}) is None for row in rows)


def test_best_sellers_that_may_be_recommended_are_looked_at() -> None:
    class Lines:
        product = np.array([5, 5, 5, 7, 7, 9, 1])

    lines: Any = Lines()
    assert demo_life.wanted_products(lines, {9, 7, 1}) == [7, 1, 9]


def test_every_guide_makes_sense_and_says_something() -> None:
    for row in demo_life.guide_rows():
        check_guide(guide_from_row(dict(zip(demo_life.GUIDES.columns, row, strict=True))))


def test_every_template_of_the_starter_set_can_be_sent() -> None:
    names = [*demo_life.TEMPLATES.columns]
    rows = [dict(zip(names, row, strict=True)) for row in demo_life.template_rows()]
    for row in rows:
        check_template(template_from_row(row))
    assert {row["language"] for row in rows} == {"en", "de", "fr", "es"}


def test_loading_again_leaves_guides_as_hq_has_changed_them(engine: Engine, load: Load) -> None:
    load(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE guides SET title = 'Ours', updated_ms = 5 WHERE id LIKE '%hospital'"))
    load(engine)
    with engine.connect() as connection:
        titles = set(connection.execute(text("SELECT title FROM guides")).scalars())
    assert "Ours" in titles
    assert "What to pack for the hospital" not in titles
    assert len(contents(engine)["guides"]) == len(list(demo_life.guide_rows()))
