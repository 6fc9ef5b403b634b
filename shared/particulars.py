"""What only some rules ask of a customer, as values; whoever decides gathers what the rules at hand ask for.

None means that nobody looked: a rule that asks for it is not decided in her favour. An empty value means that
somebody looked and there was nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from shared.clock import DAY_MS
from shared.life_dates import LifeDate


class LineBought(NamedTuple):
    """One line of a purchase; `day` is its UTC day (`utc_day`), `quantity` below zero is a return.

    What the catalogue has forgotten of the product is None.
    """

    purchase_id: int
    day: int
    product_id: int
    department: str | None
    category: str | None
    brand: str | None
    channel: str
    store_id: str
    quantity: int
    amount_minor: int


class DidOnline(NamedTuple):
    """Something she did online with a product, on that UTC day."""

    kind: str
    day: int
    product_id: int
    department: str | None


@dataclass(frozen=True, slots=True)
class NamedAudience:
    """An audience that rules may take in: its rule, or None if its members are listed one by one."""

    name: str
    rule: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """What the things that a rule points at are called; what is not here is called by its id."""

    stores: Mapping[str, str] = field(default_factory=dict)
    products: Mapping[int, str] = field(default_factory=dict)
    audiences: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Particulars:
    """What rules may ask of a customer beyond her record and figures, at one moment.

    `today` is the UTC day of that moment: windows count whole UTC days, so that server, tablet and sums by
    day agree. `did` is empty unless she lets what she does online be used. `dates` has her birthday, too.
    `regions` is the region of each store, `audiences` those that rules take in, by id, and `member_of` the
    ids of those lists that she is on.
    """

    today: int | None = None
    bought: Sequence[LineBought] | None = None
    did: Sequence[DidOnline] | None = None
    dates: Sequence[LifeDate] | None = None
    noted: Mapping[str, frozenset[str]] | None = None
    imported: Mapping[str, Any] | None = None
    scores: Mapping[str, float] | None = None
    regions: Mapping[str, str] | None = None
    audiences: Mapping[str, NamedAudience] | None = None
    member_of: frozenset[str] | None = None
    names: Names = field(default_factory=Names)


NOT_ASKED: Final = Particulars()
"""Nobody looked for anything."""


def utc_day(at_ms: int) -> int:
    """The UTC day of a moment, counted from 1970."""
    return at_ms // DAY_MS
