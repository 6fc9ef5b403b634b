"""What the vault file says: the enrolment, one slot an associate, and the form they have as JSON."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

import orjson

from associate_app.errors import VaultDamaged
from associate_app.store.sealing import Sealed, Stretch
from shared.words import _

FIRST_FORM: Final = 1
"""Since 0.1.0: enrolment, slots, token."""

WITH_TERMS: Final = 2
"""Since 0.2.0: the server's terms, the moment it was last heard of, and marks of PINs."""

VAULT_VERSION: Final = WITH_TERMS

FREE_ATTEMPTS: Final = 5
MAX_ATTEMPTS: Final = 10
FIRST_DELAY_MS: Final = 30_000


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Which device of which store at which server this tablet is."""

    server_address: str
    device_id: str
    store_id: str
    store_name: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class Associate:
    """Who signs in: all that the vault knows of a person."""

    id: str
    number: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Slot:
    """The data key sealed for one associate's PIN.

    `share` is the server's part of the key and is removed when its life ends: from then on no PIN opens the
    slot. `sealed` is None once ten wrong PINs have destroyed it. `mark` is how the server names the PIN.
    """

    associate: Associate
    salt: bytes
    cost: Stretch
    sealed: Sealed | None
    share: bytes | None
    expires_ms: int
    used_ms: int
    failures: int = 0
    locked_until_ms: int = 0
    mark: str = ""

    def with_attempt(self, now_ms: int) -> Slot:
        """The slot after one more wrong PIN: the fifth delays 30 s, each further one twice as long, the tenth
        destroys what the PIN opened."""
        failures = self.failures + 1
        if failures >= MAX_ATTEMPTS:
            return replace(self, failures=failures, sealed=None, share=None, locked_until_ms=0)
        delay = FIRST_DELAY_MS << (failures - FREE_ATTEMPTS) if failures >= FREE_ATTEMPTS else 0
        return replace(self, failures=failures, locked_until_ms=now_ms + delay if delay else 0)

    def is_untouched_in(self, slots: Mapping[str, Slot]) -> bool:
        """True if it is still the associate's slot there, with no PIN tried on it since."""
        now = slots.get(self.associate.number)
        return now is not None and (now.salt, now.sealed, now.failures) == (
            self.salt,
            self.sealed,
            self.failures,
        )

    def expired(self) -> Slot:
        """The slot without the server's share: only an online sign-in brings it back."""
        return replace(self, share=None)


@dataclass(frozen=True, slots=True)
class VaultContent:
    """The whole vault file. `highest_ms` is the latest moment ever seen: a clock set back gains nothing.

    `contact_ms` is when the server was last heard of, by its own clock; after `wipe_after_ms` without it the
    keys go. `parting` holds the keys for that day. `unsent` is how many operations no server had when the
    tablet was last locked; None if it was not locked but killed.
    """

    enrolment: Enrolment
    enrolment_slot: Sealed
    token: Sealed
    highest_ms: int = 0
    revoked: bool = False
    slots: dict[str, Slot] = field(default_factory=dict)
    contact_ms: int = 0
    wipe_after_ms: int = 0
    parting: Sealed | None = None
    unsent: int | None = None

    def to_bytes(self) -> bytes:
        """The form it has in the file."""
        return orjson.dumps(
            {
                "version": VAULT_VERSION,
                "enrolment": asdict(self.enrolment),
                "enrolment_slot": self.enrolment_slot.to_json(),
                "token": self.token.to_json(),
                "highest_ms": self.highest_ms,
                "revoked": self.revoked,
                "slots": [_slot_to_json(slot) for slot in self.slots.values()],
                "contact_ms": self.contact_ms,
                "wipe_after_ms": self.wipe_after_ms,
                "parting": self.parting.to_json() if self.parting else None,
                "unsent": self.unsent,
            },
            option=orjson.OPT_INDENT_2,
        )

    @classmethod
    def from_bytes(cls, raw: bytes) -> VaultContent:
        """The content of a vault file; VaultDamaged if it cannot be read."""
        try:
            value = orjson.loads(raw)
            version = value["version"]
            if version in (FIRST_FORM, WITH_TERMS):
                slots = [_slot_from_json(slot) for slot in value["slots"]]
                return cls(
                    enrolment=Enrolment(**value["enrolment"]),
                    enrolment_slot=Sealed.from_json(value["enrolment_slot"]),
                    token=Sealed.from_json(value["token"]),
                    highest_ms=int(value["highest_ms"]),
                    revoked=bool(value["revoked"]),
                    slots={slot.associate.number: slot for slot in slots},
                    contact_ms=int(value.get("contact_ms", 0)),
                    wipe_after_ms=int(value.get("wipe_after_ms", 0)),
                    parting=Sealed.from_json(value["parting"]) if value.get("parting") else None,
                    unsent=None if value.get("unsent") is None else int(value["unsent"]),
                )
        except (ValueError, KeyError, TypeError) as error:
            raise VaultDamaged(
                _(
                    "The tablet's key file is damaged. Enrol the tablet again with a new code from HQ; "
                    "customers and purchases come back from there."
                )
            ) from error
        raise VaultDamaged(
            _("A newer version of the app wrote this tablet's keys. Update the app; nothing was changed.")
        )


def _slot_to_json(slot: Slot) -> dict[str, Any]:
    return {
        "associate": asdict(slot.associate),
        "salt": b64encode(slot.salt).decode(),
        "cost": asdict(slot.cost),
        "sealed": slot.sealed.to_json() if slot.sealed else None,
        "share": b64encode(slot.share).decode() if slot.share else None,
        "expires_ms": slot.expires_ms,
        "used_ms": slot.used_ms,
        "failures": slot.failures,
        "locked_until_ms": slot.locked_until_ms,
        "mark": slot.mark,
    }


def _checked_cost(cost: Stretch) -> Stretch:
    """The cost, if a tablet can pay it: a garbled one must neither stop the app nor take all its memory."""
    lanes, memory = cost.lanes, cost.memory_kib
    if not (1 <= cost.time_cost <= 64 and 1 <= lanes <= 64 and 8 * lanes <= memory <= 1024 * 1024):
        raise ValueError("no such cost")
    return cost


def _slot_from_json(value: Any) -> Slot:
    return Slot(
        associate=Associate(**value["associate"]),
        salt=b64decode(value["salt"], validate=True),
        cost=_checked_cost(Stretch(**value["cost"])),
        sealed=Sealed.from_json(value["sealed"]) if value["sealed"] else None,
        share=b64decode(value["share"], validate=True) if value["share"] else None,
        expires_ms=int(value["expires_ms"]),
        used_ms=int(value["used_ms"]),
        failures=int(value["failures"]),
        locked_until_ms=int(value["locked_until_ms"]),
        mark=str(value.get("mark", "")),
    )
