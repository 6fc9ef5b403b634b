"""Only what was really in sight counts as seen: what lies further down does when it is scrolled to."""

from __future__ import annotations

from typing import Any

import pytest

LOOK_S = 0.4

pytestmark = pytest.mark.window


def seen(tablet: Any) -> list[str]:
    return [name for _, names in tablet.customer.was_seen for name in names]


def test_what_is_below_the_fold_is_seen_when_it_is_scrolled_to(show: Any, tablet: Any) -> None:
    person = show()
    person.tap("Olivia Bennett")
    person.wait_for("Suggested for Olivia")
    person.until(lambda: "offers" in seen(tablet), "the top of her screen was seen")
    assert "recommendations" not in seen(tablet), "its upper edge alone is in sight"
    person.app.root.screen._pages["customers"]._pane._glance.scroll_y = 0.4
    person.until(lambda: "recommendations" in seen(tablet), "what she is suggested was seen")
    assert seen(tablet).count("offers") == 1
    assert {customer_id for customer_id, _ in tablet.customer.was_seen} == {0}


def test_offers_below_the_fold_are_not_seen_with_her_name(show: Any, tablet: Any) -> None:
    person = show()
    from kivy.clock import Clock

    person.tap("Olivia Bennett")
    person.until(lambda: "offers" in seen(tablet), "her offers were seen")
    pane = person.app.root.screen._pages["customers"]._pane
    glance = pane._glance
    tablet.customer.was_seen.clear()
    glance.size_hint_y, glance.height = None, pane.ids.header.height
    person.until(lambda: glance.scroll_y == 1 and glance.height < 400, "only her name is in sight")
    pane._seeing.start_over()
    until = Clock.get_boottime() + 3 * LOOK_S
    person.until(lambda: Clock.get_boottime() > until, "somebody may have looked")
    assert seen(tablet) == []
    glance.scroll_to(pane.ids.offers, animate=False)
    person.until(lambda: "offers" in seen(tablet), "her offers were seen")


@pytest.mark.parametrize("height", [0, 900])
def test_whether_or_not_anything_stands_in_a_place_it_is_seen_by_the_same_rule(
    show: Any, height: int
) -> None:
    person = show()
    from kivy.clock import Clock
    from kivy.core.window import Window
    from kivy.uix.boxlayout import BoxLayout
    from kivy.uix.scrollview import ScrollView
    from kivy.uix.widget import Widget

    from associate_app.screens.seeing import Seeing

    view = ScrollView(size_hint=(None, None), size=(300, 300))
    box = BoxLayout(orientation="vertical", size_hint_y=None, height=280 + height + 900)
    place = Widget(size_hint_y=None, height=height)
    for each in (Widget(size_hint_y=None, height=280), place, Widget(size_hint_y=None, height=900)):
        box.add_widget(each)
    view.add_widget(box)
    heard: list[str] = []
    watching = Seeing(view, {"place": place}, heard.extend, places=("place",))
    Window.add_widget(view)
    try:
        until = Clock.get_boottime() + 3 * LOOK_S
        person.until(lambda: Clock.get_boottime() > until, "somebody may have looked")
        assert watching, "a view holds its watcher weakly"
        assert heard == [], "20 below its upper edge are too few"
        view.scroll_y = 1 - 100 / (box.height - view.height)
        person.until(lambda: heard == ["place"], "120 below its upper edge are enough")
    finally:
        Window.remove_widget(view)


@pytest.fixture
def parts(show: Any) -> Any:
    """A view of 300 with two parts of 400, in a window."""
    person = show()
    from kivy.core.window import Window
    from kivy.uix.boxlayout import BoxLayout
    from kivy.uix.scrollview import ScrollView
    from kivy.uix.widget import Widget

    from associate_app.screens.seeing import Seeing

    view, box = ScrollView(size_hint=(None, None), size=(300, 300)), BoxLayout(size_hint_y=None, height=800)
    box.orientation = "vertical"
    upper, lower, gone = Widget(), Widget(), Widget()
    box.add_widget(upper)
    box.add_widget(lower)
    view.add_widget(box)
    heard: list[str] = []
    found = Seeing(view, {"upper": upper, "lower": lower, "gone": gone}, heard.extend)
    Window.add_widget(view)
    yield person, view, found, heard
    Window.remove_widget(view)


def test_each_part_is_told_once_when_half_of_what_fits_is_in_sight(parts: Any) -> None:
    person, view, found, heard = parts
    person.until(lambda: heard == ["upper"], "the upper part was seen")
    view.scroll_y = 0.9
    view.scroll_y = 0
    person.until(lambda: heard == ["upper", "lower"], "the lower part was seen")
    view.scroll_y = 1
    found.start_over()
    person.until(lambda: heard == ["upper", "lower", "upper"], "another customer's upper part was seen")
