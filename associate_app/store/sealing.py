"""How keys are made and sealed: HKDF-SHA256, AES-256-GCM, Argon2id. No state, no files."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
SALT_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Stretch:
    """What one guess at a PIN costs; stored beside each slot, so that it can grow."""

    time_cost: int = 3
    memory_kib: int = 64 * 1024
    lanes: int = 4


RFC_9106 = Stretch()
"""The second recommended choice of RFC 9106, section 4: three passes over 64 MiB in four lanes."""


class WrongKey(Exception):
    """The sealed bytes were not sealed under this key, or were changed since."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """Bytes under AES-256-GCM, with the nonce they were sealed with."""

    nonce: bytes
    body: bytes

    def to_json(self) -> dict[str, str]:
        """The form it has in the vault file."""
        return {"nonce": b64encode(self.nonce).decode(), "body": b64encode(self.body).decode()}

    @classmethod
    def from_json(cls, value: Any) -> Sealed:
        """The value of its form in the vault file."""
        return cls(
            nonce=b64decode(value["nonce"], validate=True), body=b64decode(value["body"], validate=True)
        )


def derive(purpose: str, *parts: bytes) -> bytes:
    """A 32-byte key that needs every part; lengths go in too, so that no part can stand for another."""
    material = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"aisle-one {purpose}".encode()).derive(
        material
    )


def stretch_pin(pin: str, salt: bytes, cost: Stretch) -> bytes:
    """32 bytes of a PIN that each guess must pay `cost` for."""
    return hash_secret_raw(
        pin.encode(), salt, cost.time_cost, cost.memory_kib, cost.lanes, KEY_BYTES, Type.ID
    )


def seal(key: bytes, content: bytes, context: str, random_bytes: Callable[[int], bytes]) -> Sealed:
    """The content, readable only with the key and for the same context."""
    nonce = random_bytes(NONCE_BYTES)
    return Sealed(nonce, AESGCM(key).encrypt(nonce, content, context.encode()))


def unseal(key: bytes, sealed: Sealed, context: str) -> bytes:
    """The content; WrongKey if key, context or content are not those that were sealed."""
    try:
        return AESGCM(key).decrypt(sealed.nonce, sealed.body, context.encode())
    except (InvalidTag, ValueError) as error:
        raise WrongKey from error
