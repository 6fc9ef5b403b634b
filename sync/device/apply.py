"""A pull's messages: checked, staged page by page, and shown at once when the pull is whole.

A load's rows go to shadow tables. Changes are kept as the lines they came in, in order: lines of an attempt
that broke off come first, and what changed since was sent again behind them. What is applied is what was
checked; what is shown is always one whole checkpoint.
"""

from __future__ import annotations

import zlib
from typing import Any

import orjson

from sync.device import deferred
from sync.device.answering import refuse_stale
from sync.device.cleaning import MARK
from sync.device.digest import forget_verifying, verify
from sync.device.lines import Applier
from sync.device.migration import PASSED_OVER
from sync.device.outbox import settle
from sync.device.replica import SHADOW, Replica
from sync.device.storage import transaction
from sync.device.versions import note_checkpoint
from sync.digest import SliceDigest
from sync.errors import ProtocolError, Unreachable, UnsupportedProtocol
from sync.protocol import OLDEST_PROTOCOL_VERSION, PROTOCOL_VERSION, Cursor

_BULK = tuple(b'{"type":"%s"' % kind for kind in (b"rows", b"removed", b"exited", b"repair"))


def forget_pull(replica: Replica, *, everything: bool) -> None:
    """Nothing of a broken pull is left; with `everything`, the next pull is a load.

    What is shown stays until that load is whole, and so does the outbox.
    """
    with transaction(replica.connection):
        replica.forget_broken_pull()
        if everything:
            replica.set_meta("reload", True)


def start_load(replica: Replica, *, expected: int) -> None:
    """Empty shadow tables wait for a load; nothing of an earlier one is left. In the caller's transaction."""
    replica.forget_broken_pull()
    replica.set_meta("loading", {"rows": 0, "expected": expected})
    for table in replica.tables.values():
        replica.connection.execute(table.creation(SHADOW))
    deferred.create(replica.connection, SHADOW)


