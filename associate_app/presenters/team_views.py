"""The work of a store, ready to be read."""

from __future__ import annotations

from dataclasses import dataclass

from associate_app.presenters.view_models import Kpi


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One associate: what she did, what was bought after it, how visits with her were."""

    associate_id: str
    name: str
    initials: str
    hue: float
    did: str
    credited: str
    purchases: str
    rating: str


@dataclass(frozen=True, slots=True)
class Answer:
    """How often one of the five answers was given; `share` is 0 to 1 of the most frequent."""

    name: str
    icon: str
    count: str
    share: float


@dataclass(frozen=True, slots=True)
class DaySales:
    """What was bought on a day and counts for somebody; `share` is 0 to 1 of the best day."""

    label: str
    share: float


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """Things that wait for a customer in the store, until when, and who put them aside."""

    customer_id: int
    name: str
    initials: str
    hue: float
    items: str
    until: str
    meta: str


@dataclass(frozen=True, slots=True)
class TeamView:
    """A store over some days. `whose` says whose work it is; `nothing` stands where there is none."""

    days: int
    whose: str
    kpis: tuple[Kpi, ...]
    team: tuple[TeamRow, ...]
    window: str
    came: str
    answers: tuple[Answer, ...]
    ratings: tuple[str, ...]
    sales: tuple[DaySales, ...]
    best: str
    nothing: str = ""
    waiting: tuple[WaitingRow, ...] = ()
