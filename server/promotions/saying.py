"""What is written in a promotion, part by part, in plain words: for its history and for two who edit it.

A part is what a person decides in one go; its fields change together or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from server.promotions.naming import ContentNames
from shared.audience import describe
from shared.money import as_text
from shared.promotions import benefit_text, promotion_from_row
from shared.promotions.benefit_words import MOST_SAID

Content = Mapping[str, Any]
"""The values of everything that can be written in a promotion, as `service.EDITABLE` names it."""

Says = Callable[[Content, ContentNames], str]
"""Says one part of a content; what it points at is called by its name."""

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
UNKNOWN_PRODUCT: Final = "one that the catalogue does not know"
UNKNOWN_PICTURE: Final = "a picture that is gone"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a promotion: the fields it is made of and how it is said."""

    key: str
    label: str
    fields: tuple[str, ...]
    says: Says


@dataclass(frozen=True, slots=True)
class Difference:
    """A part that is not the same in two contents, both in words."""

    part: Part
    old: str
    new: str


def _benefit(content: Content, names: ContentNames) -> str:
    fields = ("benefit_kind", "benefit_value", "department", "benefit")
    blank = dict.fromkeys(("id", "name", "text", "starts_local", "ends_local"), "")
    rule = promotion_from_row(blank | {name: content[name] for name in fields})
    said = benefit_text(rule, names.products)
    return "; ".join([said, *_details(content["benefit"], names)])


def _details(benefit: Mapping[str, Any], names: ContentNames) -> list[str]:
    """What the benefit's own words, which are a title, leave out."""
    told = _things(benefit["of"], names) if _is_long(benefit.get("of", {})) else []
    if "product_id" in benefit and benefit["product_id"] not in names.products:
        told.append(UNKNOWN_PRODUCT)
    if "cost_minor" in benefit:
        told.append(f"costs {as_text(benefit['cost_minor'])}")
    if "most_minor" in benefit:
        told.append(f"at most {as_text(benefit['most_minor'])}")
    parts = benefit.get("parts", ())
    if len(parts) > MOST_SAID or any(_is_long(part["of"]) for part in parts):
        told += [f"{part['quantity']} of {', '.join(_things(part['of'], names))}" for part in parts]
    return told


def _is_long(of: Mapping[str, Any]) -> bool:
    return any(len(chosen) > MOST_SAID for chosen in of.values())


def _things(of: Mapping[str, Any], names: ContentNames) -> list[str]:
    return [
        f"{key} {' or '.join(_called(key, each, names) for each in of[key])}" for key in THINGS if key in of
    ]


def _called(key: str, value: Any, names: ContentNames) -> str:
    return _product(value, names) if key == "product" else str(value)


def _product(product_id: int, names: ContentNames) -> str:
    return names.products.get(product_id, UNKNOWN_PRODUCT)


def _conditions(content: Content, names: ContentNames) -> str:
    asked = content["conditions"]
    said = [f"from {as_text(asked['min_spend_minor'])}"] if "min_spend_minor" in asked else []
    said += [f"from {asked['min_items']:,} items"] if "min_items" in asked else []
    return "; ".join([*said, *_things(asked.get("of", {}), names)]) or "Any basket"


def _stores(content: Content, names: ContentNames) -> str:
    ids = content["store_ids"]
    if ids is None:
        return "All stores"
    named = ", ".join(names.stores.get(each, f"Store {each}") for each in ids[:STORES_NAMED])
    more = " …" if len(ids) > STORES_NAMED else ""
    return f"{len(ids):,} {'store' if len(ids) == 1 else 'stores'}: {named}{more}"


def _frequency(content: Content, _names: ContentNames) -> str:
    asked = content["frequency"]
    if not asked:
        return "As often as her limit allows"
    word = "shown" if asked.get("counts") == "shown" else "redeemed"
    return f"At most {asked.get('most', 1)} times {word} in {asked.get('days', 1)} days"


def _variants(content: Content, names: ContentNames) -> str:
    told = []
    for each in content["variants"]:
        picture = f", picture {_picture(each['picture_id'], names)}" if each.get("picture_id") else ""
        told.append(f"{each['key']} ({each['weight']}): “{each.get('text', '')}”{picture}")
    return "; ".join(told) or "One form for all"


def _picture(picture_id: str, names: ContentNames) -> str:
    name = names.pictures.get(picture_id)
    return UNKNOWN_PICTURE if name is None else f"“{name}”"


def _own_picture(content: Content, names: ContentNames) -> str:
    return "None" if content["picture_id"] is None else _picture(content["picture_id"], names)


def _plain(name: str) -> Says:
    return lambda content, _names: NOTHING if content[name] in (None, "") else str(content[name])


def _number(name: str, nothing: str) -> Says:
    return lambda content, _names: nothing if content[name] is None else f"{content[name]:,}"


def _budget(content: Content, _names: ContentNames) -> str:
    return "No budget" if content["budget_minor"] is None else as_text(content["budget_minor"])


def _moment(name: str) -> Says:
    return lambda content, _names: content[name].replace("T", " ")[:16]


PARTS: Final = (
    Part("name", "Name", ("name",), _plain("name")),
    Part("text", "What the associate can say", ("text",), _plain("text")),
    Part("benefit", "Benefit", ("benefit_kind", "benefit_value", "department", "benefit"), _benefit),
    Part("conditions", "Condition", ("conditions",), _conditions),
    Part("starts_local", "Starts", ("starts_local",), _moment("starts_local")),
    Part("ends_local", "Ends", ("ends_local",), _moment("ends_local")),
    Part("store_ids", "Stores", ("store_ids",), _stores),
    Part("audience", "Who may have it", ("audience",),
         lambda content, names: describe(content["audience"], names)),
    Part("customer_limit", "Times per customer", ("customer_limit",),
         _number("customer_limit", "As often as she likes")),
    Part("store_limit", "Times per store", ("store_limit",), _number("store_limit", "No limit")),
    Part("total_limit", "Redemptions in total", ("total_limit",), _number("total_limit", "No limit")),
    Part("budget_minor", "Budget", ("budget_minor",), _budget),
    Part("frequency", "How often", ("frequency",), _frequency),
    Part("stacking", "Beside other offers", ("stacking",),
         lambda content, _names: STACKING_WORDS[content["stacking"]]),
    Part("priority", "Priority", ("priority",), _plain("priority")),
    Part("offline_policy", "On a tablet without its line", ("offline_policy",),
         lambda content, _names: OFFLINE_WORDS[content["offline_policy"]]),
    Part("variants", "Variants", ("variants",), _variants),
    Part("holdout_percent", "Held out", ("holdout_percent",),
         lambda content, _names: f"{content['holdout_percent']}% of customers"),
    Part("picture_id", "Picture", ("picture_id",), _own_picture),
)  # fmt: skip


def differs(part: Part, one: Content, other: Content) -> bool:
    """True if the part is not the same in both."""
    return any(one[name] != other[name] for name in part.fields)


def differences(old: Content, new: Content, names: ContentNames) -> list[Difference]:
    """Every part that is not the same, in the order in which a promotion is written."""
    return [
        Difference(part, part.says(old, names), part.says(new, names))
        for part in PARTS
        if differs(part, old, new)
    ]
