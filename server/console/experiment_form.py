"""The experiment form: what was typed, kept as typed, and what it means once it can be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from server.catalogue.service import StoreView
from server.console.promotion_form import chosen_stores, stores_of_values
from server.console.rule_form import group_of_form
from server.console.rule_rows import FormData, RuleGroup, group_of_rule, rule_of
from shared.errors import InvalidInput
from shared.experiments import STRATEGIES, SURFACES, WHOLE

MOST_VARIANTS: Final = 8
TYPED: Final = (
    "name", "hypothesis", "surface", "metric", "smallest_effect", "control", "starts_local", "ends_local",
)  # fmt: skip
_SHARE: Final = "Give each variant’s share in percent, for example 50."
_EFFECT: Final = "Give an uplift in percent, for example 5."


@dataclass(slots=True)
class VariantFields:
    """One variant as typed; `weight` is a share in percent."""

    key: str
    name: str = ""
    weight: str = ""
    strategy: str = ""


@dataclass(slots=True)
class ExperimentForm:
    """Every field as its typist left it; `errors` names fields with a sentence each."""

    name: str = ""
    hypothesis: str = ""
    surface: str = "recommendations"
    metric: str = "revenue"
    smallest_effect: str = "5"
    control: str = "a"
    starts_local: str = ""
    ends_local: str = ""
    stores_mode: str = "all"
    regions: list[str] = field(default_factory=list)
    store_ids: list[str] = field(default_factory=list)
    rule: RuleGroup = field(default_factory=RuleGroup)
    variants: list[VariantFields] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)


def ways_of(surface: str) -> Mapping[str, str]:
    """What can be done for a customer there, by its key."""
    return next((ways for key, ways in STRATEGIES.items() if key == surface), STRATEGIES["recommendations"])


def fresh_variants(surface: str) -> list[VariantFields]:
    """Everybody's usual way beside the next one, half of the customers each."""
    usual, other, *_rest = ways_of(surface)
    return [
        VariantFields("a", "As always", "50", usual),
        VariantFields("b", ways_of(surface)[other], "50", other),
    ]


def form_of(data: FormData) -> ExperimentForm:
    """The form as it was sent."""
    mode, surface = data.get("stores_mode", "all"), data.get("surface", "")
    typed: dict[str, Any] = {name: data.get(name, "") for name in TYPED}
    typed["surface"] = surface if surface in SURFACES else SURFACES[0]
    return ExperimentForm(
        **typed,
        stores_mode=mode if mode in ("all", "regions", "picked") else "all",
        regions=data.getlist("regions"),
        store_ids=data.getlist("store_ids"),
        rule=group_of_form(data),
        variants=_variants_of(data),
    )


def _variants_of(data: FormData) -> list[VariantFields]:
    text = data.get("variant_count", "0")
    count = min(int(text), MOST_VARIANTS) if text.isascii() and text.isdigit() else 0
    return [
        VariantFields(
            **{name: data.get(f"variant-{n}-{name}", "") for name in ("key", "name", "weight", "strategy")}
        )
        for n in range(count)
    ]


def change_variants(form: ExperimentForm, data: FormData) -> None:
    """What the button that was pressed asks for is done; another surface begins with variants of its own."""
    if "about" in data or any(each.strategy not in ways_of(form.surface) for each in form.variants):
        form.variants, form.control = fresh_variants(form.surface), "a"
    elif "add_variant" in data and len(form.variants) < MOST_VARIANTS:
        taken = {each.key for each in form.variants}
        key = next(letter for letter in "abcdefghi" if letter not in taken)
        form.variants.append(VariantFields(key, "", "", next(iter(ways_of(form.surface)))))
        _share_out(form)
    elif data.get("remove_variant", "") in {each.key for each in form.variants} and len(form.variants) > 2:
        form.variants = [each for each in form.variants if each.key != data["remove_variant"]]
        _share_out(form)
    elif "share_out" in data:
        _share_out(form)


def _share_out(form: ExperimentForm) -> None:
    """Everybody has the same share, the first what is left over."""
    each, left = divmod(WHOLE, len(form.variants))
    for place, variant in enumerate(form.variants):
        variant.weight = f"{(each + (left if place == 0 else 0)) / 100:g}"


def form_of_values(values: Mapping[str, Any], stores: Sequence[StoreView]) -> ExperimentForm:
    """The form that would lead to a stored experiment; whole regions are recognised as such."""
    mode, regions, store_ids = stores_of_values(values["store_ids"], stores)
    return ExperimentForm(
        **{name: values[name] for name in TYPED if name != "smallest_effect"},
        smallest_effect=f"{values['smallest_effect'] / 100:g}",
        stores_mode=mode, regions=regions, store_ids=store_ids,
        rule=group_of_rule(values["audience"] or {}),
        variants=[
            VariantFields(each["key"], each["name"], f"{each['weight'] / 100:g}", each["strategy"])
            for each in values["variants"]
        ],
    )  # fmt: skip


def values_of(form: ExperimentForm, stores: Sequence[StoreView]) -> dict[str, Any] | None:
    """What the experiment will be stored as; None, with `form.errors` filled, if it cannot be read."""
    effect = _parts(form.smallest_effect)
    if effect is None:
        form.errors["smallest_effect"] = _EFFECT
    weights = [_parts(each.weight) for each in form.variants]
    if None in weights:
        form.errors["weights"] = _SHARE
    values: dict[str, Any] = {name: getattr(form, name).strip() for name in TYPED} | {
        "smallest_effect": effect or 0,
        "variants": [
            {"key": each.key, "name": each.name.strip(), "weight": weight or 0, "strategy": each.strategy}
            for each, weight in zip(form.variants, weights, strict=True)
        ],
    }
    for name, read in (
        ("store_ids", lambda: chosen_stores(form, stores)),
        ("audience", lambda: rule_of(form.rule)),
    ):
        try:
            values[name] = read()
        except InvalidInput as error:
            form.errors |= {key: str(text) for key, text in error.fields.items()} or {name: error.sentence}
    return None if form.errors else values


def _parts(text: str) -> int | None:
    """A share typed in percent, in parts of ten thousand; None for what is no such number."""
    try:
        parts = Decimal(text.strip().removesuffix("%").strip().replace(",", ".")) * 100
    except InvalidOperation:
        return None
    if not parts.is_finite() or parts != parts.to_integral_value() or not 0 <= parts <= WHOLE:
        return None
    return int(parts)
