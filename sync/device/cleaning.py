"""What was taken away leaves no trace in the replica's file: neither in search indexes nor in its log.

Deleted rows are overwritten where they lay (`secure_delete`), but their words live on in an index's old
segments and their pages in the write-ahead log. A replica that is marked is cleaned before the next
acknowledgement, so that an acknowledgement is a receipt. A kill in between leaves the mark.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sync.device.storage import transaction

if TYPE_CHECKING:
    from sync.device.replica import Replica

_UNCLEAN: Final = "unclean"

MARK: Final = f"INSERT OR REPLACE INTO sync_meta VALUES ('{_UNCLEAN}', 'true')"
"""What was just taken away must not be found again; in the transaction that takes it away, or a trigger's."""


def clean(replica: Replica) -> bool:
    """True if nothing that was taken away is left; False while somebody still reads the older state."""
    if replica.meta(_UNCLEAN) is None:
        return True
    with transaction(replica.connection):
        for table in replica.tables.values():
            for statement in table.on_clean:
                replica.connection.execute(statement)
    is_busy = replica.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if is_busy:
        return False
    with transaction(replica.connection):
        replica.set_meta(_UNCLEAN, None)
    return True
