"""The encrypted file of the replica: how it is opened, and what its errors mean to an associate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlcipher3 import dbapi2

from associate_app.errors import CANNOT_SAVE, DiskTrouble, ReplicaDamaged, ReplicaTorn, TabletError
from shared.words import _, lazy
from sync.device.migration import show_older
from sync.device.replica import ReplicaTable
from sync.device.storage import Storage

BUSY_MS: Final = 15_000

_ALWAYS: Final = (
    # Personal data must not be spilled in clear into temporary files.
    "PRAGMA temp_store = MEMORY",
    # Locking every page in memory costs a third of the speed and protects only against swap, which the
    # tablets' systems encrypt.
    "PRAGMA cipher_memory_security = OFF",
    "PRAGMA secure_delete = ON",
    "PRAGMA recursive_triggers = ON",  # so that INSERT OR REPLACE tells the search tables
    f"PRAGMA busy_timeout = {BUSY_MS}",
    "PRAGMA cache_size = -16000",
)
_WRITER: Final = ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL")

SIDE_FILES: Final = ("", "-wal", "-shm", "-journal")
COPY: Final = ".outbox"
"""How the file beside ends that follows the outbox."""

DAMAGED: Final = lazy(
    "The customer data on this tablet is damaged. Lock the tablet and sign in again: it comes anew from HQ, "
    "and what you did is kept."
)


@contextmanager
def tablet_errors() -> Iterator[None]:
    """Errors of the database leave as errors that an associate can read."""
    try:
        yield
    except dbapi2.OperationalError as error:
        raise _explained(error) from error
    except dbapi2.DatabaseError as error:
        # the plain class alone stands for a file that is torn; those below it are mistakes of whoever asked
        torn = type(error) is dbapi2.DatabaseError
        raise (ReplicaTorn if torn else ReplicaDamaged)(DAMAGED) from error


def _explained(error: Exception) -> TabletError:
    text = str(error)
    if "disk" in text or "readonly" in text or "unable to open" in text or "I/O" in text:
        return DiskTrouble(CANNOT_SAVE)
    if "locked" in text:
        return DiskTrouble(_("The tablet is busy saving. Wait a moment, then try again; nothing was lost."))
    return ReplicaDamaged(DAMAGED)


class ReplicaFile:
    """The encrypted database at `path`, opened with the raw 32-byte key."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._path = path
        self._key = key

    @property
    def exists(self) -> bool:
        """True once a replica was made."""
        return self._path.exists()

    def open_writer(self) -> Storage:
        """A connection that writes durably; makes the file if there is none."""
        with tablet_errors():
            self._make_private()
            connection: Any = self._connect(self._path.as_uri())
            try:
                for pragma in _WRITER:
                    connection.execute(pragma)
            except dbapi2.DatabaseError:
                connection.close()
                raise
            opened: Storage = connection
            return opened

    def open_reader(self, shown_as: Iterable[ReplicaTable] = ()) -> Storage:
        """A connection that refuses to write, whoever asks.

        With `shown_as`, an older replica that could not be migrated shows these tables all the same.
        """
        with tablet_errors():
            try:
                connection = self._connect(self._path.as_uri())
            except dbapi2.OperationalError:
                # WAL wants to write even for a reader; a disk that takes no byte more can still be read.
                connection = self._connect(f"{self._path.as_uri()}?mode=ro&immutable=1")
            show_older(connection, shown_as)
            connection.execute("PRAGMA query_only = ON")
            return connection

    def _make_private(self) -> None:
        """The file is there and only its owner may read it; its side files take after it."""
        try:
            self._path.touch(mode=0o600)
        except OSError as error:
            raise DiskTrouble(CANNOT_SAVE) from error

    def _connect(self, address: str) -> Storage:
        connection: Any = dbapi2.connect(address, uri=True, isolation_level=None, check_same_thread=False)
        try:
            connection.execute(f"PRAGMA key = \"x'{self._key.hex()}'\"")
            for pragma in _ALWAYS:
                connection.execute(pragma)
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except dbapi2.DatabaseError:
            connection.close()
            raise
        opened: Storage = connection
        return opened
