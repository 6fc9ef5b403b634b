"""Where the device secret is kept: 32 bytes that make a copied vault useless on another machine."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Protocol

from associate_app.errors import CANNOT_READ, DiskTrouble, VaultDamaged
from associate_app.platform.durable_file import remove_durably, write_durably
from shared.words import lazy

SECRET_BYTES: Final = 32


class Keystore(Protocol):
    """Keeps one secret; `tests/associate_app/platform/keystore_contract.py` says what each must do."""

    def load(self) -> bytes | None:
        """The secret, or None when there is none."""
        ...

    def save(self, secret: bytes) -> None:
        """The secret is kept, in place of any other."""
        ...

    def destroy(self) -> None:
        """No secret is kept; calling it again changes nothing."""
        ...


DAMAGED: Final = lazy("The tablet's secret is damaged. Enrol the tablet again with a new code from HQ.")


def checked(secret: bytes) -> bytes:
    """The secret; VaultDamaged if it cannot be one."""
    if len(secret) != SECRET_BYTES:
        raise VaultDamaged(DAMAGED)
    return secret


class FileKeystore:
    """A file that only its owner may read: for desktops and kiosks, which have no hardware keystore."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> bytes | None:
        try:
            return checked(self._path.read_bytes())
        except FileNotFoundError:
            return None
        except OSError as error:
            raise DiskTrouble(CANNOT_READ) from error

    def save(self, secret: bytes) -> None:
        write_durably(self._path, checked(secret))

    def destroy(self) -> None:
        remove_durably(self._path)


class MemoryKeystore:
    """Keeps the secret as long as the process lives."""

    def __init__(self) -> None:
        self._secret: bytes | None = None

    def load(self) -> bytes | None:
        return self._secret

    def save(self, secret: bytes) -> None:
        self._secret = checked(secret)

    def destroy(self) -> None:
        self._secret = None