class PullApplication:
    """Takes the lines of one pull."""

    def __init__(self, replica: Replica, *, now_ms: int, question: str | None = None) -> None:
        self._replica = replica
        self._question = question
        self._now_ms = now_ms
        self.base_cursor = None if replica.meta("reload") else replica.cursor()
        self.rows = 0
        self.is_load = False
        self.stamp = 0
        self.differs = False
        self._checkpoint: dict[str, Any] | None = None
        self._complete: dict[str, Any] | None = None
        self._lines: list[bytes] = []
        self._digests: list[SliceDigest] = []
        self._check = 0
        self._applier = Applier(replica)

    def take(self, line: bytes) -> bool:
        """The line is kept; True if a page was stored with it."""
        if self._complete is not None:
            raise ProtocolError("The server went on after the end of a pull.")
        try:
            # bulk lines are read when they are applied; only the small ones steer
            is_bulk = line.startswith(_BULK)
            message = None if is_bulk else orjson.loads(line)
            check, self._check = self._check, zlib.crc32(b"\n", zlib.crc32(line, self._check))
            if message is None:
                self._lines.append(line)
                return False
            return self._steer(message, check)
        except (KeyError, TypeError, ValueError) as error:
            raise ProtocolError("The server's answer was garbled. It will be asked for again.") from error

    def _steer(self, message: dict[str, Any], check: int) -> bool:
        kind = message["type"]
        if kind == "checkpoint":
            self._begin(message)
        elif kind in ("page", "complete"):
            if self._checkpoint is None or message["check"] != check:
                raise Unreachable("The answer was garbled on its way. It will be asked for again.")
            if kind == "complete":
                self._complete = message
                return False
            self._check = 0
            self._store_page(message["token"])
            return True
        elif kind == "digest":
            self._digests.append(SliceDigest.from_wire(message))
        return False

    def _begin(self, message: dict[str, Any]) -> None:
        if not OLDEST_PROTOCOL_VERSION <= message["protocol"] <= PROTOCOL_VERSION:
            told = message["protocol"]
            raise UnsupportedProtocol(
                "The server answered in a version that this app does not speak. Update the app.",
                oldest=told, newest=told,
            )  # fmt: skip
        refuse_stale(self._replica, self.base_cursor, self._question, message)
        self._checkpoint = message
        self.is_load = message["load"]
        self.stamp = message["stamp"]
        if not message["resumed"]:
            with transaction(self._replica.connection):
                if self.is_load:
                    start_load(self._replica, expected=message["rows"])
                else:
                    self._replica.forget_broken_pull()

    def _store_page(self, token: Any) -> None:
        """The page and the token behind it, in one transaction: neither without the other."""
        with transaction(self._replica.connection):
            self._keep_lines()
            self._replica.set_meta("page", token)
            if self.is_load:
                taken = self._applier.taken()
                self.rows += taken
                loading = self._replica.meta("loading")
                self._replica.set_meta("loading", loading | {"rows": loading["rows"] + taken})

    def _keep_lines(self) -> None:
        if self.is_load:
            for line in self._lines:
                self._applier.apply(line, SHADOW)
        else:
            self._replica.connection.executemany(
                "INSERT INTO sync_staged (line) VALUES (?)", ((line,) for line in self._lines)
            )
        self._lines.clear()

    def finish(self) -> None:
        """The replica shows the new checkpoint and the outbox agrees; Unreachable if it is not whole."""
        checkpoint, complete = self._checkpoint, self._complete
        if checkpoint is None or complete is None:
            raise Unreachable("The answer broke off. The next round goes on from there.")
        try:
            if self.is_load:
                self._finish_load(checkpoint, complete)
            else:
                self._finish_changes(checkpoint)
        except (KeyError, TypeError, ValueError) as error:
            # what is staged would be read again in every round to come: it is fetched anew instead
            forget_pull(self._replica, everything=False)
            raise ProtocolError("What had come cannot be read. It will be asked for again.") from error
        self.rows += self._applier.taken()

    def _finish_changes(self, checkpoint: dict[str, Any]) -> None:
        replica = self._replica
        with transaction(replica.connection):
            for (line,) in replica.connection.execute("SELECT line FROM sync_staged ORDER BY id"):
                self._applier.apply(line)
            for line in self._lines:
                self._applier.apply(line)
            replica.connection.execute("DELETE FROM sync_staged")
            self.differs = verify(replica, self._digests, self._applier.repair) is not None
            self._show(checkpoint)

    def _finish_load(self, checkpoint: dict[str, Any], complete: dict[str, Any]) -> None:
        replica, execute = self._replica, self._replica.connection.execute
        with transaction(replica.connection):
            self._keep_lines()
        for name in complete["counts"].keys() & replica.tables.keys():
            counted = execute(f'SELECT COUNT(*) FROM "{SHADOW}{name}"').fetchone()[0]
            if counted != complete["counts"][name]:
                forget_pull(replica, everything=True)
                # a prepared load that does not add up would not the next time either
                replica.set_meta("by_rows", True)
                raise ProtocolError(
                    "The load did not add up. It starts again.", collection=name,
                    counted=counted, told=complete["counts"][name],
                )  # fmt: skip
        with transaction(replica.connection):
            for table in replica.tables.values():
                execute(f'DROP TABLE "{table.name}"')
                execute(f'ALTER TABLE "{SHADOW}{table.name}" RENAME TO "{table.name}"')
                for statement in (*table.indexes, *table.on_load):
                    execute(statement)
            deferred.flip(replica.connection, SHADOW)
            execute(MARK)
            replica.set_meta(PASSED_OVER, replica.meta(f"{SHADOW}{PASSED_OVER}"))
            for name in ("loading", "reload", f"{SHADOW}{PASSED_OVER}"):
                replica.set_meta(name, None)
            replica.set_meta("by_rows", None)
            forget_verifying(replica)
            self._show(checkpoint)

    def _show(self, checkpoint: dict[str, Any]) -> None:
        replica = self._replica
        replica.set_meta("cursor", Cursor(checkpoint["epoch"], checkpoint["stamp"]).to_wire())
        replica.set_meta("shape", checkpoint["shape"])
        replica.set_meta("checkpoint_ms", checkpoint["at_ms"])
        replica.set_meta("page", None)
        note_checkpoint(replica, checkpoint)
        settle(replica.connection)
