"""The vault: the replica's key, sealed once for the device and once for each associate.

The 32-byte data key lies in no file in clear. The enrolment slot opens with the device secret and the
unlock share, which the server gives only at an online sign-in; an associate's slot opens with her PIN, the
device secret and her PIN share. So neither a copied file, nor the whole tablet without a PIN, nor a leaver
after her share's life opens the replica.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

from associate_app.errors import DiskTrouble, PinLocked, SlotDestroyed, VaultDamaged, WrongPin
from associate_app.platform.keystore import SECRET_BYTES, Keystore
from associate_app.store.sealing import (
    KEY_BYTES,
    RFC_9106,
    SALT_BYTES,
    Sealed,
    Stretch,
    WrongKey,
    derive,
    seal,
    stretch_pin,
    unseal,
)
from associate_app.store.slots import MAX_ATTEMPTS, Associate, Enrolment, Slot, VaultContent
from associate_app.store.vault_file import VaultFile
from shared.clock import Clock, to_millis
from shared.words import _

Method = TypeVar("Method", bound=Callable[..., Any])


def _one_at_a_time(method: Method) -> Method:
    """The method runs alone: sign-in and the refresh beside the work change one file from two threads."""

    @wraps(method)
    def alone(self: Vault, *arguments: Any, **named: Any) -> Any:
        with self._lock:
            return method(self, *arguments, **named)

    return cast(Method, alone)


class Vault:
    """The vault file at `path`, opened with the secret in `keystore`."""

    def __init__(
        self,
        path: Path,
        keystore: Keystore,
        clock: Clock,
        random_bytes: Callable[[int], bytes],
        cost: Stretch = RFC_9106,
    ) -> None:
        self._file = VaultFile(path)
        self._keystore = keystore
        self._clock = clock
        self._random = random_bytes
        self._cost = cost
        self._lock = threading.RLock()

    def content(self) -> VaultContent:
        """What the file says now; NotEnrolled before enrolment, VaultDamaged if it cannot be read."""
        return self._file.content()

    @_one_at_a_time
    def enrol(self, enrolment: Enrolment, token: str, unlock_share: bytes) -> None:
        """The tablet is this device, with a new data key.

        What an earlier enrolment sealed is set aside, not lost: its replica may hold work that no server has.
        The device secret stays the same for it; a revoked tablet has none left, and gets a new one.
        """
        self._file.set_aside(self._wall_ms())
        secret, data_key = self._secret_to_keep() or self._random(SECRET_BYTES), self._random(KEY_BYTES)
        self._keystore.save(secret)
        device = enrolment.device_id
        sealed_key = seal(derive("enrolment slot", secret, unlock_share), data_key, device, self._random)
        # The token must be readable before any data key is: an associate's first sign-in here needs it.
        sealed_token = seal(derive("device token", secret), token.encode(), device, self._random)
        self._file.write(VaultContent(enrolment, sealed_key, sealed_token, highest_ms=self._wall_ms()))

    def _secret_to_keep(self) -> bytes | None:
        try:
            return self._keystore.load()
        except VaultDamaged:
            return None

    def token(self) -> str:
        """The device's token for the server."""
        return self.open_own("device token", self.content().token).decode()

    def seal_own(self, purpose: str, secret_content: bytes) -> Sealed:
        """The content as this tablet alone can read it, with nobody signed in."""
        device = self.content().enrolment.device_id
        return seal(derive(purpose, self._secret()), secret_content, device, self._random)

    def open_own(self, purpose: str, sealed: Sealed) -> bytes:
        """What `seal_own` sealed for the same purpose; VaultDamaged if the device secret is another now."""
        return self._unseal_own(derive(purpose, self._secret()), self.content(), sealed)

    def now_ms(self) -> int:
        """The present moment, and never an earlier one than was seen before."""
        return self._now_ms(self.content())

    @_one_at_a_time
    def change(self, edit: Callable[[VaultContent], VaultContent]) -> None:
        """The file says what `edit` makes of what it said."""
        self._file.write(edit(self.content()))

    def open_enrolment(self, unlock_share: bytes) -> bytes:
        """The data key, by the share the server gave at an online sign-in."""
        content = self.content()
        key = derive("enrolment slot", self._secret(), unlock_share)
        return self._unseal_own(key, content, content.enrolment_slot)

    @_one_at_a_time
    def write_slot(
        self,
        associate: Associate,
        pin: str,
        *,
        data_key: bytes,
        share: bytes,
        expires_ms: int,
        server_ms: int | None = None,
        mark: str = "",
        in_place_of: Slot | None = None,
    ) -> None:
        """The associate's PIN opens the data key until `expires_ms`; earlier failures are forgotten.

        `mark` is how the server names this PIN. `server_ms` is the time at the server: the one clock that may
        set the highest time back. `in_place_of` is the slot as it was when the server was asked: if it is
        another by now, or PINs were tried on it since, nothing is written, so that an answer under way gives
        nobody who has picked the tablet up ten guesses more.
        """
        content, salt = self.content(), self._random(SALT_BYTES)
        if in_place_of is not None and not in_place_of.is_untouched_in(content.slots):
            return
        stretched = stretch_pin(pin, salt, self._cost)
        key = derive("associate slot", stretched, self._secret(), share)
        context = f"{content.enrolment.device_id}/{associate.number}"
        now_ms = server_ms or self._now_ms(content)
        sealed = seal(key, data_key, context, self._random)
        slot = Slot(associate, salt, self._cost, sealed, share, expires_ms, used_ms=now_ms, mark=mark)
        slots = content.slots | {associate.number: slot}
        self._file.write(replace(content, slots=slots, highest_ms=now_ms))

    @_one_at_a_time
    def renew(self, number: str, expires_ms: int) -> None:
        """The associate's share lives until that moment, if it still lives."""
        content = self.content()
        slot = content.slots.get(number)
        if slot is not None and slot.share is not None:
            self._write_slot(content, replace(slot, expires_ms=expires_ms))

    @_one_at_a_time
    def has_valid_slot(self, number: str) -> bool:
        """True if the associate's PIN can open the tablet without the server; an ended share goes."""
        content = self.content()
        slot = content.slots.get(number)
        if slot is None or slot.sealed is None or slot.share is None:
            return False
        if self._now_ms(content) < slot.expires_ms:
            return True
        with suppress(DiskTrouble):  # the lock screen asks this: it must show on a full disk, too
            self._write_slot(content, slot.expired())
        return False

    @_one_at_a_time
    def open_slot(self, number: str, pin: str) -> tuple[bytes, Associate]:
        """The data key and who it is; WrongPin, PinLocked or SlotDestroyed otherwise.

        The attempt is counted in the file before the PIN is tried: a kill in between is no free guess.
        """
        content = self.content()
        slot = content.slots[number]
        if slot.sealed is None or slot.share is None:
            raise SlotDestroyed
        now_ms = self._now_ms(content)
        if now_ms < slot.locked_until_ms:
            raise PinLocked(slot.locked_until_ms, -(-(slot.locked_until_ms - now_ms) // 1000))
        counted = slot.with_attempt(now_ms)
        self._write_slot(content, counted)
        key = derive("associate slot", stretch_pin(pin, slot.salt, slot.cost), self._secret(), slot.share)
        try:
            data_key = unseal(key, slot.sealed, f"{content.enrolment.device_id}/{number}")
        except WrongKey:
            if counted.sealed is None:
                raise SlotDestroyed from None
            raise WrongPin(MAX_ATTEMPTS - counted.failures) from None
        with suppress(DiskTrouble):  # the PIN was right: a disk that fails just now must not keep her out
            self._write_slot(content, replace(slot, failures=0, locked_until_ms=0, used_ms=now_ms))
        return data_key, slot.associate

    def is_destroyed(self, number: str) -> bool:
        """True if ten wrong PINs have destroyed the associate's slot."""
        slot = self.content().slots.get(number)
        return slot is not None and slot.sealed is None

    @_one_at_a_time
    def forget(self, number: str) -> None:
        """The associate is not known here any more, and her PIN opens nothing."""
        content = self.content()
        self._file.write(replace(content, slots={n: s for n, s in content.slots.items() if n != number}))

    @_one_at_a_time
    def revoke(self) -> None:
        """No PIN opens anything, and the tablet asks to be enrolled; the device secret is destroyed first."""
        content = self.content()
        self._keystore.destroy()
        self._file.write(replace(content, slots={}, revoked=True))

    def _now_ms(self, content: VaultContent) -> int:
        return max(self._wall_ms(), content.highest_ms)

    def _wall_ms(self) -> int:
        return to_millis(self._clock.now())

    def _secret(self) -> bytes:
        secret = self._keystore.load()
        if secret is None:
            raise VaultDamaged(
                _("The tablet's secret is missing. Enrol the tablet again with a new code from HQ.")
            )
        return secret

    def _unseal_own(self, key: bytes, content: VaultContent, sealed: Sealed) -> bytes:
        try:
            return unseal(key, sealed, content.enrolment.device_id)
        except WrongKey as error:
            raise VaultDamaged(
                _("The tablet's keys do not fit together. Enrol the tablet again with a new code from HQ.")
            ) from error

    def _write_slot(self, content: VaultContent, slot: Slot) -> None:
        slots = content.slots | {slot.associate.number: slot}
        self._file.write(replace(content, slots=slots, highest_ms=self._now_ms(content)))
