"""An offer's picture stands where its icon was, and gives the place back when it is gone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

pytestmark = pytest.mark.window


def marks(person: Any) -> list[str]:
    """What stands before the words of each offer that is shown."""
    from associate_app.widgets.offer_banner import OfferBanner

    banners = [each for each in person.app.root.walk() if isinstance(each, OfferBanner)]
    return [type(mark).__name__ for banner in banners for mark in banner.ids.mark.children]


def test_the_picture_takes_the_icons_place_and_gives_it_back(show: Any, tablet: Any) -> None:
    person = show()
    person.tap("Olivia Bennett")
    person.wait_for("Asked for oat milk")
    assert marks(person) == ["Photo"]
    view = tablet.views[0]
    without = replace(view.offers[0], title="Without a picture", picture=None)
    tablet.views[0] = replace(view, offers=(without,))
    tablet.changed()
    person.wait_for("Without a picture")
    assert marks(person) == ["Icon"]


def test_the_stores_offers_show_pictures_in_place_of_their_icons(show: Any) -> None:
    from associate_app.screens.offers import PromotionCard

    person = show()
    person.tap("Offers")
    person.wait_for("Only this counts: Produce.")
    cards = [each for each in person.app.root.walk() if isinstance(each, PromotionCard)]
    assert sorted(type(mark).__name__ for card in cards for mark in card.ids.mark.children) == [
        "Photo", "Tile", "Tile",
    ]  # fmt: skip


def test_redeem_is_there_once_her_basket_lacks_nothing_for_it(show: Any, tablet: Any) -> None:
    person = show()
    person.tap("Olivia Bennett")
    person.wait_for("Asked for oat milk")
    assert person.find("Redeem Autumn produce: 20% off for Gold members")
    view = tablet.views[0]
    missing = "In her basket: 2 more items and it applies."
    tablet.views[0] = replace(view, offers=(replace(view.offers[0], sentence=missing, lacks=missing),))
    tablet.changed()
    person.wait_for(missing)
    assert not [each for each in person.app.root.walk() if getattr(each, "text", "") == "Redeem"]
