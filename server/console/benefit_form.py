"""What a promotion gives and on what condition, as its form has it: each kind of benefit with its own fields.

The fields of other kinds stay in the form as they were typed: whoever changes her mind finds them again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from server.console.rule_rows import FormData
from server.console.typed_numbers import cents, digits, dollars, whole
from shared.errors import InvalidInput
from shared.promotions.benefit import MOST_PARTS
from shared.promotions.things import KEYS as THINGS

KINDS: Final = {
    "percent": "% off", "amount": "$ off", "price": "$ for each piece", "n_for_m": "so many for the price of",
    "gift": "a gift", "points": "points", "bundle": "$ for a bundle",
}  # fmt: skip
"""Each kind of benefit as it is chosen, after its number."""

READ: Final[Mapping[str, Callable[[str, str], int | None]]] = {
    "benefit_take": whole, "benefit_pay": whole, "benefit_quantity": whole, "benefit_cost_minor": cents,
    "benefit_each_minor": cents, "benefit_most_minor": cents, "conditions_min_spend_minor": cents,
    "conditions_min_items": whole,
}  # fmt: skip
"""How each field that is typed is read; its name is that of the value, with its place before it."""

OF_KIND: Final[Mapping[str, tuple[str, ...]]] = {
    "percent": ("most_minor",), "amount": (), "price": ("most_minor",),
    "n_for_m": ("take", "pay", "most_minor"), "gift": ("quantity", "cost_minor"), "points": ("each_minor",),
    "bundle": ("most_minor",),
}  # fmt: skip
"""What of `benefit` is typed, by kind."""

PICKED: Final = (
    "benefit_product_id", *(f"{group}_of-{key}" for group in ("benefit", "conditions") for key in THINGS)
)  # fmt: skip


@dataclass(slots=True)
class BundlePart:
    """One part of a bundle: what it is, and how many."""

    of: dict[str, list[str]] = field(default_factory=dict)
    quantity: str = "1"


@dataclass(slots=True)
class BenefitFields:
    """The fields as their typist left them; `picked` by the name of the field."""

    typed: dict[str, str] = field(default_factory=lambda: dict.fromkeys(READ, ""))
    picked: dict[str, list[str]] = field(default_factory=dict)
    parts: list[BundlePart] = field(default_factory=lambda: [BundlePart(), BundlePart()])


def fields_of_form(data: FormData) -> BenefitFields:
    """The fields as they were sent; buttons that add or remove a part of a bundle have had their way."""
    made = BenefitFields({name: data.get(name, "") for name in READ})
    made.picked = {name: chosen for name in PICKED if (chosen := [v for v in data.getlist(name) if v])}
    count = data.get("part_count", "2")
    number = min(int(count), MOST_PARTS) if count.isascii() and count.isdigit() else 2
    made.parts = [
        BundlePart(
            {key: sent for key in THINGS if (sent := data.getlist(f"part-{n}-of-{key}"))},
            data.get(f"part-{n}-quantity", "1"),
        )
        for n in range(number)
    ]
    if "add_part" in data and number < MOST_PARTS:
        made.parts.append(BundlePart())
    removed = data.get("remove_part", "")
    if removed.isascii() and removed.isdigit():
        del made.parts[int(removed) : int(removed) + 1]
    return made


def fields_of_values(values: Mapping[str, Any]) -> BenefitFields:
    """The fields that would lead to a stored benefit and its conditions."""
    made = BenefitFields()
    for group in ("benefit", "conditions"):
        for name, value in values[group].items():
            key = f"{group}_{name}"
            if key in READ:
                made.typed[key] = dollars(value) if READ[key] is cents else digits(value)
        for name, chosen in values[group].get("of", {}).items():
            made.picked[f"{group}_of-{name}"] = [str(each) for each in chosen]
    if "product_id" in values["benefit"]:
        made.picked["benefit_product_id"] = [str(values["benefit"]["product_id"])]
    if "parts" in values["benefit"]:
        made.parts = [
            BundlePart({key: [str(each) for each in of] for key, of in part["of"].items()},
                       str(part["quantity"]))
            for part in values["benefit"]["parts"]
        ]  # fmt: skip
    return made


def benefit_of(kind: str, department: str | None, made: BenefitFields) -> tuple[str | None, dict[str, Any]]:
    """The department that is named, and the benefit beside its number; InvalidInput if it cannot be read."""
    benefit, wrong = _read(made, "benefit", OF_KIND.get(kind, ()))
    if kind == "bundle":
        benefit["parts"] = _parts(made, wrong)
        department = None
    elif of := _things(made.picked, "benefit_of"):
        named = [department] if department is not None else []
        if named:
            of["department"] = [*named, *(each for each in of.get("department", ()) if each not in named)]
        benefit["of"], department = of, None
    if kind == "gift" and (chosen := made.picked.get("benefit_product_id")):
        benefit["product_id"] = _number(chosen[0])
    _raise(wrong)
    return department, benefit


def conditions_of(made: BenefitFields) -> dict[str, Any]:
    """What must lie in the basket; InvalidInput for what cannot be read."""
    conditions, wrong = _read(made, "conditions", ("min_spend_minor", "min_items"))
    if of := _things(made.picked, "conditions_of"):
        conditions["of"] = of
    _raise(wrong)
    return conditions


def _read(made: BenefitFields, group: str, names: tuple[str, ...]) -> tuple[dict[str, Any], dict[str, str]]:
    found: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name in names:
        key = f"{group}_{name}"
        try:
            value = READ[key](made.typed[key], key)
        except InvalidInput as error:
            wrong |= {field: str(sentence) for field, sentence in error.fields.items()}
        else:
            if value is not None:
                found[name] = value
    return found, wrong


def _raise(wrong: dict[str, str]) -> None:
    if wrong:
        raise InvalidInput("Some numbers cannot be read.", **wrong)


def _things(picked: Mapping[str, list[str]], prefix: str) -> dict[str, list[Any]]:
    named = {key: picked[f"{prefix}-{key}"] for key in THINGS if picked.get(f"{prefix}-{key}")}
    return {key: _of_kind(key, chosen) for key, chosen in named.items()}


def _of_kind(key: str, chosen: list[str]) -> list[Any]:
    return [_number(each) for each in chosen] if key == "product" else list(chosen)


def _number(text: str) -> int:
    """A product's number; 0, which no product has, for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 17 else 0


def _parts(made: BenefitFields, wrong: dict[str, str]) -> list[dict[str, Any]]:
    parts = []
    for part in made.parts:
        of = {key: _of_kind(key, chosen) for key, chosen in part.of.items() if chosen}
        try:
            quantity = whole(part.quantity, "benefit_parts")
        except InvalidInput as error:
            wrong |= {name: str(sentence) for name, sentence in error.fields.items()}
            quantity = 1
        parts.append({"of": of, "quantity": 1 if quantity is None else quantity})
    return parts
