"""How a tablet's life ends: unsent work sealed first, then the keys, then the data, and a receipt for HQ.

What is about to be done is written down before it is begun, so that a kill in between is finished at the
next start, before anything is opened. Keys go before data: from then on nothing can be read, however long
the rest takes.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Final, Literal

import orjson

from associate_app.errors import DiskTrouble, ServerRefused, TabletError
from associate_app.platform.durable_file import remove_durably, write_durably
from associate_app.platform.head_office import HeadOffice, Receipt
from associate_app.store import former, rescue, terms
from associate_app.store.opening import remove_replicas
from associate_app.store.recorder import Recorder
from associate_app.store.slots import Enrolment
from associate_app.store.vault import Vault
from shared.words import _, plural
from sync.rescue import receipt_of

Reason = Literal["revoked", "retired", "silent"]

PARTINGS: Final = "parting-*.json"

log = logging.getLogger(__name__)


class Life:
    """The end of one tablet, in its folder."""

    def __init__(
        self,
        folder: Path,
        open_vault: Callable[[Path], Vault],
        head_office: HeadOffice,
        random_bytes: Callable[[int], bytes],
    ) -> None:
        self._folder = folder
        self._open_vault = open_vault
        self.vault = self._vault = open_vault(folder / "vault.json")
        self._head_office = head_office
        self._random = random_bytes
        self._followed: tuple[str, ...] | None = None
        self._following = threading.Lock()

    def resume(self) -> bool:
        """An end that was begun is finished; True if this enrolment's keys are gone."""
        content = self._vault.content()
        if content.revoked or self._parting(content.enrolment.device_id).exists():
            self._vault.revoke()
            remove_replicas(self._folder)
            return True
        return False

    def follow(self, recorder: Recorder) -> int | None:
        """The sealed file holds what no server has decided or its author not dealt with; how many that is.

        None once the keys are gone: then nothing follows any more.
        """
        with self._following:  # the guard looks while somebody locks: what was read first must not win
            return self._follow(recorder)

    def _follow(self, recorder: Recorder) -> int | None:
        content = self._vault.content()
        if content.revoked:
            return None
        device_id, keys = content.enrolment.device_id, terms.parting_keys(self._vault)
        unsent = [entry for entry in recorder.entries() if entry.state != "decided"]
        # written anew only when something else is unsent: a flash wears out
        now = (device_id, str(keys is not None), *(str(each.wire) for each in unsent))
        if now != self._followed:
            rescue.keep(
                self._folder, [each.wire for each in unsent], device_id=device_id, keys=keys,
                now_ms=self._vault.now_ms(), random_bytes=self._random,
            )  # fmt: skip
            recorder.keep_copy(unsent)
            self._followed = now
        return len(unsent)

    def note_unsent(self, recorder: Recorder) -> None:
        """The vault says how many operations no server has: when it is locked, nobody can look there."""
        with suppress(TabletError):
            unsent = self.follow(recorder)
            if unsent is not None:
                self._vault.change(lambda content: replace(content, unsent=unsent))

    def forget_noted(self) -> None:
        """Until the next lock nobody can tell what is unsent: a kill leaves it unknown."""
        with suppress(DiskTrouble):
            self._vault.change(lambda content: replace(content, unsent=None))

    def take_over(self, enrolment: Enrolment, number: str, pin: str, into: Recorder) -> None:
        """What the associate's PIN opens of former enrolments is in the outbox."""
        former.take_over(self._folder, self._open_vault, enrolment, number, pin, into=into)

    @property
    def keeps_former_work(self) -> bool:
        """True if a former enrolment left something that a PIN still opens."""
        return self._former_notice() == _(former.KEPT)

    def destroy_keys(self, reason: Reason, recorder: Recorder | None) -> None:
        """Nothing on this tablet can be read any more; what was not sent is sealed for HQ.

        Nothing may stop it: a full disk costs the receipt or the latest operations, never the destruction.
        """
        unsent = self._vault.content().unsent
        if recorder is not None:
            try:
                unsent = self.follow(recorder)
            except TabletError:
                log.exception("unsent work could not be sealed")
                unsent = None
        with suppress(TabletError):
            self._write_down(reason, unsent)
        try:
            self._vault.revoke()
        except (TabletError, OSError):
            log.exception("the vault could not be rewritten; the data goes all the same")

    def remove_data(self) -> None:
        """The replica's files are gone, and the vault says so; their keys must have been destroyed before."""
        remove_replicas(self._folder)
        with suppress(TabletError):  # the next start tries again
            self._vault.revoke()

    def give_receipts(self) -> None:
        """HQ has the word of every enrolment that ended here, as far as it can be reached."""
        for path in sorted(self._folder.glob(PARTINGS)):
            try:
                receipt = Receipt(**orjson.loads(path.read_bytes()))
            except (ValueError, TypeError):
                continue
            if self._is_enrolled_as(receipt.device_id):
                continue  # not finished: the next start goes on with it
            if receipt.receipt:
                try:
                    self._head_office.give_receipt(receipt)
                except ServerRefused:
                    log.warning("the server knows nothing of enrolment %s", receipt.device_id)
                except TabletError:
                    continue
            remove_durably(path)

    def sealed(self) -> list[rescue.SealedFile]:
        """Files of unsent work that no outbox here stands behind any more."""
        try:
            content = self._vault.content()
        except TabletError:
            return rescue.sealed_files(self._folder)
        own = "" if content.revoked else content.enrolment.device_id
        return [file for file in rescue.sealed_files(self._folder) if file.device_id != own]

    def forget(self, taken_in: Collection[str]) -> None:
        """Sealed files that HQ has are gone."""
        for file in self.sealed():
            if file.digest in taken_in:
                remove_durably(file.path)

    def notice(self) -> str:
        """What to say of work that former enrolments left; empty if they left nothing."""
        return self._former_notice() or self._sealed_notice()

    def _former_notice(self) -> str:
        content = self._vault.content()
        return "" if content.revoked else former.notice(self._folder, self._open_vault, content.enrolment)

    def _sealed_notice(self) -> str:
        files = self.sealed()
        if not files:
            return ""
        count = sum(file.operations for file in files)
        where = files[0].path if len(files) == 1 else self._folder / rescue.SEALED_FILES
        if not count:
            some = _(
                "Some records that HQ never got are sealed in {file}. Hand it to HQ: nobody else can read it."
            )
            return some.format(file=where)
        return plural(
            "{count} record that HQ never got is sealed in {file}. Hand it to HQ: nobody else can read it.",
            "{count} records that HQ never got are sealed in {file}. Hand it to HQ: nobody else can read it.",
            count,
            file=where,
        )

    def _write_down(self, reason: Reason, unsent: int | None) -> None:
        enrolment, keys = self._vault.content().enrolment, terms.parting_keys(self._vault)
        receipt = Receipt(
            enrolment.server_address, enrolment.device_id, receipt_of(keys.parting_key) if keys else "",
            reason, unsent,
        )  # fmt: skip
        path = self._parting(enrolment.device_id)
        if not path.exists():  # repeated, the first word stays
            write_durably(path, orjson.dumps(asdict(receipt)))

    def _is_enrolled_as(self, device_id: str) -> bool:
        try:
            content = self._vault.content()
        except TabletError:
            return False
        return content.enrolment.device_id == device_id and not content.revoked

    def _parting(self, device_id: str) -> Path:
        return self._folder / PARTINGS.replace("*", device_id)
