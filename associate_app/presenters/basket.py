"""What a customer is about to buy: in and out of her basket, to the till, or put aside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from associate_app.errors import BasketChanged, BasketFull, OfferNotAvailable
from associate_app.presenters import asides, giving, handing
from associate_app.presenters.basket_rows import agreed, basket_view, lacks, priced
from associate_app.presenters.basket_views import Agreed, BasketView, HandOver
from associate_app.presenters.feedback import bought
from associate_app.presenters.giving import Chance
from associate_app.presenters.offer_cards import products_of
from associate_app.presenters.view_models import CustomerView
from associate_app.store import baskets, catalogue, customers
from associate_app.store.baskets import EMPTY, Basket
from associate_app.store.desk import Desk
from associate_app.store.reading import Snapshot
from shared.basket import MOST_LINES, Priced
from shared.words import _
from sync.errors import LeaseExhausted


@dataclass(frozen=True, slots=True)
class Before:
    """A basket as it was, for those who undo."""

    basket: Basket


class BasketPresenter:
    """Baskets of the open desk. `chances` are the offers for a customer now; `show` is her screen."""

    def __init__(
        self,
        desk: Callable[[], Desk],
        chances: Callable[[Desk, Snapshot, int], Sequence[Chance]],
        show: Callable[[int], CustomerView],
    ) -> None:
        self._desk = desk
        self._chances = chances
        self._show = show

    def put(self, customer_id: int, product_id: int) -> CustomerView:
        """One more of the product lies in her basket; BasketFull if no other product fits."""
        self.put_in(customer_id, product_id)
        return self._show(customer_id)

    def put_in(self, customer_id: int, product_id: int) -> Before:
        """As `put`; what lay there before."""

        def one_more(basket: Basket) -> Basket:
            count = basket.quantity(product_id)
            if not count and basket.is_full:
                raise BasketFull(
                    _("A basket holds {count} different products. Hand this one over first.").format(
                        count=MOST_LINES
                    )
                )
            return basket.with_quantity(product_id, count + 1)

        return Before(self._change(customer_id, one_more))

    def set_quantity(self, customer_id: int, product_id: int, quantity: int) -> CustomerView:
        """So many of the product lie in her basket; none with 0."""
        self._change(customer_id, lambda basket: basket.with_quantity(product_id, quantity))
        return self._show(customer_id)

    def turn_offer(self, customer_id: int, promotion_id: str) -> CustomerView:
        """The offer is kept for another time, or used after all."""
        self._change(customer_id, lambda basket: basket.without(promotion_id))
        return self._show(customer_id)

    def take_out(self, customer_id: int, product_id: int) -> Before:
        """None of the product lies in her basket; what lay there before."""
        return Before(self._change(customer_id, lambda basket: basket.with_quantity(product_id, 0)))

    def empty(self, customer_id: int) -> Before:
        """Nothing lies in her basket; what lay there before."""
        return Before(self._change(customer_id, lambda _basket: EMPTY))

    def restore(self, customer_id: int, before: Before) -> CustomerView:
        """Her basket is as it was."""
        self._change(customer_id, lambda _basket: before.basket)
        return self._show(customer_id)

    def hand_over(self, customer_id: int, told: Agreed) -> HandOver:
        """The basket is on its way to the till, its offers used; BasketChanged if they are others now."""
        try:
            return self._hand_over(customer_id, told)
        except LeaseExhausted:  # given up a moment ago, because HQ asked for it: decided once more
            try:
                return self._hand_over(customer_id, told)
            except LeaseExhausted as error:
                raise OfferNotAvailable(error.sentence) from error

    def show_again(self, customer_id: int, basket_id: str) -> HandOver:
        """The code of a basket that no till has taken yet; BasketChanged if there is none."""
        desk = self._desk()
        with desk.reader.snapshot() as snapshot:
            return handing.again(desk, snapshot, customer_id, basket_id)

    def put_aside(self, customer_id: int, until_on: str) -> str:
        """What lay in the basket waits for her until that day is over; the id under which it does."""
        desk = self._desk()
        with desk.reader.snapshot() as snapshot:
            customers.customer(snapshot, customer_id)
            basket = baskets.of(snapshot, desk.associate.id, customer_id)
        (wire,) = desk.recorder.record_all(customer_id, [asides.deed(basket, until_on)], basket=EMPTY)
        desk.recorder.announce()
        return str(wire["id"])

    def take_aside_back(self, customer_id: int, aside_id: str, outcome: str) -> CustomerView:
        """Nothing waits for her any more; unless it is free for others, it lies in her basket."""
        desk = self._desk()
        with desk.reader.snapshot() as snapshot:
            basket = asides.into_basket(desk, snapshot, customer_id, aside_id, outcome)
        desk.recorder.record_all(customer_id, [asides.end(aside_id, outcome)], basket=basket)
        desk.recorder.announce()
        return self._show(customer_id)

    def _change(self, customer_id: int, change: Callable[[Basket], Basket]) -> Basket:
        desk = self._desk()
        with desk.reader.snapshot() as snapshot:
            customers.customer(snapshot, customer_id)
        return desk.recorder.change_basket(customer_id, change)

    def _hand_over(self, customer_id: int, told: Agreed) -> HandOver:
        desk = self._desk()
        with desk.reader.snapshot() as snapshot:
            customers.customer(snapshot, customer_id)
            basket = baskets.of(snapshot, desk.associate.id, customer_id)
            chances = self._chances(desk, snapshot, customer_id)
            products = catalogue.products(snapshot, basket.products)
            model = desk.models.of(snapshot).model
            found = priced(basket, products, chances)
            if not basket.lines or agreed(found) != told:
                raise BasketChanged(
                    _("Prices or offers have changed meanwhile. Look at the basket once more.")
                )
            redemptions = giving.redemptions(desk, _used(chances, found), customer_id)
            deed = handing.deed(found, redemptions)
            said = bought(basket.products, model.version if model else None)
            deeds = [*redemptions.values(), deed, *said]
            wires = desk.recorder.record_all(customer_id, deeds, basket=EMPTY)
            desk.recorder.announce()
            return handing.fresh(desk, snapshot, wires[len(redemptions)])


def basket_of(desk: Desk, snapshot: Snapshot, customer_id: int, chances: Sequence[Chance]) -> BasketView:
    """Her basket as the screen shows it, with what waits for a till and for her."""
    basket = baskets.of(snapshot, desk.associate.id, customer_id)
    products = catalogue.products(snapshot, {*basket.products, *products_of(chances)})
    return replace(
        basket_view(basket, products, chances),
        handed=handing.waiting(desk, snapshot, customer_id),
        asides=asides.of_customer(desk, snapshot, customer_id),
        today=asides.today(desk).isoformat(),
    )


def lacks_of(desk: Desk, snapshot: Snapshot, customer_id: int, chances: Sequence[Chance]) -> dict[str, str]:
    """Of the offers that ask something of her basket which is not there: what is missing."""
    basket = baskets.of(snapshot, desk.associate.id, customer_id)
    return lacks(basket, catalogue.products(snapshot, basket.products), chances)


def _used(chances: Iterable[Chance], found: Priced) -> list[Chance]:
    used = {each.promotion_id for each in found.applied}
    return [chance for chance in chances if chance.promotion.id in used]
