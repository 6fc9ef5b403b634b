"""Row 17: an erased customer is found in no file, on the server or on any tablet, and every tablet says so.

A real server over HTTP and three tablets with their real, encrypted replicas: one is online in its own loop,
one is offline and comes back with work of its own on her, one of another store holds her as a visitor. After
each erasure all files are read byte by byte, decrypted, for her name, her address and what was noted.
"""

from __future__ import annotations

import logging
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any, Final

import requests
from sqlalchemy import text

from associate_app.store.opening import open_replica, replica_path
from associate_app.store.slots import Associate, Enrolment
from server.customers import pins
from server.database import db
from server.privacy import erasure, receipts
from shared.clock import SystemClock, to_millis
from shared.ids import uuid7
from sync.device import engine as rounds
from sync.device.loop import SyncLoop
from sync.device.outbox import Outbox
from sync.device.transport import HttpTransport
from tests.associate_app.decrypted import plain_bytes
from tests.associate_app.hq_world import Headquarters
from tests.associate_app.small_world import MIA
from tests.faults.proof import Outcome, Proof
from tests.server.world import Cast, SignedIn, counted_bytes

ONLINE_SECONDS: Final = 60.0
FIRST: Final = 1_000
KEY: Final = bytes(range(32))


class Tablet:
    """The parts of a tablet that hold customers, with a round on demand or a loop of its own."""

    def __init__(self, folder: Path, address: str, who: SignedIn) -> None:
        self.id = who.actor.id
        store = str(who.actor.store_id)
        enrolment = Enrolment(address, self.id, store, "A store", "UTC")
        folder.mkdir()
        self._opened = open_replica(
            folder, enrolment=enrolment, associate=Associate(MIA, "101", "Mia Sato", "associate"), key=KEY,
            clock=SystemClock(), random_bytes=counted_bytes(self.id), on_recorded=lambda: None,
        )  # fmt: skip
        self.path = replica_path(folder, enrolment)
        assert self._opened.replica is not None
        self._session = requests.Session()
        line = HttpTransport(address, who.token, self._session)
        outbox = Outbox(self._opened.replica.connection)
        self.engine = rounds.SyncEngine(self._opened.replica, outbox, line, SystemClock(), "0.2.0")
        self._line = line
        self._loop: SyncLoop | None = None

    def go_online(self) -> None:
        """Rounds are made by themselves, as there is news."""
        self._loop = SyncLoop(self.engine, self._line, lambda _: None, lambda: 0.5)
        self._loop.start()

    def go_offline(self) -> None:
        """No round is made by itself."""
        if self._loop is not None:
            self._loop.stop()

    def note(self, customer_id: int, words: str) -> None:
        """An associate writes something down."""
        self._opened.desk.recorder.record("note_added", customer_id, {"text": words})

    def holds(self, customer_id: int) -> bool:
        """True if she is shown."""
        with self._opened.desk.reader.snapshot() as snapshot:
            return snapshot.row("SELECT 1 FROM customers WHERE id = ?", (customer_id,)) is not None

    def close(self) -> None:
        """Nothing is open any more."""
        self._session.close()
        self._opened.close()


