"""A basket as it is read: rows, offers with their reasons, sums."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from associate_app.presenters.basket_views import Agreed, BasketOfferRow, BasketRow, BasketView
from associate_app.presenters.giving import Chance
from associate_app.presenters.icons import OTHER, icon_for
from associate_app.presenters.offer_cards import SHOWN
from associate_app.store.baskets import Basket
from associate_app.store.purchases import Product
from shared.basket import BasketOffer, Line, OfferResult, Priced, PricedLine, lack, offer_of, price
from shared.money import as_text
from shared.promotions import Promotion, benefit_text
from shared.words import _, lazy, listed, plural

FORGOTTEN: Final = lazy("No longer in the catalogue")
CONFIRMED_LATER: Final = lazy("HQ confirms it when the line is back.")


def priced(basket: Basket, products: Mapping[int, Product], chances: Iterable[Chance]) -> Priced:
    """The basket with the offers by which she saves most, those worth knowing of included."""
    return price(
        _lines(basket, products), [_offer(chance) for chance in worth_showing(chances)], basket.left_out
    )


def worth_showing(chances: Iterable[Chance]) -> list[Chance]:
    """Offers that are for her: to be had, used up, or lacking nothing but the line."""
    return [chance for chance in chances if chance.decision.reason in SHOWN]


def agreed(found: Priced) -> Agreed:
    """What she would be told of it."""
    return Agreed(found.total_minor, tuple(each.promotion_id for each in found.applied))


def basket_view(basket: Basket, products: Mapping[int, Product], chances: Sequence[Chance]) -> BasketView:
    """The basket with every text; an empty one has none."""
    if not basket.lines:
        return BasketView()
    found, shown = priced(basket, products, chances), worth_showing(chances)
    titles = {chance.promotion.id: chance.promotion.name for chance in shown}
    return BasketView(
        rows=tuple(_row(each, products.get(each.line.product_id), titles) for each in found.lines),
        offers=tuple(
            _offer_row(result, chance, _Names(titles, products))
            for result, chance in zip(found.offers, shown, strict=True)
        ),
        items=items_text(found.pieces),
        total=as_text(found.total_minor),
        saved=saved_text(found.discount_minor),
        unpriced=_unpriced(found.unpriced),
        used=_used(found),
        agreed=agreed(found),
    )


def items_text(pieces: int) -> str:
    """How many things: "3 items"."""
    return plural("{count} item", "{count} items", pieces)


def saved_text(minor: int) -> str:
    """What offers save in all; empty if nothing."""
    return _("{amount} saved").format(amount=as_text(minor)) if minor else ""


def lacks(basket: Basket, products: Mapping[int, Product], chances: Iterable[Chance]) -> dict[str, str]:
    """Of the offers that she may have on a condition which her basket does not fulfil: what it lacks."""
    lines = _lines(basket, products)
    asking = [each.promotion for each in chances if each.decision.available and each.promotion.conditions]
    missing = {each.id: lack(offer_of(each, available=True), lines) for each in asking}
    return {
        promotion_id: _("In her basket: {lacking}").format(lacking=_lacking(found.minor, found.items))
        for promotion_id, found in missing.items()
        if found.minor or found.items
    }


def _lines(basket: Basket, products: Mapping[int, Product]) -> list[Line]:
    return [_line(product_id, count, products.get(product_id)) for product_id, count in basket.lines]


def _line(product_id: int, quantity: int, product: Product | None) -> Line:
    if product is None:
        return Line(product_id, quantity, None)
    return Line(
        product_id, quantity, product.price_minor, product.department, product.category or "", product.brand
    )


def _offer(chance: Chance) -> BasketOffer:
    return offer_of(chance.promotion, available=chance.decision.available)


def _row(found: PricedLine, product: Product | None, titles: Mapping[str, str]) -> BasketRow:
    line = found.line
    unit = _("No price here") if line.unit_minor is None else as_text(line.unit_minor)
    if line.unit_minor is not None and line.quantity > 1:
        unit = _("{price} each").format(price=unit)
    offer = ""
    if found.taken:
        names = listed([titles[each.promotion_id] for each in found.taken])
        offer = _("{amount} off: {offer}").format(amount=as_text(found.discount_minor), offer=names)
    return BasketRow(
        product_id=line.product_id,
        title=product.name if product else _(FORGOTTEN),
        icon=icon_for(product.department, product.category) if product else OTHER,
        unit=unit,
        quantity=line.quantity,
        total="" if line.unit_minor is None else as_text(found.net_minor),
        offer=offer,
    )


class _Names(NamedTuple):
    """What promotions are called, and the products that lie in the basket or are named by them."""

    offers: Mapping[str, str]
    products: Mapping[int, Product]


def _offer_row(result: OfferResult, chance: Chance, names: _Names) -> BasketOfferRow:
    promotion = chance.promotion
    named = {key: each.name for key, each in names.products.items()}
    return BasketOfferRow(
        promotion_id=promotion.id,
        title=f"{promotion.name}: {benefit_text(promotion, named)}",
        sentence=_why(result, chance, names),
        state="applied" if result.applies else ("left_out" if result.reason == "left_out" else "idle"),
        can_turn=result.applies or result.reason == "left_out",
    )


def _why(result: OfferResult, chance: Chance, names: _Names) -> str:
    """What the offer saves, or why it saves nothing."""
    if result.applies:
        gained = _gained(result)
        return f"{gained} {_(CONFIRMED_LATER)}" if chance.decision.provisional else gained
    if result.reason == "no_item":
        return _nothing_for(chance.promotion)
    if result.reason == "not_enough":
        return _lacking(result.lacks_minor, result.lacks_items)
    return _in_the_way(result, chance, names)


def _in_the_way(result: OfferResult, chance: Chance, names: _Names) -> str:
    if result.reason == "not_available":
        return chance.decision.sentence
    if result.reason == "no_gift":
        gift = names.products.get(chance.promotion.benefit["product_id"])
        return _("Put the gift into the basket, it costs nothing: {product}.").format(
            product=gift.name if gift else _(FORGOTTEN)
        )
    if result.because_of is not None:
        return _("Does not go together with “{offer}”.").format(offer=names.offers[result.because_of])
    return {
        "no_price": _("What it is for has no price here."),
        "saves_less": _("Another offer saves more on the same items."),
        "left_out": _("Kept for another time."),
    }[result.reason]


def _gained(result: OfferResult) -> str:
    if result.points:
        return plural("Gives {count} point.", "Gives {count} points.", result.points)
    return plural(
        "Saves {amount} on {count} item.", "Saves {amount} on {count} items.", result.pieces,
        amount=as_text(result.discount_minor),
    )  # fmt: skip


def _nothing_for(promotion: Promotion) -> str:
    if promotion.department is not None:
        return _("Nothing from {department} is in the basket.").format(department=promotion.department)
    return _("Nothing that it is for is in the basket.")


def _lacking(minor: int, items: int) -> str:
    """What the basket still needs for it."""
    if not items:
        return _("{amount} more and it applies.").format(amount=as_text(minor))
    if not minor:
        return plural("{count} more item and it applies.", "{count} more items and it applies.", items)
    return plural(
        "{count} more item and {amount} more, and it applies.",
        "{count} more items and {amount} more, and it applies.",
        items, amount=as_text(minor),
    )  # fmt: skip


def _unpriced(pieces: int) -> str:
    if not pieces:
        return ""
    return plural(
        "{count} item has no price here; the till adds it.",
        "{count} items have no price here; the till adds them.",
        pieces,
    )


def _used(found: Priced) -> str:
    count = len(found.applied)
    if not count:
        return ""
    return plural(
        "{count} offer is used with it and cannot be taken back on the tablet.",
        "{count} offers are used with it and cannot be taken back on the tablet.",
        count,
    )
