"""What a redemption uses up, and on what it stands: units of a lease, the server's word, or HQ's later one.

A limited promotion is a set of quotas: how often in all, for how much money in all, how often for one
customer, how often in one store. A tablet that holds units of every quota a redemption uses up may give the
offer by itself; one that does not says so. Server and tablet ask the same functions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from shared.merge import NewRow
from shared.words import _, listed

if TYPE_CHECKING:
    from shared.promotions import Promotion

Limit = Literal["total", "budget", "customer", "store"]
LIMITS: Final[tuple[Limit, ...]] = ("total", "budget", "customer", "store")

Basis = Literal["lease", "online", "provisional"]
"""`lease`: the tablet gave what it held itself. `online`: HQ is asked at once. `provisional`: it is later."""

BASES: Final[tuple[Basis, ...]] = ("lease", "online", "provisional")

PROVISIONAL: Final = "provisional"
LEASE_ONLY: Final = "lease_only"
POLICIES: Final = (PROVISIONAL, LEASE_ONLY)
"""What a tablet does offline without a lease: give the offer and let HQ confirm it, or not give it."""

LONGEST_LEASE: Final = 120


@dataclass(frozen=True, slots=True)
class StandsOn:
    """On what a redemption stands: of which limits units of which lease were used up with it."""

    basis: Basis
    lease: str | None = None
    spent: tuple[Limit, ...] = ()

    def to_wire(self) -> dict[str, Any]:
        """The form it has in the arguments of its operation."""
        return {"basis": self.basis, "lease": self.lease, "spent": list(self.spent)}


UNTOLD: Final = StandsOn("online")
"""What version 1 of the operation means: it used up nothing that was leased, and HQ decides."""


@dataclass(frozen=True, slots=True)
class Redeemed(NewRow):
    """A redemption's record, with what it stands on: that is settled where it is decided and not kept."""

    stands_on: StandsOn = UNTOLD


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a tablet of that store may spend now: units by quota, of which lease, whether it is the only one.

    `is_over`: it had a lease, and has not heard of HQ for longer than that lives.
    """

    units: Mapping[str, int] = field(default_factory=dict)
    lease: str | None = None
    is_alone: bool = False
    store_id: str = ""
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """How one more redemption would stand; `stands_on` None: it may not be given without HQ.

    `left` is how many more of it this tablet may give by itself, None where no number limits it. `is_over`:
    it may give none of anything, for it has not heard of HQ for too long.
    """

    stands_on: StandsOn | None
    left: int | None = None
    is_over: bool = False

    @property
    def covered(self) -> frozenset[Limit]:
        """The limits whose units are this tablet's own."""
        return frozenset(self.stands_on.spent if self.stands_on else ())


def costs(promotion: Promotion) -> dict[Limit, int]:
    """The limits that the promotion has, each with the units that one redemption uses up."""
    found: dict[Limit, int] = {}
    if promotion.total_limit is not None:
        found["total"] = 1
    if promotion.budget_minor is not None:
        found["budget"] = most_cost(promotion) or 0
    if promotion.customer_limit is not None:
        found["customer"] = 1
    if promotion.store_limit is not None:
        found["store"] = 1
    return found


def most_cost(promotion: Promotion) -> int | None:
    """The most that one redemption may cost in minor units; None if that is known at the till only."""
    if promotion.benefit_kind == "amount":
        return promotion.benefit_value
    name = "cost_minor" if promotion.benefit_kind == "gift" else "most_minor"
    cost: int | None = promotion.benefit.get(name)
    return cost


def quota_id(promotion_id: str, limit: Limit, customer_id: int = 0, store_id: str = "") -> str:
    """The name under which the units of a limit are leased; only their own limits name customer and store."""
    ending = {"total": "", "budget": "/b", "customer": f"/c:{customer_id}", "store": f"/s:{store_id}"}[limit]
    return f"p:{promotion_id}{ending}"


def standing(
    promotion: Promotion, *, customer_id: int, is_home: bool, holdings: Holdings, online: bool
) -> Standing:
    """How a redemption for that customer would stand on this tablet now.

    A tablet that is alone in its store need not hold a customer's right where HQ allows provisional giving:
    nobody else serves the customers whose home the store is (`is_home`). Where HQ asks for a lease it must.
    """
    asked = costs(promotion)
    quotas: dict[Limit, str] = {
        limit: quota_id(promotion.id, limit, customer_id, holdings.store_id) for limit in asked
    }
    held = {limit: holdings.units.get(quotas[limit], 0) for limit in asked}
    spent = tuple(limit for limit in asked if held[limit] >= asked[limit])
    own = set(spent)
    if holdings.is_alone and is_home and promotion.offline_policy == PROVISIONAL:
        own.add("customer")
    left = left_on_tablet(promotion, holdings)
    if holdings.is_over and not online:
        return Standing(None, left, is_over=True)
    lease = holdings.lease if spent else None
    if set(asked) <= own:
        return Standing(StandsOn("lease", lease, spent), left)
    if online:
        return Standing(StandsOn("online", lease, spent), left)
    if promotion.offline_policy == LEASE_ONLY:
        return Standing(None, left)
    return Standing(StandsOn("provisional", lease, spent), left)


def left_on_tablet(promotion: Promotion, holdings: Holdings) -> int | None:
    """How often the tablet may give it by itself, to whomever; None where nothing limits that."""
    counted = [
        holdings.units.get(quota_id(promotion.id, limit, store_id=holdings.store_id), 0) // units
        for limit, units in costs(promotion).items()
        if limit != "customer"
    ]
    return min(counted) if counted else None


def check_stands_on(value: object) -> str | None:
    """What is wrong with the wire form of `StandsOn`, in a few words; None if nothing is."""
    if not isinstance(value, dict) or set(value) != {"basis", "lease", "spent"}:
        return _("a redemption says on what it stands")
    spent, lease = value["spent"], value["lease"]
    if value["basis"] not in BASES:
        return _("a redemption stands on one of {bases}").format(bases=listed(BASES))
    if (
        not isinstance(spent, list)
        or not all(each in LIMITS for each in spent)
        or len(set(spent)) < len(spent)
    ):
        return _("a redemption uses up some of {limits}, each once").format(limits=listed(LIMITS))
    if not spent:
        return None if lease is None else _("a redemption that uses up nothing names no lease")
    if not isinstance(lease, str) or not 0 < len(lease) <= LONGEST_LEASE or "\x00" in lease:
        return _("a redemption names the lease it uses up")
    return None


def stands_on_of(wire: Mapping[str, Any]) -> StandsOn:
    """The value of a checked wire form."""
    return StandsOn(wire["basis"], wire["lease"], cast("tuple[Limit, ...]", tuple(wire["spent"])))
