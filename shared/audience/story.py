"""What a rule may ask of what a customer bought, and of what she did online."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from typing import Any, Final, TypeVar

from shared.audience.attributes import Asking, Attribute, Condition, Part, known, label_of
from shared.audience.saying import some_of, within
from shared.money import plain_amount
from shared.particulars import DidOnline, LineBought, Names
from shared.words import _, any_of, lazy, plural

TIMES, ITEMS, SPEND = "times", "items", "spend"
"""What of her purchases may be counted: distinct purchases, pieces, or dollars."""

WISHED: Final = "wished"
EVENTS: Final = {
    "viewed": lazy("viewed"), "carted": lazy("put into the cart"), "searched": lazy("searched for"),
    WISHED: lazy("put on the wish list"),
}  # fmt: skip
"""What she may have done online. A wish counts for as long as it is on her list, whoever noted it."""

Dated = TypeVar("Dated", LineBought, DidOnline)


def _counted(asking: Asking, condition: Condition) -> float:
    """Purchases, pieces or dollars of the lines that the condition is about; returns do not count."""
    lines = _lately(asking, condition, known(asking.facts.particulars.bought))
    fitting = _about(condition.get("of", {}), [line for line in lines if line.quantity > 0])
    measure = condition.get("measure", TIMES)
    if measure == ITEMS:
        return sum(line.quantity for line in fitting)
    if measure == SPEND:
        return sum(line.amount_minor for line in fitting) / 100
    return len({line.purchase_id for line in fitting})


def _done(asking: Asking, condition: Condition) -> int:
    """How often she did one of those things with what the condition is about."""
    return len(_about(condition["of"], _lately(asking, condition, known(asking.facts.particulars.did))))


def _about(asked: Mapping[str, Any], found: list[Dated]) -> list[Dated]:
    """Those that fit all that is asked; one pass each, because a customer may have thousands."""
    for name, values in asked.items():
        column, wanted = attrgetter(_COLUMNS.get(name, name)), frozenset(values)
        found = [each for each in found if column(each) in wanted]
    return found


_COLUMNS: Final = {"product": "product_id", "store": "store_id", "event": "kind"}


def _lately(asking: Asking, condition: Condition, found: Iterable[Dated]) -> list[Dated]:
    """What is of the last days: today is the last one of them, and nothing is of tomorrow."""
    today, days = known(asking.facts.particulars.today), condition.get("days")
    before = today - days if days is not None else -1
    return [each for each in found if before < each.day <= today]


def _say_bought(condition: Condition, names: Names) -> str:
    count = condition["value"]
    says = _BOUGHT[condition.get("measure", TIMES), condition["operator"]]
    return within(condition, says(_what(condition.get("of", {}), names), count))


_Says = Callable[[str, float], str]
_BOUGHT: Final[Mapping[tuple[str, str], _Says]] = {
    (TIMES, "at_least"): lambda what, n: plural(
        "Bought {what} at least {count} time", "Bought {what} at least {count} times", n, what=what
    ),
    (TIMES, "at_most"): lambda what, n: plural(
        "Bought {what} at most {count} time", "Bought {what} at most {count} times", n, what=what
    ),
    (ITEMS, "at_least"): lambda what, n: plural(
        "At least {count} piece of {what} bought", "At least {count} pieces of {what} bought", n, what=what
    ),
    (ITEMS, "at_most"): lambda what, n: plural(
        "At most {count} piece of {what} bought", "At most {count} pieces of {what} bought", n, what=what
    ),
    (SPEND, "at_least"): lambda what, n: _("Spent at least {amount} on {what}").format(
        amount=plain_amount(n), what=what
    ),
    (SPEND, "at_most"): lambda what, n: _("Spent at most {amount} on {what}").format(
        amount=plain_amount(n), what=what
    ),
}  # fmt: skip


def _say_did(condition: Condition, names: Names) -> str:
    asked, count = condition["of"], condition["value"]
    did = any_of([label_of(EVENTS, event) for event in asked["event"]])
    what = _what({name: wanted for name, wanted in asked.items() if name != "event"}, names)
    says = _DID[condition["operator"]]
    return within(condition, says(did, what, count))


_DID: Final[Mapping[str, Callable[[str, str, float], str]]] = {
    "at_least": lambda did, what, n: plural(
        "Online at least {count} time: {did} ({what})", "Online at least {count} times: {did} ({what})", n,
        did=did, what=what,
    ),
    "at_most": lambda did, what, n: plural(
        "Online at most {count} time: {did} ({what})", "Online at most {count} times: {did} ({what})", n,
        did=did, what=what,
    ),
}  # fmt: skip


def _what(asked: Mapping[str, Any], names: Names) -> str:
    """What it is about in a few words: "Produce or Deli, brand Fresh"."""
    said = [_ABOUT[name](wanted, names) for name, wanted in asked.items()]
    return ", ".join(said) or _("anything")


_ABOUT: Final[Mapping[str, Callable[[list[Any], Names], str]]] = {
    "department": lambda them, _names: some_of(them),
    "category": lambda them, _names: some_of(them),
    "brand": lambda them, _names: _("brand {names}").format(names=some_of(them)),
    "product": lambda them, names: some_of([names.products.get(each, str(each)) for each in them]),
    "channel": lambda them, _names: _("channel {names}").format(names=some_of(them)),
    "store": lambda them, names: _("store {names}").format(
        names=some_of([names.stores.get(each, each) for each in them])
    ),
}  # fmt: skip

STORY: Final[Mapping[str, Attribute]] = {
    "bought": Attribute(
        "Bought", ("number",), _counted, _say_bought,
        of={
            "department": Part("texts", "Department"), "category": Part("texts", "Category"),
            "brand": Part("texts", "Brand"), "product": Part("numbers", "Product"),
            "channel": Part("texts", "Channel"), "store": Part("texts", "Store"),
        },
        windowed=True, measures=(TIMES, ITEMS, SPEND),
    ),
    "did": Attribute(
        "Did online", ("number",), _done, _say_did, "times",
        of={
            "event": Part("texts", "What she did", allowed=tuple(EVENTS), is_required=True),
            "department": Part("texts", "Department"), "product": Part("numbers", "Product"),
        },
        windowed=True,
    ),
}  # fmt: skip
