"""Row 15: a revoked tablet is sent not one row more and cannot be read; nor can one that a leaver keeps.

Half of the cases revoke a tablet while its first load streams, at any place, and look at what still comes.
The others take a tablet through a random day (work, locks, kills, contacts, a full disk), end its right to be
read in one of the ways there are, and then try every key that anybody could have.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from unittest import mock

from sqlalchemy import text

from associate_app.errors import DeviceRevoked, DiskTrouble, TabletError
from associate_app.life import Life, Reason
from associate_app.store.recorder import Recorder
from associate_app.store.vault import Vault
from server.actors import Actor
from server.database import db
from server.devices import parting, service
from server.replication.service import is_active, open_pull
from server.replication.streaming import PullStream
from shared.clock import FixedClock
from sync.protocol import PullRequest
from tests.associate_app.field import AWAY, Field
from tests.associate_app.hq_world import Headquarters
from tests.associate_app.played_office import SHARE_MS
from tests.associate_app.small_world import NOW_MS, PIN
from tests.faults.proof import Outcome, Proof
from tests.server.world import NOW, counted_bytes

CUSTOMERS = 3000
"""So many that a load is sent in a dozen pieces."""

CONTROLLED = 16
"""Cases in which each planted fault must be found."""


@dataclass(frozen=True)
class Planted:
    """Faults that the proof must find."""

    asks: bool = True
    life: type[Life] = Life
    vault: type[Vault] = Vault


HONEST = Planted()


class NeverEnding(Life):
    """A tablet that says it has ended and destroys nothing."""

    def destroy_keys(self, reason: Reason, recorder: Recorder | None) -> None:
        """Nothing."""

    def remove_data(self) -> None:
        """Nothing."""


class Forgetful(Vault):
    """A vault that believes whatever the clock says and removes no share."""

    def has_valid_slot(self, number: str) -> bool:
        """True while the clock says so."""
        slot = self.content().slots.get(number)
        return slot is not None and slot.share is not None and self._wall_ms() < slot.expires_ms


FAULTS = (Planted(asks=False), Planted(life=NeverEnding), Planted(vault=Forgetful))


class Stream:
    """A server with many customers, from which one tablet after the other loads."""

    def __init__(self, folder: Path) -> None:
        self.hq = Headquarters(folder, FixedClock(NOW))
        self._draw = counted_bytes("streams")
        with self.hq.session() as session:
            names = [
                {"id": number, "name": self._draw(48).hex()} for number in range(1000, 1000 + CUSTOMERS)
            ]  # which no compression makes much smaller
            insert = "INSERT INTO customers (id, given_name, family_name, tier, attributes) VALUES"
            session.execute(text(f"{insert} (:id, :name, :name, 'Member', '{{}}')"), names)
            session.execute(text("INSERT INTO client_book VALUES ('367', :id)"), names)

    def enrol(self, number: int) -> Actor:
        """A tablet of store 367."""
        code = self.hq.make_code()
        with self.hq.session() as session:
            enrolled = service.enrol(
                session, code=code, device_name="T", app_version="1", now_ms=NOW_MS,
                new_id=f"tablet-{number}", random_bytes=self._draw,
            )  # fmt: skip
        return Actor("device", enrolled.device_id, "T", "device", "367", enrolled.device_id)

    def rows_after(self, number: int, dice: random.Random, planted: Planted) -> int:
        """How many bytes of a load still come once the tablet was revoked somewhere within it."""
        tablet, accepted = self.enrol(number), dice.choice(("", "gzip", "zstd"))
        with self.hq.app.app_context():
            engine = db.engine

        def is_allowed() -> bool:
            return not planted.asks or is_active(engine, tablet.id)

        connection, pull = open_pull(engine, tablet, PullRequest(), NOW_MS)
        stream = PullStream(connection, pull, accepted=accepted, is_allowed=is_allowed)
        pieces = iter(stream)
        try:
            for _ in range(dice.randint(0, 3)):
                next(pieces, b"")
            with self.hq.session() as session:
                parting.revoke(session, tablet.id, NOW_MS)
            return sum(map(len, pieces))
        finally:
            stream.close()


def random_day(field: Field, dice: random.Random) -> None:
    """What happens to a tablet between its first sign-in and its end."""
    for _ in range(dice.randint(0, 5)):
        deed = dice.choice(("record", "lock", "kill", "contact", "time"))
        if deed == "record" and field.tablet.stage == "ready":
            field.record(f"note {dice.random()}")
        elif deed == "lock":
            field.lock()
        elif deed == "kill":
            field.boot()
        elif deed == "contact":
            field.look()
        else:
            field.advance(minutes=dice.randint(1, 600))
        if field.tablet.stage == "sign_in" and dice.random() < 0.7:
            with suppress(TabletError):
                field.tablet.sign_in.sign_in("101", PIN)


@contextmanager
def a_full_disk(*, sometimes: bool) -> Iterator[None]:
    """No small file can be written, if it is so."""
    with ExitStack() as stack:
        if sometimes:
            for name in ("life", "store.rescue", "store.vault_file"):
                where = f"associate_app.{name}.write_durably"
                stack.enter_context(mock.patch(where, side_effect=DiskTrouble("Full.")))
        yield


def revoked(field: Field, dice: random.Random) -> None:
    """HQ revokes it and it hears of it, locked or open, with or without room on its disk."""
    field.office.refusal = DeviceRevoked("Off.")
    with a_full_disk(sometimes=dice.random() < 0.3):
        field.look()
        field.wait(lambda: field.tablet.stage == "enrol")
    if dice.random() < 0.5:
        field.boot()


def silent(field: Field, dice: random.Random) -> None:
    """It does not come near a network for longer than its terms allow."""
    field.office.refusal = AWAY
    field.advance(days=30 + dice.randint(0, 400))
    field.look()
    field.wait(lambda: field.tablet.stage == "enrol")


def left(field: Field, dice: random.Random) -> None:
    """Its associate keeps it away from every network until her share has run out, then tries her PIN."""
    field.office.refusal = AWAY
    field.lock()
    field.clock.advance(timedelta(milliseconds=SHARE_MS + dice.randint(0, 10**9)))
    with suppress(TabletError):
        field.tablet.sign_in.sign_in("101", PIN)
    field.clock.advance(timedelta(days=-dice.randint(1, 60)))  # setting the clock back gains nothing now


def opens(field: Field, key: bytes) -> str:
    """How the tablet can still be read by who has it, its files and its PIN; empty if it cannot."""
    tablet, vault = field.tablet, field.tablet._vault
    if tablet.stage == "ready":
        return "it is open"
    with suppress(TabletError, KeyError):
        if vault.has_valid_slot("101") and vault.open_slot("101", PIN)[0] == key:
            return "the PIN opens it"
    if field.office.refusal is not AWAY:
        with suppress(TabletError):
            if vault.open_enrolment(b"unlock") == key:
                return "the share of the server opens it"
        if any(name.startswith("replica") for name in field.left()):
            return "its replica is still there"
    return ""


def life_of(number: int, dice: random.Random, folder: Path, planted: Planted) -> str:
    """What is wrong after one tablet's life; empty if nothing is."""
    field = Field(folder)
    try:
        with (
            mock.patch("associate_app.wiring.Life", planted.life),
            mock.patch("associate_app.wiring.Vault", planted.vault),
        ):
            tablet = field.at_work()
            key = tablet._vault.open_enrolment(b"unlock")
            random_day(field, dice)
            end = dice.choice((revoked, silent, left))
            end(field, dice)
            wrong = opens(field, key)
    except AssertionError:
        wrong = "it did not end"
    finally:
        field.close()
    return f"tablet {number}: {wrong}" if wrong else ""


