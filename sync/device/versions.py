"""Which version of the protocol a device speaks with its server: the newest that both know.

Learnt from each checkpoint and from each refusal, and remembered: a device that is newer than its server
asks in the server's language, until a checkpoint says that the server has been updated.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sync.device.replica import Replica
from sync.device.storage import transaction
from sync.errors import UnsupportedProtocol
from sync.protocol import OLDEST_PROTOCOL_VERSION, PROTOCOL_VERSION

_SPOKEN = "protocol"


def spoken(replica: Replica) -> int:
    """The version to ask in; the newest until the server has said otherwise."""
    return min(replica.meta(_SPOKEN) or PROTOCOL_VERSION, PROTOCOL_VERSION)


def note_checkpoint(replica: Replica, checkpoint: Mapping[str, Any]) -> None:
    """What the server said it speaks is remembered, in the caller's transaction.

    The first version's server does not say what else it speaks: it speaks what it answered in.
    """
    replica.set_meta(_SPOKEN, checkpoint.get("newest", checkpoint["protocol"]))


def fall_back(replica: Replica, refusal: UnsupportedProtocol) -> None:
    """From now on the device asks in the newest version that both speak.

    The refusal is raised again if there is none, or if that is the one that was just refused.
    """
    oldest = refusal.oldest or PROTOCOL_VERSION + 1
    agreed = min(refusal.newest or 0, PROTOCOL_VERSION)
    if oldest > PROTOCOL_VERSION:
        raise UnsupportedProtocol(
            "This app is too old for its server. Update the app; what was recorded on the tablet is kept.",
            oldest=refusal.oldest, newest=refusal.newest,
        ) from refusal  # fmt: skip
    if agreed < OLDEST_PROTOCOL_VERSION:
        raise UnsupportedProtocol(
            "The server is too old for this app. Ask HQ to update it; what was recorded here is kept.",
            oldest=refusal.oldest, newest=refusal.newest,
        ) from refusal  # fmt: skip
    if agreed == spoken(replica):
        raise refusal
    with transaction(replica.connection):
        replica.set_meta(_SPOKEN, agreed)
