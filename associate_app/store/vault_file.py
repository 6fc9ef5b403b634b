"""The vault's file: read whole, written whole, set aside when another enrolment takes its place."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from associate_app.errors import CANNOT_READ, DiskTrouble, NotEnrolled, VaultDamaged
from associate_app.platform.durable_file import write_durably
from associate_app.store.slots import VaultContent
from shared.words import _

FORMER_VAULTS: Final = "former-*.json"
"""Vault files of former enrolments, set aside beside the present one."""


class VaultFile:
    """The file at `path`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def content(self) -> VaultContent:
        """What the file says now; NotEnrolled before enrolment, VaultDamaged if it cannot be read."""
        try:
            raw = self._path.read_bytes()
        except FileNotFoundError:
            raise NotEnrolled(
                _("This tablet belongs to no store yet. Ask HQ for an enrolment code.")
            ) from None
        except OSError as error:
            raise DiskTrouble(CANNOT_READ) from error
        return VaultContent.from_bytes(raw)

    def write(self, content: VaultContent) -> None:
        """The file says this."""
        # a full disk must not keep anybody from signing in and reading: each sign-in writes this file first
        write_durably(self._path, content.to_bytes(), keep_room=True)

    def set_aside(self, now_ms: int) -> None:
        """What an enrolment left lies beside under a name of its own; a revoked one leaves nothing."""
        try:
            former = self.content()
        except NotEnrolled:
            return
        except VaultDamaged:
            name = f"damaged-{now_ms}"
        else:
            if former.revoked:
                return
            name = former.enrolment.device_id
        write_durably(self._path.with_name(FORMER_VAULTS.replace("*", name)), self._path.read_bytes())
