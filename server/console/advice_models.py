"""Pages on the next best action: rules in words, forms as typed, what a change does."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy.orm import Session

from server.console.wording import ago
from server.next_actions import service
from server.next_actions.service import ChangeView, Tried
from shared.next_action import DEFAULTS, Rule
from shared.next_action.rules import MEANINGS, Setting

NOT_A_NUMBER: Final = "Give a whole number."


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule in the list; `state` says whether somebody has changed it."""

    kind: str
    label: str
    sentence: str
    is_on: bool
    weight: int
    rest: str
    details: str
    state: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change of a rule in words."""

    id: str
    label: str
    words: str
    meta: str


@dataclass(slots=True)
class RuleForm:
    """A rule's fields as they were typed; `errors` names fields with a sentence each."""

    kind: str
    is_on: bool
    values: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return MEANINGS[self.kind].label

    @property
    def sentence(self) -> str:
        return MEANINGS[self.kind].sentence

    @property
    def settings(self) -> Mapping[str, Setting]:
        return MEANINGS[self.kind].settings

    @property
    def has_weight(self) -> bool:
        """The guard over contacts weighs nothing: it only holds back."""
        return self.kind != "contact"


@dataclass(frozen=True, slots=True)
class TriedRow:
    """How many customers are told a kind of action, now and with the change."""

    label: str
    now: int
    then: int


def rule_rows(session: Session) -> list[RuleRow]:
    """Every rule, the heaviest first."""
    standing = service.rules(session)
    rows = [_rule_row(rule) for rule in standing.values()]
    return sorted(rows, key=lambda row: (row.kind == "contact", -row.weight))


def _rule_row(rule: Rule) -> RuleRow:
    meaning = MEANINGS[rule.kind]
    details = "; ".join(
        f"{each.label.lower()} {rule.settings[name]:,} {each.unit}" for name, each in meaning.settings.items()
    )
    return RuleRow(
        kind=rule.kind, label=meaning.label, sentence=meaning.sentence, is_on=rule.is_on, weight=rule.weight,
        rest=f"{rule.rest_days:,} days" if rule.rest_days else "–",
        details=f"{details[:1].upper()}{details[1:]}",
        state="As it came" if rule == DEFAULTS[rule.kind] else "Changed",
    )  # fmt: skip


def change_rows(session: Session, names: Mapping[str, str], now_ms: int) -> list[ChangeRow]:
    """The latest changes in words."""
    return [
        ChangeRow(
            each.id, MEANINGS[each.kind].label, _changed(each),
            f"{names.get(each.changed_by, 'Somebody')}, {ago(each.changed_ms, now_ms)}",
        )
        for each in service.changes(session)
        if each.kind in MEANINGS
    ]  # fmt: skip


def _numbers(kind: str, row: Mapping[str, Any] | None) -> dict[str, Any]:
    """Everything that a rule's row says by name; what stands where there is no row."""
    if row is None:
        rule = DEFAULTS[kind]
        return {"is_on": int(rule.is_on), "weight": rule.weight, "rest_days": rule.rest_days, **rule.settings}
    return {name: row[name] for name in ("is_on", "weight", "rest_days")} | dict(json.loads(row["settings"]))


def _changed(change: ChangeView) -> str:
    before, after = _numbers(change.kind, change.before), _numbers(change.kind, change.after)
    labels = {"is_on": "On", "weight": "Weight", "rest_days": "Rests"} | {
        name: each.label for name, each in MEANINGS[change.kind].settings.items()
    }
    said = [
        f"{labels.get(name, name)}: {before.get(name, '–')} → {after[name]}"
        for name in after
        if after[name] != before.get(name)
    ]
    return ", ".join(said) or "No difference"


def rule_form(rule: Rule) -> RuleForm:
    """The form of a rule as it stands."""
    numbers = {"weight": rule.weight, "rest_days": rule.rest_days} | dict(rule.settings)
    return RuleForm(rule.kind, rule.is_on, {name: str(value) for name, value in numbers.items()})


def typed_rule(kind: str, data: Mapping[str, str]) -> tuple[RuleForm, Rule | None]:
    """The form as it was sent, and the rule it means; None, with the fields marked, if it cannot be read."""
    standing = service.default(kind)
    names = ("weight", "rest_days", *standing.settings)
    form = RuleForm(kind, "is_on" in data, {name: data.get(name, "").strip() for name in names})
    numbers: dict[str, int] = {}
    for name, text in form.values.items():
        try:
            numbers[name] = int(text.replace(",", ""))
        except ValueError:
            form.errors[name] = NOT_A_NUMBER
    if form.errors:
        return form, None
    settings = {name: numbers[name] for name in standing.settings}
    rule = replace(
        standing, is_on=form.is_on, weight=numbers["weight"], rest_days=numbers["rest_days"],
        settings=settings,
    )  # fmt: skip
    return form, rule


def tried_rows(tried: Tried) -> list[TriedRow]:
    """Kinds of action that anybody is told, now or then."""
    return [
        TriedRow(meaning.label, tried.now.get(kind, 0), tried.then.get(kind, 0))
        for kind, meaning in MEANINGS.items()
        if tried.now.get(kind) or tried.then.get(kind)
    ]
