"""What screens show: frozen values, every text ready to be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from associate_app.presenters.advice_views import Advice
from associate_app.presenters.basket_views import BasketView
from associate_app.presenters.contacting import ContactWay
from associate_app.presenters.heading_views import HeaderFact
from associate_app.presenters.history_views import HistoryRow
from associate_app.presenters.online_views import Online
from associate_app.presenters.product_views import Suggestions

Tone = Literal["good", "bad", "muted"]
SyncState = Literal["loading", "synced", "syncing", "offline", "attention"]


@dataclass(frozen=True, slots=True)
class StoreCard:
    """The store a tablet belongs to."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class AssociateRow:
    """Somebody who can sign in; `offline` says that her PIN opens the tablet without the network."""

    number: str
    name: str
    initials: str
    hue: float
    offline: bool


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """One customer in the list; `hue` (0 to 1) colours the picture, `why` says what matched the search."""

    id: int
    name: str
    initials: str
    hue: float
    tier: str
    subtitle: str
    why: str


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The rows for a query; `total` may be more than the rows, `sequence` is the caller's own."""

    query: str
    rows: tuple[CustomerRow, ...]
    total: int
    sequence: int


@dataclass(frozen=True, slots=True)
class Kpi:
    """One headline figure with what it is compared to."""

    label: str
    value: str
    delta: str
    icon: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class OfferCard:
    """One offer for one customer now; `provisional`: HQ confirms when the line is back.

    `picture` is a JPEG, `seen` what is seen on it; None where the offer has none, or it has not come yet.
    `lacks` says what her basket needs before it is used, `best` why it stands first; empty if nothing.
    """

    promotion_id: str
    title: str
    sentence: str
    available: bool
    provisional: bool
    redeemed: bool
    picture: bytes | None = None
    seen: str = ""
    lacks: str = ""
    best: str = ""


@dataclass(frozen=True, slots=True)
class PromotionRow:
    """One promotion of this store, whoever it is for.

    `conditions` says what her basket needs, empty if nothing; `picture` and `seen` are as on an offer's card.
    """

    promotion_id: str
    title: str
    text: str
    schedule: str
    audience: str
    limits: str
    status: Literal["running", "coming", "over", "stopped"]
    status_text: str
    icon: str
    conditions: str = ""
    picture: bytes | None = None
    seen: str = ""


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """Something that happened between the store and the customer; `pending`: HQ has not confirmed it.

    `group` is what it can be filtered by. `purchase_id` (-1 for none), `conflict_id` and `merge_id` say what
    it opens.
    """

    text: str
    meta: str
    pending: bool
    icon: str
    group: Literal["note", "contact", "answer", "visit", "change"] = "note"
    purchase_id: int = -1
    conflict_id: str = ""
    merge_id: str = ""


@dataclass(frozen=True, slots=True)
class CustomerView:
    """The whole customer screen."""

    id: int
    name: str
    given_name: str
    initials: str
    hue: float
    tier: str
    line: str
    phone: str
    email: str
    kpis: tuple[Kpi, ...]
    offers: tuple[OfferCard, ...]
    history: tuple[HistoryRow, ...]
    suggestions: Suggestions
    timeline: tuple[TimelineRow, ...]
    consent_line: str
    facts: tuple[HeaderFact, ...]
    ways: tuple[ContactWay, ...]
    unconfirmed: str
    advice: Advice = field(default_factory=Advice)
    online: Online = field(default_factory=Online)
    basket: BasketView = field(default_factory=BasketView)


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """How fresh the tablet is; `progress` (0 to 1) only while something is loaded and its size is known."""

    state: SyncState
    text: str
    pending: int
    attention: int
    last_contact: str
    progress: float | None
    conflicts: int = 0


@dataclass(frozen=True, slots=True)
class AttentionItem:
    """Something HQ refused: what it was, why, and what can be done; `again`: it can be tried anew."""

    id: str
    title: str
    reason: str
    advice: str
    content: str
    again: bool


@dataclass(frozen=True, slots=True)
class ConflictItem:
    """Two values that two people gave: the one that stands now, and the other."""

    id: str
    title: str
    sentence: str
    now: str
    other: str
    can_take_other: bool


@dataclass(frozen=True, slots=True)
class ConsentChoice:
    """A use she can be asked about; `granted` is None if nobody asked, `seen` names her last word."""

    purpose: str
    label: str
    wording: str
    granted: bool | None
    seen: str | int | None


@dataclass(frozen=True, slots=True)
class CustomerForm:
    """What an associate can write about a customer; an empty text stands for nothing, days are ISO text."""

    id: int
    name: str
    phone: str
    email: str
    preferred_channel: str
    likes: tuple[str, ...]
    dislikes: tuple[str, ...]
    consents: tuple[ConsentChoice, ...]
    birthday: str = ""
    due_date: tuple[str, ...] = ()
    given_name: str = ""
    family_name: str = ""
    sizes: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    child_birthday: tuple[str, ...] = ()
    today: str = ""
