"""The change journal of the replication, as far as an import has to do with it.

Loading goes through the same triggers as any other writer. The journal is emptied after every transaction:
on disk it then takes the room of one chunk, not of the whole load.
"""

from __future__ import annotations

from sqlalchemy import Engine

from server.replication.collections import COLLECTIONS, GROUPINGS
from sync.source.changelog import stamp


def empty_journal(engine: Engine) -> None:
    """Every committed change has its number, and the journal is empty."""
    with engine.begin() as connection:
        stamp(connection, COLLECTIONS, GROUPINGS)
