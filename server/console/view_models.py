"""What pages show: plain values, already in words where a page says words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from server.console.wording import percent


@dataclass(frozen=True, slots=True)
class Kpi:
    """A headline figure."""

    label: str
    value: str
    meta: str


@dataclass(frozen=True, slots=True)
class Reach:
    """How many tablets have something, of how many."""

    have: int
    of: int

    @property
    def share(self) -> float:
        return self.have / self.of if self.of else 0.0

    @property
    def percent(self) -> str:
        return percent(self.have, self.of)


@dataclass(frozen=True, slots=True)
class Board:
    """A page with headline figures above a searched table; `states` are key, word and count of each."""

    kpis: tuple[Kpi, ...]
    rows: list[Any]
    query: str
    more: int = 0
    state: str = ""
    states: tuple[tuple[str, str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class PromotionRow:
    """A promotion in the list; `reached` and `redemptions` are None until it was published."""

    id: str
    name: str
    code: str
    status: str
    window: str
    stores: str
    benefit: str
    audience: str
    reached: Reach | None
    redemptions: int | None
    limit: int | None


@dataclass(frozen=True, slots=True)
class TabletRow:
    """A tablet in the fleet."""

    id: str
    name: str
    store: str
    store_number: str
    status: str
    status_tone: str
    status_note: str
    freshness: str
    freshness_tone: str | None
    behind: str
    repaired: str
    model: str
    seen: str
    pending: int
    version: str
    version_note: str
    promotion: str
    promotion_id: str
    promotion_note: str
    report: str
    may_retire: bool
    may_revoke: bool


@dataclass(frozen=True, slots=True)
class Fact:
    """A sentence with its icon in a dialog; `warn` for what deserves a second look."""

    icon: str
    words: str
    warn: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """A question before something is done. With `form_id` the answer is sent with that form."""

    name: str
    facts: list[Fact]
    url: str = ""
    form_id: str | None = None
    store: str = ""
    version: int = 0
    problem: str = ""
    typed: str = ""


@dataclass(frozen=True, slots=True)
class CodeShown:
    """A new enrolment code, shown once."""

    text: str
    store: str
    expires: str
    server: str


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """Whether one tablet has a promotion; once it is stopped, whether it obeys. `tone` as tags have it."""

    id: str
    store: str
    store_number: str
    name: str
    tone: str
    icon: str
    words: str
    note: str
    seen: str


@dataclass(frozen=True, slots=True)
class RedemptionRow:
    """What one store redeemed, and when it last did."""

    when: str
    store: str
    store_number: str
    count: int


@dataclass(frozen=True, slots=True)
class UnitsRow:
    """Where the units of one limit are; all in words or figures ready to be read."""

    limit: str
    total: str
    used: str
    on_tablets: str
    silent: str
    silent_words: str
    at_hq: str


@dataclass(frozen=True, slots=True)
class Act:
    """A button on a promotion: `way` is link, ask (opens a question) or post; `why_not` if she may not."""

    key: str
    word: str
    icon: str
    tone: str
    url: str
    way: str
    why_not: str


@dataclass(frozen=True, slots=True)
class Step:
    """A step on the way to the tablets; `state` is done, next or later."""

    word: str
    said: str
    state: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """Somebody did something with a promotion; `parts` are label, before and after."""

    promotion_id: str
    promotion: str
    version: int
    who: str
    did: str
    icon: str
    when: str
    exactly: str
    note: str
    parts: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """A page of the history of all promotions; `older` is where the next one begins."""

    rows: list[ChangeRow]
    older: int | None
    is_first: bool


@dataclass(frozen=True, slots=True)
class PromotionPage:
    """One promotion, where it stands and what it earned."""

    id: str
    name: str
    code: str
    status: str
    benefit: str
    text: str
    facts: list[tuple[str, str]]
    is_waiting: bool
    audience: list[str]
    reached: Reach | None
    reached_words: str
    tablets: list[DeliveryRow]
    more_tablets: int
    no_tablets_title: str
    no_tablets: str
    units: list[UnitsRow]
    redemptions: list[RedemptionRow]
    redemption_words: str
    no_redemptions: str
    version: int
    is_stopped: bool
    acts: list[Act]
    steps: list[Step]
    next_words: str
    sent_back: ChangeRow | None
    changes: list[ChangeRow]
