"""Signing in with a PIN."""

from __future__ import annotations

from collections.abc import Callable

from associate_app.errors import CannotSave
from associate_app.presenters.view_models import AssociateRow, StoreCard
from associate_app.presenters.wording import hue, initials
from associate_app.store.slots import Associate
from associate_app.store.vault import Vault
from shared.words import _


class SignInPresenter:
    """The lock screen."""

    def __init__(
        self,
        vault: Vault,
        sign_in: Callable[[str, str], Associate],
        step: Callable[[], tuple[int, int] | None],
    ) -> None:
        self._vault = vault
        self._sign_in = sign_in
        self._step = step

    def store(self) -> StoreCard:
        """The store this tablet belongs to."""
        enrolment = self._vault.content().enrolment
        return StoreCard(enrolment.store_id, enrolment.store_name)

    def associates(self) -> tuple[AssociateRow, ...]:
        """Who has signed in on this tablet before, the last one first."""
        slots = sorted(self._vault.content().slots.values(), key=lambda slot: -slot.used_ms)
        return tuple(
            associate_row(slot.associate, self._vault.has_valid_slot(slot.associate.number)) for slot in slots
        )

    def doing(self) -> str:
        """What a sign-in that is under way is busy with, where that takes longer than a look at the PIN."""
        step = self._step()
        if step is None:
            return ""
        text = _("Getting ready for the new version: {done} of {total}. Nothing is lost if it is stopped.")
        return text.format(done=step[0], total=step[1])

    def sign_in(self, number: str, pin: str) -> AssociateRow:
        """The tablet is unlocked for the associate; without a valid slot this asks the server."""
        if not number.strip() or not pin:
            raise CannotSave(_("Type your number and your PIN."))
        return associate_row(self._sign_in(number.strip(), pin), offline=True)


def associate_row(associate: Associate, offline: bool) -> AssociateRow:
    """How somebody who can sign in is shown."""
    digits = "".join(sign for sign in associate.number if sign.isdigit()) or "0"
    return AssociateRow(
        number=associate.number,
        name=associate.name,
        initials=initials(*associate.name.split()),
        hue=hue(int(digits)),
        offline=offline,
    )
