"""What a rule may ask of a customer's own record and of her figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from shared.audience.attributes import Asking, Attribute, Condition, by_operator
from shared.customer import TIERS
from shared.life_dates import BIRTHDAY, LifeDate, days_until
from shared.money import plain_amount
from shared.words import _, any_of, plural


def _days_to_birthday(asking: Asking, _of: Condition) -> int | None:
    birthday = asking.facts.birthday
    return days_until(LifeDate(BIRTHDAY, birthday), asking.today) if birthday else None


PROFILE: Final[Mapping[str, Attribute]] = {
    "tier": Attribute(
        "Tier", ("choice",), lambda asking, _of: {asking.facts.tier},
        by_operator({
            "in": lambda them: _("Tier is {tiers}").format(tiers=any_of(them)),
            "not_in": lambda them: _("Tier is not {tiers}").format(tiers=any_of(them)),
        }),
        allowed=TIERS, things="tiers",
    ),
    "departments": Attribute(
        "Buys from", ("choice",), lambda asking, _of: asking.facts.departments,
        by_operator({
            "in": lambda them: _("Buys from {departments}").format(departments=any_of(them)),
            "not_in": lambda them: _("Does not buy from {departments}").format(departments=any_of(them)),
        }),
    ),
    "visits_12m": Attribute(
        "Visits in 12 months", ("number",), lambda asking, _of: asking.facts.figures.visits_12m,
        by_operator({
            "at_least": lambda n: plural(
                "At least {count} visit in 12 months", "At least {count} visits in 12 months", n
            ),
            "at_most": lambda n: plural(
                "At most {count} visit in 12 months", "At most {count} visits in 12 months", n
            ),
        }),
        "visits",
    ),
    "spend_12m": Attribute(
        "Spend in 12 months", ("number",), lambda asking, _of: asking.facts.figures.spend_12m_minor / 100,
        by_operator({
            "at_least": lambda n: _("Spent at least {amount} in 12 months").format(amount=plain_amount(n)),
            "at_most": lambda n: _("Spent at most {amount} in 12 months").format(amount=plain_amount(n)),
        }),
        "dollars",
    ),
    "days_since_visit": Attribute(
        "Days since last visit", ("number",), lambda asking, _of: asking.facts.figures.days_since_visit,
        by_operator({
            "at_least": lambda n: plural(
                "Last visit at least {count} day ago", "Last visit at least {count} days ago", n
            ),
            "at_most": lambda n: plural(
                "Last visit at most {count} day ago", "Last visit at most {count} days ago", n
            ),
        }),
        "days",
    ),
    "days_to_birthday": Attribute(
        "Days to birthday", ("number",), _days_to_birthday,
        by_operator({
            "at_least": lambda n: plural(
                "Birthday in {count} day or later", "Birthday in {count} days or later", n
            ),
            "at_most": lambda n: plural(
                "Birthday within {count} day", "Birthday within {count} days", n
            ),
        }),
        "days",
    ),
}  # fmt: skip
