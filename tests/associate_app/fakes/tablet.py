"""A tablet with made-up people behind the same interface, so that screens can be driven alone.

Its worker is a real thread and its answers really come later; only what presenters say is made up.
Each presenter has its fake beside this file; here they are only put together.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.associate_app.fakes.advice import FakeAdvice
from tests.associate_app.fakes.attention import FakeAttention, FakeSync
from tests.associate_app.fakes.customer import FakeCustomer, view_of
from tests.associate_app.fakes.editing import FakeEditing
from tests.associate_app.fakes.look_up import FakeLookUp
from tests.associate_app.fakes.messages import FakeMessages
from tests.associate_app.fakes.my_day import FakeBooking, FakeMyDay
from tests.associate_app.fakes.new_customer import FakeNewCustomer
from tests.associate_app.fakes.offers import FakeOffers
from tests.associate_app.fakes.one_person import FakeOnePerson
from tests.associate_app.fakes.people import PEOPLE
from tests.associate_app.fakes.products import FakeProducts
from tests.associate_app.fakes.ratings import FakeRatings
from tests.associate_app.fakes.scanning import FakeScanning
from tests.associate_app.fakes.shop import FakeShop
from tests.associate_app.fakes.sign_in import FakeEnrol, FakeSignIn
from tests.associate_app.fakes.team import FakeTeam
from tests.associate_app.fakes.today import FakeToday
from tests.associate_app.fakes.trust import (
    FakeDiagnostics,
    FakeDrafts,
    FakeHoldings,
    FakePending,
    FakeSettings,
    FakeSwitching,
)
from tests.associate_app.fakes.worker import ThreadWorker


class FakeTablet:
    """Enrolled at Cincinnati Oakley and signed in as Mia, unless told otherwise."""

    def __init__(self, stage: str = "ready") -> None:
        self.shop = shop = FakeShop({row.id: view_of(row) for row in PEOPLE}, stage)
        self.views, self.told = shop.views, shop.told
        self.worker = ThreadWorker()
        self.on_change: list[Callable[[], None]] = []
        self.notice = ""
        self.closed = False
        self.sign_in = FakeSignIn(shop)
        self.enrol = FakeEnrol(shop, self.sign_in)
        self.look_up = FakeLookUp()
        self.new_customer = FakeNewCustomer(shop)
        self.one_person = FakeOnePerson(shop)
        self.scanning = FakeScanning()
        self.walk_in = self.scanning.walk_in
        self.customer, self.editing, self.advice = FakeCustomer(shop), FakeEditing(shop), FakeAdvice(shop)
        self.my_day, self.booking = FakeMyDay(shop), FakeBooking(shop)
        self.today, self.ratings = FakeToday(shop), FakeRatings(shop)
        self.products, self.offers = FakeProducts(), FakeOffers()
        self.sync, self.attention = FakeSync(shop), FakeAttention(shop)
        self.pending, self.holdings = FakePending(), FakeHoldings()
        self.messages, self.team = FakeMessages(shop), FakeTeam()
        self.settings, self.diagnostics = FakeSettings(), FakeDiagnostics()
        self.drafts, self.switching = FakeDrafts(), FakeSwitching(self.sign_in.sign_out)

    @property
    def stage(self) -> str:
        return self.shop.stage

    @stage.setter
    def stage(self, stage: str) -> None:
        self.shop.stage = stage

    def lock(self) -> None:
        if self.stage == "ready":
            self.drafts.kept = self.drafts.gather()
        self.stage = "sign_in"

    def close(self) -> None:
        self.closed = True
        self.worker.stop()

    def changed(self) -> None:
        for tell in list(self.on_change):
            tell()
