"""The keystore of Android tablets, on a chest of this machine and on Android as pyjnius shows it."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from associate_app.errors import VaultDamaged
from associate_app.platform.android_keystore import AndroidChest, ChestBroken, SealedKeystore
from tests.associate_app.platform.keystore_contract import SECRET, KeystoreContract


class SoftChest:
    """A chest whose key lies in memory."""

    def __init__(self) -> None:
        self.key: bytes | None = None
        self.nonces = 0

    def seal(self, content: bytes) -> bytes:
        self.key = self.key or bytes(32)
        self.nonces += 1
        nonce = self.nonces.to_bytes(12)
        return nonce + AESGCM(self.key).encrypt(nonce, content, None)

    def open(self, sealed: bytes) -> bytes:
        if self.key is None:
            raise ChestBroken
        try:
            return AESGCM(self.key).decrypt(sealed[:12], sealed[12:], None)
        except (InvalidTag, ValueError) as error:
            raise ChestBroken from error

    def destroy(self) -> None:
        self.key = None


class JavaTrouble(Exception):
    """As pyjnius raises what Java throws."""


class FakeAndroid:
    """Android's keystore, cipher and builders as far as the chest asks; bytes have a sign, as in Java."""

    ENCRYPT_MODE, DECRYPT_MODE = 1, 2
    PURPOSE_ENCRYPT, PURPOSE_DECRYPT = 1, 2
    BLOCK_MODE_GCM, ENCRYPTION_PADDING_NONE = "GCM", "NoPadding"

    def __init__(self) -> None:
        self.chest = SoftChest()
        self.asked: list[Any] = []

    def __getattr__(self, name: str) -> Any:
        def call(*arguments: Any) -> Any:
            self.asked.append((name, *arguments))
            return self

        return call

    def __call__(self, *arguments: Any) -> Any:
        self.asked.append(arguments)
        return arguments if isinstance(arguments[-1], bytes) else self

    def getKey(self, _alias: str, _password: None) -> Any:  # noqa: N802 - Java's name
        return self.chest if self.chest.key else None

    def containsAlias(self, _alias: str) -> bool:  # noqa: N802 - Java's name
        return self.chest.key is not None

    def deleteEntry(self, _alias: str) -> None:  # noqa: N802 - Java's name
        self.chest.destroy()

    def init(self, *arguments: Any) -> None:
        self.mode = arguments

    def getIV(self) -> list[int]:  # noqa: N802 - Java's name
        return [-1] * 12

    def doFinal(self, content: bytes) -> list[int]:  # noqa: N802 - Java's name
        if self.mode[0] == self.ENCRYPT_MODE:
            made = self.chest.seal(content)
        else:
            assert self.mode[2] == (128, b"\xff" * 12)
            try:
                made = self.chest.open(content)
            except ChestBroken as error:
                raise JavaTrouble from error
        return [each - 256 if each > 127 else each for each in made]


@pytest.fixture
def android(monkeypatch: pytest.MonkeyPatch) -> FakeAndroid:
    jnius, android = ModuleType("jnius"), FakeAndroid()
    jnius.autoclass = lambda _name: android
    jnius.JavaException = JavaTrouble
    monkeypatch.setitem(sys.modules, "jnius", jnius)
    return android


class TestSealedKeystore(KeystoreContract):
    @pytest.fixture
    def keystore(self, tmp_path: Path) -> SealedKeystore:
        return SealedKeystore(tmp_path / "device.key", SoftChest())


class TestSealedKeystoreOnAndroid(KeystoreContract):
    @pytest.fixture
    def keystore(self, tmp_path: Path, android: FakeAndroid) -> SealedKeystore:  # noqa: ARG002 - first of all
        return SealedKeystore(tmp_path / "device.key", AndroidChest())


def test_the_file_does_not_hold_the_secret(tmp_path: Path) -> None:
    SealedKeystore(tmp_path / "device.key", SoftChest()).save(SECRET)
    assert SECRET not in (tmp_path / "device.key").read_bytes()


def test_a_copied_file_opens_nowhere_else(tmp_path: Path) -> None:
    SealedKeystore(tmp_path / "device.key", SoftChest()).save(SECRET)
    with pytest.raises(VaultDamaged, match="Enrol the tablet again"):
        SealedKeystore(tmp_path / "device.key", SoftChest()).load()


@pytest.mark.parametrize("damage", [b"", b"\x0c", bytes(60)])
def test_a_damaged_file_is_called_damaged(tmp_path: Path, android: FakeAndroid, damage: bytes) -> None:
    keystore = SealedKeystore(tmp_path / "device.key", AndroidChest())
    keystore.save(SECRET)
    whole = (tmp_path / "device.key").read_bytes()
    (tmp_path / "device.key").write_bytes(whole[: len(damage)] and whole[:13] + damage)
    with pytest.raises(VaultDamaged):
        keystore.load()
    assert android.chest.key is not None


def test_the_key_is_made_for_this_use_alone(tmp_path: Path, android: FakeAndroid) -> None:
    SealedKeystore(tmp_path / "device.key", AndroidChest()).save(SECRET)
    assert ("getInstance", "AES", "AndroidKeyStore") in android.asked
    assert ("aisle-one-device", 3) in android.asked
    assert ("setBlockModes", ["GCM"]) in android.asked
    assert ("setKeySize", 256) in android.asked


def test_destroying_ends_the_key_and_not_only_the_file(tmp_path: Path, android: FakeAndroid) -> None:
    keystore = SealedKeystore(tmp_path / "device.key", AndroidChest())
    keystore.save(SECRET)
    kept = (tmp_path / "device.key").read_bytes()
    keystore.destroy()
    assert android.chest.key is None
    (tmp_path / "device.key").write_bytes(kept)
    with pytest.raises(VaultDamaged):
        keystore.load()
