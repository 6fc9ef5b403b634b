"""Offers for one customer: what may be used now, on what that would stand, and what has been used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from associate_app.presenters.giving import Chance
from associate_app.presenters.offer_terms import conditions_text
from associate_app.presenters.view_models import OfferCard
from associate_app.store.offer_pictures import OfferPicture
from shared.decisioning import Ranked
from shared.promotions import benefit_text, picture_for, products_named, text_for
from shared.redemption import Basis, costs
from shared.words import _, lazy, plural

SAVED: Final = lazy("Saved here; HQ confirms when the line is back.")
GIVEN: Final = lazy("Used. It was this tablet's own to give; HQ hears of it when the line is back.")
PROVISIONAL: Final = lazy("Will be confirmed by HQ when the line is back.")
USED: Final = lazy("Used. HQ has it.")

Picture = tuple[str, str]
"""A promotion, and the picture that it shows her."""

MOST_PICTURES: Final = 6

SHOWN: Final = (
    "available", "customer_limit", "often_enough", "tired", "sold_out", "store_limit", "needs_lease",
    "lease_over",
)  # fmt: skip
"""Decisions worth a card: what she may have, what she has had, and what is for her and cannot be had now.

Nothing that is not for her, and nothing of whoever is held out: no card tells the one from the other.
"""


def offer_cards(
    chances: Iterable[Chance],
    awaiting: Mapping[str, Basis],
    *,
    online: bool,
    pictures: Mapping[Picture, OfferPicture],
    lacks: Mapping[str, str],
    products: Mapping[int, str],
    ranked: Mapping[str, Ranked],
) -> tuple[OfferCard, ...]:
    """Offers she may have, the best first, then the others; nothing that is not for her.

    `lacks` says of an offer what her basket needs for it, `products` what products are called, `ranked` in
    which order they stand, and how each of them looks.
    """
    shown = [
        _pictured(
            _card(chance, awaiting.get(chance.promotion.id), online, lacks, products),
            pictures.get(_picture(chance)),
        )
        for chance in chances
        if chance.decision.reason in SHOWN
    ]
    places = {promotion_id: place for place, promotion_id in enumerate(ranked)}
    last = len(places)
    in_order = sorted(shown, key=lambda card: (not card.available, places.get(card.promotion_id, last)))
    return tuple(
        _placed(card, ranked[card.promotion_id], places[card.promotion_id])
        if card.promotion_id in ranked
        else card
        for card in in_order
    )


def _placed(card: OfferCard, ranked: Ranked, place: int) -> OfferCard:
    """The card as it looks in its place: the best one or two say why."""
    if ranked.layout == "words":
        card = replace(card, picture=None, seen="")
    if not ranked.is_best:
        return card
    text = _("Also good for her. {reason}") if place else _("Best for her now. {reason}")
    return replace(card, best=text.format(reason=ranked.reason))


def pictures_of(chances: Iterable[Chance]) -> tuple[Picture, ...]:
    """The pictures of the offers that she may have now, the first few: each is some ten thousand bytes."""
    available = (_picture(chance) for chance in chances if chance.decision.available)
    return tuple(picture for picture in available if picture[1])[:MOST_PICTURES]


def products_of(chances: Iterable[Chance]) -> set[int]:
    """The products that the offers name."""
    return set().union(*(products_named(chance.promotion) for chance in chances))


def _picture(chance: Chance) -> Picture:
    return chance.promotion.id, picture_for(chance.promotion, chance.decision.variant) or ""


def _pictured(card: OfferCard, picture: OfferPicture | None) -> OfferCard:
    return replace(card, picture=picture.data, seen=picture.alt) if picture else card


def _card(
    chance: Chance, awaited: Basis | None, online: bool, lacks: Mapping[str, str], products: Mapping[int, str]
) -> OfferCard:
    promotion, decision = chance.promotion, chance.decision
    lacking = lacks.get(promotion.id, "") if decision.available else ""
    if awaited is not None:
        sentence = _(GIVEN if awaited == "lease" else SAVED)
    elif decision.reason == "customer_limit":
        sentence = _(USED)
    else:
        sentence = " ".join(filter(None, (decision.sentence, _standing(chance, online))))
        words = (conditions_text(promotion, products), lacking, text_for(promotion, decision.variant))
        if decision.available:
            sentence = " ".join(filter(None, (sentence, *words)))
    return OfferCard(
        promotion_id=promotion.id,
        title=f"{promotion.name}: {benefit_text(promotion, products)}",
        sentence=sentence,
        available=decision.available,
        provisional=decision.provisional if awaited is None else awaited != "lease",
        redeemed=chance.used.by_customer > 0,
        lacks=lacking,
    )


def _standing(chance: Chance, online: bool) -> str:
    """What an associate must know of giving it without the line; nothing while HQ can be asked."""
    if online or not chance.decision.available or not costs(chance.promotion):
        return ""
    if chance.decision.provisional:
        return _(PROVISIONAL)
    left = chance.standing.left
    if left is None:
        return _("Yours to give offline.")
    return plural(
        "Yours to give offline: {count} left on this tablet.",
        "Yours to give offline: {count} left on this tablet.",
        left,
    )
