"""HQ hears by which model each tablet suggests, and that one came damaged: at the tablet's contacts."""

from __future__ import annotations

import pytest

from associate_app.platform.head_office import ModelInUse
from associate_app.wiring import Tablet
from tests.associate_app.field import Field
from tests.associate_app.hq_world import Headquarters, Screen
from tests.associate_app.model_world import send_model, stock_the_catalogue
from tests.associate_app.small_world import NOW_MS

TOLD = "SELECT model_as_of, model_damaged FROM devices"


@pytest.fixture
def hq(hq: Headquarters) -> Headquarters:
    """The server has made a model."""
    stock_the_catalogue(hq)
    send_model(hq)
    return hq


def make_contact(tablet: Tablet) -> None:
    """The guard looks, and contact is due."""
    tablet._caretaker.hurry()
    tablet._guard.nudge()


def test_hq_hears_which_model_is_used_and_which_newer_one_is_damaged(
    hq: Headquarters, tablet: Tablet, screen: Screen
) -> None:
    make_contact(tablet)
    screen.wait(lambda: hq.rows(TOLD) == [("2026-11-21", None)])
    whole = {name for (name,) in hq.rows("SELECT hash FROM model_parts")}
    assert not whole.issuperset(send_model(hq, "2026-11-22", built_ms=NOW_MS + 1, whole=whole))
    screen.wait(lambda: tablet.customer.open(1).suggestions.model_line.endswith("is damaged"))
    make_contact(tablet)
    screen.wait(lambda: hq.rows(TOLD) == [("2026-11-21", "2026-11-22")])
    hq.execute("DELETE FROM recommendation_models WHERE as_of = '2026-11-22'")
    screen.wait(lambda: tablet.customer.open(1).suggestions.model_line == "Model of 21 Nov")
    make_contact(tablet)
    screen.wait(lambda: hq.rows(TOLD) == [("2026-11-21", None)])


def heard_next(field: Field) -> ModelInUse | None:
    """What the next contact says of models."""
    before = len(field.office.models)
    field.look()
    field.wait(lambda: len(field.office.models) > before)
    return field.office.models[-1]


def test_a_tablet_that_has_loaded_nothing_or_is_locked_says_nothing_of_models(field: Field) -> None:
    field.at_work()
    assert heard_next(field) is None
    field.lock()
    assert heard_next(field) is None


def test_what_keeps_the_model_from_being_read_does_not_keep_from_contact(field: Field) -> None:
    tablet = field.at_work()
    tablet._desk().reader.close()
    assert heard_next(field) is None
