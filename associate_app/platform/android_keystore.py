"""The device secret on Android: in a file, sealed by a key that never leaves the tablet's key hardware."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, Protocol

from associate_app.errors import CANNOT_READ, DiskTrouble, VaultDamaged
from associate_app.platform.durable_file import remove_durably, write_durably
from associate_app.platform.keystore import DAMAGED, checked


class ChestBroken(Exception):
    """What was sealed cannot be opened: it was changed, or its key is gone."""


class Chest(Protocol):
    """Seals bytes by a key that nobody can take out."""

    def seal(self, content: bytes) -> bytes:
        """The content, for `open` alone."""
        ...

    def open(self, sealed: bytes) -> bytes:
        """The content; ChestBroken if it cannot be had."""
        ...

    def destroy(self) -> None:
        """The key is gone; calling it again changes nothing."""
        ...


class SealedKeystore:
    """Keeps the secret in a file that only its chest opens: destroying the key destroys every copy of it."""

    def __init__(self, path: Path, chest: Chest) -> None:
        self._path = path
        self._chest = chest

    def load(self) -> bytes | None:
        try:
            return checked(self._chest.open(self._path.read_bytes()))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise DiskTrouble(CANNOT_READ) from error
        except ChestBroken as error:
            raise VaultDamaged(DAMAGED) from error

    def save(self, secret: bytes) -> None:
        write_durably(self._path, self._chest.seal(checked(secret)))

    def destroy(self) -> None:
        self._chest.destroy()
        remove_durably(self._path)


ALIAS: Final = "aisle-one-device"
PROVIDER: Final = "AndroidKeyStore"
TRANSFORMATION: Final = "AES/GCM/NoPadding"
TAG_BITS: Final = 128


class AndroidChest:
    """AES-256-GCM by a key of Android's keystore, through pyjnius; the nonce stands before what it sealed."""

    def __init__(self) -> None:
        from jnius import JavaException, autoclass

        self._class, self._trouble = autoclass, JavaException

    def seal(self, content: bytes) -> bytes:
        cipher = self._class("javax.crypto.Cipher")
        sealing = cipher.getInstance(TRANSFORMATION)
        sealing.init(cipher.ENCRYPT_MODE, self._key() or self._new_key())
        nonce, body = _bytes(sealing.getIV()), _bytes(sealing.doFinal(content))
        return bytes([len(nonce)]) + nonce + body

    def open(self, sealed: bytes) -> bytes:
        key = self._key()
        if key is None or not sealed:
            raise ChestBroken
        nonce, body = sealed[1 : 1 + sealed[0]], sealed[1 + sealed[0] :]
        cipher = self._class("javax.crypto.Cipher")
        opening = cipher.getInstance(TRANSFORMATION)
        try:
            parameters = self._class("javax.crypto.spec.GCMParameterSpec")(TAG_BITS, nonce)
            opening.init(cipher.DECRYPT_MODE, key, parameters)
            return _bytes(opening.doFinal(body))
        except self._trouble as error:
            raise ChestBroken from error

    def destroy(self) -> None:
        store = self._store()
        if store.containsAlias(ALIAS):
            store.deleteEntry(ALIAS)

    def _store(self) -> Any:
        store = self._class("java.security.KeyStore").getInstance(PROVIDER)
        store.load(None)
        return store

    def _key(self) -> Any:
        return self._store().getKey(ALIAS, None)

    def _new_key(self) -> Any:
        purposes = self._class("android.security.keystore.KeyProperties")
        builder = self._class("android.security.keystore.KeyGenParameterSpec$Builder")
        form = (
            builder(ALIAS, purposes.PURPOSE_ENCRYPT | purposes.PURPOSE_DECRYPT)
            .setBlockModes([purposes.BLOCK_MODE_GCM])
            .setEncryptionPaddings([purposes.ENCRYPTION_PADDING_NONE])
            .setKeySize(256)
            .build()
        )
        generator = self._class("javax.crypto.KeyGenerator").getInstance("AES", PROVIDER)
        generator.init(form)
        return generator.generateKey()


def _bytes(java: Iterable[int]) -> bytes:
    """Java's bytes have a sign."""
    return bytes(each & 0xFF for each in java)
