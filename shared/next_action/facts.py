"""What is known of a customer when the next thing to say is looked for: values gathered by each side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shared.clock import local_date
from shared.consent import Consent, may_use
from shared.guides import Guide
from shared.lapsing import Fit, Rhythm
from shared.life_dates import LifeDate


@dataclass(frozen=True, slots=True)
class DueAgain:
    """Something she buys regularly and should need again by now."""

    product_id: int
    name: str
    times: int
    every_days: int
    days_ago: int


@dataclass(frozen=True, slots=True)
class Noticed:
    """A product she looked at or put into her cart online, and did not buy since."""

    product_id: int
    name: str
    in_cart: bool
    times: int
    last_ms: int


@dataclass(frozen=True, slots=True)
class Restocked:
    """A product that she wants, sold out for a while in this store, and there again since then."""

    product_id: int
    name: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class BigPurchase:
    """Her latest purchase, and what she usually spends."""

    purchase_id: int
    at_ms: int
    total_minor: int
    usual_minor: int


@dataclass(frozen=True, slots=True)
class OpenOffer:
    """A running offer that she may have and has not used."""

    promotion_id: str
    title: str
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Something promised to her; `due_on` is an ISO day."""

    id: str
    text: str
    due_on: str


@dataclass(frozen=True, slots=True)
class Owned:
    """A product she bought, and the last day on which she did (ISO)."""

    product_id: int
    name: str
    category: str | None
    department: str
    bought_on: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an action: `done`, put off (`later`) or `unwanted`; `channel` if she was contacted."""

    action: str
    subject: str
    outcome: str
    channel: str | None
    at_ms: int


@dataclass(frozen=True, slots=True)
class ActionFacts:
    """One customer at one moment, on one store's calendar. Empty parts mean that nothing is known."""

    customer_id: int
    now_ms: int
    time_zone: str
    consents: tuple[Consent, ...] = ()
    dates: tuple[LifeDate, ...] = ()
    rhythm: Rhythm | None = None
    fit: Fit | None = None
    last_visit_ms: int | None = None
    usual_gap_days: int | None = None
    due_again: tuple[DueAgain, ...] = ()
    noticed: tuple[Noticed, ...] = ()
    latest: BigPurchase | None = None
    offers: tuple[OpenOffer, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    guides: tuple[Guide, ...] = ()
    owned: tuple[Owned, ...] = ()
    departments: frozenset[str] = frozenset()
    has_size: bool = False
    outcomes: tuple[Outcome, ...] = ()
    arrived_ms: int | None = None
    """When she last came into this store."""

    purchases: int = 0
    restocked: tuple[Restocked, ...] = ()

    @property
    def today(self) -> date:
        """The day on the store's calendar."""
        return local_date(self.now_ms, self.time_zone)

    @property
    def may_personalize(self) -> bool:
        """True if she lets her data be used to suggest things."""
        return may_use(self.consents, "personalization").allowed

    def days_since(self, at_ms: int) -> int:
        """Days by the calendar on the wall since that moment."""
        return (self.today - local_date(at_ms, self.time_zone)).days
