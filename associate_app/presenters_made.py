"""Everything that screens ask of a tablet: one presenter for each screen, made once."""

from __future__ import annotations

from collections.abc import Callable

from associate_app.platform.head_office import HeadOffice, VisitorGrant
from associate_app.platform.sharing import SystemSharing
from associate_app.presenters.advice import AdvicePresenter
from associate_app.presenters.attention import AttentionPresenter
from associate_app.presenters.booking import BookingPresenter
from associate_app.presenters.customer import CustomerPresenter
from associate_app.presenters.diagnostics import DiagnosticsPresenter, Ground
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
from associate_app.store.desk import Desk
from associate_app.store.slots import Associate, Enrolment


class Presenters:
    """The presenters of one tablet. Those of the open desk raise Locked while nobody is signed in."""

    def __init__(
        self,
        desk: Callable[[], Desk],
        ground: Ground,
        office: HeadOffice,
        *,
        enrol: Callable[[str, str], Enrolment],
        sign_in: Callable[[str, str], Associate],
        step: Callable[[], tuple[int, int] | None],
        pin: Callable[[str], VisitorGrant],
        nudge: Callable[[], None],
    ) -> None:
        self.enrol = EnrolPresenter(enrol)
        self.sign_in = SignInPresenter(ground.vault, sign_in, step)
        self.look_up = LookUpPresenter(desk)
        self.new_customer = NewCustomerPresenter(desk)
        self.one_person = OnePersonPresenter(desk)
        self.scanning = ScanningPresenter(desk)
        self.walk_in = WalkInPresenter(desk, pin, nudge)
        self.customer = CustomerPresenter(desk)
        self.ratings = RatingPresenter(desk)
        self.messages = MessagePresenter(desk, SystemSharing())
        self.team = TeamPresenter(desk)
        self.offers = OffersPresenter(desk)
        self.products = ProductsPresenter(desk)
        self.sync = SyncPresenter(desk)
        self.pending = PendingPresenter(desk)
        self.holdings = HoldingsPresenter(desk, nudge)
        self.settings = SettingsPresenter(ground.folder, ground.vault, ground.device_name)
        self.diagnostics = DiagnosticsPresenter(desk, ground, office)
        self.drafts = DraftsPresenter(desk)
        self.switching = SwitchingPresenter(desk, ground.vault)
        self.editing = EditingPresenter(desk, self.customer.open)
        self.attention = AttentionPresenter(desk)
        self.advice = AdvicePresenter(desk, self.customer.open)
        self.today = TodayPresenter(desk)
        self.my_day = MyDayPresenter(desk)
        self.booking = BookingPresenter(desk, self.customer.open)
