"""All purchases of a customer, filtered and searched page by page, and each of them whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from associate_app.errors import PurchaseNotHere
from associate_app.presenters.history_rows import matching_products, piece_text, place_text, row_of
from associate_app.presenters.history_views import (
    HistoryAsked,
    HistoryPage,
    HistoryRow,
    PurchaseGroup,
    PurchaseView,
)
from associate_app.presenters.wording import beginning, day_text, local, moment_text
from associate_app.store import customers, history, purchases
from associate_app.store.desk import Desk
from associate_app.store.history import BasketLine, Wanted
from associate_app.store.purchases import Basket, Story
from shared.clock import DAY_MS
from shared.customer import YEAR_MS
from shared.money import as_text
from shared.words import _, lazy, plural

PAGE_PURCHASES: Final = 20
MOST_LINES: Final = 5
"""Lines of one purchase in the list; the others are a tap away."""

_PERIODS: Final = {"month": 30 * DAY_MS, "year": YEAR_MS}

_NOTHING: Final = {
    "query": lazy("No purchase has these words in it."),
    "store": lazy("Nothing bought in a store."),
    "online": lazy("Nothing bought online."),
    "here": lazy("Nothing bought in this store."),
    "month": lazy("Nothing bought in the last 30 days."),
    "year": lazy("Nothing bought in the last 12 months."),
    "department": lazy("Nothing bought in this department."),
    "returns": lazy("Nothing was brought back."),
}
_NO_PURCHASES: Final = lazy("No purchases yet.")
_NOT_ALL_OF_IT: Final = lazy("No purchase fits all of this.")
_SHORTER: Final = lazy("Try a shorter word.")
_WIDER: Final = lazy("Take a filter away to see more.")


class HistoryPresenter:
    """Purchases in the replica of the open desk."""

    def __init__(self, desk: Callable[[], Desk]) -> None:
        self._desk = desk

    def page(self, customer_id: int, asked: HistoryAsked, offset: int = 0) -> HistoryPage:
        """The purchases that fit, newest first, each with its lines that fit and the sum of the whole."""
        desk = self._desk()
        zone, now_ms = desk.enrolment.time_zone, desk.now_ms()
        with desk.reader.snapshot() as snapshot:
            customers.customer(snapshot, customer_id)
            story = desk.stories.of(snapshot, customer_id)
            wanted = _wanted(story, asked, now_ms)
            found = history.found(snapshot, customer_id, wanted)
            baskets = history.page(snapshot, customer_id, wanted, offset, PAGE_PURCHASES)
            lines = history.lines(snapshot, customer_id, [basket.id for basket in baskets])
            stores = purchases.store_names(snapshot)
        end = offset + len(baskets)
        nothing, hint = ("", "") if found.number else _said_of_nothing(asked)
        return HistoryPage(
            asked=asked,
            groups=tuple(_group(b, lines[b.id], wanted, story, stores, now_ms, zone) for b in baskets),
            total=found.number,
            sum=as_text(found.total_minor),
            next_offset=end if end < found.number else None,
            departments=tuple(sorted({product.department for product in story.products.values()})),
            nothing=nothing,
            hint=hint,
        )

    def purchase(self, customer_id: int, purchase_id: int) -> PurchaseView:
        """The whole purchase as on its receipt; PurchaseNotHere if the replica has let go of it."""
        desk = self._desk()
        zone, now_ms = desk.enrolment.time_zone, desk.now_ms()
        with desk.reader.snapshot() as snapshot:
            story = desk.stories.of(snapshot, customer_id)
            basket = history.basket(snapshot, customer_id, purchase_id)
            if basket is None:
                raise PurchaseNotHere(_("This purchase is no longer on this tablet."))
            lines = history.lines(snapshot, customer_id, [purchase_id])[purchase_id]
            stores = purchases.store_names(snapshot)
        discount = sum(line.discount_minor for line in lines)
        day = day_text(local(basket.at_ms, zone).date(), local(now_ms, zone).date())
        return PurchaseView(
            purchase_id=purchase_id,
            title=_("Purchase of {day}").format(day=day),
            meta=_joined(
                moment_text(basket.at_ms, now_ms, zone), place_text(basket, stores), items_text(len(lines))
            ),
            lines=tuple(_receipt_row(line, story) for line in lines),
            before=as_text(basket.total_minor + discount) if discount else "",
            discount=as_text(-discount) if discount else "",
            total=as_text(basket.total_minor),
        )


def _wanted(story: Story, asked: HistoryAsked, now_ms: int) -> Wanted:
    """What the store is asked; words and departments are known of products, not of purchases."""
    products = None
    if asked.query.strip() or asked.department:
        bought = {line.product_id for line in story.lines}
        products = matching_products(bought, story.products, asked.query, asked.department)
    since_ms = now_ms - _PERIODS[asked.period] if asked.period else None
    return Wanted(asked.where, since_ms, asked.only_returns, products)


def _group(
    basket: Basket,
    lines: list[BasketLine],
    wanted: Wanted,
    story: Story,
    stores: Mapping[str, str],
    now_ms: int,
    zone: str,
) -> PurchaseGroup:
    fitting = [
        line
        for line in lines
        if (wanted.products is None or line.product_id in wanted.products)
        and not (wanted.only_returns and line.quantity >= 0)
    ]
    hidden = len(lines) - len(fitting[:MOST_LINES])
    returned = sum(line.quantity < 0 for line in lines)
    back = plural("{count} returned", "{count} returned", returned) if returned else ""
    return PurchaseGroup(
        purchase_id=basket.id,
        title=beginning(moment_text(basket.at_ms, now_ms, zone)),
        meta=_joined(place_text(basket, stores), items_text(len(lines)), back),
        total=as_text(basket.total_minor),
        rows=tuple(_row(line, story, piece_text(line.quantity)) for line in fitting[:MOST_LINES]),
        more=plural("{count} more item", "{count} more items", hidden) if hidden else "",
    )


def _row(line: BasketLine, story: Story, meta: str) -> HistoryRow:
    product = story.products.get(line.product_id)
    return row_of(product, line.quantity, line.amount_minor, meta, line.purchase_id)


def _receipt_row(line: BasketLine, story: Story) -> HistoryRow:
    product = story.products.get(line.product_id)
    saved = _("{amount} off").format(amount=as_text(line.discount_minor)) if line.discount_minor else ""
    return _row(line, story, _joined(product.department if product else "", piece_text(line.quantity), saved))


def _said_of_nothing(asked: HistoryAsked) -> tuple[str, str]:
    """What there is none of, and what to try: the one filter by name, several together."""
    filters = [
        name
        for name, is_set in (
            (asked.where, asked.where),
            (asked.period, asked.period),
            ("department", asked.department),
            ("returns", asked.only_returns),
        )
        if is_set
    ]
    words = ["query"] if asked.query.strip() else []
    if not filters + words:
        return _(_NO_PURCHASES), ""
    hint = _WIDER if filters else _SHORTER
    return _(_NOTHING[(filters + words)[0]] if len(filters + words) == 1 else _NOT_ALL_OF_IT), _(hint)


def items_text(count: int) -> str:
    """How many different items: "3 items"."""
    return plural("{count} item", "{count} items", count)


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
