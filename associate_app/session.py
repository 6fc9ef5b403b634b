"""Who may use the tablet now: enrolment, sign-in with or without the network, contacts that keep it so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from associate_app import APP_VERSION
from associate_app.errors import (
    NeedsNetwork,
    ServerRefused,
    ServerUnreachable,
    SlotDestroyed,
    TabletError,
    WrongPin,
)
from associate_app.platform.head_office import HeadOffice, ModelInUse, SignInGrant, VisitorGrant
from associate_app.store import terms
from associate_app.store.slots import Associate, Enrolment, Slot
from associate_app.store.vault import Vault
from shared.words import _


@dataclass(frozen=True, slots=True)
class Unlocked:
    """What a sign-in opens; `opened` is the slot that the PIN opened, None if the server was asked."""

    associate: Associate
    data_key: bytes
    token: str
    enrolment: Enrolment
    opened: Slot | None


@dataclass(frozen=True, slots=True)
class Contacted:
    """What a contact brought: whether the tablet is to leave, who may not come in any more (numbers), and
    which sealed files HQ has (digests)."""

    is_leaving: bool
    shut_out: frozenset[str]
    taken_in: frozenset[str]


class Session:
    """Signs associates in against the vault, and against the server where the vault cannot tell."""

    def __init__(self, vault: Vault, head_office: HeadOffice, device_name: str) -> None:
        self._vault = vault
        self._head_office = head_office
        self._device_name = device_name

    def enrol(self, server_address: str, code: str) -> Enrolment:
        """The tablet belongs to the store of the code; nothing changes here unless the server agrees."""
        grant = self._head_office.enrol(server_address, code.strip(), self._device_name, APP_VERSION)
        self._vault.enrol(grant.enrolment, grant.token, grant.unlock_share)
        return grant.enrolment

    def sign_in(self, number: str, pin: str) -> Unlocked:
        """The tablet is open for the associate.

        With a valid slot and the right PIN the network is never asked; without a slot it must be, because
        nothing on the tablet can tell whether the PIN is right. A PIN that does not fit the slot may be a new
        one from HQ: if the server says so, the old slot and its count of wrong PINs are gone.
        """
        number = number.strip()
        if self._vault.has_valid_slot(number):
            try:
                data_key, associate = self._vault.open_slot(number, pin)
            except (WrongPin, SlotDestroyed):
                if not self._is_shut_out(number):
                    raise
            else:
                content = self._vault.content()
                opened = content.slots.get(number)
                return Unlocked(associate, data_key, self._vault.token(), content.enrolment, opened)
        return self._sign_in_online(number, pin)

    def _is_shut_out(self, number: str) -> bool:
        try:
            return number in self.contact(None, ()).shut_out
        except (ServerUnreachable, ServerRefused):
            return False

    def contact(
        self, at_work: Associate | None, sealed: Sequence[str], model: ModelInUse | None = None
    ) -> Contacted:
        """The server has been heard of, and what it said is kept; DeviceRevoked or ServerUnreachable if not.

        The share of the associate at work lives on. Whoever has left, or has another PIN, loses her slot.
        """
        content = self._vault.content()
        answer = self._head_office.contact(
            content.enrolment.server_address,
            self._vault.token(),
            at_work.id if at_work else None,
            {slot.associate.id: slot.mark for slot in content.slots.values()},
            sealed,
            model,
        )
        if self._vault.content().enrolment.device_id != content.enrolment.device_id:
            raise ServerRefused(_("The tablet was enrolled anew while HQ was asked; it asks again."))
        terms.keep(self._vault, answer.terms, answer.server_ms)
        shut_out = set()
        for number, slot in content.slots.items():
            standing = answer.standings.get(slot.associate.id)
            if standing is None:
                continue
            if standing.name != "current":
                self._vault.forget(number)
                shut_out.add(number)
            elif standing.expires_ms is not None:
                self._vault.renew(number, standing.expires_ms)
        return Contacted(answer.terms.is_leaving, frozenset(shut_out), answer.taken_in)

    def pin(self, card: str) -> VisitorGrant:
        """This tablet may hold whoever has that card, for a day."""
        address = self._vault.content().enrolment.server_address
        return self._head_office.pin(address, self._vault.token(), card)

    def refresh(self, number: str, pin: str, data_key: bytes, opened: Slot) -> None:
        """The associate's slot lives on from now; called beside the work after an offline sign-in.

        Out of reach or busy changes nothing. A changed PIN or a leaver loses the slot; that is raised for
        whoever must then lock, and so is DeviceRevoked for whoever must then destroy the keys. `opened` is
        the slot as the sign-in left it: this may come late, when somebody else has the tablet in his hands.
        """
        try:
            grant = self._ask(number, pin)
        except (ServerUnreachable, ServerRefused):
            return
        except WrongPin:
            self._vault.forget(number)
            raise
        self._keep(grant, pin, data_key, in_place_of=opened)

    def _sign_in_online(self, number: str, pin: str) -> Unlocked:
        content = self._vault.content()
        try:
            grant = self._ask(number, pin)
        except ServerUnreachable as error:
            raise self._why_network(number) from error
        data_key = self._vault.open_enrolment(grant.unlock_share)
        self._keep(grant, pin, data_key)
        return Unlocked(grant.associate, data_key, self._vault.token(), content.enrolment, None)

    def _ask(self, number: str, pin: str) -> SignInGrant:
        address = self._vault.content().enrolment.server_address
        return self._head_office.sign_in(address, self._vault.token(), number, pin)

    def _keep(self, grant: SignInGrant, pin: str, data_key: bytes, in_place_of: Slot | None = None) -> None:
        self._vault.write_slot(
            grant.associate,
            pin,
            data_key=data_key,
            share=grant.pin_share,
            expires_ms=grant.expires_ms,
            server_ms=grant.server_ms,
            mark=grant.pin_mark,
            in_place_of=in_place_of,
        )
        if grant.terms is not None:
            terms.keep(self._vault, grant.terms, grant.server_ms or self._vault.now_ms())

    def _why_network(self, number: str) -> TabletError:
        if self._vault.is_destroyed(number):
            return SlotDestroyed()
        if number in self._vault.content().slots:
            return NeedsNetwork(
                _(
                    "This tablet has been without the server for too long to open with your PIN alone. "
                    "Connect it, then sign in; nothing saved is lost."
                )
            )
        return NeedsNetwork(
            _("The first sign-in on this tablet needs the network. Connect it, then try again.")
        )
