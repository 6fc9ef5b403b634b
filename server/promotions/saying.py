"""What is written in a promotion, part by part, in plain words: for its history and for two who edit it.

A part is what a person decides in one go; its fields change together or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from shared.audience import describe
from shared.money import as_text
from shared.promotions import benefit_text, promotion_from_row

Content = Mapping[str, Any]
"""The values of everything that can be written in a promotion, as `service.EDITABLE` names it."""

NOTHING: Final = "–"

STACKING_WORDS: Final = {
    "exclusive": "Nothing beside it",
    "best_price": "The best for her among others",
    "joint": "On top of others",
}
OFFLINE_WORDS: Final = {
    "provisional": "Given; HQ confirms later where a tablet holds none",
    "lease_only": "Given only by tablets that hold some",
}
THINGS: Final = ("department", "category", "brand", "product")
STORES_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a promotion: the fields it is made of and how it is said."""

    key: str
    label: str
    fields: tuple[str, ...]
    says: Callable[[Content], str]


@dataclass(frozen=True, slots=True)
class Difference:
    """A part that is not the same in two contents, both in words."""

    part: Part
    old: str
    new: str


def _benefit(content: Content) -> str:
    names = ("benefit_kind", "benefit_value", "department", "benefit")
    blank = dict.fromkeys(("id", "name", "text", "starts_local", "ends_local"), "")
    said = benefit_text(promotion_from_row(blank | {name: content[name] for name in names}))
    return "; ".join([said, *_details(content["benefit"])])


def _details(benefit: Mapping[str, Any]) -> list[str]:
    told = _things(benefit.get("of", {}))
    if "product_id" in benefit:
        told.append(f"{benefit.get('quantity', 1)} of product {benefit['product_id']}")
    if "cost_minor" in benefit:
        told.append(f"costs {as_text(benefit['cost_minor'])}")
    if "most_minor" in benefit:
        told.append(f"at most {as_text(benefit['most_minor'])}")
    parts = benefit.get("parts", ())
    return told + [f"{part['quantity']} of {', '.join(_things(part['of']))}" for part in parts]


def _things(of: Mapping[str, Any]) -> list[str]:
    return [f"{key} {' or '.join(map(str, of[key]))}" for key in THINGS if key in of]


def _conditions(content: Content) -> str:
    asked = content["conditions"]
    said = [f"from {as_text(asked['min_spend_minor'])}"] if "min_spend_minor" in asked else []
    said += [f"from {asked['min_items']:,} items"] if "min_items" in asked else []
    return "; ".join([*said, *_things(asked.get("of", {}))]) or "Any basket"


def _stores(content: Content) -> str:
    ids = content["store_ids"]
    if ids is None:
        return "All stores"
    named = ", ".join(ids[:STORES_NAMED]) + (" …" if len(ids) > STORES_NAMED else "")
    return f"{len(ids):,} {'store' if len(ids) == 1 else 'stores'}: {named}"


def _frequency(content: Content) -> str:
    asked = content["frequency"]
    if not asked:
        return "As often as her limit allows"
    word = "shown" if asked.get("counts") == "shown" else "redeemed"
    return f"At most {asked.get('most', 1)} times {word} in {asked.get('days', 1)} days"


def _variants(content: Content) -> str:
    told = []
    for each in content["variants"]:
        picture = f", picture {each['picture_id'][:8]}" if each.get("picture_id") else ""
        told.append(f"{each['key']} ({each['weight']}): “{each.get('text', '')}”{picture}")
    return "; ".join(told) or "One form for all"


def _plain(name: str, nothing: str = NOTHING) -> Callable[[Content], str]:
    return lambda content: nothing if content[name] in (None, "") else str(content[name])


def _number(name: str, nothing: str) -> Callable[[Content], str]:
    return lambda content: nothing if content[name] is None else f"{content[name]:,}"


def _budget(content: Content) -> str:
    return "No budget" if content["budget_minor"] is None else as_text(content["budget_minor"])


def _moment(name: str) -> Callable[[Content], str]:
    return lambda content: content[name].replace("T", " ")[:16]


PARTS: Final = (
    Part("name", "Name", ("name",), _plain("name")),
    Part("text", "What the associate can say", ("text",), _plain("text")),
    Part("benefit", "Benefit", ("benefit_kind", "benefit_value", "department", "benefit"), _benefit),
    Part("conditions", "Condition", ("conditions",), _conditions),
    Part("starts_local", "Starts", ("starts_local",), _moment("starts_local")),
    Part("ends_local", "Ends", ("ends_local",), _moment("ends_local")),
    Part("store_ids", "Stores", ("store_ids",), _stores),
    Part("audience", "Who may have it", ("audience",), lambda content: describe(content["audience"])),
    Part("customer_limit", "Times per customer", ("customer_limit",),
         _number("customer_limit", "As often as she likes")),
    Part("store_limit", "Times per store", ("store_limit",), _number("store_limit", "No limit")),
    Part("total_limit", "Redemptions in total", ("total_limit",), _number("total_limit", "No limit")),
    Part("budget_minor", "Budget", ("budget_minor",), _budget),
    Part("frequency", "How often", ("frequency",), _frequency),
    Part("stacking", "Beside other offers", ("stacking",),
         lambda content: STACKING_WORDS[content["stacking"]]),
    Part("priority", "Priority", ("priority",), _plain("priority")),
    Part("offline_policy", "On a tablet without its line", ("offline_policy",),
         lambda content: OFFLINE_WORDS[content["offline_policy"]]),
    Part("variants", "Variants", ("variants",), _variants),
    Part("holdout_percent", "Held out", ("holdout_percent",),
         lambda content: f"{content['holdout_percent']}% of customers"),
    Part("picture_id", "Picture", ("picture_id",), _plain("picture_id", "None")),
)  # fmt: skip


def differs(part: Part, one: Content, other: Content) -> bool:
    """True if the part is not the same in both."""
    return any(one[name] != other[name] for name in part.fields)


def differences(old: Content, new: Content) -> list[Difference]:
    """Every part that is not the same, in the order in which a promotion is written."""
    return [Difference(part, part.says(old), part.says(new)) for part in PARTS if differs(part, old, new)]
