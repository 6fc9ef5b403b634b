"""What a rule may ask of what was noted, imported or worked out of a customer, and of where she belongs."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from typing import Any, Final

from shared.audience.attributes import (
    HIGHEST,
    Asking,
    Attribute,
    Condition,
    Part,
    by_operator,
    known,
    label_of,
)
from shared.audience.saying import some_of
from shared.customer_fields import ALL_PREFERENCES
from shared.life_dates import KINDS, LABELS, days_until
from shared.particulars import Names
from shared.words import _, any_of, lazy, number, plural

PREFERENCES: Final = {
    "sizes": lazy("Sizes"), "colours": lazy("Colours"), "likes": lazy("Likes"), "dislikes": lazy("Dislikes"),
}  # fmt: skip
HIGHEST_WHOLE: Final = 2**53
"""Beyond it, a whole number is not the same everywhere."""


def _regions(asking: Asking, _of: Condition) -> set[str]:
    regions, home = known(asking.facts.particulars.regions), asking.facts.home_store_id
    return {regions[home]} if home is not None and home in regions else set()


def _home_store(asking: Asking, _of: Condition) -> set[str]:
    return {asking.facts.home_store_id} if asking.facts.home_store_id is not None else set()


def _days_to_date(asking: Asking, condition: Condition) -> int | None:
    wanted, dates = condition["of"]["kind"], known(asking.facts.particulars.dates)
    days = (days_until(each, asking.today) for each in dates if each.kind in wanted)
    return min((each for each in days if each is not None), default=None)


def _noted(asking: Asking, condition: Condition) -> frozenset[str]:
    return known(asking.facts.particulars.noted).get(condition["of"]["kind"], frozenset())


def _imported(asking: Asking, condition: Condition) -> Any:
    value = known(asking.facts.particulars.imported).get(condition["of"]["name"])
    if condition["operator"] in ("at_least", "at_most"):
        return imported_number(value)
    text = imported_text(value)
    return set() if text is None else {text}


def imported_text(value: object) -> str | None:
    """An imported value to choose by: a text, a whole number's digits, "true" or "false"; None for others."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if abs(value) <= HIGHEST_WHOLE else None
    return value if isinstance(value, str) else None


def imported_number(value: object) -> float | None:
    """An imported value to compare: a number; None for anything else, also for digits in a text."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if abs(value) < inf else None


def _score(asking: Asking, condition: Condition) -> float | None:
    return known(asking.facts.particulars.scores).get(condition["of"]["name"])


def _audiences(asking: Asking, condition: Condition) -> set[str]:
    return {each for each in condition["value"] if asking.is_in(each)}


def _say_home_store(condition: Condition, names: Names) -> str:
    stores = some_of([names.stores.get(each, each) for each in condition["value"]])
    is_in = condition["operator"] == "in"
    text = _("Home store is {stores}") if is_in else _("Home store is not {stores}")
    return text.format(stores=stores)


def _say_date(condition: Condition, _names: Names) -> str:
    event = any_of([label_of(LABELS, kind) for kind in condition["of"]["kind"]])
    days = condition["value"]
    if condition["operator"] == "at_least":
        return plural(
            "{event} in {count} day or later", "{event} in {count} days or later", days, event=event
        )
    return plural("{event} within {count} day", "{event} within {count} days", days, event=event)


def _say_noted(condition: Condition, _names: Names) -> str:
    is_in = condition["operator"] == "in"
    text = _("{kind} noted: {values}") if is_in else _("{kind} noted: not {values}")
    kind = label_of(PREFERENCES, condition["of"]["kind"])
    return text.format(kind=kind, values=some_of(condition["value"]))


def _say_named(condition: Condition, _names: Names) -> str:
    """A condition on something that has a name of its own: an imported attribute or a score."""
    name, value = condition["of"]["name"], condition["value"]
    said = some_of(value) if isinstance(value, list) else number(value)
    text = {
        "in": lazy("{name} is {value}"), "not_in": lazy("{name} is not {value}"),
        "at_least": lazy("{name} is at least {value}"), "at_most": lazy("{name} is at most {value}"),
    }[condition["operator"]]  # fmt: skip
    return _(text).format(name=name, value=said)


def _say_audience(condition: Condition, names: Names) -> str:
    audiences = some_of([names.audiences.get(each, each) for each in condition["value"]])
    is_in = condition["operator"] == "in"
    text = _("In the audience {audiences}") if is_in else _("Not in the audience {audiences}")
    return text.format(audiences=audiences)


def _named(label: str) -> Mapping[str, Part]:
    return {"name": Part("text", label, is_required=True)}


BELONGING: Final[Mapping[str, Attribute]] = {
    "home_store": Attribute("Home store", ("choice",), _home_store, _say_home_store),
    "region": Attribute(
        "Region", ("choice",), _regions,
        by_operator({
            "in": lambda them: _("Home store in {regions}").format(regions=some_of(them)),
            "not_in": lambda them: _("Home store not in {regions}").format(regions=some_of(them)),
        }),
    ),
    "audience": Attribute("Audience", ("choice",), _audiences, _say_audience),
}  # fmt: skip

NOTED: Final[Mapping[str, Attribute]] = {
    "days_to_date": Attribute(
        "Days to a day of her life", ("number",), _days_to_date, _say_date, "days",
        of={"kind": Part("texts", "Which day", allowed=KINDS, is_required=True)},
    ),
    "noted": Attribute(
        "Noted", ("choice",), _noted, _say_noted,
        of={"kind": Part("text", "What", allowed=ALL_PREFERENCES, is_required=True)},
    ),
    "imported": Attribute(
        "Imported", ("choice", "number"), _imported, _say_named, of=_named("Which attribute"), lowest=-HIGHEST
    ),
    "score": Attribute("Score", ("number",), _score, _say_named, of=_named("Which score"), lowest=-HIGHEST),
}  # fmt: skip
