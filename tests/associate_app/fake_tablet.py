"""A tablet with made-up people behind the same interface, so that screens can be driven alone.

Its worker is a real thread and its answers really come later; only what presenters say is made up.
"""

# ruff: noqa: E501 - what made-up people say reads better on one line
from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from fake_finding import CHOICES, Choices, FakeScanning, narrowed, with_viewed
from fake_heading import EVENTS, FACTS_OF_HER, ways_to
from fake_history import HISTORY, ONLINE, FakeHistory, wish_list
from fake_trust import FakeDiagnostics, FakeDrafts, FakeHoldings, FakePending, FakeSettings, FakeSwitching

from associate_app.errors import CodeUnknown, NeedsNetwork, PinLocked, ServerUnreachable, WrongPin
from associate_app.presenters.advice_views import ActionRow, Advice, ContactRow, TodayView
from associate_app.presenters.product_views import (
    BasketItem,
    ProductRow,
    ProductsFound,
    ProductView,
    RecommendationCard,
    Suggestions,
    WantingRow,
    WantingView,
)
from associate_app.presenters.view_models import (
    AssociateRow,
    AttentionItem,
    ConflictItem,
    ConsentChoice,
    CustomerForm,
    CustomerRow,
    CustomerView,
    Kpi,
    OfferCard,
    PromotionRow,
    SearchResult,
    StoreCard,
    SyncStatus,
    TimelineRow,
)

GIVEN = [
    "Olivia",
    "Amara",
    "Charlotte",
    "Priya",
    "Sofia",
    "Mateo",
    "Noah",
    "Ingrid",
    "Yuki",
    "Fatima",
    "Lucas",
    "Helena",
    "Omar",
    "Chloe",
    "Jonas",
]
FAMILY = [
    "Bennett",
    "Okafor",
    "Lindqvist",
    "Rossi",
    "Alvarez",
    "Dahl",
    "Tanaka",
    "Moreau",
    "Novak",
    "Silva",
    "Walsh",
    "Berg",
    "Hart",
]
TIERS = ("Gold", "VIP", "Member", "Member", "Gold", "Member", "Silver")
SUBTITLES = (
    "Visited yesterday, Cincinnati Oakley",
    "Visited 9 days ago",
    "Birthday on Friday",
    "Last visit 12 Jun",
)

