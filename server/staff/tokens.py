"""Bearer tokens: 32 random bytes that only their holder knows; the server keeps their hash."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Literal

TOKEN_BYTES = 32

Holder = Literal["device", "person"]

_PREFIXES: dict[Holder, str] = {"device": "aisled_", "person": "aislep_"}
"""Says where to look a token up, and lets a scanner find one that leaked."""


def make_token(holder: Holder, random_bytes: Callable[[int], bytes]) -> str:
    """A new token of that holder."""
    return _PREFIXES[holder] + urlsafe_b64encode(random_bytes(TOKEN_BYTES)).rstrip(b"=").decode()


def holder_of(token: str) -> Holder | None:
    """Whose kind of token it is; None for what no server of ours made."""
    return next((holder for holder, prefix in _PREFIXES.items() if token.startswith(prefix)), None)


def hash_of(secret: str) -> str:
    """What is kept of a token or a code. One round is enough: what is hashed was random."""
    return sha256(secret.encode()).hexdigest()
