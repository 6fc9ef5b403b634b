"""Every error of the tablet app; each sentence can be shown as it is and says what to do next."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from shared.clock import from_millis
from shared.errors import AisleError
from shared.words import _, lazy, plural


class TabletError(AisleError):
    """Root of the errors an associate may see."""

    code = "tablet_error"


class WrongPin(TabletError):
    """The PIN does not fit; `attempts_left` is None where the server does not tell."""

    code = "wrong_pin"

    def __init__(self, attempts_left: int | None, sentence: str = "") -> None:
        self.attempts_left = attempts_left
        wrong = _("That PIN is not right.")
        if attempts_left is not None:
            wrong = plural(
                "That PIN is not right. You have one try left.",
                "That PIN is not right. You have {count} tries left.",
                attempts_left,
            )
        super().__init__(sentence or wrong, attempts_left=attempts_left)


class PinLocked(TabletError):
    """Too many wrong PINs; nothing is tried before `until`."""

    code = "pin_locked"

    def __init__(self, until_ms: int, wait_seconds: int) -> None:
        self.until: datetime = from_millis(until_ms)  # by the tablet's own clock
        self.wait_seconds = wait_seconds
        if wait_seconds < 120:
            sentence = plural(
                "Too many wrong PINs. Wait {count} second, then try again.",
                "Too many wrong PINs. Wait {count} seconds, then try again.",
                wait_seconds,
            )
        else:
            sentence = plural(
                "Too many wrong PINs. Wait {count} minute, then try again.",
                "Too many wrong PINs. Wait {count} minutes, then try again.",
                -(-wait_seconds // 60),
            )
        super().__init__(sentence, wait_seconds=wait_seconds)


class SlotDestroyed(TabletError):
    """Ten wrong PINs destroyed what the PIN opened; only an online sign-in makes a new one."""

    code = "slot_destroyed"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Ten wrong PINs: this tablet no longer opens with yours. "
                "Connect it to the network and sign in once more; nothing saved is lost."
            )
        )


class NeedsNetwork(TabletError):
    """This sign-in cannot be checked without the server."""

    code = "needs_network"


class ServerUnreachable(TabletError):
    """The server did not answer."""

    code = "server_unreachable"


class ServerRefused(TabletError):
    """The server answered, and said no in a sentence of its own."""

    code = "server_refused"


class WrongServerAddress(TabletError):
    """What was typed is not an address the tablet may talk to."""

    code = "wrong_server_address"


class CodeUnknown(TabletError):
    """No enrolment code like it."""

    code = "code_unknown"


class CodeExpired(TabletError):
    """The enrolment code's day is over."""

    code = "code_expired"


class CodeUsed(TabletError):
    """The enrolment code has enrolled another tablet."""

    code = "code_used"


class DeviceRevoked(TabletError):
    """HQ has switched this tablet off."""

    code = "device_revoked"


class DeviceUnknown(TabletError):
    """The server does not know this tablet: another server, or one restored from an older backup."""

    code = "device_unknown"


class SilentTooLong(TabletError):
    """The tablet was without its server for so long that it has destroyed its keys."""

    code = "silent_too_long"


class NotEnrolled(TabletError):
    """The tablet belongs to no store yet."""

    code = "not_enrolled"


class Locked(TabletError):
    """Nobody is signed in; the replica is closed."""

    code = "locked"

    def __init__(self) -> None:
        super().__init__(_("The tablet is locked. Sign in to go on."))


class VaultDamaged(TabletError):
    """The file with the tablet's keys cannot be read."""

    code = "vault_damaged"


class ReplicaDamaged(TabletError):
    """The encrypted replica cannot be opened with its key."""

    code = "replica_damaged"


class ReplicaTorn(ReplicaDamaged):
    """What the disk holds of the replica is not what was written."""

    code = "replica_torn"


class ReplicaIsNewer(TabletError):
    """A newer version of the app wrote this replica; it is left as it is."""

    code = "replica_is_newer"


CANNOT_SAVE: Final = lazy(
    "The tablet cannot save: its storage is full or failing. Free some space, then try again. "
    "What was saved before is safe."
)
CANNOT_READ: Final = lazy(
    "The tablet cannot read its storage: it is failing. Try again, and tell HQ if it stays like this. "
    "Nothing was changed."
)


class DiskTrouble(TabletError):
    """The tablet cannot write to its storage; it reads on, and says so."""

    code = "disk_trouble"


class CustomerNotHere(TabletError):
    """The customer is not, or no longer, in this store's book."""

    code = "customer_not_here"


class PurchaseNotHere(TabletError):
    """The purchase is not, or no longer, on this tablet."""

    code = "purchase_not_here"


class ProductNotHere(TabletError):
    """The product is not, or no longer, in the catalogue."""

    code = "product_not_here"


class CannotSave(TabletError):
    """What was entered cannot be recorded; the sentence says what to change."""

    code = "cannot_save"


class BasketChanged(TabletError):
    """A basket, or what was put aside, is not as it was shown."""

    code = "basket_changed"


class BasketFull(TabletError):
    """No other product fits into the basket."""

    code = "basket_full"


class OfferNotAvailable(TabletError):
    """The offer cannot be used for this customer now."""

    code = "offer_not_available"
