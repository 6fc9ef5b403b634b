"""Enrolment and sign-in at a made-up Cincinnati Oakley."""

from __future__ import annotations

from threading import Event

from associate_app.errors import CodeUnknown, NeedsNetwork, PinLocked, ServerUnreachable, WrongPin
from associate_app.presenters.view_models import AssociateRow, StoreCard
from tests.associate_app.fakes.shop import FakeShop


class FakeEnrol:
    """Knows one code; a server nowhere does not answer."""

    def __init__(self, shop: FakeShop, sign_in: FakeSignIn) -> None:
        self._shop = shop
        self._sign_in = sign_in

    def enrol(self, server_address: str, code: str) -> StoreCard:
        if "nowhere" in server_address:
            raise ServerUnreachable(
                "The server did not answer. Check the address and the network, then try again."
            )
        if code != "ABCD-EFGH":
            raise CodeUnknown("Nobody knows this code. Check it, or ask HQ for a new one.")
        self._shop.stage = "sign_in"
        self._sign_in.known = []
        return self._sign_in.store()


class FakeSignIn:
    """Mia (7) has PIN 2468, Jon (9) needs the network."""

    def __init__(self, shop: FakeShop) -> None:
        self._shop = shop
        self.wrong_pins = 0
        self.locked_for = 0
        self.step = ""
        self.held = Event()
        self.held.set()
        self.known = [
            AssociateRow("7", "Mia Torres", "MT", 0.43, True),
            AssociateRow("9", "Jon Weber", "JW", 0.08, False),
        ]

    def store(self) -> StoreCard:
        return StoreCard("367", "Cincinnati Oakley")

    def associates(self) -> tuple[AssociateRow, ...]:
        return tuple(self.known)

    def doing(self) -> str:
        return self.step

    def sign_in(self, number: str, pin: str) -> AssociateRow:
        self.held.wait(10)
        if number == "9":
            raise NeedsNetwork(
                "The first sign-in on this tablet needs the network. Connect it, then try again."
            )
        if self.locked_for:
            raise PinLocked(0, self.locked_for)
        if pin != "2468":
            self.wrong_pins += 1
            raise WrongPin(5 - self.wrong_pins)
        self._shop.stage = "ready"
        return AssociateRow("7", "Mia Torres", "MT", 0.43, True)

    def sign_out(self) -> None:
        self.known = [row for row in self.known if row.number != "7"]
