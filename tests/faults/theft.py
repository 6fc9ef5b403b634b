"""Row 16: who takes the tablet's folder finds nobody in it, and ten guesses at a PIN destroy what it opened.

A real tablet loads a store with seeded names from a real server, searches, records, goes offline, seals what
is unsent, takes changes, and is killed and started again. Then every file under its folder and among its
temporary files is searched for the names: the database, write-ahead log, journals, logs, preferences, sealed
files, whatever the process still holds open after its name is gone, and what it maps into memory.
"""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

from sqlalchemy import text
from sqlcipher3 import dbapi2

from associate_app.errors import PinLocked, SlotDestroyed, TabletError, WrongPin
from associate_app.store import opening
from associate_app.store.database import ReplicaFile
from associate_app.store.slots import MAX_ATTEMPTS, Slot
from associate_app.wiring import Tablet
from shared.clock import FixedClock
from sync.device.storage import Storage
from tests.associate_app.hq_world import Headquarters, Screen, make_tablet
from tests.associate_app.small_world import PIN
from tests.faults.proof import Outcome, Proof
from tests.server.world import NOW, counted_bytes

STEM = "Quill"
ALWAYS = ("Olivia", "Bennett", "olivia@", "6001000001", "777 0001", "Persephone", f'"{PIN}"')
"""What every store of the tests holds, what is typed while it is stolen, and the PIN."""