class World:
    """Headquarters and three tablets of which one is online by itself."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.random = Random(seed)
        self.folder = folder
        logging.getLogger("werkzeug").setLevel(logging.ERROR)  # a line for each request helps nobody here
        self.hq = Headquarters(folder, SystemClock())
        self.hq.up()
        with self.hq.session() as session:
            cast = Cast(session)
            who = [cast.device("367"), cast.device("367"), cast.device("406")]
        self.tablets = [Tablet(folder / f"t{n}", self.hq.address, one) for n, one in enumerate(who)]
        self.online, self.offline, self.visited = self.tablets
        for tablet in self.tablets:
            tablet.engine.round()
        self.slowest = 0.0

    def close(self) -> None:
        """Everything has ended."""
        for tablet in self.tablets:
            tablet.go_offline()
            tablet.close()
        watcher = self.hq.app.extensions.get("aisle_watcher")
        if watcher is not None:
            watcher.stop()
        self.hq.close()

    def word(self) -> str:
        """A word that is nowhere else."""
        return "".join(self.random.choices("bcdfghjklmnpqrstvwxz", k=12))

    def settle(self, customer_id: int, words: list[str]) -> None:
        """She shops at the first store, was noted there, and visits the other one."""
        now_ms = to_millis(SystemClock().now())
        given, family, mail, noted = words[:4]
        values = {
            "id": customer_id, "given": given, "family": family, "mail": f"{mail}@example.com",
            "phone": f"+1 555 {customer_id:07d}", "note": uuid7(now_ms, self.random.randbytes),
            "text": f"She said {noted}", "ms": now_ms, "mia": MIA,
        }  # fmt: skip
        with self.hq.session() as session:
            for sql in (
                (
                    "INSERT INTO customers (id, given_name, family_name, email, phone)"
                    " VALUES (:id, :given, :family, :mail, :phone)"
                ),
                "INSERT INTO interactions VALUES (:note, :id, '367', :mia, 'note', :text, :ms)",
                "INSERT INTO purchases VALUES (:id, :id, '367', 'store', :ms, 1, 1)",
                "INSERT INTO purchase_lines VALUES (:id, 1, :id, 10, 1, 1, 0)",
                "INSERT INTO client_book VALUES ('367', :id)",
            ):
                session.execute(text(sql), {name: v for name, v in values.items() if f":{name}" in sql})
            pins.pin(session, device_id=self.visited.id, customer_id=customer_id, now_ms=now_ms)

    def erase_one(self, customer_id: int) -> Iterator[str]:
        """What is wrong after a customer has come, was worked on and was erased."""
        words = [self.word() for _ in range(6)]
        self.settle(customer_id, words)
        self.online.go_online()
        self.offline.engine.round()
        self.visited.engine.round()
        eventually(lambda: self.online.holds(customer_id))
        self.online.note(customer_id, f"Online {words[4]}")
        self.visited.note(customer_id, f"Refused there {words[4]}")
        if self.random.random() < 0.5:
            self.visited.engine.round()  # refused now: it waits for its author, with its content
        self.offline.note(customer_id, f"Late {words[5]}")
        if self.random.random() < 0.5:
            with self.hq.session() as session:  # and she has left the book before
                session.execute(text(f"DELETE FROM client_book WHERE customer_id = {customer_id}"))
        with self.hq.app.app_context():
            is_clean = erasure.erase(db.engine, customer_id, to_millis(SystemClock().now()))
        if not is_clean:
            yield f"{customer_id}: the server's log could not be emptied"
        began = time.monotonic()
        eventually(lambda: self.online.id not in self.open_receipts(customer_id), ONLINE_SECONDS)
        self.slowest = max(self.slowest, time.monotonic() - began)
        for tablet in (self.offline, self.visited):
            tablet.engine.round()
        left = self.open_receipts(customer_id)
        if left:
            yield f"{customer_id}: no receipt of {len(left)} tablets"
        yield from self.found(customer_id, words)

    def open_receipts(self, customer_id: int) -> set[str]:
        """The tablets that still owe one."""
        with self.hq.session() as session:
            return {e.device_id for e in receipts.still_open(session) if e.customer_id == customer_id}

    def found(self, customer_id: int, words: list[str]) -> Iterator[str]:
        """Where something of hers is left: whole words, and their ends, since indexes shorten beginnings."""
        self.online.go_offline()  # so that nothing is written while the files are read
        with self.hq.app.app_context():
            erasure.scrub(db.engine)  # what late operations brought is refused, but it has passed through
        server = b"".join(path.read_bytes() for path in self.folder.glob("hq.db*"))
        places = {"server": server} | {t.path.name: plain_bytes(t.path, KEY) for t in self.tablets}
        for place, content in places.items():
            hits = [word for word in words for part in (word, word[4:]) if part.encode() in content]
            if hits:
                yield f"{customer_id}: {len(hits)} traces in {place}"


def eventually(condition: Callable[[], Any], seconds: float = 20.0) -> None:
    """The condition holds, or this fails."""
    deadline, pause = time.monotonic() + seconds, threading.Event()
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError("it did not come true in time")
        pause.wait(0.02)


def run(cases: int, seed: int) -> Outcome:
    """So many customers come, are worked on and are erased."""
    failures: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder), seed)
        try:
            for number in range(cases):
                failures += world.erase_one(FIRST + number)
        finally:
            world.close()
    return Outcome(cases, tuple(failures), {"slowest_online_seconds": round(world.slowest, 2)})


@contextmanager
def without_cleaning() -> Iterator[None]:
    """Tablets acknowledge as soon as the rows are gone."""
    real, rounds.clean = rounds.clean, lambda _: True
    try:
        yield
    finally:
        rounds.clean = real


def control(seed: int) -> Outcome:
    """Tablets that do not clean their files: traces are found."""
    with without_cleaning():
        return run(1, seed)


PROOFS = (
    Proof(
        "erasure", 17, "an erased customer is in no file of the server or a tablet, and each tablet says so",
        short=4, long=500, run=run, control=control,
    ),
)  # fmt: skip
