"""What the server last told this tablet to keep to: when silence ends its keys, and its keys for that day.

They lie in the vault file, sealed under the device secret: who could put another rescue key there would get
the unsent work for himself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from associate_app.errors import VaultDamaged
from associate_app.store.sealing import KEY_BYTES
from associate_app.store.vault import Vault

_PURPOSE = "parting keys"


@dataclass(frozen=True, slots=True)
class PartingKeys:
    """What a tablet needs when it leaves: `parting_key` proves who it was, `rescue_key` seals for HQ."""

    parting_key: bytes
    rescue_key: bytes


@dataclass(frozen=True, slots=True)
class Terms:
    """The server's terms. A tablet that `is_leaving` sends what it has, then destroys its keys."""

    is_leaving: bool
    wipe_after_ms: int
    parting_key: bytes
    rescue_key: bytes


def keep(vault: Vault, terms: Terms, server_ms: int) -> None:
    """The terms are kept, and that the server was heard of at that moment of its own clock."""
    sealed = vault.seal_own(_PURPOSE, terms.parting_key + terms.rescue_key)
    vault.change(
        lambda content: replace(
            content, parting=sealed, wipe_after_ms=terms.wipe_after_ms, contact_ms=server_ms,
            highest_ms=server_ms,
        )
    )  # fmt: skip


def parting_keys(vault: Vault) -> PartingKeys | None:
    """The keys for the day the tablet leaves; None if it never heard them or its secret is gone."""
    try:
        sealed = vault.content().parting
        if sealed is None:
            return None
        both = vault.open_own(_PURPOSE, sealed)
    except VaultDamaged:
        return None
    return PartingKeys(both[:KEY_BYTES], both[KEY_BYTES:])


def is_silent_too_long(vault: Vault) -> bool:
    """True if the server has not been heard of for as long as its terms allow."""
    content = vault.content()
    if not content.contact_ms or not content.wipe_after_ms:
        return False
    return vault.now_ms() - content.contact_ms >= content.wipe_after_ms
