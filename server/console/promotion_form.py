"""The promotion form: what was typed, kept as typed, and what it means once it can be read.

A form that cannot be read keeps every character and carries a sentence for each field; nothing is lost.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from marshmallow import Schema, ValidationError, fields, validate

from server.catalogue.service import StoreView
from server.console import benefit_form, trial_form
from server.console.benefit_form import BenefitFields
from server.console.rule_form import group_of_form
from server.console.rule_rows import FormData, RuleGroup, group_of_rule, rule_of
from server.console.trial_form import TrialFields
from server.fields import PlainText
from shared.errors import InvalidInput
from shared.money import from_minor, to_minor
from shared.promotions import Promotion, check_promotion
from shared.promotions.benefit import WITHOUT_VALUE
from shared.redemption import PROVISIONAL

IN_MONEY = ("amount", "price", "bundle")
"""Kinds of benefit whose number is an amount."""

_LIMIT: dict[str, Any] = {
    "allow_none": True,
    "validate": validate.Range(1, 10**9, error="A limit is at least 1; leave it empty for no limit."),
    "error_messages": {"invalid": "Give a whole number, or leave it empty for no limit."},
}


class _Fields(Schema):
    """What single fields must look like before the promotion as a whole is looked at."""

    name = PlainText(most=80)
    text = PlainText(most=400)
    benefit_value = fields.Decimal(
        allow_nan=False,
        validate=validate.Range(Decimal("0.01"), 100_000, error="The benefit must be more than nothing."),
        error_messages={
            "invalid": "Give a number, for example 20.",
            "special": "Give a number, for example 20.",
        },
    )
    total_limit = fields.Integer(**_LIMIT)
    customer_limit = fields.Integer(**_LIMIT)
    budget = fields.Decimal(
        allow_none=True,
        allow_nan=False,
        validate=validate.Range(
            Decimal("0.01"), 10**7, error="Give an amount, or leave it empty for no budget."
        ),
        error_messages={
            "invalid": "Give an amount, for example 2,500, or leave it empty for no budget.",
            "special": "Give an amount, for example 2,500, or leave it empty for no budget.",
        },
    )


@dataclass(slots=True)
class PromotionForm:
    """Every field as its typist left it; `errors` names fields with a sentence each."""

    name: str = ""
    text: str = ""
    benefit_kind: str = "percent"
    benefit_value: str = ""
    department: str = ""
    starts_local: str = ""
    ends_local: str = ""
    stores_mode: str = "all"
    regions: list[str] = field(default_factory=list)
    store_ids: list[str] = field(default_factory=list)
    rule: RuleGroup = field(default_factory=RuleGroup)
    total_limit: str = ""
    customer_limit: str = "1"
    budget_minor: str = ""
    offline_policy: str = PROVISIONAL
    benefit: BenefitFields = field(default_factory=BenefitFields)
    trial: TrialFields = field(default_factory=TrialFields)
    errors: dict[str, str] = field(default_factory=dict)


_FIELD_OF = {"budget": "budget_minor"}
"""Where the page shows what is wrong with a field that is read under another name."""

TYPED = (
    "name", "text", "benefit_kind", "benefit_value", "department", "starts_local", "ends_local",
    "total_limit", "customer_limit", "budget_minor",
)  # fmt: skip


def form_of(data: FormData) -> PromotionForm:
    """The form as it was sent."""
    mode = data.get("stores_mode", "all")
    typed: dict[str, Any] = {name: data.get(name, "") for name in TYPED}
    return PromotionForm(
        **typed,
        offline_policy=data.get("offline_policy", PROVISIONAL),
        stores_mode=mode if mode in ("all", "regions", "picked") else "all",
        regions=data.getlist("regions"),
        store_ids=data.getlist("store_ids"),
        rule=group_of_form(data),
        benefit=benefit_form.fields_of_form(data),
        trial=trial_form.fields_of_form(data),
    )


def form_of_values(values: Mapping[str, Any], stores: Sequence[StoreView]) -> PromotionForm:
    """The form that would lead to a stored promotion; whole regions are recognised as such."""
    form = PromotionForm(
        name=values["name"],
        text=values["text"],
        benefit_kind=values["benefit_kind"],
        benefit_value=_benefit_value(values["benefit_kind"], values["benefit_value"]),
        department=values["department"] or "",
        starts_local=values["starts_local"],
        ends_local=values["ends_local"],
        rule=group_of_rule(_read(values["audience"]) or {}),
        total_limit="" if values["total_limit"] is None else str(values["total_limit"]),
        customer_limit="" if values["customer_limit"] is None else str(values["customer_limit"]),
        budget_minor="" if values["budget_minor"] is None else f"{from_minor(values['budget_minor'])}",
        offline_policy=values["offline_policy"],
        benefit=benefit_form.fields_of_values(values),
        trial=trial_form.fields_of_values(values),
    )
    form.stores_mode, form.regions, form.store_ids = stores_of_values(_read(values["store_ids"]), stores)
    return form


def stores_of_values(
    chosen: Sequence[str] | None, stores: Iterable[StoreView]
) -> tuple[str, list[str], list[str]]:
    """How such a choice of stores is typed: all, by region or picked; the regions; the stores."""
    if chosen is None:
        return "all", [], []
    regions = _whole_regions(set(chosen), stores)
    return "regions" if regions else "picked", regions, list(chosen)


def _benefit_value(kind: str, value: int) -> str:
    if kind in WITHOUT_VALUE:
        return ""
    return f"{from_minor(value)}" if kind in IN_MONEY else str(value)


def _read(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _whole_regions(chosen: set[str], stores: Iterable[StoreView]) -> list[str]:
    """The regions that make up exactly this choice, or none."""
    members: dict[str, set[str]] = {}
    for store in stores:
        members.setdefault(store.region, set()).add(store.id)
    whole = sorted(name for name, ids in members.items() if ids <= chosen)
    return whole if set().union(*(members[name] for name in whole)) == chosen else []


class ChoosesStores(Protocol):
    """A form on which stores are chosen."""

    stores_mode: str
    regions: list[str]
    store_ids: list[str]


def chosen_stores(form: ChoosesStores, stores: Iterable[StoreView]) -> list[str] | None:
    """The ids of the stores it is meant for; None for all. InvalidInput if a choice was begun and left."""
    if form.stores_mode == "all":
        return None
    if form.stores_mode == "regions":
        chosen = [store.id for store in stores if store.region in form.regions]
        missing = "Choose at least one region, or all stores."
    else:
        wanted = set(form.store_ids)
        chosen = [store.id for store in stores if store.id in wanted]
        missing = "Pick at least one store, or choose all stores."
    if not chosen:
        raise InvalidInput(missing, store_ids=missing)
    return chosen


def values_of(form: PromotionForm, stores: Sequence[StoreView]) -> dict[str, Any] | None:
    """What the promotion will be stored as; None, with `form.errors` filled, if it cannot be read."""
    try:
        read = _Fields().load(_typed(form))
    except ValidationError as error:
        messages: Any = error.messages
        form.errors |= {_field_of(name): sentences[0] for name, sentences in messages.items()}
        read = dict(error.valid_data or {})
    store_ids = _noting(form, lambda: chosen_stores(form, stores))
    rule = _noting(form, lambda: rule_of(form.rule))
    department, benefit = form.department or None, dict[str, Any]()
    if found := _noting(form, lambda: benefit_form.benefit_of(form.benefit_kind, department, form.benefit)):
        department, benefit = found
    values = {
        "name": read.get("name", ""),
        "text": read.get("text", ""),
        "benefit_kind": form.benefit_kind,
        "benefit_value": _benefit(form, read.get("benefit_value")),
        "benefit": benefit,
        "conditions": _noting(form, lambda: benefit_form.conditions_of(form.benefit)) or {},
        "department": department,
        "starts_local": form.starts_local,
        "ends_local": form.ends_local,
        "audience": rule or {},
        "total_limit": read.get("total_limit"),
        "customer_limit": read.get("customer_limit"),
        "budget_minor": to_minor(budget) if (budget := read.get("budget")) is not None else None,
        "offline_policy": form.offline_policy,
        **trial_form.values_of(form.trial, lambda error: _note(form, error)),
    }
    _check_as_a_whole(form, values)
    return None if form.errors else {**values, "store_ids": store_ids}


def _typed(form: PromotionForm) -> dict[str, str | None]:
    """The text of each field; an empty limit is no limit."""
    typed: dict[str, str | None] = {name: getattr(form, name).strip() for name in ("name", "text")}
    number = form.benefit_value.strip().removeprefix("$").removesuffix("%").replace(",", "")
    typed["benefit_value"] = "1" if form.benefit_kind in WITHOUT_VALUE else number
    for name in ("total_limit", "customer_limit"):
        typed[name] = getattr(form, name).strip().replace(",", "") or None
    typed["budget"] = form.budget_minor.strip().removeprefix("$").replace(",", "") or None
    return typed


def _check_as_a_whole(form: PromotionForm, values: Mapping[str, Any]) -> None:
    """What the shared rules say of the promotion stands beside its fields, with what was unreadable."""
    try:
        check_promotion(Promotion(id="", **values))
    except InvalidInput as error:
        form.errors = {_field_of(name): str(text) for name, text in error.fields.items()} | form.errors


def _field_of(name: str) -> str:
    """Where the page shows what is wrong with what the rules call so."""
    return _FIELD_OF.get(name, name).replace(".", "_")


def _note(form: PromotionForm, error: InvalidInput) -> None:
    form.errors |= {_field_of(name): str(sentence) for name, sentence in error.fields.items()}


def _noting(form: PromotionForm, read: Callable[[], Any]) -> Any:
    try:
        return read()
    except InvalidInput as error:
        _note(form, error)
        return None


def _benefit(form: PromotionForm, amount: Decimal | None) -> int:
    """Whole percent or points, cents of an amount, nothing where the kind needs no number."""
    if amount is None or form.benefit_kind in WITHOUT_VALUE:
        return 0
    if form.benefit_kind not in IN_MONEY:
        if amount != amount.to_integral_value():
            unit = "percent" if form.benefit_kind == "percent" else "points"
            form.errors["benefit_value"] = f"Use whole {unit}, for example 20."
        return int(amount)
    return to_minor(amount)