PEOPLE = tuple(
    CustomerRow(
        id=number,
        name=f"{GIVEN[number % 15]} {FAMILY[(number * 7 // 15 + number) % 13]}",
        initials=GIVEN[number % 15][0] + FAMILY[(number * 7 // 15 + number) % 13][0],
        hue=number * 0.618 % 1,
        tier=TIERS[number % 7],
        subtitle=SUBTITLES[number % 4],
        why="",
    )
    for number in range(205)
)

COFFEE = RecommendationCard(
    71, "Colombian ground coffee, 12 oz", "$7.49", "Due: every 9 days, last time 13 days ago",
    "4 here as of 09:00", True, "coffee-outline", None,
)  # fmt: skip
YOGURT = RecommendationCard(
    72, "Greek yogurt, plain, 32 oz", "$5.29", "Bought with the granola on 9 Nov",
    "2 here as of 09:00", True, "cow", None,
)  # fmt: skip
WATER = RecommendationCard(
    73, "Sparkling water, 12 cans", "$4.99", "Goes with the coffee she buys every 9 days",
    "Stock not known", False, "water-outline", None,
)  # fmt: skip


OATS = RecommendationCard(
    74, "Rolled oats, 42 oz", "$3.99", "Goes with Greek yogurt, plain, 32 oz in the basket",
    "11 here as of 09:00", True, "grain", None,
)  # fmt: skip
PRODUCTS = tuple(
    ProductRow(
        card.product_id,
        card.title,
        "Grocery · National brand",
        card.price,
        card.stock,
        card.in_stock,
        card.icon,
    )
    for card in (COFFEE, YOGURT, WATER, OATS)
)


ACTIONS = (
    ActionRow(
        "follow_up",
        "f1",
        "close",
        "Call about the oat milk without sugar",
        "Promised for today",
        "calendar-clock",
        "Done",
    ),
    ActionRow(
        "left_in_cart",
        "9",
        "say",
        "Left in the cart: Espresso machine, 15 bar",
        "Put into the online cart 2 days ago, not bought since",
        "cart-outline",
        "Mentioned",
    ),
    ActionRow(
        "guide",
        "g1",
        "give_guide",
        "What to pack for the hospital",
        "Baby due in 4 weeks",
        "lightbulb-on-outline",
        "Show",
        "Papers, warm socks, a snack for the night.",
    ),
    ActionRow(
        "offer",
        "p1",
        "give_offer",
        "Autumn produce: 20% off for Gold members",
        "May be used until 27 Nov; not used yet",
        "ticket-percent-outline",
        "Redeem",
    ),
    ActionRow(
        "missing",
        "marketing",
        "ask_consent",
        "Ask about news and offers",
        "Nobody has asked yet",
        "information-outline",
        "Ask",
        "May we send you news and offers?",
    ),
)
CONTACTS = (
    ContactRow(
        0,
        "Olivia Bennett",
        "OB",
        0.0,
        "Gold",
        "date",
        "birthday/2026-11-25",
        "Birthday on Wednesday",
        "25 Nov. A kind word is enough",
        "party-popper",
        "email",
        "E-mail to olivia@example.com",
        "E-mailed",
    ),
    ContactRow(
        1,
        "Amara Okafor",
        "AO",
        0.6,
        "VIP",
        "lapsing",
        "since/2026-09-20",
        "Win back: has been away",
        "Usually here every 9 days; last visit 63 days ago",
        "history",
        "phone",
        "Call (513) 555-0142",
        "Called",
    ),
    ContactRow(
        2,
        "Charlotte Lindqvist",
        "CL",
        0.2,
        "",
        "follow_up",
        "f2",
        "Call about the oat milk without sugar",
        "Promised for 20 Nov, 2 days ago",
        "calendar-clock",
        "message",
        "Message to (513) 555-0142",
        "Messaged",
    ),
)


def view_of(row: CustomerRow) -> CustomerView:
    """A customer with something in every part of her screen."""
    given = row.name.split()[0]
    return CustomerView(
        id=row.id, name=row.name, given_name=given, initials=row.initials, hue=row.hue, tier=row.tier,
        line="Customer since 2019   ·   Buys mostly produce, dairy and bakery",
        phone="(513) 555-0142", email=f"{given.lower()}@example.com",
        kpis=(
            Kpi("Lifetime value", "$12,480", "8% vs last year", "trending-up", "good"),
            Kpi("Visits, 12 months", "14", "3 more", "trending-up", "good"),
            Kpi("Average basket", "$31.80", "4% lower", "trending-down", "bad"),
            Kpi("Last visit", "9 days", "Usual gap: 26 days", "clock-outline", "muted"),
        ),
        offers=(
            OfferCard("p1", "Autumn produce: 20% off for Gold members", "Eligible. Ends in 3 days.", True, True, False),
        ),
        history=HISTORY,
        suggestions=Suggestions(
            merged=(COFFEE, YOGURT, WATER), due_again=(COFFEE, YOGURT), new_for_you=(WATER,),
            model_line="Model of 21 Nov", left_out="Left out: Rye bread (wrong size), Green tea (not now)",
        ),
        timeline=EVENTS,
        consent_line="Agreed to personal offers in the store and by e-mail",
        facts=FACTS_OF_HER,
        ways=ways_to(given),
        unconfirmed="",
        advice=Advice(ACTIONS, "Baby due in 4 weeks, 20 Dec"),
        online=ONLINE,
    )  # fmt: skip


def _answered(
    cards: tuple[RecommendationCard, ...], product_id: int, answer: str
) -> tuple[RecommendationCard, ...]:
    if answer != "liked":
        return tuple(card for card in cards if card.product_id != product_id)
    return tuple(replace(card, answer=answer) if card.product_id == product_id else card for card in cards)


class ThreadWorker:
    """Runs each question on one thread and hands the answer to Kivy's clock."""

    def __init__(self) -> None:
        self._queue: queue.Queue[Callable[[], None] | None] = queue.Queue()
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def run(self, function: Any, on_done: Any, on_error: Any, *, channel: str | None = None) -> None:
        from kivy.clock import Clock

        del channel  # the screens drop stale answers themselves, too

        def job() -> None:
            try:
                result = function()
            except Exception as error:  # noqa: BLE001 - every error goes back to who asked
                Clock.schedule_once(lambda _, error=error: on_error(error))
            else:
                Clock.schedule_once(lambda _: on_done(result))

        self._queue.put(job)

    def stop(self) -> None:
        self._queue.put(None)
        self._thread.join(5)

    def _work(self) -> None:
        while (job := self._queue.get()) is not None:
            job()


class FakeTablet:
    """Enrolled at Cincinnati Oakley unless told otherwise; Mia (7) has PIN 2468, Jon (9) needs the network."""

    def __init__(self, stage: str = "ready") -> None:
        self.stage = stage
        self.worker = ThreadWorker()
        self.on_change: list[Callable[[], None]] = []
        self.look_up = self.customer = self.offers = self.sync = self
        self.attention = self.editing = self.advice = self
        self.history = FakeHistory()
        self.today = SimpleNamespace(list=self._today, contacted=self._contacted)
        self.contacts = CONTACTS
        self.scanning = FakeScanning()
        self.walk_in = self.scanning.walk_in
        self.products = SimpleNamespace(
            search=self._find_products,
            open=self._open_product,
            who_wants=self._who_wants,
            get_ready=lambda: None,
        )
        self.enrol = SimpleNamespace(enrol=self._enrol)
        self.sign_in = SimpleNamespace(store=self.store, associates=self.associates, sign_in=self._sign_in)
        self.views = {row.id: view_of(row) for row in PEOPLE}
        self.wrong_pins = 0
        self.locked_for = 0
        self.known = [
            AssociateRow("7", "Mia Torres", "MT", 0.43, True),
            AssociateRow("9", "Jon Weber", "JW", 0.08, False),
        ]
        self.told: list[tuple[Any, ...]] = []
        self.state = SyncStatus("synced", "Synced 2 min ago", 0, 0, "2 min ago", None)
        self.pending, self.holdings = FakePending(), FakeHoldings()
        self.settings, self.diagnostics = FakeSettings(), FakeDiagnostics()
        self.drafts, self.switching = FakeDrafts(), FakeSwitching(self._sign_out)
        self.items: tuple[AttentionItem, ...] = ()
        self.differing: tuple[ConflictItem, ...] = ()
        self.people = PEOPLE
        self.closed = False
        self.notice = ""
        self.gate: threading.Event | None = None

    # -- enrolment and sign-in
    def _enrol(self, server_address: str, code: str) -> StoreCard:
        if "nowhere" in server_address:
            raise ServerUnreachable(
                "The server did not answer. Check the address and the network, then try again."
            )
        if code != "ABCD-EFGH":
            raise CodeUnknown("Nobody knows this code. Check it, or ask HQ for a new one.")
        self.stage = "sign_in"
        self.known = []
        return self.store()

    def store(self) -> StoreCard:
        return StoreCard("367", "Cincinnati Oakley")

    def associates(self) -> tuple[AssociateRow, ...]:
        return tuple(self.known)

    def _sign_in(self, number: str, pin: str) -> AssociateRow:
        if number == "9":
            raise NeedsNetwork(
                "The first sign-in on this tablet needs the network. Connect it, then try again."
            )
        if self.locked_for:
            raise PinLocked(0, self.locked_for)
        if pin != "2468":
            self.wrong_pins += 1
            raise WrongPin(5 - self.wrong_pins)
        self.stage = "ready"
        return AssociateRow("7", "Mia Torres", "MT", 0.43, True)

    # -- customers
    def search(self, query: str, sequence: int = 0, wanted: Any = None, viewed: Any = ()) -> SearchResult:
        if self.gate is not None:
            self.gate.wait(10)
        found = tuple(row for row in self.people if query.lower() in row.name.lower())
        found = narrowed(found, wanted)
        if not query and not wanted:
            found = with_viewed(found, viewed)
        if query:
            found = tuple(replace(row, why=f"Name begins with “{query}”") for row in found)
        return SearchResult(query, found[:300], len(found), sequence)

    def choices(self) -> Choices:
        return CHOICES

    def open(self, customer_id: int) -> CustomerView:
        return self.views[customer_id]

    def add_note(self, customer_id: int, text: str, *, for_managers: bool = False) -> CustomerView:
        view = self.views[customer_id]
        note = TimelineRow(text, "Mia Torres, today, 09:12", True, "note-text-outline")
        return self._keep(
            replace(view, timeline=(note, *view.timeline)),
            ("manager note" if for_managers else "note", customer_id, text),
        )

    def answer(
        self, customer_id: int, product_id: int, answer: str, shown_in: str = "merged"
    ) -> CustomerView:
        view = self.views[customer_id]
        lists = {
            name: _answered(getattr(view.suggestions, name), product_id, answer)
            for name in ("merged", "due_again", "new_for_you", "with_basket")
        }
        return self._keep(
            replace(view, suggestions=replace(view.suggestions, **lists)),
            ("answer", customer_id, product_id, answer, shown_in),
        )

    def contacted(self, customer_id: int, channel: str) -> CustomerView:
        return self._keep(self.views[customer_id], ("reached", customer_id, channel))

    def wish(self, customer_id: int, product_id: int, *, wished: bool) -> CustomerView:
        view = self.views[customer_id]
        online = wish_list(view.online, product_id, is_wished=wished)
        return self._keep(replace(view, online=online), ("wish", customer_id, product_id, wished))

    def put_in_basket(self, customer_id: int, product_id: int) -> CustomerView:
        view = self.views[customer_id]
        title = next(card.title for card in (COFFEE, YOGURT, WATER, OATS) if card.product_id == product_id)
        basket = (*view.suggestions.basket, BasketItem(product_id, title))
        left = tuple(card for card in view.suggestions.merged if card.product_id != product_id)
        lists = replace(view.suggestions, basket=basket, with_basket=(OATS,), merged=left)
        return self._keep(replace(view, suggestions=lists), ("basket", customer_id, product_id))

    def empty_basket(self, customer_id: int, *, bought: bool = False) -> CustomerView:
        view = self.views[customer_id]
        lists = replace(view.suggestions, basket=(), with_basket=())
        return self._keep(replace(view, suggestions=lists), ("emptied", customer_id, bought))

    # -- products
    def _find_products(self, query: str, sequence: int = 0) -> ProductsFound:
        found = tuple(row for row in PRODUCTS if query.strip().lower() in row.title.lower())
        return ProductsFound(query, found, len(found), sequence)

    def _open_product(self, product_id: int) -> ProductView:
        row = next(row for row in PRODUCTS if row.product_id == product_id)
        others = tuple(card for card in (COFFEE, YOGURT, WATER, OATS) if card.product_id != product_id)
        return ProductView(
            row, similar=others[:1], goes_with=others[1:], model_line="Model of 21 Nov", nothing=""
        )

    def _who_wants(self, product_id: int) -> WantingView:
        rows = tuple(
            WantingRow(each.id, each.name, each.initials, each.hue, each.tier,
                       "Goes with Colombian ground coffee, 12 oz, bought every 9 days")
            for each in PEOPLE[:6]
        )  # fmt: skip
        return WantingView(product_id, rows, "")

    def redeem(self, customer_id: int, promotion_id: str) -> CustomerView:
        view = self.views[customer_id]
        used = tuple(
            replace(o, available=False, redeemed=True, sentence="Used today.")
            if o.promotion_id == promotion_id
            else o
            for o in view.offers
        )
        return self._keep(replace(view, offers=used), ("redeem", customer_id, promotion_id))

    # -- offers and sync
    def list(self) -> tuple[PromotionRow, ...]:
        return (
            PromotionRow("p1", "Autumn produce: 20% off", "Crisp apples, pears and squash for Gold members.",
                         "20 Nov, 09:00 to 27 Nov, 21:00", "Tier is Gold or VIP", "Once per customer, 500 in total",
                         "running", "Running"),
            PromotionRow("p2", "$5.00 off Seafood", "Fresh from Friday.", "27 Nov, 09:00 to 4 Dec, 21:00",
                         "Every customer", "Once per customer", "coming", "Starts in 5 days"),
            PromotionRow("p3", "10% off Bakery", "", "1 Nov, 09:00 to 15 Nov, 21:00", "At least 6 visits in 12 months",
                         "", "over", "Ended 15 Nov"),
        )  # fmt: skip

    def status(self) -> SyncStatus:
        return self.state

    def refused(self) -> tuple[AttentionItem, ...]:
        return self.items

    def let_go(self, item_id: str) -> None:
        self._dealt_with("let go", item_id)

    def try_again(self, item_id: str) -> None:
        self._dealt_with("again", item_id)

    def _dealt_with(self, how: str, item_id: str) -> None:
        self.told.append((how, item_id))
        self.items = tuple(item for item in self.items if item.id != item_id)
        self.state = replace(self.state, attention=len(self.items))

    def conflicts(self) -> tuple[ConflictItem, ...]:
        return self.differing

    def take_other(self, item_id: str) -> None:
        self._settled("other", item_id)

    def keep(self, item_id: str) -> None:
        self._settled("keep", item_id)

    def _settled(self, how: str, item_id: str) -> None:
        self.told.append((how, item_id))
        self.differing = tuple(item for item in self.differing if item.id != item_id)
        self.state = replace(self.state, conflicts=len(self.differing))

    # -- advice
    def take(self, customer_id: int, row: ActionRow, outcome: str) -> CustomerView:
        view = self.views[customer_id]
        rest = tuple(each for each in view.advice.rows if each != row)
        return self._keep(
            replace(view, advice=replace(view.advice, rows=rest)), ("take", customer_id, row.kind, outcome)
        )

    def answer_consent(self, customer_id: int, purpose: str, *, granted: bool) -> CustomerView:
        return self._keep(self.views[customer_id], ("consent", customer_id, purpose, granted))

    def note_size(self, customer_id: int, size: str) -> CustomerView:
        return self._keep(self.views[customer_id], ("size", customer_id, size))

    def promise(self, customer_id: int, text: str, in_days: int) -> CustomerView:
        return self._keep(self.views[customer_id], ("promise", customer_id, text, in_days))

    def _today(self) -> TodayView:
        left_out = "Not on the list: 2 contacted lately, 1 may not be contacted." if self.contacts else ""
        return TodayView(self.contacts, f"{len(self.contacts)} customers", left_out)

    def _contacted(self, row: ContactRow, outcome: str) -> TodayView:
        self.told.append(("contacted", row.customer_id, row.channel, outcome))
        self.contacts = tuple(each for each in self.contacts if each != row)
        return self._today()

    # -- editing
    def form(self, customer_id: int) -> CustomerForm:
        view = self.views[customer_id]
        return CustomerForm(
            id=view.id, name=view.name, given_name=view.name.split()[0], family_name=view.name.split()[1],
            sizes=("M", "shoe 39"), today="2026-11-22", phone=view.phone, email=view.email, preferred_channel="email",
            likes=("oat milk", "rye bread"), dislikes=("celery",),
            consents=(
                ConsentChoice("personalization", "Personal offers",
                              "May we use what you buy to suggest things that suit you?", True, 5),
                ConsentChoice("marketing", "News and offers", "May we send you news and offers?", None, None),
            ),
        )  # fmt: skip

    def save(self, seen: CustomerForm, wanted: CustomerForm) -> CustomerView:
        view = replace(
            self.views[seen.id], phone=wanted.phone, email=wanted.email,
            unconfirmed="Changed here; HQ has not confirmed it yet",
        )  # fmt: skip
        return self._keep(view, ("save", wanted))

    # -- the tablet itself
    def lock(self) -> None:
        if self.stage == "ready":
            self.drafts.kept = self.drafts.gather()
        self.stage = "sign_in"

    def _sign_out(self) -> None:
        self.known = [row for row in self.known if row.number != "7"]

    def close(self) -> None:
        self.closed = True
        self.worker.stop()

    def changed(self) -> None:
        for tell in list(self.on_change):
            tell()

    def _keep(self, view: CustomerView, deed: tuple[Any, ...]) -> CustomerView:
        self.told.append(deed)
        self.views[view.id] = view
        self.state = replace(self.state, pending=self.state.pending + 1)
        return view
