from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date

import pytest

from shared.errors import InvalidInput
from shared.guides import Guide, check_guide, goes_with, guide_from_row
from shared.life_dates import Occasion

PACK = Guide("g", "What to pack", "Papers, warm socks.", "date", "due_date", -42, -7)


def test_a_guide_is_of_use_in_its_window_while_it_is_switched_on():
    assert [PACK.is_open(day) for day in (-43, -42, -7, -6)] == [False, True, True, False]
    assert not replace(PACK, is_on=False).is_open(-10)


def test_a_row_becomes_the_guide_it_was():
    row = asdict(PACK) | {"is_on": 1, "updated_ms": 5}
    assert guide_from_row(row) == PACK
    assert guide_from_row(row | {"is_on": 0}) == replace(PACK, is_on=False)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 81}, "title"),
        ({"text": ""}, "text"),
        ({"text": "nothing\x00more"}, "text"),
        ({"title": "a\x00b"}, "title"),
        ({"text": "x" * 2001}, "text"),
        ({"tie": "moon"}, "tie"),
        ({"about": "full moon"}, "about"),
        ({"tie": "category", "about": " "}, "about"),
        ({"tie": "product", "about": "coffee"}, "about"),
        ({"first_day": 5, "last_day": 4}, "last_day"),
        ({"first_day": -401}, "last_day"),
        ({"department": " "}, "department"),
        ({"department": "x" * 401}, "department"),
    ],
)
def test_a_guide_that_makes_no_sense_names_its_field(changes, field):
    with pytest.raises(InvalidInput) as refused:
        check_guide(replace(PACK, **changes))
    assert set(refused.value.fields) == {field}


def test_a_guide_for_a_product_names_its_number():
    check_guide(PACK)
    check_guide(replace(PACK, tie="product", about="1099511627776"))
    check_guide(replace(PACK, tie="department", about="Garden"))


def baby_in(days: int) -> Occasion:
    return Occasion("due_date", date(2026, 12, 1), days)


def test_a_guide_names_where_what_goes_with_it_is_found():
    named = replace(PACK, department=" Diapers;Cards, gift wrap and party ; ;")
    assert named.found_in == {"Diapers", "Cards, gift wrap and party"}
    assert PACK.found_in == frozenset()


def test_what_goes_with_an_event_is_what_the_guides_of_these_days_say_and_on_other_days_all_of_them():
    pack = replace(PACK, department="Diapers; Baby care")
    home = replace(PACK, id="h", department="Frozen meals", first_day=0, last_day=30)
    others = [
        replace(PACK, id="p", department="Cakes", about="child_birthday"),
        replace(PACK, id="o", department="Toys", is_on=False),
        replace(PACK, id="c", department="Garden", tie="category"),
    ]
    guides = [pack, home, *others]
    assert goes_with(guides, baby_in(10)) == {"Diapers", "Baby care"}
    assert goes_with(guides, baby_in(-5)) == {"Frozen meals"}
    assert goes_with(guides, baby_in(200)) == {"Diapers", "Baby care", "Frozen meals"}
    assert goes_with([PACK, *others], baby_in(10)) == frozenset()
    assert goes_with([PACK, home], baby_in(10)) == {"Frozen meals"}, (
        "a guide that names nothing decides nothing"
    )
