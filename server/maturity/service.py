"""Where the retailer stands on each model: the stage reached, its evidence, what is missing for the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy.orm import Session

from server.maturity.evidence import FACTS, MOST, Found, gather
from server.maturity.stages import MODELS, Model, Requirement, Stage

State = Literal["reached", "next", "ahead"]
"""`ahead`: a stage after the next one, whatever of it is there already."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a stage requires and what there is of it; `many` is at most `MOST`."""

    fact: str
    words: str
    least: int
    many: int
    at_ms: int | None
    example: str
    how: str
    endpoint: str

    @property
    def is_there(self) -> bool:
        """True if it is enough."""
        return self.many >= self.least

    @property
    def is_counted_out(self) -> bool:
        """True if counting ended: there may be more."""
        return self.many >= MOST


@dataclass(frozen=True, slots=True)
class StageView:
    """A stage with its evidence."""

    name: str
    words: str
    state: State
    evidence: tuple[Evidence, ...]

    @property
    def missing(self) -> tuple[Evidence, ...]:
        """What is not there, or not enough."""
        return tuple(each for each in self.evidence if not each.is_there)


@dataclass(frozen=True, slots=True)
class ModelView:
    """A model; `reached` of its stages are reached, of an ordered one the first ones."""

    key: str
    name: str
    words: str
    is_ordered: bool
    reached: int
    stages: tuple[StageView, ...]

    @property
    def stands_at(self) -> str:
        """The name of the last stage that is reached; empty if none is, or if they have no order."""
        return self.stages[self.reached - 1].name if self.reached and self.is_ordered else ""

    @property
    def next_stage(self) -> StageView | None:
        """What is to be reached next; None if all is."""
        return next((each for each in self.stages if each.state == "next"), None)


def standing(session: Session, now_ms: int) -> tuple[ModelView, ...]:
    """Every model as it stands now, by one statement."""
    found = gather(session, now_ms)
    return tuple(_model(each, found) for each in MODELS)


def _model(model: Model, found: Mapping[str, Found]) -> ModelView:
    evidence = [tuple(_evidence(each, found) for each in stage.requires) for stage in model.stages]
    full = [all(each.is_there for each in some) for some in evidence]
    first_open = full.index(False) if False in full else len(full)
    states: list[State] = []
    for place, is_full in enumerate(full):
        if model.is_ordered:
            states.append("reached" if place < first_open else "next" if place == first_open else "ahead")
        else:
            states.append("reached" if is_full else "next")
    stages = tuple(
        _stage(stage, state, some) for stage, state, some in zip(model.stages, states, evidence, strict=True)
    )
    return ModelView(model.key, model.name, model.words, model.is_ordered, states.count("reached"), stages)


def _stage(stage: Stage, state: State, evidence: tuple[Evidence, ...]) -> StageView:
    return StageView(stage.name, stage.words, state, evidence)


def _evidence(each: Requirement, found: Mapping[str, Found]) -> Evidence:
    there = found[each.fact]
    return Evidence(
        each.fact, FACTS[each.fact].words, each.least, there.count, there.at_ms, there.example, each.how,
        each.endpoint,
    )  # fmt: skip
