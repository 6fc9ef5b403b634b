"""What screens need of the tablet behind them; `associate_app.wiring.Tablet` is one, tests have another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, Protocol

from associate_app.presenters.advice import AdvicePresenter
from associate_app.presenters.attention import AttentionPresenter
from associate_app.presenters.booking import BookingPresenter
from associate_app.presenters.customer import CustomerPresenter
from associate_app.presenters.diagnostics import DiagnosticsPresenter
from associate_app.presenters.drafts import DraftsPresenter
from associate_app.presenters.editing import EditingPresenter
from associate_app.presenters.enrol import EnrolPresenter
from associate_app.presenters.holdings import HoldingsPresenter
from associate_app.presenters.look_up import LookUpPresenter
from associate_app.presenters.messages import MessagePresenter
from associate_app.presenters.my_day import MyDayPresenter
from associate_app.presenters.new_customer import NewCustomerPresenter
from associate_app.presenters.offers import OffersPresenter
from associate_app.presenters.one_person import OnePersonPresenter
from associate_app.presenters.pending import PendingPresenter
from associate_app.presenters.products import ProductsPresenter
from associate_app.presenters.ratings import RatingPresenter
from associate_app.presenters.scanning import ScanningPresenter
from associate_app.presenters.settings import SettingsPresenter
from associate_app.presenters.sign_in import SignInPresenter
from associate_app.presenters.switching import SwitchingPresenter
from associate_app.presenters.sync import SyncPresenter
from associate_app.presenters.team import TeamPresenter
from associate_app.presenters.today import TodayPresenter
from associate_app.presenters.walk_in import WalkInPresenter

Stage = Literal["enrol", "sign_in", "ready"]


class Worker(Protocol):
    """Runs work off the screen's thread; its answers come back on it."""

    def run(
        self,
        function: Callable[[], Any],
        on_done: Callable[[Any], None],
        on_error: Callable[[Any], None],
        *,
        channel: str | None = None,
    ) -> None:
        """`function` runs soon; then one of the two is called on the screen's thread.

        Of the jobs of one channel only the latest one's answer is.
        """
        ...


class Tablet(Protocol):
    """The tablet as screens see it."""

    @property
    def stage(self) -> Stage:
        """What the associate can do now."""
        ...

    @property
    def notice(self) -> str:
        """A sentence for the next screen, when the tablet has locked by itself."""
        ...

    @property
    def worker(self) -> Worker:
        """Where presenters run."""
        ...

    @property
    def on_change(self) -> list[Callable[[], None]]:
        """Called on the screen's thread after anything shown may have changed."""
        ...

    @property
    def enrol(self) -> EnrolPresenter: ...
    @property
    def sign_in(self) -> SignInPresenter: ...
    @property
    def look_up(self) -> LookUpPresenter: ...
    @property
    def new_customer(self) -> NewCustomerPresenter: ...
    @property
    def one_person(self) -> OnePersonPresenter: ...
    @property
    def walk_in(self) -> WalkInPresenter: ...
    @property
    def scanning(self) -> ScanningPresenter: ...
    @property
    def customer(self) -> CustomerPresenter: ...
    @property
    def ratings(self) -> RatingPresenter: ...
    @property
    def messages(self) -> MessagePresenter: ...
    @property
    def team(self) -> TeamPresenter: ...
    @property
    def offers(self) -> OffersPresenter: ...
    @property
    def products(self) -> ProductsPresenter: ...
    @property
    def sync(self) -> SyncPresenter: ...
    @property
    def pending(self) -> PendingPresenter: ...
    @property
    def holdings(self) -> HoldingsPresenter: ...
    @property
    def drafts(self) -> DraftsPresenter: ...
    @property
    def switching(self) -> SwitchingPresenter: ...
    @property
    def settings(self) -> SettingsPresenter: ...
    @property
    def diagnostics(self) -> DiagnosticsPresenter: ...
    @property
    def editing(self) -> EditingPresenter: ...
    @property
    def attention(self) -> AttentionPresenter: ...
    @property
    def advice(self) -> AdvicePresenter: ...
    @property
    def today(self) -> TodayPresenter: ...
    @property
    def my_day(self) -> MyDayPresenter: ...
    @property
    def booking(self) -> BookingPresenter: ...

    def lock(self) -> None:
        """Nobody is signed in; keys and names have left the memory."""
        ...

    def close(self) -> None:
        """Everything is stopped and stored."""
        ...
