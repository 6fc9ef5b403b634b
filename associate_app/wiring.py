"""The tablet put together: vault, session, presenters, background work and the sync loop."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from platform import node
from typing import Final, Literal

import requests

from associate_app.background import Post, Worker
from associate_app.caretaker import PIN_CHANGED, TOO_SILENT, Caretaker, Ward
from associate_app.errors import (
    DeviceRevoked,
    DeviceUnknown,
    Locked,
    NotEnrolled,
    ReplicaTorn,
    TabletError,
    VaultDamaged,
    WrongPin,
)
from associate_app.guard import Guard
from associate_app.life import Life, Reason
from associate_app.platform.head_office import HeadOffice, HttpHeadOffice
from associate_app.platform.keystore import FileKeystore, Keystore
from associate_app.presenters.diagnostics import Ground
from associate_app.presenters_made import Presenters
from associate_app.session import Session, Unlocked
from associate_app.shift import Shift
from associate_app.store import repairing
from associate_app.store.desk import Desk
from associate_app.store.drafts import Draft
from associate_app.store.faults import Faults
from associate_app.store.opening import replica_path
from associate_app.store.sealing import RFC_9106, Stretch
from associate_app.store.slots import Associate, Enrolment
from associate_app.store.vault import Vault
from shared.clock import Clock, to_millis
from shared.errors import AisleError
from shared.words import Lazy, _, lazy

Stage = Literal["enrol", "sign_in", "ready"]

WHY_WIPED: Final[dict[Reason, Lazy]] = {
    "revoked": lazy("HQ has switched this tablet off; its customer data is gone. Enrol it with a new code."),
    "retired": lazy("HQ has taken this tablet out of service; its customer data is gone, and HQ knows it."),
    "silent": TOO_SILENT,
}

LOOK_EVERY_S: Final = 15.0


class Tablet(Presenters):
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
        office = head_office or HttpHeadOffice(requests.Session())
        self._life = Life(folder, self._vault_at, office, random_bytes)
        self._vault = self._life.vault
        device_name = node() or "Tablet"
        self._session = Session(self._vault, office, device_name)
        self._faults = Faults()
        self._locks = 0
        self._shift = Shift(
            folder, clock, random_bytes,
            on_line_change=self._line_changed, on_recorded=self._recorded,
            on_revoked=lambda: self._part("revoked"), on_fault=self._fault,
            before_closing=self._life.note_unsent,
        )  # fmt: skip
        self.on_change: list[Callable[[], None]] = []
        self.notice = ""
        self.worker = Worker(post, on_fault=self._fault)
        self._line_worker = Worker(post, "tablet line", self._fault)
        super().__init__(
            self._desk, Ground(folder, device_name, self._vault, self._faults), office,
            enrol=self._enrol, sign_in=self._sign_in, step=lambda: self._shift.step, pin=self._session.pin,
            nudge=self._shift.nudge,
        )  # fmt: skip
        self._locked_stage = self._find_stage()
        self._caretaker = Caretaker(self._ward(), self._vault, self._session, self._life)
        self._guard = Guard(self._caretaker.look, LOOK_EVERY_S)
        self._guard.start()

    def _ward(self) -> Ward:
        return Ward(
            desk=lambda: self._shift.desk,
            lock=lambda why: self._post(lambda: self._lock_saying(why)),
            part=self._part,
            nudge=self._shift.nudge,
            say=self._say,
            keeps_former_work=lambda: self._life.keeps_former_work,
        )

    @property
    def stage(self) -> Stage:
        """What can be done with the tablet now."""
        return "ready" if self._shift.desk is not None else self._locked_stage

    def lock(self) -> None:
        """Nobody is signed in: no presenter answers, results under way are dropped, files are closed beside.

        A sign-in that is still being checked opens nothing any more. It does not wait: the screen's thread
        calls it.
        """
        self._locks += 1
        desk = self._shift.desk
        self._lock(lambda: None, self.drafts.now(desk) if desk else None)

    def close(self) -> None:
        """The tablet is locked, its files are closed and its threads have ended."""
        self._guard.stop()
        self.lock()
        self._wait_for_closing()
        self.worker.stop()
        self._line_worker.stop()

    def _lock(self, afterwards: Callable[[], None], draft: Draft | None = None) -> None:
        self.worker.drop()
        if self._shift.end(afterwards, draft):
            self._changed()

    def _vault_at(self, path: Path) -> Vault:
        return Vault(path, self._keystore, self._clock, self._random, self._cost)

    def _find_stage(self) -> Stage:
        try:
            self._vault.content()
        except NotEnrolled:
            return "enrol"
        except VaultDamaged as error:
            self.notice = error.sentence
            return "enrol"
        # an end that was cut short is finished before anything is opened
        has_ended = self._life.resume()
        self.notice = self._life.notice()
        return "enrol" if has_ended else "sign_in"

    def _desk(self) -> Desk:
        desk = self._shift.desk
        if desk is None:
            raise Locked
        return desk

    def _enrol(self, server_address: str, code: str) -> Enrolment:
        enrolment = self._session.enrol(server_address, code)
        self.notice = self._life.notice()
        self._locked_stage = "sign_in"
        self._changed()
        return enrolment

    def _sign_in(self, number: str, pin: str) -> Associate:
        self._wait_for_closing()
        locks = self._locks
        try:
            self._caretaker.before_opening()
            unlocked = self._session.sign_in(number, pin)
        except DeviceRevoked:
            self._part("revoked")
            raise
        except (DeviceUnknown, VaultDamaged) as error:
            # nothing is destroyed: the right server may come back, and those who have a slot can go on
            self._ask_to_enrol(error)
            raise
        self._start(unlocked)
        if locks != self._locks:  # looked at once it is open, so that a lock cannot slip in between
            self._lock(lambda: None)
            raise Locked
        self.notice = ""  # from here on the refresh or the guard may lock again, and say why
        self._take_over(unlocked.enrolment, number, pin)
        opened = unlocked.opened
        if opened is not None:
            self._line_worker.run(
                lambda: self._session.refresh(number, pin, unlocked.data_key, opened),
                on_error=lambda error: self._refresh_failed(unlocked.associate, error),
            )
        self._caretaker.hurry()
        self._guard.nudge()
        self._changed()
        return unlocked.associate

    def _ask_to_enrol(self, error: AisleError) -> None:
        self.notice, self._locked_stage = error.sentence, "enrol"
        self._changed()

    def _take_over(self, enrolment: Enrolment, number: str, pin: str) -> None:
        desk = self._shift.desk
        if desk is not None:
            self._life.take_over(enrolment, number, pin, desk.recorder)
            self._recorded()

    def _start(self, unlocked: Unlocked) -> None:
        self._lock(lambda: None)
        self._wait_for_closing()
        self._life.forget_noted()
        self._shift.begin(unlocked)

    def _recorded(self) -> None:
        self._shift.nudge()
        self._line_changed()

    def _line_changed(self) -> None:
        self._guard.nudge()
        self._changed()

    def _refresh_failed(self, associate: Associate, error: AisleError) -> None:
        """Whoever may not come in any more is locked out, unless somebody else is at work meanwhile."""
        if isinstance(error, DeviceRevoked):
            self._part("revoked")
        elif isinstance(error, WrongPin) and (desk := self._shift.desk) and desk.associate == associate:
            self._lock_saying(_(PIN_CHANGED))

    def _lock_saying(self, why: str) -> None:
        if self._shift.desk is not None:
            self.notice = why
            self.lock()
            self._guard.nudge()  # what could not be asked in her name can be now

    def _say(self, notice: str) -> None:
        if self.notice != notice:
            self.notice = notice
            self._changed()

    def _part(self, reason: Reason) -> None:
        """Keys go first, then files: from the first moment on nothing can be read."""
        self._locks += 1  # a sign-in that is under way opens nothing any more
        desk = self._shift.desk
        if desk is None:
            self._shift.wait_until_noted()  # locked a moment ago: what she did last is sealed first
        self._life.destroy_keys(reason, desk.recorder if desk else None)
        self._lock(lambda: self._parted(reason))

    def _parted(self, reason: Reason) -> None:
        self._life.remove_data()
        self.notice = " ".join(filter(None, (_(WHY_WIPED[reason]), self._life.notice())))
        self._locked_stage = "enrol"
        self._caretaker.hurry()
        self._guard.nudge()
        self._changed()

    def _fault(self, code: str) -> None:
        self._faults.note(code, to_millis(self._clock.now()))
        if code == ReplicaTorn.code:
            with suppress(TabletError):  # a full disk: the next one who reads there finds it once more
                repairing.mark(replica_path(self._folder, self._vault.content().enrolment))

    def _wait_for_closing(self) -> None:
        self._shift.wait()

    def _changed(self) -> None:
        self._post(self._tell)

    def _tell(self) -> None:
        for observer in tuple(self.on_change):
            observer()
