"""What to say next to a made-up customer."""

from __future__ import annotations

from dataclasses import replace

from associate_app.presenters.advice_views import ActionRow
from associate_app.presenters.view_models import CustomerView
from tests.associate_app.fakes.shop import FakeShop

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


class FakeAdvice:
    """What is done about advice leaves it."""

    def __init__(self, shop: FakeShop) -> None:
        self._shop = shop

    def take(self, customer_id: int, row: ActionRow, outcome: str) -> CustomerView:
        view = self._shop.views[customer_id]
        rest = tuple(each for each in view.advice.rows if each != row)
        return self._shop.keep(
            replace(view, advice=replace(view.advice, rows=rest)), ("take", customer_id, row.kind, outcome)
        )

    def answer_consent(self, customer_id: int, purpose: str, *, granted: bool) -> CustomerView:
        return self._shop.keep(self._shop.views[customer_id], ("consent", customer_id, purpose, granted))

    def note_size(self, customer_id: int, size: str) -> CustomerView:
        return self._shop.keep(self._shop.views[customer_id], ("size", customer_id, size))

    def promise(self, customer_id: int, text: str, in_days: int) -> CustomerView:
        return self._shop.keep(self._shop.views[customer_id], ("promise", customer_id, text, in_days))
