"""The tables of four languages are those of Unicode's CLDR; numbers, amounts and days follow them."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from babel import Locale as Cldr
from babel.dates import format_skeleton
from babel.numbers import format_decimal, format_percent

from shared.locales import LOCALES, NO_BREAK, THIN

DAY, TODAY = date(2025, 3, 14), date(2026, 11, 3)
OTHERS = sorted(set(LOCALES) - {"en"})


@pytest.mark.parametrize("language", LOCALES)
def test_months_and_weekdays_are_those_of_cldr(language: str) -> None:
    ours, cldr = LOCALES[language], Cldr(language)
    assert ours.months == tuple(cldr.months["format"]["abbreviated"][n] for n in range(1, 13))
    assert ours.long_months == tuple(cldr.months["format"]["wide"][n] for n in range(1, 13))
    assert ours.weekdays == tuple(cldr.days["format"]["wide"][n] for n in range(7))
    short = tuple(cldr.days["format"]["short"][n].removesuffix(".") for n in range(7))
    assert ours.short_weekdays == short, "German ones stand without a stop, as on calendars"


@pytest.mark.parametrize("language", OTHERS)
def test_days_are_written_as_cldr_does(language: str) -> None:
    """English ones have the day before the month, everywhere in the app."""
    ours = LOCALES[language]
    assert ours.day_text(TODAY, TODAY) == format_skeleton("MMMd", TODAY, locale=language)
    assert ours.day_text(DAY, TODAY) == format_skeleton("yMMMd", DAY, locale=language)
    assert ours.long_day_text(DAY) == format_skeleton("MMMMd", DAY, locale=language)
    assert ours.month_text(DAY) == format_skeleton("yMMMM", DAY, locale=language)


@pytest.mark.parametrize("language", LOCALES)
def test_numbers_are_written_as_cldr_does(language: str) -> None:
    ours = LOCALES[language]
    for value in (0, -7, 999, 12_345, -1_234_567):
        assert ours.number(value) == format_decimal(value, locale=language)
    assert ours.decimals(-12345.5, 1) == format_decimal(-12345.5, locale=language)
    assert (ours.decimals(-0.01, 1), ours.decimals(12.0, 0)) == (ours.decimals(0, 1), "12")
    assert ours.percentage(12) == format_percent(0.12, locale=language)


def test_groups_begin_where_the_language_begins_them() -> None:
    written = {language: LOCALES[language].number(2_000) for language in LOCALES}
    assert written == {"en": "2,000", "de": "2.000", "fr": f"2{THIN}000", "es": "2000"}


def test_english_days_and_amounts() -> None:
    english = LOCALES["en"]
    assert (english.day_text(DAY, TODAY), english.day_text(TODAY, TODAY)) == ("14 Mar 2025", "3 Nov")
    assert (english.long_day_text(DAY), english.month_text(DAY)) == ("14 March", "March 2025")
    assert english.money("12.50", "$") == "$12.50"
    assert LOCALES["de"].money("12,50", "€") == f"12,50{NO_BREAK}€"


def test_a_time_has_two_places_for_each_part() -> None:
    assert LOCALES["fr"].clock_text(datetime(2026, 11, 3, 9, 5)) == "09:05"  # noqa: DTZ001 - a wall clock
