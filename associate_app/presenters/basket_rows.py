"""A basket as it is read: rows, offers with their reasons, sums."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from associate_app.presenters.basket_views import Agreed, BasketOfferRow, BasketRow, BasketView
from associate_app.presenters.giving import Chance
from associate_app.presenters.icons import OTHER, icon_for
from associate_app.presenters.offer_cards import SHOWN
from associate_app.store.baskets import Basket
from associate_app.store.purchases import Product
from shared.basket import BasketOffer, Line, OfferResult, Priced, PricedLine, price
from shared.money import as_text
from shared.promotions import benefit_text
from shared.words import _, lazy, plural

FORGOTTEN: Final = lazy("No longer in the catalogue")
CONFIRMED_LATER: Final = lazy("HQ confirms it when the line is back.")


def priced(basket: Basket, products: Mapping[int, Product], chances: Iterable[Chance]) -> Priced:
    """The basket with the offers by which she saves most, those worth knowing of included."""
    lines = [_line(product_id, count, products.get(product_id)) for product_id, count in basket.lines]
    return price(lines, [_offer(chance) for chance in worth_showing(chances)], basket.left_out)


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
        offers=tuple(_offer_row(result, chance) for result, chance in zip(found.offers, shown, strict=True)),
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


def _line(product_id: int, quantity: int, product: Product | None) -> Line:
    if product is None:
        return Line(product_id, quantity, None)
    return Line(product_id, quantity, product.price_minor, product.department)


def _offer(chance: Chance) -> BasketOffer:
    promotion = chance.promotion
    return BasketOffer(
        promotion.id, promotion.benefit_kind, promotion.benefit_value, promotion.department,
        chance.decision.available,
    )  # fmt: skip


def _row(found: PricedLine, product: Product | None, titles: Mapping[str, str]) -> BasketRow:
    line = found.line
    unit = _("No price here") if line.unit_minor is None else as_text(line.unit_minor)
    if line.unit_minor is not None and line.quantity > 1:
        unit = _("{price} each").format(price=unit)
    offer = ""
    if found.promotion_id is not None:
        offer = _("{amount} off: {offer}").format(
            amount=as_text(found.discount_minor), offer=titles[found.promotion_id]
        )
    return BasketRow(
        product_id=line.product_id,
        title=product.name if product else _(FORGOTTEN),
        icon=icon_for(product.department, product.category) if product else OTHER,
        unit=unit,
        quantity=line.quantity,
        total="" if line.unit_minor is None else as_text(found.net_minor),
        offer=offer,
    )


def _offer_row(result: OfferResult, chance: Chance) -> BasketOfferRow:
    promotion = chance.promotion
    return BasketOfferRow(
        promotion_id=promotion.id,
        title=f"{promotion.name}: {benefit_text(promotion)}",
        sentence=_why(result, chance),
        state="applied" if result.applies else ("left_out" if result.reason == "left_out" else "idle"),
        can_turn=result.applies or result.reason == "left_out",
    )


def _why(result: OfferResult, chance: Chance) -> str:
    """What the offer saves, or why it saves nothing."""
    if result.applies:
        saved = plural(
            "Saves {amount} on {count} item.", "Saves {amount} on {count} items.", result.pieces,
            amount=as_text(result.discount_minor),
        )  # fmt: skip
        return f"{saved} {_(CONFIRMED_LATER)}" if chance.decision.provisional else saved
    if result.reason == "not_available":
        return chance.decision.sentence
    if result.reason == "no_item":
        return _("Nothing from {department} is in the basket.").format(department=chance.promotion.department)
    return {
        "no_price": _("What it is for has no price here."),
        "saves_less": _("Another offer saves more on the same items."),
        "left_out": _("Kept for another time."),
    }[result.reason]


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
