"""Pages on the next best action and on guides: rules in words, forms as typed, what a change does."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy.orm import Session

from server.console.wording import ago
from server.guides import service as guides
from server.next_actions import service
from server.next_actions.service import ChangeView, Tried
from shared.guides import TIES, Guide
from shared.life_dates import LABELS
from shared.next_action import DEFAULTS, Rule
from shared.next_action.rules import MEANINGS, Setting

TIE_WORDS: Final = {
    "date": "A date of the customer", "product": "A product she owns",
    "category": "A category she bought from", "department": "A department she bought from",
}  # fmt: skip
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


@dataclass(slots=True)
class GuideForm:
    """A guide's fields as they were typed."""

    values: dict[str, str]
    is_on: bool = True
    errors: dict[str, str] = field(default_factory=dict)


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


@dataclass(frozen=True, slots=True)
class GuideRow:
    """A guide in the list."""

    id: str
    title: str
    tied_to: str
    days: str
    is_on: bool


def guide_rows(session: Session) -> list[GuideRow]:
    """Every guide in words."""
    return [
        GuideRow(each.id, each.title, _tied_to(each), _days(each), each.is_on)
        for each in guides.guides(session)
    ]


def _tied_to(guide: Guide) -> str:
    names = {"date": str(LABELS.get(guide.about, guide.about)), "product": f"Product {guide.about}"}
    return names.get(guide.tie, guide.about)


def _days(guide: Guide) -> str:
    return f"{_day(guide.first_day)} to {_day(guide.last_day)}"


def _day(number: int) -> str:
    if number == 0:
        return "the day itself"
    return f"{abs(number):,} {'day' if abs(number) == 1 else 'days'} {'before' if number < 0 else 'after'}"


def guide_form(guide: Guide | None) -> GuideForm:
    """The form of a guide, or an empty one."""
    if guide is None:
        return GuideForm({"tie": "date", "about": "", "first_day": "-14", "last_day": "0"})
    names = ("title", "text", "tie", "about", "first_day", "last_day", "department")
    known = {name: getattr(guide, name) for name in names}
    return GuideForm(
        {name: "" if value is None else str(value) for name, value in known.items()}, guide.is_on
    )


def typed_guide(guide_id: str, data: Mapping[str, str]) -> tuple[GuideForm, Guide | None]:
    """The form as it was sent, and the guide it means; None if its days cannot be read."""
    names = ("title", "text", "tie", "about", "first_day", "last_day", "department")
    form = GuideForm({name: data.get(name, "").strip() for name in names}, "is_on" in data)
    if form.values["tie"] == "date" and data.get("date"):
        form.values["about"] = data["date"]
    days: dict[str, int] = {}
    for name in ("first_day", "last_day"):
        try:
            days[name] = int(form.values[name])
        except ValueError:
            form.errors[name] = NOT_A_NUMBER
    if form.errors:
        return form, None
    values = form.values
    guide = Guide(
        guide_id, values["title"], values["text"].replace("\r\n", "\n"), values["tie"], values["about"],
        days["first_day"], days["last_day"], values["department"] or None, form.is_on,
    )  # fmt: skip
    return form, guide


GUIDE_TIES: Final = tuple((tie, TIE_WORDS[tie]) for tie in TIES)
GUIDE_DATES: Final = tuple(LABELS.items())
