"""The page on where the retailer stands, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from server.console.wording import ago, count
from server.maturity import service
from server.maturity.service import Evidence, ModelView, StageView, State

STATES: Final[dict[State, tuple[str, str, str]]] = {
    "reached": ("circle-check", "good", "Reached"),
    "next": ("circle-dashed", "waiting", "Next"),
    "ahead": ("circle-dashed", "muted", "Later"),
}
"""By state: icon, tone of the tag, word."""

EXAMPLES: Final = {
    "left_in_cart": "a cart left online", "viewed": "looked at online", "date": "a date of hers",
    "thank_you": "a thank-you", "lapsing": "a long silence", "due_again": "something due again",
    "follow_up": "a promise", "guide": "a guide", "offer": "an offer", "missing": "a question",
    "sequence": "a step of a sequence", "put_aside": "something put aside", "appointment": "an appointment",
    "carted": "put into a cart", "viewed_online": "looked at", "like": "likes", "dislike": "dislikes",
    "size": "sizes", "colour": "colours", "wish": "wishes", "due_date": "a due date",
    "child_birthday": "a child’s birthday", "liked": "liked", "not_now": "not now", "owns": "owns it",
}  # fmt: skip
"""What stands for the newest where the record has only a key for it; names of things stay as they are."""


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A piece of evidence: how many of how many, the newest, and where to begin if it is not enough."""

    words: str
    is_there: bool
    count: str
    newest: str
    how: str
    endpoint: str


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage; `is_open` unfolds it."""

    place: int
    name: str
    words: str
    icon: str
    tone: str
    state: str
    rows: tuple[EvidenceRow, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class ModelPanel:
    """A model: where the retailer stands, in a sentence, and its stages."""

    key: str
    name: str
    words: str
    stands: str
    next: str
    reached: int
    of: int
    is_ordered: bool
    stages: tuple[StageRow, ...]


def panels(session: Session, now_ms: int) -> tuple[ModelPanel, ...]:
    """Every model."""
    return tuple(_panel(each, now_ms) for each in service.standing(session, now_ms))


def _panel(model: ModelView, now_ms: int) -> ModelPanel:
    first_open = next((place for place, stage in enumerate(model.stages) if stage.state == "next"), -1)
    return ModelPanel(
        key=model.key,
        name=model.name,
        words=model.words,
        stands=_stands(model),
        next=_next(model),
        reached=model.reached,
        of=len(model.stages),
        is_ordered=model.is_ordered,
        stages=tuple(
            _stage(place, stage, now_ms, is_open=place == first_open)
            for place, stage in enumerate(model.stages)
        ),
    )


def _stands(model: ModelView) -> str:
    of = len(model.stages)
    if not model.is_ordered:
        return f"{model.reached} of {of} tenets"
    return f"{model.stands_at}, stage {model.reached} of {of}" if model.reached else "Before the first stage"


def _next(model: ModelView) -> str:
    """What is missing for the next stage, in a sentence."""
    stage = model.next_stage
    if stage is None:
        return "All of it is reached."
    missing = stage.missing
    first = missing[0].how if missing else ""
    more = f", and {count(len(missing) - 1)} more" if len(missing) > 1 else ""
    return f"For “{stage.name}”: {first[0].lower()}{first[1:]}{more}."


def _stage(place: int, stage: StageView, now_ms: int, *, is_open: bool) -> StageRow:
    icon, tone, word = STATES[stage.state]
    rows = tuple(_row(each, now_ms) for each in stage.evidence)
    return StageRow(place + 1, stage.name, stage.words, icon, tone, word, rows, is_open)


def _row(each: Evidence, now_ms: int) -> EvidenceRow:
    many = f"{count(each.many)}{'+' if each.is_counted_out else ''}"
    newest = ""
    if each.at_ms:
        example = EXAMPLES.get(each.example, each.example)
        newest = f"newest {ago(each.at_ms, now_ms)}{f': {example}' if example else ''}"
    needed = many if each.is_there else f"{many} of {count(each.least)}"
    return EvidenceRow(each.words, each.is_there, needed, newest, each.how, f"console.{each.endpoint}")
