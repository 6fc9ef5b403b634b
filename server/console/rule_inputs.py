"""What the audience builder offers for each condition: fields that fit what it asks, with their choices.

Few choices stand on the page; of many only those that were made do, and the server looks for more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy.orm import Session

from server.audiences.gathering import named_audiences, score_names
from server.audiences.naming import names_in
from server.catalogue import finding
from server.catalogue import service as catalogue
from server.catalogue.finding import Choice
from server.console.rule_rows import RuleGroup, RuleKept, RuleRow, number_parts, rows, walk
from server.customers import imported
from shared.audience import ATTRIBUTES, check_rule, describe_condition
from shared.audience.attributes import Part
from shared.audience.noted import PREFERENCES
from shared.audience.story import EVENTS
from shared.customer import TIERS
from shared.errors import InvalidInput
from shared.life_dates import LABELS
from shared.words import _

OPERATOR_WORDS: Final = {
    "in": "is one of", "not_in": "is none of", "at_least": "at least", "at_most": "at most",
}  # fmt: skip
MEASURES: Final = {"times": "times", "items": "pieces", "spend": "dollars"}
TYPED_HINT: Final = "Several with semicolons between."

GROUPS: Final = (
    ("Who she is", ("tier", "home_store", "region", "days_to_birthday", "days_to_date", "noted")),
    ("What she bought", ("bought", "departments", "visits_12m", "spend_12m", "days_since_visit")),
    ("What she did online", ("did",)),
    ("What HQ knows", ("audience", "score", "imported")),
)  # fmt: skip
"""The attributes in the order in which a marketer looks for them."""

SOURCES: Final = {
    "departments": "department", "home_store": "store", "region": "region", "audience": "audience",
}  # fmt: skip
"""Where the choices of an attribute come from."""

CHIPS: Final[Mapping[str, Mapping[str, Any]]] = {
    "event": EVENTS, "kind": LABELS,
}  # fmt: skip
"""Parts with so few choices that all of them stand side by side, by name."""

CHANNELS: Final = ("store", "web", "phone", "message")


@dataclass(frozen=True, slots=True)
class Option:
    """One choice; `detail` tells it from its namesakes."""

    value: str
    label: str
    detail: str = ""
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Pick:
    """A field to choose several in. `source` is where the server looks for more, "" if all are there."""

    field: str
    label: str
    nothing: str
    options: list[Option]
    source: str = ""
    is_single: bool = False

    @property
    def chosen(self) -> list[Option]:
        """What is chosen, in words."""
        return [option for option in self.options if option.is_chosen]


@dataclass(frozen=True, slots=True)
class RowInputs:
    """The fields of one condition."""

    operators: list[tuple[str, str]]
    unit: str
    chips: Pick | None = None
    pick: Pick | None = None
    about: list[Pick] = field(default_factory=list)
    about_chips: Pick | None = None
    about_select: list[tuple[str, str]] = field(default_factory=list)
    about_typed: list[str] | None = None
    about_name: str = ""
    about_label: str = ""
    has_days: bool = False
    measures: list[tuple[str, str]] = field(default_factory=list)
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Builder:
    """The audience builder with everything it shows; `inputs` by the number of the condition."""

    root: RuleGroup
    count: int
    inputs: dict[int, RowInputs]
    has_saved: bool
    attributes: list[tuple[str, list[tuple[str, str]]]]
    own_id: str = ""


class Choices:
    """Looks up what may be chosen, each list once."""

    def __init__(self, session: Session, own_id: str = "") -> None:
        self._session = session
        self._own_id = own_id
        self._known: dict[str, list[Choice]] = {}

    def all_of(self, source: str) -> list[Choice]:
        """Everything there is of a kind of which there is little."""
        if source not in self._known:
            self._known[source] = _FEW[source](self._session)
        return [each for each in self._known[source] if source != "audience" or each.value != self._own_id]

    def pick(self, name: str, label: str, nothing: str, source: str, chosen: list[str]) -> Pick:
        """A field for that, with what is chosen already."""
        if source in _FEW:
            found = self.all_of(source)
            known = {each.value for each in found}
            found = [*found, *(Choice(each, each) for each in chosen if each not in known)]
            return Pick(name, label, nothing, options(found, chosen))
        return self.searched(name, label, nothing, source, chosen)

    def searched(self, name: str, label: str, nothing: str, source: str, chosen: list[str]) -> Pick:
        """A field for that which holds what is chosen already; the server looks for more."""
        named = finding.named(self._session, source, chosen)
        return Pick(name, label, nothing, options(named, chosen), source)


_FEW: Final[Mapping[str, Callable[[Session], list[Choice]]]] = {
    "department": lambda session: [Choice(each, each) for each in catalogue.departments(session)],
    "region": lambda session: [
        Choice(each, each) for each in sorted({store.region for store in catalogue.stores(session)})
    ],
    "audience": lambda session: sorted(
        (Choice(key, named.name) for key, named in named_audiences(session).items()),
        key=lambda each: each.label.casefold(),
    ),
    "channel": lambda _session: [Choice(each, each.capitalize()) for each in CHANNELS],
}


def options(found: Iterable[Choice], chosen: Iterable[str]) -> list[Option]:
    """The choices, those that are chosen marked."""
    made = set(chosen)
    return [Option(each.value, each.label, each.detail, each.value in made) for each in found]


def builder(session: Session, root: RuleGroup, own_id: str = "") -> Builder:
    """The builder of that rule; `own_id` is the audience whose rule it is, which cannot take in itself."""
    choices = Choices(session, own_id)
    count = number_parts(root)
    for part, _parent in walk(root):
        if isinstance(part, RuleKept):
            part.words = _kept_words(session, part)
    return Builder(
        root=root,
        count=count,
        has_saved=bool(choices.all_of("audience")),
        inputs={row.number: _inputs(session, choices, row) for row in rows(root)},
        attributes=[(group, [(key, _label(key)) for key in keys]) for group, keys in GROUPS],
        own_id=own_id,
    )


def _kept_words(session: Session, part: RuleKept) -> str:
    try:
        node = check_rule(part.node)
        return describe_condition(node, names_in(session, [node]))
    except InvalidInput as error:
        return error.sentence


def _label(key: str) -> str:
    return ATTRIBUTES[key].label


def _inputs(session: Session, choices: Choices, row: RuleRow) -> RowInputs:
    attribute, number = ATTRIBUTES[row.attribute], row.number
    value = f"rule-{number}-value"
    made: dict[str, Any] = {
        "operators": [(key, OPERATOR_WORDS[key]) for key in attribute.operators],
        "unit": attribute.unit,
        "has_days": attribute.windowed,
        "measures": [(key, MEASURES[key]) for key in attribute.measures],
        "hint": TYPED_HINT if row.is_typed and row.operator in ("in", "not_in") else "",
    }
    if row.attribute == "tier":
        made["chips"] = Pick(value, "Tiers", "", options((Choice(each, each) for each in TIERS), row.values))
    elif row.attribute in SOURCES:
        source = SOURCES[row.attribute]
        words = f"Choose {source}s" if source != "audience" else "Choose audiences"
        made["pick"] = choices.pick(value, source.capitalize(), words, source, row.values)
    for name, part in attribute.of.items():
        _about(session, choices, row, name, part, made)
    return RowInputs(**made)


def _about(
    session: Session, choices: Choices, row: RuleRow, name: str, part: Part, made: dict[str, Any]
) -> None:
    chosen = row.about.get(name, [])
    where = f"rule-{row.number}-of-{name}"
    if part.kind == "text":
        made |= {"about_name": name, "about_label": part.label}
        if part.allowed is not None:
            made["about_select"] = [(key, _(PREFERENCES[key])) for key in part.allowed]
        else:
            known = imported.names(session) if row.attribute == "imported" else score_names(session)
            made["about_typed"] = known
    elif part.allowed is not None:
        words = CHIPS[name]
        found = [Choice(key, _(words[key]).capitalize()) for key in part.allowed]
        made["about_chips"] = Pick(where, part.label, "", options(found, chosen))
    else:
        nothing = f"Any {part.label.lower()}"
        made.setdefault("about", []).append(choices.pick(where, part.label, nothing, name, chosen))