def run(cases: int, seed: int, planted: Planted = HONEST) -> Outcome:
    """Half of the cases are streams, half lives."""
    failures = []
    with tempfile.TemporaryDirectory(prefix="aisle-parting-") as folder:
        (Path(folder) / "hq").mkdir()
        stream = Stream(Path(folder) / "hq")
        for number in range(cases):
            dice = random.Random(f"{seed} {number}")
            if number % 2:
                wrong = life_of(number, dice, Path(folder) / f"tablet{number}", planted)
            else:
                came = stream.rows_after(number, dice, planted)
                wrong = f"stream {number}: {came} bytes after it was revoked" if came else ""
            if wrong:
                failures.append(wrong)
        stream.hq.close()
    return Outcome(cases, tuple(failures))


def control(seed: int) -> Outcome:
    """Each planted fault must be found; if one is not, nothing is."""
    found = [run(CONTROLLED, seed, planted).failures for planted in FAULTS]
    return Outcome(CONTROLLED * len(FAULTS), sum(found, ()) if all(found) else ())


PROOFS = (
    Proof(
        name="parting",
        row=15,
        promise="a revoked tablet is sent nothing more and can be read by nobody; nor can a leaver read hers",
        short=30,
        long=2000,
        run=run,
        control=control,
    ),
)
