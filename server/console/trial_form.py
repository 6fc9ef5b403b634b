"""How often, beside what and in which variants a promotion is offered, as its form has it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from server.console.rule_rows import FormData
from server.console.typed_numbers import HIGHEST, digits, whole
from shared.errors import InvalidInput
from shared.promotions.checking import MOST_VARIANTS

NAMES: Final = ("A", "B", "C", "D", "E", "F", "G", "H")
"""What variants are called until somebody gives them better names."""

TYPED: Final = ("frequency_most", "frequency_days", "store_limit", "holdout_percent", "priority")
DEFAULTS: Final = {"holdout_percent": "0", "priority": "0"}
STACKINGS: Final = {
    "best_price": "She gets the better one",
    "joint": "It comes on top of others",
    "exclusive": "Nothing beside it",
}  # fmt: skip
COUNTED: Final = {"redeemed": "she used it", "shown": "it was put to her"}


@dataclass(slots=True)
class VariantFields:
    """One variant as it was typed."""

    key: str
    weight: str = "50"
    text: str = ""
    picture_id: str = ""


@dataclass(slots=True)
class TrialFields:
    """The fields as their typist left them."""

    typed: dict[str, str] = field(default_factory=lambda: dict.fromkeys(TYPED, "") | DEFAULTS)
    frequency_counts: str = "redeemed"
    stacking: str = "best_price"
    picture_id: str = ""
    variants: list[VariantFields] = field(default_factory=list)


def fields_of_form(data: FormData) -> TrialFields:
    """The fields as they were sent; buttons that add or remove a variant have had their way."""
    made = TrialFields(
        {name: data.get(name, DEFAULTS.get(name, "")) for name in TYPED},
        data.get("frequency_counts", "redeemed"),
        data.get("stacking", "best_price"),
        data.get("picture_id", ""),
    )
    count = data.get("variant_count", "0")
    number = min(int(count), MOST_VARIANTS) if count.isascii() and count.isdigit() else 0
    for n in range(number):
        sent = [data.get(f"variant-{n}-{name}", "") for name in ("key", "weight", "text", "picture")]
        made.variants.append(VariantFields(*sent))
    if "add_variant" in data:
        for _ in range(1 if made.variants else 2):
            _add_variant(made)
    removed = data.get("remove_variant", "")
    if removed.isascii() and removed.isdigit():
        del made.variants[int(removed) : int(removed) + 1]
        if len(made.variants) == 1:
            made.variants.clear()  # one alone is nothing to compare
    return made


def _add_variant(made: TrialFields) -> None:
    taken = {each.key for each in made.variants}
    free = next((name for name in NAMES if name not in taken), "")
    if len(made.variants) < MOST_VARIANTS:
        made.variants.append(VariantFields(free))


def fields_of_values(values: Mapping[str, Any]) -> TrialFields:
    """The fields that would lead to what is stored."""
    frequency = values["frequency"]
    typed = {
        "frequency_most": digits(frequency.get("most")), "frequency_days": digits(frequency.get("days")),
        "store_limit": digits(values["store_limit"]), "holdout_percent": digits(values["holdout_percent"]),
        "priority": digits(values["priority"]),
    }  # fmt: skip
    variants = [
        VariantFields(each["key"], str(each["weight"]), each["text"], each["picture_id"] or "")
        for each in values["variants"]
    ]
    counts = frequency.get("counts", "redeemed")
    return TrialFields(typed, counts, values["stacking"], values["picture_id"] or "", variants)


def values_of(made: TrialFields, note: Callable[[InvalidInput], None]) -> dict[str, Any]:
    """What will be stored; `note` hears of each field that cannot be read."""

    def read(name: str, text: str, lowest: int = 0, highest: int = HIGHEST) -> int | None:
        try:
            return whole(text, name, lowest=lowest, highest=highest)
        except InvalidInput as error:
            note(error)
            return None

    most, days = (read(name, made.typed[name]) for name in ("frequency_most", "frequency_days"))
    frequency: dict[str, Any] = {}
    if made.typed["frequency_most"].strip() or made.typed["frequency_days"].strip():
        frequency = {"most": most, "days": days, "counts": made.frequency_counts}
    return {
        "frequency": frequency,
        "store_limit": read("store_limit", made.typed["store_limit"]),
        "holdout_percent": read("holdout_percent", made.typed["holdout_percent"]) or 0,
        "priority": read("priority", made.typed["priority"], -1000, 1000) or 0,
        "stacking": made.stacking,
        "picture_id": made.picture_id or None,
        "variants": [
            {
                "key": each.key.strip(),
                "weight": read("variants", each.weight) or 0,
                "text": each.text.strip(),
                "picture_id": each.picture_id or None,
            }
            for each in made.variants
        ],
    }
