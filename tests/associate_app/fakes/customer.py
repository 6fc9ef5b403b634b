"""The screen of a made-up customer, with something in every part of it."""

# ruff: noqa: E501 - what made-up people say reads better on one line
from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from associate_app.presenters.advice_views import Advice
from associate_app.presenters.product_views import RecommendationCard, Suggestions
from associate_app.presenters.view_models import CustomerRow, CustomerView, Kpi, OfferCard, TimelineRow
from tests.associate_app.fakes.advice import ACTIONS
from tests.associate_app.fakes.basket import FakeBaskets
from tests.associate_app.fakes.heading import EVENTS, FACTS_OF_HER, ways_to
from tests.associate_app.fakes.history import HISTORY, ONLINE, FakeHistory, wish_list
from tests.associate_app.fakes.pictures import apples
from tests.associate_app.fakes.products import COFFEE, WATER, YOGURT
from tests.associate_app.fakes.shop import FakeShop


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
            OfferCard(
                "p1", "Autumn produce: 20% off for Gold members", "Eligible. Ends in 3 days.", True, True, False,
                apples(), "Three apples on a table",
            ),
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


class FakeCustomer:
    """Her screen as the shop has it; every deed changes it at once."""

    def __init__(self, shop: FakeShop) -> None:
        self._shop = shop
        self.history = FakeHistory()
        self.was_seen: list[tuple[int, tuple[str, ...]]] = []
        self.basket = FakeBaskets(shop)

    def seen(self, customer_id: int, surfaces: Collection[str]) -> None:
        self.was_seen.append((customer_id, tuple(surfaces)))

    def open(self, customer_id: int) -> CustomerView:
        return self._shop.views[customer_id]

    def add_note(self, customer_id: int, text: str, *, for_managers: bool = False) -> CustomerView:
        view = self._shop.views[customer_id]
        note = TimelineRow(text, "Mia Torres, today, 09:12", True, "note-text-outline")
        return self._shop.keep(
            replace(view, timeline=(note, *view.timeline)),
            ("manager note" if for_managers else "note", customer_id, text),
        )

    def answer(
        self, customer_id: int, product_id: int, answer: str, shown_in: str = "merged"
    ) -> CustomerView:
        view = self._shop.views[customer_id]
        lists = {
            name: _answered(getattr(view.suggestions, name), product_id, answer)
            for name in ("merged", "due_again", "new_for_you", "with_basket")
        }
        return self._shop.keep(
            replace(view, suggestions=replace(view.suggestions, **lists)),
            ("answer", customer_id, product_id, answer, shown_in),
        )

    def contacted(self, customer_id: int, channel: str) -> CustomerView:
        return self._shop.keep(self._shop.views[customer_id], ("reached", customer_id, channel))

    def wish(self, customer_id: int, product_id: int, *, wished: bool) -> CustomerView:
        view = self._shop.views[customer_id]
        online = wish_list(view.online, product_id, is_wished=wished)
        return self._shop.keep(replace(view, online=online), ("wish", customer_id, product_id, wished))

    def redeem(self, customer_id: int, promotion_id: str) -> CustomerView:
        view = self._shop.views[customer_id]
        used = tuple(
            replace(o, available=False, redeemed=True, sentence="Used today.")
            if o.promotion_id == promotion_id
            else o
            for o in view.offers
        )
        return self._shop.keep(replace(view, offers=used), ("redeem", customer_id, promotion_id))


def _answered(
    cards: tuple[RecommendationCard, ...], product_id: int, answer: str
) -> tuple[RecommendationCard, ...]:
    if answer != "liked":
        return tuple(card for card in cards if card.product_id != product_id)
    return tuple(replace(card, answer=answer) if card.product_id == product_id else card for card in cards)
