"""Who works with this tablet: a colleague takes over, or somebody signs out of it for good."""

from __future__ import annotations

from collections.abc import Callable

from associate_app.errors import CannotSave
from associate_app.presenters.sign_in import associate_row
from associate_app.presenters.view_models import AssociateRow
from associate_app.store.desk import Desk
from associate_app.store.vault import Vault
from shared.words import plural


class SwitchingPresenter:
    """The sheet behind the picture of who is signed in."""

    def __init__(self, desk: Callable[[], Desk], vault: Vault) -> None:
        self._desk = desk
        self._vault = vault

    def colleagues(self) -> tuple[AssociateRow, ...]:
        """Who else has signed in on this tablet, the last one first."""
        own = self._desk().associate.number
        slots = sorted(self._vault.content().slots.values(), key=lambda slot: -slot.used_ms)
        others = [slot.associate for slot in slots if slot.associate.number != own]
        return tuple(associate_row(each, self._vault.has_valid_slot(each.number)) for each in others)

    def sign_out(self) -> None:
        """Her PIN opens this tablet no more without the network; CannotSave while her work is here alone."""
        desk = self._desk()
        mine = [entry for entry in desk.recorder.entries() if entry.wire["associate_id"] == desk.associate.id]
        unsent = sum(entry.state != "rejected" for entry in mine)
        if unsent:
            raise CannotSave(
                plural(
                    "{count} thing you did is not with HQ yet. Stay signed in until the line is back, "
                    "or lock the tablet: it is safe here.",
                    "{count} things you did are not with HQ yet. Stay signed in until the line is back, "
                    "or lock the tablet: it is safe here.",
                    unsent,
                )
            )
        if mine:
            raise CannotSave(
                plural(
                    "{count} thing you did was refused by HQ. See to it on the Sync page first.",
                    "{count} things you did were refused by HQ. See to it on the Sync page first.",
                    len(mine),
                )
            )
        self._vault.forget(desk.associate.number)
