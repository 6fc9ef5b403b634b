"""What can go wrong in replication, each with a stable code and a sentence that says what to do."""

from __future__ import annotations

from typing import Final

from shared.errors import AisleError


class SyncError(AisleError):
    """Root of all errors of replication."""

    code = "sync_error"


class Unreachable(SyncError):
    """The line is down or broke off; nothing is lost and the next round goes on where this one stopped."""

    code = "unreachable"


class ProtocolError(SyncError):
    """The other side said something that this version does not understand, or the bytes were garbled."""

    code = "protocol_error"


class MustReload(SyncError):
    """The cursor means nothing to the server any more: take the first load again, keep the outbox."""

    code = "must_reload"


UNEXPLAINED: Final = "refused"
"""The code of a refusal that is no problem document: said by something between here and the server."""


class Refused(SyncError):
    """The server answered with an error; its code and sentence are passed on."""

    def __init__(self, sentence: str, /, *, code: str = UNEXPLAINED, status: int = 400) -> None:
        super().__init__(sentence, code=code, status=status)
        self.code = code  # type: ignore[misc]  # the code here is the server's, not the class's
        self.status = status


class Revoked(Refused):
    """The server knows this device no longer, or has locked it out."""


class ReplicaIsNewer(SyncError):
    """A newer app wrote this replica; it was left as it was."""

    code = "replica_is_newer"


class SnapshotUnusable(SyncError):
    """A prepared load is not what was offered; nothing of it is shown, and the rows come one by one."""

    code = "snapshot_unusable"


class UnsupportedProtocol(SyncError):
    """The other side speaks no version of the protocol that was tried; nothing is lost.

    `oldest` and `newest` are what it speaks, as far as it said.
    """

    code = "unsupported_protocol"

    def __init__(self, sentence: str, /, *, oldest: int | None = None, newest: int | None = None) -> None:
        super().__init__(sentence, oldest=oldest, newest=newest)
        self.oldest = oldest
        self.newest = newest


class LeaseExhausted(SyncError):
    """The device holds no unit of the quota that it may spend now."""

    code = "lease_exhausted"


class StorageTrouble(SyncError):
    """The device could not store what came (full or failing disk); `__cause__` says what it said."""

    code = "storage_trouble"
