"""Secrets that the server and one tablet share; each follows from the server's secret and is kept nowhere.

A process that knows the secret knows them all, and a new secret ends them all: tablets get theirs anew with
the next sign-in or contact.
"""

from __future__ import annotations

import hmac
from hashlib import sha256

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.rescue import KEY_BYTES, public_key_of


def pin_share(secret_key: str, device_id: str, associate_id: str) -> bytes:
    """The server's part of an associate's key slot on one tablet: always the same, told after her PIN."""
    return _of(secret_key, f"pin-share:{device_id}:{associate_id}")


def parting_key(secret_key: str, device_id: str) -> bytes:
    """What proves that a receipt or a file of unsent work comes from that tablet."""
    return _of(secret_key, f"parting-key:{device_id}")


def rescue_private_key(secret_key: str) -> bytes:
    """Opens files of unsent work."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"aisle-one rescue key").derive(
        secret_key.encode()
    )


def rescue_public_key(secret_key: str) -> bytes:
    """Seals files of unsent work; told to every tablet."""
    return public_key_of(rescue_private_key(secret_key))


def _of(secret_key: str, purpose: str) -> bytes:
    return hmac.digest(secret_key.encode(), purpose.encode(), sha256)
