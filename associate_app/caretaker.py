"""What the tablet does about itself while nobody asks it to: contacts, ends of shares, retirement, silence.

It runs on the guard's thread alone, locked or open. A locked tablet makes contact too: what is revoked while
it lies in a drawer hears of it there. No row of a customer crosses the line for that.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from associate_app.errors import DeviceRevoked, SilentTooLong, TabletError
from associate_app.life import Life, Reason
from associate_app.platform.head_office import ModelInUse
from associate_app.session import Session
from associate_app.store import terms
from associate_app.store.desk import Desk
from associate_app.store.vault import Vault
from shared.words import _, lazy

CONTACT_EVERY_S: Final = 600.0
"""How long a tablet that lies locked may not know that it is revoked; an open one hears it within seconds."""

RETRY_EVERY_S: Final = 60.0

PIN_CHANGED: Final = lazy("Your PIN has changed or your sign-in has ended. Sign in again, with the network.")
SHARE_ENDED: Final = lazy(
    "HQ has not been reached for too long. Sign in with the network; nothing saved is lost."
)
LEAVING: Final = lazy(
    "HQ takes this tablet out of service, and it still holds something unsent. Sign in once more, with the "
    "network: then it goes out."
)
TOO_SILENT: Final = lazy(
    "This tablet was without HQ for so long that its customer data was destroyed. Enrol it with a new code."
)


@dataclass(frozen=True)
class Ward:
    """The tablet as its caretaker reaches it; all but `desk` may be called from any thread."""

    desk: Callable[[], Desk | None]
    lock: Callable[[str], None]
    part: Callable[[Reason], None]
    nudge: Callable[[], None]
    say: Callable[[str], None]
    keeps_former_work: Callable[[], bool]


class Caretaker:
    """Looks after one tablet."""

    def __init__(
        self,
        ward: Ward,
        vault: Vault,
        session: Session,
        life: Life,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ward = ward
        self._vault = vault
        self._session = session
        self._life = life
        self._monotonic = monotonic
        self._next_contact = 0.0
        self._next_receipt = 0.0
        self._hurried = threading.Event()
        self._leaving: str | None = None

    def hurry(self) -> None:
        """The next look makes contact and gives receipts, whenever that was done last."""
        self._hurried.set()

    def look(self) -> None:
        """Everything that is due is done."""
        if self._hurried.is_set():
            self._hurried.clear()  # before anything is asked: whoever hurries from now on is not overheard
            self._next_contact = self._next_receipt = 0.0
        self._give_receipts()
        try:
            if self._vault.content().revoked:
                return
        except TabletError:
            return
        desk = self._ward.desk()
        if desk is not None and not self._may_go_on(desk):
            return
        if self._monotonic() >= self._next_contact:
            self._contact(desk)
        if self._is_leaving:
            self._leave(desk)

    @property
    def _is_leaving(self) -> bool:
        """True if HQ wants the device back that this tablet is now: an earlier enrolment's end is over."""
        return self._leaving is not None and self._leaving == self._device_id()

    def _device_id(self) -> str:
        return self._vault.content().enrolment.device_id

    def before_opening(self) -> None:
        """Nothing happens while the server has been heard of in time, or can be heard of now.

        Otherwise the keys are destroyed, and SilentTooLong says so.
        """
        if not terms.is_silent_too_long(self._vault):
            return
        try:
            self._session.contact(None, ())
        except DeviceRevoked:
            raise
        except TabletError as error:
            self._ward.part("silent")
            raise SilentTooLong(_(TOO_SILENT)) from error

    def _give_receipts(self) -> None:
        if self._monotonic() >= self._next_receipt:
            self._next_receipt = self._monotonic() + RETRY_EVERY_S
            self._life.give_receipts()

    def _may_go_on(self, desk: Desk) -> bool:
        """False, and the tablet locks, when the share of who is at work has ended; else work is followed."""
        number = desk.associate.number
        if not self._vault.has_valid_slot(number):
            is_known = number in self._vault.content().slots
            self._ward.lock(_(SHARE_ENDED if is_known else PIN_CHANGED))
            return False
        with suppress(TabletError):  # a full disk, or a lock in between: the next look does it
            self._life.follow(desk.recorder)
        return True

    def _contact(self, desk: Desk | None) -> None:
        self._next_contact = self._monotonic() + RETRY_EVERY_S
        device_id = self._device_id()
        try:
            sealed = [file.digest for file in self._life.sealed()]
            model = _model_in_use(desk) if desk else None
            contacted = self._session.contact(desk.associate if desk else None, sealed, model)
        except DeviceRevoked:
            if device_id == self._device_id():  # not so once the tablet was enrolled anew meanwhile
                self._ward.part("revoked")
            return
        except TabletError:
            if terms.is_silent_too_long(self._vault):
                self._ward.part("silent")
            return
        self._next_contact = self._monotonic() + CONTACT_EVERY_S
        self._life.forget(contacted.taken_in)
        if desk is not None and desk.associate.number in contacted.shut_out:
            self._ward.lock(_(PIN_CHANGED))
        if contacted.is_leaving and not self._is_leaving:
            self._ward.nudge()
        self._leaving = device_id if contacted.is_leaving else None

    def _leave(self, desk: Desk | None) -> None:
        """The tablet parts once a server has everything that could be sent."""
        try:
            is_sent = self._is_sent(desk)
        except TabletError:
            return
        if is_sent and not self._ward.keeps_former_work():
            self._ward.part("retired")
        elif desk is None:
            self._ward.say(_(LEAVING))

    def _is_sent(self, desk: Desk | None) -> bool:
        if desk is None:
            return self._vault.content().unsent == 0
        return all(entry.state != "queued" for entry in desk.recorder.entries())


def _model_in_use(desk: Desk) -> ModelInUse | None:
    """By which model the open desk suggests; None if it cannot tell now, which must not keep from contact."""
    try:
        with desk.reader.snapshot() as snapshot:
            if snapshot.replica.cursor() is None:
                return None
            held = desk.models.of(snapshot)
    except TabletError:
        return None
    return ModelInUse(held.model.as_of if held.model else None, held.passed_over)
