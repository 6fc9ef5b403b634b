"""Made-up people are the same each time, plausible, and reach nobody."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pytest

from server.integrations.people import AGES, MadeUpPerson, loyalty_number, make_up_person

FIRST, LAST = date(2026, 1, 3), date(2026, 11, 21)


def person(household: int, age_band: str | None = None, region: str = "West") -> MadeUpPerson:
    return make_up_person(household, age_band=age_band, region=region, first_visit=FIRST, last_day=LAST)


def test_the_same_household_is_the_same_person_each_time() -> None:
    assert person(1) == person(1)
    assert (person(1).given_name, person(1).family_name) == ("Cecilia", "Camacho")


def test_who_she_is_does_not_depend_on_the_day_the_data_is_loaded() -> None:
    later = make_up_person(1, age_band=None, region="West", first_visit=FIRST, last_day=date(2026, 12, 24))
    assert later == person(1)


def test_cards_carry_a_check_digit_that_scanners_accept() -> None:
    for household in (1, 2, 2_500):
        digits = [int(digit) for digit in loyalty_number(household)]
        assert len(digits) == 13
        assert (sum(digits[::2]) + 3 * sum(digits[1::2])) % 10 == 0
    assert len({loyalty_number(household) for household in range(10_000)}) == 10_000


@pytest.mark.parametrize("band", AGES)
def test_a_birthday_fits_the_age_band(band: str) -> None:
    youngest, oldest = AGES[band]
    for household in range(200):
        born = person(household, band).birthday
        if born is not None:
            birthday = date.fromisoformat(born)
            had_it = (birthday.month, birthday.day) <= (LAST.month, LAST.day)
            assert youngest <= LAST.year - birthday.year - (not had_it) <= oldest


def test_no_message_and_no_call_reaches_a_real_person() -> None:
    for household in range(500):
        known = person(household, region="South")
        assert known.email is None or re.fullmatch(r"[a-z0-9.]+@example\.(com|org|net)", known.email)
        assert known.phone is None or re.fullmatch(r"\+1 \d{3} 555 01\d\d", known.phone)


def test_every_customer_can_be_found_by_mail_or_phone() -> None:
    known = [person(household) for household in range(1, 2_501)]
    assert all(someone.email or someone.phone for someone in known)
    assert {someone.email is None for someone in known} == {True, False}


def test_names_come_from_many_places_and_no_name_is_everywhere() -> None:
    names = Counter(person(household).family_name for household in range(1, 2_501))
    assert len(names) > 900
    assert names.most_common(1)[0][1] < 60
    assert {"Smith", "Kim", "Nguyễn"} <= set(names)


def test_nobody_joined_after_her_first_visit_or_as_a_child() -> None:
    for household in range(300):
        known = person(household, "19-24")
        assert known.since <= FIRST.isoformat()
        if known.birthday:
            joined, born = date.fromisoformat(known.since), date.fromisoformat(known.birthday)
            assert joined.year - born.year >= 16
