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
