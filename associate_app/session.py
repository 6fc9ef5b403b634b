"""Who may use the tablet now: enrolment, sign-in with or without the network, and refreshed shares."""

from __future__ import annotations

from dataclasses import dataclass

from associate_app import APP_VERSION
from associate_app.errors import (
    DeviceRevoked,
    NeedsNetwork,
    ServerRefused,
    ServerUnreachable,
    SlotDestroyed,
    TabletError,
    WrongPin,
)
from associate_app.platform.head_office import HeadOffice, SignInGrant
from associate_app.store.slots import Associate, Enrolment
from associate_app.store.vault import Vault


@dataclass(frozen=True, slots=True)
class Unlocked:
    """What a sign-in opens; `offline` says that the server was not asked."""

    associate: Associate
    data_key: bytes
    token: str
    enrolment: Enrolment
    offline: bool


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

        With a valid slot the network is never asked; without one it must be, because nothing on the tablet
        can tell whether the PIN is right.
        """
        number = number.strip()
        if self._vault.has_valid_slot(number):
            data_key, associate = self._vault.open_slot(number, pin)
            enrolment = self._vault.content().enrolment
            return Unlocked(associate, data_key, self._vault.token(), enrolment, offline=True)
        return self._sign_in_online(number, pin)

    def refresh(self, number: str, pin: str, data_key: bytes) -> None:
        """The associate's slot lives on from now; called beside the work after an offline sign-in.

        Out of reach or busy changes nothing. A changed PIN or a leaver loses the slot, a revoked tablet all
        of them; both are raised for whoever must then lock.
        """
        try:
            grant = self._ask(number, pin)
        except (ServerUnreachable, ServerRefused):
            return
        except WrongPin:
            self._vault.forget(number)
            raise
        except DeviceRevoked:
            self._vault.revoke()
            raise
        self._keep(grant, pin, data_key)

    def _sign_in_online(self, number: str, pin: str) -> Unlocked:
        content = self._vault.content()
        try:
            grant = self._ask(number, pin)
        except ServerUnreachable as error:
            raise self._why_network(number) from error
        except DeviceRevoked:
            self._vault.revoke()
            raise
        data_key = self._vault.open_enrolment(grant.unlock_share)
        self._keep(grant, pin, data_key)
        return Unlocked(grant.associate, data_key, self._vault.token(), content.enrolment, offline=False)

    def _ask(self, number: str, pin: str) -> SignInGrant:
        address = self._vault.content().enrolment.server_address
        return self._head_office.sign_in(address, self._vault.token(), number, pin)

    def _keep(self, grant: SignInGrant, pin: str, data_key: bytes) -> None:
        self._vault.write_slot(
            grant.associate,
            pin,
            data_key=data_key,
            share=grant.pin_share,
            expires_ms=grant.expires_ms,
            server_ms=grant.server_ms,
        )

    def _why_network(self, number: str) -> TabletError:
        if self._vault.is_destroyed(number):
            return SlotDestroyed()
        if number in self._vault.content().slots:
            return NeedsNetwork(
                "This tablet has been without the server for too long to open with your PIN alone. "
                "Connect it, then sign in; nothing saved is lost."
            )
        return NeedsNetwork("The first sign-in on this tablet needs the network. Connect it, then try again.")
