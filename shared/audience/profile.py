"""What a rule may ask of a customer's own record and of her figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from shared.audience.attributes import Attribute
from shared.customer import TIERS, CustomerFacts
from shared.money import plain_amount
from shared.words import _, any_of, plural


def days_to(day: date, today: date) -> int:
    """Days until a day comes round again; 29 February is kept on 1 March in other years."""
    this_year = _in_year(day, today.year)
    return ((this_year if this_year >= today else _in_year(day, today.year + 1)) - today).days


def _in_year(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def _days_to_birthday(facts: CustomerFacts, today: date) -> int | None:
    return days_to(date.fromisoformat(facts.birthday), today) if facts.birthday else None


PROFILE: Final[Mapping[str, Attribute]] = {
    "tier": Attribute(
        "Tier", "choice", lambda f, _today: {f.tier},
        {
            "in": lambda them: _("Tier is {tiers}").format(tiers=any_of(them)),
            "not_in": lambda them: _("Tier is not {tiers}").format(tiers=any_of(them)),
        },
        allowed=TIERS, things="tiers",
    ),
    "departments": Attribute(
        "Buys from", "choice", lambda f, _today: f.departments,
        {
            "in": lambda them: _("Buys from {departments}").format(departments=any_of(them)),
            "not_in": lambda them: _("Does not buy from {departments}").format(departments=any_of(them)),
        },
    ),
    "visits_12m": Attribute(
        "Visits in 12 months", "number", lambda f, _today: f.figures.visits_12m,
        {
            "at_least": lambda n: plural(
                "At least {count} visit in 12 months", "At least {count} visits in 12 months", n
            ),
            "at_most": lambda n: plural(
                "At most {count} visit in 12 months", "At most {count} visits in 12 months", n
            ),
        },
        "visits",
    ),
    "spend_12m": Attribute(
        "Spend in 12 months", "number", lambda f, _today: f.figures.spend_12m_minor / 100,
        {
            "at_least": lambda n: _("Spent at least {amount} in 12 months").format(amount=plain_amount(n)),
            "at_most": lambda n: _("Spent at most {amount} in 12 months").format(amount=plain_amount(n)),
        },
        "dollars",
    ),
    "days_since_visit": Attribute(
        "Days since last visit", "number", lambda f, _today: f.figures.days_since_visit,
        {
            "at_least": lambda n: plural(
                "Last visit at least {count} day ago", "Last visit at least {count} days ago", n
            ),
            "at_most": lambda n: plural(
                "Last visit at most {count} day ago", "Last visit at most {count} days ago", n
            ),
        },
        "days",
    ),
    "days_to_birthday": Attribute(
        "Days to birthday", "number", _days_to_birthday,
        {
            "at_least": lambda n: plural(
                "Birthday in {count} day or later", "Birthday in {count} days or later", n
            ),
            "at_most": lambda n: plural(
                "Birthday within {count} day", "Birthday within {count} days", n
            ),
        },
        "days",
    ),
}  # fmt: skip
