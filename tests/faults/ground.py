"""Where scenes are played: a server and a tablet in remembered states, put back before each.

A scene says what the tablet holds, what the server has become meanwhile, and what is done. Judging a scene
means starting the tablet again without faults and looking at both sides.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Final

from sqlcipher3 import dbapi2

from associate_app.store.database import tablet_errors
from sync.device.outbox import Outbox
from sync.device.storage import Storage
from tests.faults.headquarters import ResettableHeadquarters, small_pages
from tests.faults.player import Played
from tests.faults.tablet import OFFER, Event, ScriptedTablet, Step
from tests.memory import memory

ROUNDS: Final = 3
"""A tablet whose line and disk are whole again has emptied its outbox after so many."""


@dataclass(frozen=True, slots=True)
class Scene:
    """`tablet` and `server` name remembered states; `before` was saved on the tablet when that was taken."""

    name: str
    tablet: str
    server: str
    script: tuple[Step, ...]
    before: tuple[str, ...] = ()


SCENES: Final = (
    Scene("first load", "enrolled", "prepared", (
        ("sign_in",), ("open",), ("sync",), ("note", "one"), ("look",), ("sync",), ("close",),
    )),
    Scene("day", "loaded", "settled", (
        ("sign_in",), ("refresh",), ("open",), ("note", "one"), ("redeem",), ("sync",), ("note", "two"),
        ("look",), ("sync",), ("close",),
    )),
    Scene("erasure", "loaded", "moved on", (
        ("sign_in",), ("open",), ("note", "one"), ("sync",), ("look",), ("note", "two"), ("close",),
    )),
    Scene("migration", "older", "moved on", (
        ("sign_in",), ("open",), ("note", "one"), ("sync",), ("look",), ("close",),
    ), before=("zero",)),
    Scene("load again", "loaded", "restored", (
        ("sign_in",), ("open",), ("note", "one"), ("sync",), ("note", "two"), ("sync",), ("close",),
    )),
)  # fmt: skip
"""Sign-in, sale, sync, migration, erasure: everything that writes on a tablet."""

LOAD_BY_ROWS: Final = Scene("first load by rows", "enrolled", "settled", SCENES[0].script)
"""The same where no load is prepared."""

ERASED: Final = 2
"""The customer whom HQ erases while the tablet is away."""

_MOVED_ON: Final = (
    "UPDATE customers SET family_name = 'Bennett-Moss' WHERE id = 1",
    "UPDATE purchases SET total_minor = total_minor + 1",
    "UPDATE products SET price_minor = 399 WHERE id = 10",
)


class Ground:
    """A server, the states that scenes begin with, and room for one tablet after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._numbers = count()
        self.hq = ResettableHeadquarters(folder / "hq")
        self.hq.up()
        self._prepare_states()

    def _prepare_states(self) -> None:
        code = self.hq.make_code()
        self._play_on("enrolled", ("enrol", self.hq.address, code))
        shutil.copytree(self._state("enrolled"), self._state("loaded"))
        self._play_on("loaded", ("sign_in",), ("open",), ("sync",), ("close",))
        self.hq.remember("settled")
        self.hq.prepare_loads()
        self.hq.remember("prepared")
        self.hq.put_back("settled")
        shutil.copytree(self._state("loaded"), self._state("older"))
        self._play_on("older", ("sign_in",), ("open",), ("note", "zero"), ("write_as_0_1",), ("close",))
        self.hq.erase(ERASED)
        for statement in _MOVED_ON:
            self.hq.execute(statement)
        self.hq.remember("moved on")
        self.hq.put_back("settled")
        self.hq.execute("UPDATE sync_state SET epoch = 'restored'")
        self.hq.remember("restored")

    def _play_on(self, state: str, *script: Step) -> None:
        events: list[Event] = []
        ScriptedTablet(self._state(state), events.append).play(script)
        assert all("error" not in event and "crash" not in event for event in events), events

    def _state(self, name: str) -> Path:
        return self.folder / f"tablet-{name}"

    def set(self, scene: Scene) -> Path:
        """The server stands as the scene wants it; the folder of a tablet that does, too."""
        self.hq.put_back(scene.server)
        folder = self.folder / f"case-{next(self._numbers)}"
        shutil.copytree(self._state(scene.tablet), folder)
        return folder

    def judge(self, scene: Scene, folder: Path, played: Played) -> list[str]:
        """What is wrong after the tablet was started again with nothing broken; its folder is gone then."""
        wrong = list(played.crashes)
        events: list[Event] = []
        tablet = ScriptedTablet(folder, events.append)
        tablet.play([("sign_in",), ("open",)])
        if tablet.opened is None or tablet.opened.replica is None:
            wrong.append(f"it did not open again: {events}")
        else:
            with tablet_errors():
                wrong += looked_wrong(tablet.opened.replica.connection, [*scene.before, *played.saved])
            wrong += self.unsettled(tablet, events, scene, played)
        tablet.play([("close",)])
        tablet.http.close()
        shutil.rmtree(folder)
        return wrong

    def unsettled(
        self, tablet: ScriptedTablet, events: list[Event], scene: Scene, played: Played
    ) -> Iterator[str]:
        """What is wrong between the open tablet and the server once rounds have gone through undisturbed."""
        assert tablet.opened is not None
        assert tablet.opened.replica is not None
        outbox = Outbox(tablet.opened.replica.connection)
        for _ in range(ROUNDS):
            tablet.play([("sync",)])
            if "error" not in events[-1] and outbox.counts().pending == 0:
                break
        else:
            yield f"the outbox is not empty after {ROUNDS} rounds: {events[-1]}"
        at_hq = Counter(text for (text,) in self.hq.rows("SELECT text FROM interactions"))
        at_hq[OFFER] = self.hq.rows("SELECT count(*) FROM redemptions")[0][0]
        promised = {*scene.before, *played.saved}
        for text in {*promised, *played.tried, *at_hq}:
            least, most = int(text in promised), int(text in promised or text in played.tried)
            if not least <= at_hq[text] <= most:
                yield f"{text!r} is {at_hq[text]} times at HQ, not {least} to {most}"
        for table in ("customers", "interactions", "purchases", "purchase_lines", "redemptions"):
            shown = tablet.opened.replica.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            held = self.hq.rows(f"SELECT count(*) FROM {table} WHERE {_IN_BOOK[table]}")[0][0]
            if shown != held:
                yield f"the tablet shows {shown} {table}, HQ has {held} for it"
        if outbox.attention():
            yield f"HQ refused {outbox.attention()[0]}"


