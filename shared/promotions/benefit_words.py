"""A benefit as people say it, with what it is for: "20% off Dairy", "3 for 2 on Fresh", "2 × Tea for $5.00".

It stands in a card's title, so of many things the first is said and how many more there are. Products have no
name in a promotion: whoever knows names gives them by id.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from shared.money import as_text
from shared.promotions.benefit import covered
from shared.promotions.rule import Promotion
from shared.words import _, any_of, listed, locale, plural

MOST_SAID: Final = 2
"""So many of one kind of things, or parts of a bundle, are said by name."""

ProductNames = Mapping[int, str]
_NO_NAMES: Final[ProductNames] = {}


def benefit_text(promotion: Promotion, names: ProductNames = _NO_NAMES) -> str:
    """What it gives and on what; products that `names` does not know are "some products"."""
    return _SAID[promotion.benefit_kind](promotion, names)


def products_named(promotion: Promotion) -> set[int]:
    """The products whose names say what it gives, on what, and what must lie in the basket for it."""
    parts = promotion.benefit.get("parts", ())
    every = [covered(promotion), promotion.conditions.get("of", {}), *(part["of"] for part in parts)]
    given = {promotion.benefit["product_id"]} if "product_id" in promotion.benefit else set()
    return given.union(*(of.get("product", ())[:MOST_SAID] for of in every))


def things_text(of: Mapping[str, Any], names: ProductNames = _NO_NAMES) -> str:
    """The things in words, the narrowest first: "Tea", "Fresh (Dairy or Bakery)"; empty if it is anything."""
    said = [_products(of["product"], names)] if "product" in of else []
    said += [_some(of[key]) for key in ("brand", "category", "department") if key in of]
    if len(said) < 2:
        return "".join(said)
    return _("{things} ({where})").format(things=said[0], where=listed(said[1:]))


def _products(chosen: Sequence[int], names: ProductNames) -> str:
    known = [names.get(each, "") for each in chosen[:MOST_SAID]]
    if not all(known):
        return _("one product") if len(chosen) == 1 else _("some products")
    return _some([*known, *chosen[MOST_SAID:]])


def _some(chosen: Sequence[Any]) -> str:
    if len(chosen) <= MOST_SAID:
        return any_of([str(each) for each in chosen])
    return plural("{first} or {count} more", "{first} or {count} more", len(chosen) - 1, first=chosen[0])


def _off(amount: str, promotion: Promotion, names: ProductNames) -> str:
    if things := things_text(covered(promotion), names):
        return _("{amount} off {things}").format(amount=amount, things=things)
    return _("{amount} off").format(amount=amount)


def _priced(promotion: Promotion, names: ProductNames) -> str:
    amount = as_text(promotion.benefit_value)
    if things := things_text(covered(promotion), names):
        return _("{things} for {amount} each").format(things=things, amount=amount)
    return _("{amount} each").format(amount=amount)


def _n_for_m(promotion: Promotion, names: ProductNames) -> str:
    take, pay = promotion.benefit["take"], promotion.benefit["pay"]
    if things := things_text(covered(promotion), names):
        return _("{take} for {pay} on {things}").format(take=take, pay=pay, things=things)
    return _("{take} for {pay}").format(take=take, pay=pay)


def _gift(promotion: Promotion, names: ProductNames) -> str:
    gift, things = _given(promotion.benefit, names), things_text(covered(promotion), names)
    if not gift:
        return _("A gift with {things}").format(things=things) if things else _("A gift")
    if things:
        return _("{gift} as a gift with {things}").format(gift=gift, things=things)
    return _("{gift} as a gift").format(gift=gift)


def _given(benefit: Mapping[str, Any], names: ProductNames) -> str:
    """The gift by its name; empty where nobody gave it."""
    name, pieces = names.get(benefit["product_id"], ""), benefit.get("quantity", 1)
    return _pieces(pieces, name) if name and pieces > 1 else name


def _points(promotion: Promotion, names: ProductNames) -> str:
    points = plural("{count} point", "{count} points", promotion.benefit_value)
    each, things = promotion.benefit.get("each_minor"), things_text(covered(promotion), names)
    if each is None:
        return _("{points} on {things}").format(points=points, things=things) if things else points
    if things:
        return _("{points} for each {amount} on {things}").format(
            points=points, amount=as_text(each), things=things
        )
    return _("{points} for each {amount}").format(points=points, amount=as_text(each))


def _bundled(promotion: Promotion, names: ProductNames) -> str:
    parts = promotion.benefit["parts"]
    said = [_pieces(part["quantity"], things_text(part["of"], names)) for part in parts[:MOST_SAID]]
    if more := sum(part["quantity"] for part in parts[MOST_SAID:]):
        said.append(plural("{count} more", "{count} more", more))
    return _("{things} for {amount}").format(things=" + ".join(said), amount=as_text(promotion.benefit_value))


def _pieces(count: int, things: str) -> str:
    return _("{count} × {things}").format(count=count, things=things)


_SAID: Final[Mapping[str, Callable[[Promotion, ProductNames], str]]] = {
    "percent": lambda p, names: _off(locale().percentage(p.benefit_value), p, names),
    "amount": lambda p, names: _off(as_text(p.benefit_value), p, names),
    "price": _priced,
    "n_for_m": _n_for_m,
    "gift": _gift,
    "points": _points,
    "bundle": _bundled,
}
