"""Baskets of made-up customers: priced by the real rule, kept in memory."""

from __future__ import annotations

from dataclasses import replace

from associate_app.presenters.basket import Before
from associate_app.presenters.basket_rows import basket_view
from associate_app.presenters.basket_views import (
    Agreed,
    AsideRow,
    BasketOfferRow,
    BasketView,
    HandedRow,
    HandOver,
)
from associate_app.presenters.product_views import BasketItem
from associate_app.presenters.view_models import CustomerView
from associate_app.store.baskets import EMPTY, Basket
from associate_app.store.purchases import Product
from shared.handover import HandedBasket, HandedLine, qr_text, short_code
from shared.money import as_text
from shared.operation_selling import RELEASED
from tests.associate_app.fakes.products import CARDS, OATS
from tests.associate_app.fakes.shop import FakeShop

BASKET_ID = "0198f7a0-1234-7abc-8def-0123456789ab"
NOW_MS = 1_763_800_000_000
PRODUCTS = {
    card.product_id: Product(
        card.product_id,
        card.title,
        "Grocery",
        None,
        "National",
        None,
        round(float(card.price[1:]) * 100),
        True,
    )
    for card in CARDS
}
OFFERS = (
    BasketOfferRow("p1", "Coffee week: 20% off Grocery", "Saves $1.50 on 1 item.", "applied", True),
    BasketOfferRow(
        "p2", "Autumn produce: 20% off Produce", "Nothing from Produce is in the basket.", "idle", False
    ),
)
HANDED = HandedRow(BASKET_ID, "Handed over at 09:10", "1 item · $5.99")
ASIDE = AsideRow(
    "a1", "Put aside until 25 Nov", "3 items",
    "2 × Sparkling water, 12 cans, Rolled oats, 42 oz", False,
)  # fmt: skip


def code_of(view: BasketView) -> HandOver:
    """What is shown to the till of that basket."""
    lines = tuple(HandedLine(f"8190{row.product_id}", row.quantity, 749) for row in view.rows)
    basket = HandedBasket(BASKET_ID, "367", NOW_MS, lines)
    return HandOver(
        BASKET_ID, qr_text(basket), short_code(BASKET_ID), view.items, view.total, view.saved,
        "The till scans the square, or somebody types the code below it.",
    )  # fmt: skip


class FakeBaskets:
    """Her basket as the shop has it; every deed changes it at once."""

    def __init__(self, shop: FakeShop) -> None:
        self._shop = shop
        self._of: dict[int, Basket] = {}
        self._kept: tuple[str, ...] = ()

    def put(self, customer_id: int, product_id: int) -> CustomerView:
        self.put_in(customer_id, product_id)
        return self._shop.views[customer_id]

    def put_in(self, customer_id: int, product_id: int) -> Before:
        basket = self._of.get(customer_id, EMPTY)
        self._of[customer_id] = basket.with_quantity(product_id, basket.quantity(product_id) + 1)
        self._shown(customer_id, ("basket", customer_id, product_id))
        return Before(basket)

    def set_quantity(self, customer_id: int, product_id: int, quantity: int) -> CustomerView:
        self._of[customer_id] = self._of[customer_id].with_quantity(product_id, quantity)
        return self._shown(customer_id, ("quantity", customer_id, product_id, quantity))

    def turn_offer(self, customer_id: int, promotion_id: str) -> CustomerView:
        self._kept = () if self._kept else (promotion_id,)
        return self._shown(customer_id, ("turn", customer_id, promotion_id))

    def take_out(self, customer_id: int, product_id: int) -> Before:
        before = self._of[customer_id]
        self._of[customer_id] = before.with_quantity(product_id, 0)
        self._shown(customer_id, ("taken out", customer_id, product_id))
        return Before(before)

    def empty(self, customer_id: int) -> Before:
        before = self._of[customer_id]
        self._of[customer_id] = EMPTY
        self._shown(customer_id, ("emptied", customer_id))
        return Before(before)

    def restore(self, customer_id: int, before: Before) -> CustomerView:
        self._of[customer_id] = before.basket
        return self._shown(customer_id, ("restored", customer_id))

    def hand_over(self, customer_id: int, told: Agreed) -> HandOver:
        view = self._shop.views[customer_id].basket
        assert told == view.agreed
        self._of[customer_id] = EMPTY
        self._shown(customer_id, ("handed", customer_id), handed=(HANDED,))
        return code_of(view)

    def show_again(self, customer_id: int, basket_id: str) -> HandOver:
        assert (customer_id >= 0, basket_id) == (True, BASKET_ID)
        return code_of(_view(Basket(((CARDS[0].product_id, 1),))))

    def put_aside(self, customer_id: int, until_on: str) -> str:
        self._of[customer_id] = EMPTY
        self._shown(customer_id, ("aside", customer_id, until_on), asides=(ASIDE,))
        return ASIDE.aside_id

    def take_aside_back(self, customer_id: int, aside_id: str, outcome: str) -> CustomerView:
        if outcome != RELEASED:
            self._of[customer_id] = Basket(((CARDS[2].product_id, 2),))
        return self._shown(customer_id, ("aside ended", customer_id, aside_id, outcome), asides=())

    def _shown(self, customer_id: int, deed: tuple[object, ...], **more: object) -> CustomerView:
        view = self._shop.views[customer_id]
        basket = self._of.get(customer_id, EMPTY)
        shown = replace(
            _view(basket, self._kept), handed=view.basket.handed, asides=view.basket.asides,
            today="2026-11-22",
        )  # fmt: skip
        lists = replace(
            view.suggestions,
            basket=tuple(BasketItem(key, PRODUCTS[key].name) for key in basket.products),
            with_basket=(OATS,) if basket.lines else (),
            merged=tuple(card for card in view.suggestions.merged if card.product_id not in basket.products),
        )
        return self._shop.keep(replace(view, basket=replace(shown, **more), suggestions=lists), deed)


def _view(basket: Basket, kept: tuple[str, ...] = ()) -> BasketView:
    found = basket_view(basket, PRODUCTS, ())
    if not basket.lines:
        return found
    if kept:
        row = replace(OFFERS[0], sentence="Kept for another time.", state="left_out")
        return replace(found, offers=(row, OFFERS[1]))
    first = replace(found.rows[0], offer="$1.50 off: Coffee week", total="$5.99")
    used = "1 offer is used with it and cannot be taken back on the tablet."
    due = found.agreed.total_minor - 150
    return replace(
        found, rows=(first, *found.rows[1:]), offers=OFFERS, saved="$1.50 saved", used=used,
        total=as_text(due), agreed=Agreed(due, ("p1",)),
    )  # fmt: skip
