"""A day is chosen from a month, by finger and by keyboard."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

pytestmark = pytest.mark.window


@pytest.fixture
def person(show: Any) -> Any:
    """In front of Olivia's details at a 7-inch window."""
    someone = show(size=(1024, 600))
    someone.tap("Olivia Bennett")
    someone.tap("Edit details")
    someone.wait_for("What she agrees to")
    return someone


def fields(person: Any) -> Any:
    from associate_app.screens.edit_sheet import EditSheet

    return next(child for child in person.app.root.children if isinstance(child, EditSheet)).ids


def test_a_day_is_tapped_and_stands_in_its_field(person: Any) -> None:
    person.tap("Choose the due date")
    person.wait_for("November 2026")
    person.tap("A month later")
    person.wait_for("December 2026")
    person.tap("20 December 2026")
    person.wait_gone("December 2026")
    assert fields(person).due_date.text == "2026-12-20"
    person.tap("Choose the due date")
    person.tap("21 December 2026")
    assert fields(person).due_date.text == "2026-12-21", "there is one due date"


def test_children_have_several_days(person: Any) -> None:
    fields(person).child_birthday.text = "2020-01-31"
    person.tap("Choose a birthday of a child")
    person.wait_for("January 2020")
    person.tap("A month earlier")
    person.tap("A year earlier")
    person.wait_for("December 2018")
    person.tap("24 December 2018")
    assert fields(person).child_birthday.text == "2020-01-31, 2018-12-24"


def test_keys_go_through_days_months_and_years_and_escape_chooses_nothing(person: Any) -> None:
    def keyed(key: str, *modifiers: str) -> None:
        from associate_app.widgets import focus

        cell = focus.focused(person.app.root.top_layer())
        cell.keyboard_on_key_down(None, (0, key), "", list(modifiers))
        person.frames(4)

    person.tap("Choose the birthday")
    person.find("22 November 2026")
    person.until(lambda: person.find("22 November 2026").focus, "today to have the focus")
    keyed("right")
    person.until(lambda: person.find("23 November 2026").focus, "the next day")
    keyed("down")
    keyed("left")
    keyed("down")
    person.until(lambda: person.find("6 December 2026").focus, "days of the next month")
    keyed("up")
    person.until(lambda: person.find("29 November 2026").focus, "a week before")
    keyed("pagedown")
    person.until(lambda: person.find("1 December 2026").focus, "the next month")
    keyed("pageup", "shift")
    person.wait_for("December 2025")
    person.press("escape")
    person.wait_gone("December 2025")
    assert fields(person).birthday.text == ""


def test_a_week_may_begin_on_sunday_and_years_end_somewhere(person: Any) -> None:
    from associate_app.widgets.day_sheet import DaySheet

    sheet = DaySheet(date(1, 1, 31), date(2026, 11, 22), first_weekday=6)
    person.app.root.open(sheet)
    person.wait_for("January 1")
    assert sheet.ids.weekdays.children[-1].text == "Su"
    sheet.turn(-1)
    sheet.step(date(1, 1, 1), -1)
    assert sheet.month_text == "January 1"
