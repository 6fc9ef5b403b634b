"""What a device and the server say to each other about leases: numbers that only grow, and how many to hold.

A quota is a number of units that may be spent once each: redemptions, or minor units of money; nobody here
knows which. The server grants units of a quota to a device's lease; the device spends them or returns them.
Granted, returned and used are totals that only grow, so a message that is lost, repeated or late does no
harm: the greater number is the newer one. A device holds granted - returned - used.

The server lowers what a device holds only by asking (`target`); the units are the server's again when the
device has said that it returned them. So nothing is ever in two hands, and what a silent device holds stays
with it until it reports.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from sync.errors import ProtocolError

MAX_HELD: Final = 5_000
"""Quotas of one report: more than any store runs."""

MAX_WANTED: Final = 100

LONGEST_NAME: Final = 120

LEASE_LIFE_MS: Final = 72 * 3_600_000
"""How long a device may spend without contact; the longest that a tablet opens without its server."""


@dataclass(frozen=True, slots=True)
class Counters:
    """One quota as the device knows it: totals under its present lease."""

    quota: str
    granted: int
    returned: int
    used: int


@dataclass(frozen=True, slots=True)
class LeaseReport:
    """What a device tells: its counters under `lease`, and quotas it wants units of now.

    `contact` numbers the device's reports; it heeds only the answer to its last one.
    """

    contact: int
    lease: str | None = None
    held: tuple[Counters, ...] = ()
    wanted: tuple[str, ...] = ()

    def to_wire(self) -> dict[str, Any]:
        """The form it has in JSON."""
        held = [[each.quota, each.granted, each.returned, each.used] for each in self.held]
        return {"contact": self.contact, "lease": self.lease, "held": held, "wanted": list(self.wanted)}


@dataclass(frozen=True, slots=True)
class Grant:
    """So many units of a quota have been granted in all, and so many the device should go on holding.

    `returned` and `used` are what the server knows of: a device that had forgotten the quota, because it held
    nothing of it, goes on counting from there.
    """

    quota: str
    granted: int
    target: int
    returned: int = 0
    used: int = 0


@dataclass(frozen=True, slots=True)
class LeaseAnswer:
    """What the server tells: the lease's name, until when (its own time), and what is granted.

    Under another name than the device reported, the old lease is over once the device reports the new one,
    and all counters begin anew.
    `is_alone` says that no other device serves the same group.
    """

    contact: int
    lease: str
    at_ms: int
    expires_ms: int
    is_alone: bool
    grants: tuple[Grant, ...] = ()

    def to_wire(self) -> dict[str, Any]:
        """The form it has in JSON."""
        grants = [[g.quota, g.granted, g.target, g.returned, g.used] for g in self.grants]
        return asdict(self) | {"grants": grants}

    @classmethod
    def of_wire(cls, wire: Mapping[str, Any]) -> LeaseAnswer:
        """The answer; ProtocolError if it is not one."""
        try:
            grants = tuple(_grant(*grant) for grant in wire["grants"])
            return cls(
                contact=int(wire["contact"]), lease=str(wire["lease"]), at_ms=int(wire["at_ms"]),
                expires_ms=int(wire["expires_ms"]), is_alone=bool(wire["is_alone"]), grants=grants,
            )  # fmt: skip
        except (KeyError, TypeError, ValueError) as error:
            raise ProtocolError("The server told of leases in a form that this app cannot read.") from error


def _grant(quota: Any, granted: Any, target: Any, returned: Any, used: Any) -> Grant:
    grant = Grant(str(quota), _units(granted), _units(target), _units(returned), _units(used))
    if grant.returned + grant.used > grant.granted:
        raise ValueError("more is gone than was granted")
    return grant


def _units(value: Any) -> int:
    number = int(value)
    if isinstance(value, bool) or not 0 <= number < 1 << 53:
        raise ValueError("no number of units")
    return number
