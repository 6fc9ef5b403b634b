"""Products: finding one, what is like it, what goes with it, and who of the store's book would want it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from associate_app.errors import ProductNotHere
from associate_app.presenters.product_cards import Reasoned, Shelf, cards, near_text, product_row
from associate_app.presenters.product_views import ProductsFound, ProductView, WantingRow, WantingView
from associate_app.presenters.suggestions import CONSIDERED, MOST_CARDS, model_line, told
from associate_app.presenters.wording import hue, initials
from associate_app.store import book, catalogue, customers, models
from associate_app.store.catalogue import Catalogue, StockLevel
from associate_app.store.customers import BookRow
from associate_app.store.desk import Desk
from associate_app.store.purchases import Product
from associate_app.store.reading import Snapshot
from shared.clock import local_date
from shared.recommendation import Model, Suggestion, goes_with, reason, similar
from shared.recommendation.wanting import Wanting, leading_to, wanting
from shared.words import _, lazy

MOST_ROWS: Final = 100
MOST_PEOPLE: Final = 50
MOST_NEAR: Final = 3
SHORTEST: Final = 2
"""Fewer letters list what sells best here."""

NO_MODEL: Final = lazy("Head office has not sent a model yet. It comes by itself.")
NOT_IN_MODEL: Final = lazy("Too few have bought it to say what goes with it.")
GOES_WITH: Final = lazy("Who buys {product} buys this, too")
NOBODY: Final = lazy("Nobody in your store's book is known to want it.")


class ProductsPresenter:
    """The product page and sheet of the open desk."""

    def __init__(self, desk: Callable[[], Desk]) -> None:
        self._desk = desk

    def get_ready(self) -> None:
        """The model is decoded and the way of scoring loaded: the first customer need not wait for either."""
        desk = self._desk()
        with desk.reader.snapshot() as snapshot:
            model = desk.models.of(snapshot).model
        if model is not None:
            goes_with(model.items[:1], model=model, allowed=lambda _: True, limit=1)

    def search(self, query: str, sequence: int = 0) -> ProductsFound:
        """Products with all the words, first what lies here and sells best; without any, the best sellers."""
        desk = self._desk()
        with desk.reader.snapshot() as snapshot:
            model = desk.models.of(snapshot).model
            wanted = query.strip()
            found = catalogue.find(snapshot, wanted) if len(wanted) >= SHORTEST else _best(snapshot)
            stock = catalogue.stock(snapshot, [product.id for product in found])
            if len(wanted) >= SHORTEST:
                found = _ranked(found, stock, model)
            distinct = list({product.name: product for product in reversed(found)}.values())[::-1]
            shelf = _shelf(desk, snapshot, stock)
        rows = tuple(product_row(product, shelf) for product in distinct[:MOST_ROWS])
        return ProductsFound(query, rows, len(distinct), sequence)

    def open(self, product_id: int) -> ProductView:
        """The product with what is like it and what goes with it; ProductNotHere if it has gone."""
        desk = self._desk()
        with desk.reader.snapshot() as snapshot:
            known, held = desk.products.of(snapshot), desk.models.of(snapshot)
            product = known.product(product_id)
            if product is None:
                raise ProductNotHere(_("This product is no longer in the catalogue. Search for another."))
            alike: Sequence[Suggestion] = ()
            beside: Sequence[Suggestion] = ()
            if (model := held.model) is not None:
                kin = catalogue.of_its_category(snapshot, product)
                alike = similar(product_id, model=model, allowed=known.allows, limit=CONSIDERED, kin=kin)
                beside = goes_with((product_id,), model=model, allowed=known.allows, limit=CONSIDERED)
            asked = {product_id, *(each.product_id for each in (*alike, *beside))}
            shelf = Shelf(known, catalogue.stock(snapshot, asked), desk.now_ms(), desk.enrolment.time_zone)
            return ProductView(
                product=product_row(product, shelf),
                similar=told(alike, shelf, {}),
                goes_with=cards(
                    (Reasoned(each.product_id, _(GOES_WITH).format(product=product.name)) for each in beside),
                    shelf,
                    {},
                    MOST_CARDS,
                ),
                model_line=model_line(held, desk.now_ms(), desk.enrolment.time_zone),
                nothing="" if alike or beside else _(NOT_IN_MODEL if held.model else NO_MODEL),
                near=tuple(
                    near_text(each, shelf) for each in catalogue.near_stock(snapshot, product_id)[:MOST_NEAR]
                ),
            )

    def who_wants(self, product_id: int) -> WantingView:
        """Who of the store's book would want it, the likeliest first, of those who let us look."""
        desk = self._desk()
        with desk.reader.snapshot() as snapshot:
            pending = tuple(effect.who.id for effect in snapshot.effects)
            today = local_date(desk.now_ms(), desk.enrolment.time_zone)
            key = (product_id, snapshot.replica.cursor(), pending, today)
            view: WantingView = desk.wanting.of(key, lambda: _who_wants(desk, snapshot, product_id))
        return view


def _who_wants(desk: Desk, snapshot: Snapshot, product_id: int) -> WantingView:
    now_ms, zone = desk.now_ms(), desk.enrolment.time_zone
    model, known = desk.models.of(snapshot).model, desk.products.of(snapshot)
    asked = book.people(snapshot, {product_id, *leading_to(product_id, model)})
    ranked = wanting(product_id, asked, model=model, now_ms=now_ms, time_zone=zone, limit=MOST_PEOPLE)
    people = customers.by_ids(snapshot, [each.customer_id for each in ranked])
    rows = tuple(
        _wanting_row(people[each.customer_id], _why(product_id, each, known))
        for each in ranked
        if each.customer_id in people
    )
    return WantingView(product_id, rows, "" if rows else _(NOBODY))


def _why(product_id: int, wanted: Wanting, known: Catalogue) -> str:
    return reason(Suggestion(product_id, wanted.score, wanted.terms), known.name_of)


def _wanting_row(row: BookRow, why: str) -> WantingRow:
    return WantingRow(
        customer_id=row.id,
        name=f"{row.given_name} {row.family_name}",
        initials=initials(row.given_name, row.family_name),
        hue=hue(row.id),
        tier=row.tier,
        reason=why,
    )


def _best(snapshot: Snapshot) -> list[Product]:
    wanted = models.best_sellers(snapshot)
    known = catalogue.products(snapshot, wanted)
    return [known[each] for each in wanted if each in known and known[each].recommendable]


def _ranked(found: Sequence[Product], stock: dict[int, StockLevel], model: Model | None) -> list[Product]:
    def sold(product: Product) -> float:
        number = model.number(product.id) if model else None
        return model.popularity[number] if model and number is not None else 0.0

    def place(product: Product) -> tuple[bool, float, str, int]:
        level = stock.get(product.id)
        return level is None or level.quantity <= 0, -sold(product), product.name, product.id

    return sorted(found, key=place)


def _shelf(desk: Desk, snapshot: Snapshot, stock: dict[int, StockLevel]) -> Shelf:
    return Shelf(desk.products.of(snapshot), stock, desk.now_ms(), desk.enrolment.time_zone)