class PlainFile(ReplicaFile):
    """The replica as it must never lie on a tablet: in clear."""

    def _connect(self, address: str) -> Storage:
        connection: Any = dbapi2.connect(address, uri=True, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA busy_timeout = 15000")
        opened: Storage = connection
        return opened


class Patient(Slot):
    """A slot that takes any number of guesses."""

    def with_attempt(self, now_ms: int) -> Slot:  # noqa: ARG002 - counts nothing
        """As it was."""
        return self


class Theft:
    """A server with seeded names and the tablet that is stolen, in one folder."""

    def __init__(self, folder: Path, cases: int, seed: int) -> None:
        self.clock, self.screen, self.draw = FixedClock(NOW), Screen(), counted_bytes(f"theft {seed}")
        self.names = [f"{STEM}{self.draw(4).hex()}xy" for _ in range(cases)]
        (folder / "hq").mkdir()
        self.hq = Headquarters(folder / "hq", self.clock)
        self.home, self.temporary = folder / "tablet", folder / "temporary"
        self.temporary.mkdir()
        with self.hq.session() as session:
            rows = [
                {"id": number, "name": name, "phone": f"+1 777 {number:07}"}
                for number, name in enumerate(self.names, start=1000)
            ]
            columns = "id, given_name, family_name, phone, tier, attributes"
            values = ":id, :name, :name, :phone, 'Member', '{}'"
            session.execute(text(f"INSERT INTO customers ({columns}) VALUES ({values})"), rows)
            session.execute(text("INSERT INTO client_book VALUES ('367', :id)"), rows)
        self.hq.up()
        self.tablet = self.boot()

    def boot(self) -> Tablet:
        """The app starts."""
        return make_tablet(self.home, self.clock, self.screen, self.draw)

    def work(self) -> Iterator[str]:
        """A day with the tablet that stops at each moment at which a thief might take it."""
        tablet = self.tablet
        tablet.enrol.enrol(self.hq.address, self.hq.make_code())
        tablet.sign_in.sign_in("101", PIN)
        total = len(self.names) + 2
        self.screen.wait(lambda: tablet.sync.status().state == "synced", 60)
        self.screen.wait(lambda: tablet.look_up.search("").total == total, 60)
        yield "loaded"
        tablet.look_up.search(self.names[0][:-1] + "z")
        tablet.customer.open(1000)
        self.hq.down()
        tablet.customer.add_note(1, "Her sister Persephone visits in May")
        self.screen.wait(lambda: list(self.home.glob("unsent-*.sealed")))
        yield "offline with unsent work"
        self.hq.execute("UPDATE customers SET phone = printf('+1 777 9%07d', id) WHERE id >= 1000")
        self.hq.up()
        self.screen.wait(lambda: tablet.look_up.search("+1 777 90001000").total == 1, 60)
        yield "after changes"
        tablet.lock()
        yield "being locked"
        tablet.close()
        yield "closed"
        self.tablet = tablet = self.boot()
        tablet.sign_in.sign_in("101", PIN)
        yield "started again"

    def found(self) -> set[str]:
        """The secrets that lie in clear in anything a thief holds."""
        content = b"\n".join(self._bytes()).lower()

        def holds(secret: str) -> bool:
            return any(secret.lower().encode(form) in content for form in ("utf-8", "utf-16-le"))

        names = self.names if holds(STEM) else ()  # a thousand searches only where one finds something
        return {secret for secret in (*names, *ALWAYS) if holds(secret)}

    def _bytes(self) -> Iterator[bytes]:
        places = [path for folder in (self.home, self.temporary) for path in folder.rglob("*")]
        places += _held_open(self.home, self.temporary)
        for path in places:
            with suppress(OSError):
                if path.is_file():
                    yield path.read_bytes()

    def guess(self) -> str:
        """What a thief gets by guessing PINs, with all the time he wants; empty if nothing."""
        self.hq.down()
        self.tablet.lock()
        for number in range(MAX_ATTEMPTS):
            self.clock.advance(timedelta(hours=1))
            try:
                self.tablet.sign_in.sign_in("101", f"{9000 + number}")
            except (WrongPin, PinLocked, SlotDestroyed):
                continue
        try:
            self.tablet.sign_in.sign_in("101", PIN)
        except TabletError:
            slot = self.tablet._vault.content().slots["101"]
            return "" if slot.sealed is None and slot.share is None else "ten wrong PINs left the slot"
        return "the right PIN still opens after ten wrong ones"

    def close(self) -> None:
        self.tablet.close()
        self.hq.close()


def _held_open(*folders: Path) -> list[Path]:
    """Files of the folders that this process holds open or maps, though their names may be gone."""
    held = []
    for place in ("fd", "map_files"):
        entries = Path("/proc/self") / place
        with suppress(OSError):
            for entry in entries.iterdir():
                with suppress(OSError):
                    if str(entry.readlink()).startswith(tuple(map(str, folders))):
                        held.append(entry)
    return held


@contextmanager
def watched(folder: Path) -> Iterator[None]:
    """Everything the app logs lies in its folder, everything temporary in another that is searched, too."""
    (folder / "tablet").mkdir()
    log = logging.FileHandler(folder / "tablet" / "everything.log")
    root = logging.getLogger()
    level = root.level
    root.addHandler(log)
    root.setLevel(logging.DEBUG)
    places = {name: str(folder / "temporary") for name in ("TMPDIR", "SQLITE_TMPDIR", "TEMP", "TMP")}
    try:
        with mock.patch.dict(os.environ, places), mock.patch.object(tempfile, "tempdir", None):
            yield
    finally:
        root.removeHandler(log)
        root.setLevel(level)
        log.close()


def run(cases: int, seed: int) -> Outcome:
    """One tablet with so many names."""
    folder = Path(tempfile.mkdtemp(prefix="aisle-theft-"))
    failures: list[str] = []
    try:
        with watched(folder):
            theft = Theft(folder, cases, seed)
            try:
                for moment in theft.work():
                    failures += [f"{moment}: {secret} in clear" for secret in sorted(theft.found())]
                guessed = theft.guess()
                failures += [guessed] if guessed else []
            finally:
                theft.close()
    finally:
        shutil.rmtree(folder)
    return Outcome(cases, tuple(failures))


def in_clear(seed: int) -> Outcome:
    """The replica without its key: every name must be found."""
    with mock.patch.object(opening, "ReplicaFile", PlainFile):
        return run(100, seed)


def uncounted(seed: int) -> Outcome:
    """Guesses that nobody counts: ten of them must leave the slot, and that must be found."""
    with mock.patch.object(Slot, "with_attempt", Patient.with_attempt):
        return run(1, seed)


def control(seed: int) -> Outcome:
    """Both planted faults must be found; if one is not, nothing is."""
    plain, patient = in_clear(seed), uncounted(seed)
    is_found = len(plain.failures) > 100 and bool(patient.failures)
    return Outcome(101, plain.failures + patient.failures if is_found else ())


PROOFS = (
    Proof(
        name="theft",
        row=16,
        promise="a stolen tablet's files hold nobody in clear, and ten wrong PINs destroy the slot",
        short=1000,
        long=20_000,
        run=run,
        control=control,
    ),
)
