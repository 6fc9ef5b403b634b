"""How each language writes numbers, amounts, days and times; tests hold the tables against Unicode's CLDR.

Tables of our own, for four languages: the library that knows them all would weigh more than the tablet's app.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Final

NO_BREAK: Final = "\N{NO-BREAK SPACE}"
THIN: Final = "\N{NARROW NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Locale:
    """The written forms of one language; `grouped_from` is the first number that is written in groups."""

    months: tuple[str, ...]
    long_months: tuple[str, ...]
    weekdays: tuple[str, ...]
    short_weekdays: tuple[str, ...]
    day: str
    day_with_year: str
    long_day: str
    month_with_year: str
    decimal: str
    group: str
    grouped_from: int
    amount: str
    percent: str

    def number(self, value: float) -> str:
        """A number with the places it has, at most ten digits: "2,000", "2.000", "2.5"."""
        written = f"{value:,.10g}" if value % 1 else f"{value:,.0f}"
        whole, point, rest = written.partition(".")
        group = self.group if abs(value) >= self.grouped_from else ""
        return f"{whole.replace(',', group)}{self.decimal if point else ''}{rest}"

    def decimals(self, value: float | Decimal, places: int) -> str:
        """A number with that many places: "2.5", "2,5"."""
        whole, _point, rest = f"{abs(value):.{places}f}".partition(".")
        sign = "-" if value < 0 and (int(whole) or int(rest or 0)) else ""
        return f"{sign}{self.number(int(whole))}{self.decimal if rest else ''}{rest}"

    def percentage(self, value: int) -> str:
        """A share: "12%", "12 %"."""
        return self.percent.format(number=self.number(value))

    def money(self, amount: str, symbol: str) -> str:
        """An amount with its currency: "$12.50", "12,50 $"; `amount` is written already."""
        return self.amount.format(amount=amount, symbol=symbol)

    def day_text(self, day: date, today: date) -> str:
        """A day as people write it; the year only when it is another one: "13 Nov", "13 Nov 2025"."""
        form = self.day if day.year == today.year else self.day_with_year
        return form.format(day=day.day, month=self.months[day.month - 1], year=day.year)

    def long_day_text(self, day: date) -> str:
        """A day of a month in full, without its year: "13 November"."""
        return self.long_day.format(day=day.day, month=self.long_months[day.month - 1])

    def month_text(self, day: date) -> str:
        """The month of that day: "November 2026"."""
        return self.month_with_year.format(month=self.long_months[day.month - 1], year=day.year)

    def clock_text(self, at: datetime) -> str:
        """A time of day: "09:10"."""
        return f"{at.hour:02}:{at.minute:02}"


LOCALES: Final[Mapping[str, Locale]] = MappingProxyType({
    "en": Locale(
        months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
        long_months=(
            "January", "February", "March", "April", "May", "June",
            "July", "August", "September", "October", "November", "December",
        ),
        weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        short_weekdays=("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"),
        day="{day} {month}", day_with_year="{day} {month} {year}", long_day="{day} {month}",
        month_with_year="{month} {year}",
        decimal=".", group=",", grouped_from=1_000, amount="{symbol}{amount}", percent="{number}%",
    ),
    "de": Locale(
        months=(
            "Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez.",
        ),
        long_months=(
            "Januar", "Februar", "März", "April", "Mai", "Juni",
            "Juli", "August", "September", "Oktober", "November", "Dezember",
        ),
        weekdays=("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
        short_weekdays=("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"),
        day="{day}. {month}", day_with_year="{day}. {month} {year}", long_day="{day}. {month}",
        month_with_year="{month} {year}",
        decimal=",", group=".", grouped_from=1_000, amount="{amount}" + NO_BREAK + "{symbol}",
        percent="{number}" + NO_BREAK + "%",
    ),
    "fr": Locale(
        months=(
            "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.",
        ),
        long_months=(
            "janvier", "février", "mars", "avril", "mai", "juin",
            "juillet", "août", "septembre", "octobre", "novembre", "décembre",
        ),
        weekdays=("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
        short_weekdays=("lu", "ma", "me", "je", "ve", "sa", "di"),
        day="{day} {month}", day_with_year="{day} {month} {year}", long_day="{day} {month}",
        month_with_year="{month} {year}",
        decimal=",", group=THIN, grouped_from=1_000, amount="{amount}" + NO_BREAK + "{symbol}",
        percent="{number}" + NO_BREAK + "%",
    ),
    "es": Locale(
        months=("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"),
        long_months=(
            "enero", "febrero", "marzo", "abril", "mayo", "junio",
            "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
        ),
        weekdays=("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
        short_weekdays=("LU", "MA", "MI", "JU", "VI", "SA", "DO"),
        day="{day} {month}", day_with_year="{day} {month} {year}", long_day="{day} de {month}",
        month_with_year="{month} de {year}",
        decimal=",", group=".", grouped_from=10_000, amount="{amount}" + NO_BREAK + "{symbol}",
        percent="{number}" + NO_BREAK + "%",
    ),
})  # fmt: skip
"""By language; month names stand as within a date."""
