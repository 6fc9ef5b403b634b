"""The tablet put together: vault, session, presenters, background work and the sync loop."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from platform import node
from typing import Final, Literal

import requests

from associate_app.background import Post, Worker
from associate_app.errors import (
    DeviceRevoked,
    DeviceUnknown,
    Locked,
    NotEnrolled,
    ReplicaDamaged,
    VaultDamaged,
    WrongPin,
)
from associate_app.platform.head_office import HeadOffice, HttpHeadOffice
from associate_app.platform.keystore import FileKeystore, Keystore
from associate_app.presenters.customer import CustomerPresenter
from associate_app.presenters.enrol import EnrolPresenter
from associate_app.presenters.look_up import LookUpPresenter
from associate_app.presenters.offers import OffersPresenter
from associate_app.presenters.sign_in import SignInPresenter
from associate_app.presenters.sync import SyncPresenter
from associate_app.replication import Replication
from associate_app.session import Session, Unlocked
from associate_app.store import former
from associate_app.store.desk import Desk
from associate_app.store.opening import OpenReplica, open_replica, remove_replicas
from associate_app.store.sealing import RFC_9106, Stretch
from associate_app.store.slots import Associate, Enrolment
from associate_app.store.vault import Vault
from shared.clock import Clock
from shared.errors import AisleError

Stage = Literal["enrol", "sign_in", "ready"]

PIN_CHANGED: Final = "Your PIN has changed or your sign-in has ended. Sign in again, with the network."
SWITCHED_OFF: Final = "HQ has switched this tablet off; its customer data is gone. Enrol it with a new code."


class Tablet:
    """One tablet, in one folder.

    `on_change` observers and results of `worker` are called through `post`, on the screen's thread. `notice`
    is a sentence for the next screen, when the tablet has locked by itself.
    """

    def __init__(
        self,
        folder: Path,
        *,
        clock: Clock,
        random_bytes: Callable[[int], bytes],
        post: Post,
        head_office: HeadOffice | None = None,
        keystore: Keystore | None = None,
        cost: Stretch = RFC_9106,
    ) -> None:
        folder = folder.absolute()  # the working folder may change, and a database's address names it whole
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder, self._clock, self._random, self._post = folder, clock, random_bytes, post
        self._keystore, self._cost = keystore or FileKeystore(folder / "device.key"), cost
        self._vault = self._vault_at(folder / "vault.json")
        self._session = Session(
            self._vault, head_office or HttpHeadOffice(requests.Session()), node() or "Tablet"
        )
        self._locks = 0
        self._open: OpenReplica | None = None
        self._replication: Replication | None = None
        self._closing: threading.Thread | None = None
        self.on_change: list[Callable[[], None]] = []
        self.notice = ""
        self.worker = Worker(post)
        self._line_worker = Worker(post, "tablet line")
        self.enrol = EnrolPresenter(self._enrol)
        self.sign_in = SignInPresenter(self._vault, self._sign_in)
        self.look_up = LookUpPresenter(self._desk)
        self.customer = CustomerPresenter(self._desk)
        self.offers = OffersPresenter(self._desk)
        self.sync = SyncPresenter(self._desk)
        self._locked_stage = self._find_stage()

    @property
    def stage(self) -> Stage:
        """What can be done with the tablet now."""
        return "ready" if self._open is not None else self._locked_stage

    def lock(self) -> None:
        """Nobody is signed in: no presenter answers, results under way are dropped, files are closed beside.

        A sign-in that is still being checked opens nothing any more. It does not wait: the screen's thread
        calls it.
        """
        self._locks += 1
        self._lock(lambda: None)

    def close(self) -> None:
        """The tablet is locked, its files are closed and its threads have ended."""
        self.lock()
        self._wait_for_closing()
        self.worker.stop()
        self._line_worker.stop()

    def _lock(self, afterwards: Callable[[], None]) -> None:
        self.worker.drop()
        opened, replication = self._open, self._replication
        self._open, self._replication = None, None
        if opened is None:
            afterwards()
            return

        def close() -> None:
            if replication is not None:
                replication.stop()
            opened.close()
            afterwards()

        self._closing = threading.Thread(target=close, name="tablet closing")
        self._closing.start()
        self._changed()

    def _vault_at(self, path: Path) -> Vault:
        return Vault(path, self._keystore, self._clock, self._random, self._cost)

    def _find_stage(self) -> Stage:
        try:
            content = self._vault.content()
        except NotEnrolled:
            return "enrol"
        except VaultDamaged as error:
            self.notice = error.sentence
            return "enrol"
        if content.revoked:
            # a wipe that was cut short is finished before anything is opened
            remove_replicas(self._folder)
            return "enrol"
        self.notice = former.notice(self._folder, self._vault_at, content.enrolment)
        return "sign_in"

    def _desk(self) -> Desk:
        opened = self._open
        if opened is None:
            raise Locked
        return opened.desk

    def _enrol(self, server_address: str, code: str) -> Enrolment:
        enrolment = self._session.enrol(server_address, code)
        self.notice = former.notice(self._folder, self._vault_at, enrolment)
        self._locked_stage = "sign_in"
        self._changed()
        return enrolment

    def _sign_in(self, number: str, pin: str) -> Associate:
        self._wait_for_closing()
        locks = self._locks
        try:
            unlocked = self._session.sign_in(number, pin)
        except DeviceRevoked:
            self._wiped()
            raise
        except (DeviceUnknown, VaultDamaged) as error:
            # nothing is destroyed: the right server may come back, and those who have a slot can go on
            self._ask_to_enrol(error)
            raise
        try:
            self._start(unlocked)
        except ReplicaDamaged as error:
            self._ask_to_enrol(error)
            raise
        if locks != self._locks:  # looked at once it is open, so that a lock cannot slip in between
            self._lock(lambda: None)
            raise Locked
        self._take_over(unlocked, number, pin)
        if unlocked.offline:
            self._line_worker.run(
                lambda: self._session.refresh(number, pin, unlocked.data_key),
                on_error=lambda error: self._refresh_failed(unlocked.associate, error),
            )
        self.notice = ""
        self._changed()
        return unlocked.associate

    def _ask_to_enrol(self, error: AisleError) -> None:
        self.notice, self._locked_stage = error.sentence, "enrol"
        self._changed()

    def _take_over(self, unlocked: Unlocked, number: str, pin: str) -> None:
        opened = self._open
        if opened is not None:
            former.take_over(
                self._folder, self._vault_at, unlocked.enrolment, number, pin, into=opened.desk.recorder
            )
            self._recorded()

    def _start(self, unlocked: Unlocked) -> None:
        self._lock(lambda: None)
        self._wait_for_closing()
        opened = open_replica(
            self._folder,
            enrolment=unlocked.enrolment,
            associate=unlocked.associate,
            key=unlocked.data_key,
            clock=self._clock,
            random_bytes=self._random,
            on_recorded=self._recorded,
        )
        if opened.replica is not None:
            self._replication = Replication(
                opened.desk,
                opened.replica,
                unlocked.token,
                on_change=self._changed,
                on_revoked=lambda: self._post(self._revoked),
            )
            self._replication.start()
        self._open = opened

    def _recorded(self) -> None:
        replication = self._replication
        if replication is not None:
            replication.nudge()
        self._changed()

    def _refresh_failed(self, associate: Associate, error: AisleError) -> None:
        """Whoever may not come in any more is locked out, unless somebody else is at work meanwhile."""
        if isinstance(error, DeviceRevoked):
            self._revoked()
        elif isinstance(error, WrongPin) and self._open and self._open.desk.associate == associate:
            self.notice = PIN_CHANGED
            self.lock()

    def _revoked(self) -> None:
        """Keys go first, then files: from the first moment on nothing can be read."""
        self._vault.revoke()
        self._lock(self._wiped)

    def _wiped(self) -> None:
        remove_replicas(self._folder)
        self.notice, self._locked_stage = SWITCHED_OFF, "enrol"
        self._changed()

    def _wait_for_closing(self) -> None:
        if self._closing is not None:
            self._closing.join()
            self._closing = None

    def _changed(self) -> None:
        self._post(self._tell)

    def _tell(self) -> None:
        for observer in tuple(self.on_change):
            observer()
