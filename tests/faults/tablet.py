"""A tablet that plays a script in one thread and says what came of each step.

The parts are the app's own: vault, replica, recorder, engine and HTTP line. Only the threads are missing, so
that the n-th system call of a script is the same one in every run. `nursery` plays scripts in processes that
may be killed; tests play them in their own to look at what is left.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import requests

from associate_app import APP_VERSION
from associate_app.platform.head_office import HttpHeadOffice
from associate_app.platform.keystore import FileKeystore
from associate_app.presenters.customer import CustomerPresenter
from associate_app.session import Session, Unlocked
from associate_app.store import database
from associate_app.store.line import GuardedRounds
from associate_app.store.opening import OpenReplica, open_replica
from associate_app.store.sealing import Stretch
from associate_app.store.vault import Vault
from shared.clock import FixedClock
from shared.errors import AisleError
from sync.device.apply import PullApplication
from sync.device.engine import SyncEngine
from sync.device.outbox import Outbox
from sync.device.transport import HttpTransport
from sync.integrity import CONTENT_DIGEST
from tests.associate_app.small_world import PROMOTION
from tests.server.world import NOW, PIN

CHEAP: Final = Stretch(time_cost=1, memory_kib=8, lanes=1)
NUMBER: Final = "101"
CUSTOMER: Final = 1
OFFER: Final = "the offer"
LINE_SECONDS: Final = (5.0, 2.0)
"""A line that stalls is given up so soon, to connect and between two bytes."""

Step = Sequence[str]
"""What to do and with what: ("note", "text"), ("sync",)."""

Event = dict[str, Any]
Say = Callable[[Event], None]


class UnstagedApplication(PullApplication):
    """Shows each page of changes as it comes: the flaw that staging is there to prevent."""

    def _keep_lines(self) -> None:
        if not self.is_load:
            for line in self._lines:
                self._applier.apply(line)
        else:
            super()._keep_lines()


class TrustfulApplication(PullApplication):
    """Takes lines as they come, whatever their checksum says."""

    def _steer(self, message: dict[str, Any], check: int) -> bool:
        return super()._steer(message | {"check": check}, check)


APPLICATIONS: Final = {
    "shown page by page": UnstagedApplication,
    "takes lines unchecked": TrustfulApplication,
}


_BACK_TO_0_1: Final = (
    *(
        f"DROP TABLE {name}"
        for name in ("sync_deferred", "customer_preferences", "customer_conflicts", "erased_customers")
    ),
    "ALTER TABLE promotions DROP COLUMN budget_minor",
    "ALTER TABLE promotions DROP COLUMN offline_policy",
    "ALTER TABLE consents DROP COLUMN operation_id",
    "DELETE FROM sync_meta WHERE name NOT IN ('cursor', 'shape', 'checkpoint_ms')",
)


def _unchecked(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """The request without its digest, for an answer without compression, which has a checksum of its own."""
    request.headers.pop(CONTENT_DIGEST, None)
    request.headers["Accept-Encoding"] = "identity"
    return request


class ScriptedTablet:
    """The tablet in `folder`. `flaws` are planted faults, named where they act.

    It syncs through `address` if there is one, as if its server were there.
    """

    def __init__(self, folder: Path, say: Say, flaws: Sequence[str] = (), *, address: str = "") -> None:
        self.folder, self._say, self._flaws = folder, say, frozenset(flaws)
        self._address = address
        self.clock = FixedClock(NOW)
        self.http = requests.Session()
        self.http.trust_env = False  # no look into .netrc at every request
        if "takes lines unchecked" in self._flaws:
            self.http.auth = _unchecked
        self._vault = Vault(
            folder / "vault.json", FileKeystore(folder / "device.key"), self.clock, os.urandom, CHEAP
        )
        self.session = Session(self._vault, HttpHeadOffice(self.http), "Tablet")
        self.unlocked: Unlocked | None = None
        self.opened: OpenReplica | None = None
        self._steps: Mapping[str, Callable[..., None]] = {
            "enrol": self.enrol, "sign_in": self.sign_in, "refresh": self.refresh, "open": self.open,
            "note": self.note, "redeem": self.redeem, "sync": self.sync, "look": self.look,
            "write_as_0_1": self.write_as_0_1, "close": self.close,
        }  # fmt: skip
        if "no sync of the disk" in self._flaws:
            database._WRITER = ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = OFF")

    def play(self, script: Sequence[Step]) -> None:
        """Every step was tried; each that failed was told with its code, or as a crash if it has none."""
        for name, *arguments in script:
            try:
                self._steps[name](*arguments)
            except AisleError as error:
                self._say({"step": name, "error": error.code, "sentence": error.sentence})
            except Exception:  # noqa: BLE001 - an error that no associate could read is what is looked for
                self._say({"step": name, "crash": traceback.format_exc(limit=-4)})
            else:
                self._say({"step": name})

    def enrol(self, address: str, code: str) -> None:
        """The tablet belongs to the store of the code."""
        self.session.enrol(address, code)

    def sign_in(self) -> None:
        """Mia has signed in: without the server if her slot is valid."""
        self.unlocked = self.session.sign_in(NUMBER, PIN)

    def refresh(self) -> None:
        """Her slot lives on from now."""
        if self.unlocked is not None:
            opened = self.unlocked.opened or self._vault.content().slots[NUMBER]
            self.session.refresh(NUMBER, PIN, self.unlocked.data_key, opened)

    def open(self) -> None:
        """The replica is open; what the screen says of a disk in trouble is told."""
        if self.unlocked is None:
            return
        self.opened = open_replica(
            self.folder, enrolment=self.unlocked.enrolment, associate=self.unlocked.associate,
            key=self.unlocked.data_key, clock=self.clock, random_bytes=os.urandom, on_recorded=lambda: None,
        )  # fmt: skip
        if self.opened.desk.trouble:
            self._say({"trouble": self.opened.desk.trouble})

    def note(self, text: str) -> None:
        """The note is on the disk, and only then it is called saved."""
        if self.opened is None:
            return
        self._say({"trying": text})
        if "called saved too early" in self._flaws:
            self._say({"saved": text})
        self.opened.desk.recorder.record("note_added", CUSTOMER, {"text": text})
        self._say({"saved": text})

    def redeem(self) -> None:
        """The customer has used the offer, as the offer card does it."""
        opened = self.opened
        if opened is None:
            return
        self._say({"trying": OFFER})
        CustomerPresenter(lambda: opened.desk).redeem(CUSTOMER, PROMOTION)
        self._say({"saved": OFFER})

    def look(self) -> None:
        """The customer can be read; what is shown of her is told."""
        if self.opened is None:
            return
        with self.opened.desk.reader.snapshot() as snapshot:
            row = snapshot.row("SELECT given_name FROM customers WHERE id = ?", (CUSTOMER,))
            self._say({"shown": row and row[0]})

    def sync(self) -> None:
        """One round."""
        if self.opened is not None and self.opened.replica is not None:
            self.engine().round()

    def engine(self) -> GuardedRounds:
        """Rounds over the open replica."""
        assert self.unlocked is not None
        assert self.opened is not None
        assert self.opened.replica is not None
        replica = self.opened.replica
        address = self._address or self.unlocked.enrolment.server_address
        line = HttpTransport(address, self.unlocked.token, self.http, timeout=LINE_SECONDS)
        engine = SyncEngine(replica, Outbox(replica.connection), line, self.clock, APP_VERSION)
        for flaw in self._flaws & APPLICATIONS.keys():
            engine.application_type = APPLICATIONS[flaw]
        return GuardedRounds(engine)

    def write_as_0_1(self) -> None:
        """The replica has the tables that 0.1.0 made, with the same work in its outbox."""
        assert self.opened is not None
        assert self.opened.replica is not None
        replica = self.opened.replica
        for statement in _BACK_TO_0_1:
            replica.connection.execute(statement)
        replica.set_meta("schema_version", 1)

    def close(self) -> None:
        """Locked: every connection is closed, and the last one folds the log into the file."""
        opened, self.opened, self.unlocked = self.opened, None, None
        if opened is not None:
            opened.close()