_BOOK: Final = "(SELECT customer_id FROM client_book WHERE store_id = '367')"
_IN_BOOK: Final = {
    "customers": f"id IN {_BOOK}",
    **dict.fromkeys(
        ("interactions", "purchases", "purchase_lines", "redemptions"), f"customer_id IN {_BOOK}"
    ),
}


def looked_wrong(connection: Storage, promised: Sequence[str]) -> Iterator[str]:
    """What is wrong with a replica as it lies on the disk: damaged, or without what was called saved."""
    # what the log still covers may be torn in the file itself, so the log is folded in first
    for check in (
        "PRAGMA integrity_check",
        "PRAGMA wal_checkpoint(TRUNCATE)",
        "PRAGMA cipher_integrity_check",
    ):
        found = [tuple(row) for row in connection.execute(check).fetchall()]
        if found not in ([], [("ok",)], [(0, 0, 0)]):
            yield f"{check} says {found[:2]}"
    kept = {wire["arguments"].get("text", OFFER) for wire in Outbox(connection).overlay()}
    kept |= {text for (text,) in connection.execute("SELECT text FROM interactions").fetchall()}
    if connection.execute("SELECT 1 FROM redemptions").fetchone():
        kept.add(OFFER)
    yield from (f"{text!r} was called saved and is lost" for text in promised if text not in kept)


def hush() -> None:
    """The database writes no remarks of its own on what it finds broken, in this process."""
    connection: Any = dbapi2.connect(":memory:")
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.close()


@contextmanager
def ground() -> Iterator[Ground]:
    """A ground in a folder of its own, in memory where there is some: what is tried here is not the disk."""
    logging.disable(logging.ERROR)  # what the app notes of planted faults; what matters is what it tells
    with small_pages(), tempfile.TemporaryDirectory(prefix="aisle-", dir=memory()) as folder:
        made = Ground(Path(folder))
        try:
            yield made
        finally:
            made.hq.close()
            logging.disable(logging.NOTSET)
