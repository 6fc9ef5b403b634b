"""What the page shows on which a promotion is written: the form's choices, and who would get it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from server.catalogue.service import StoreView
from server.console.benefit_form import KINDS
from server.console.offer_models import PictureCard
from server.console.promotion_form import PromotionForm
from server.console.rule_inputs import Builder, Pick
from server.console.rule_words import Said
from server.console.trial_form import COUNTED, STACKINGS
from shared.promotions.things import KEYS as THINGS


@dataclass(frozen=True, slots=True)
class TierCount:
    """Customers of one tier; `share` of the largest."""

    name: str
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Customers left out for one reason."""

    words: str
    count: int


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """A masked customer."""

    name: str
    tier: str
    store: str
    last_visit: str


@dataclass(frozen=True, slots=True)
class Beside:
    """A live promotion that some of the same customers have; `clash` says what follows if one excludes the
    other."""

    id: str
    name: str
    both: int
    clash: str = ""


@dataclass(frozen=True, slots=True)
class CostWords:
    """What it may cost, in words: the figure, its range, what it was computed from; or why there is none."""

    figure: str = ""
    range: str = ""
    basis: list[str] = field(default_factory=list)
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a promotion may cost and what it meets, which takes longer to work out than who gets it."""

    cost: CostWords
    beside: list[Beside] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PreviewPanel:
    """Who would get a promotion; `problem` says what must be completed first, `says` the rule in words."""

    problem: str | None = None
    says: Said | None = None
    held_out: str = ""
    count: int = 0
    considered: int = 0
    tiers: list[TierCount] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    sample: list[SamplePerson] = field(default_factory=list)
    reach_words: str = ""

    @property
    def has_visits(self) -> bool:
        return any(person.last_visit for person in self.sample)


@dataclass(frozen=True, slots=True)
class Region:
    """A region and how many stores it has."""

    name: str
    stores: int


@dataclass(frozen=True, slots=True)
class MeanwhilePart:
    """A part that two people wrote differently; `takes` is whose is proposed."""

    key: str
    label: str
    theirs: str
    mine: str
    takes: str


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What somebody else saved while the form was open."""

    who: str
    when: str
    parts: list[MeanwhilePart]


@dataclass(frozen=True, slots=True)
class Spans:
    """Quick choices: starts as wall-clock times in words, and how many days it may run, in words."""

    starts: list[tuple[str, str]]
    days: list[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Editor:
    """The page on which a promotion is written."""

    title: str
    subtitle: str
    form: PromotionForm
    stores: list[StoreView]
    regions: list[Region]
    departments: list[str]
    builder: Builder
    picks: dict[str, Pick]
    pictures: list[PictureCard]
    spans: Spans
    save_url: str
    confirm_url: str
    preview_url: str
    back_url: str
    back_word: str
    save_word: str = "Save draft"
    version: int | None = None
    warning: str = ""
    meanwhile: Meanwhile | None = None
    kinds: Mapping[str, str] = field(default_factory=lambda: KINDS)
    stackings: Mapping[str, str] = field(default_factory=lambda: STACKINGS)
    counted: Mapping[str, str] = field(default_factory=lambda: COUNTED)
    things: tuple[str, ...] = THINGS
