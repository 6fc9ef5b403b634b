"""What holds on every screen: room for a finger, names, nothing cut, a picture that is not empty."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from associate_app.presenters.view_models import SyncStatus
from shared import words
from tests.associate_app.every_screen import SCREENS, fill

pytestmark = pytest.mark.window

TELLING = ("list", "sync", "settings", "today", "whole-basket")
"""The screens with the most words in the least room: they stand for all where time is short."""

LYING = (((1280, 800), 1.0), ((1280, 800), 1.3), ((1024, 600), 1.0), ((1920, 1200), 1.0))
"""Sizes of a tablet on its side, down to seven inches, and of letters."""


@pytest.fixture
def full(tablet: Any) -> Any:
    """A tablet with something in every corner."""
    return fill(tablet)


def _all(root: Any) -> Any:
    if root.opacity == 0:
        return
    yield root
    for child in root.children:
        yield from _all(child)


def _cut(person: Any) -> list[str]:
    from associate_app.widgets.text import BaseText

    found = []
    for widget in _all(person.app.root):
        if not isinstance(widget, BaseText) or not widget.text or widget.height == 0:
            continue
        parent = widget.parent
        outside = widget.x < parent.x - 2 or widget.right > parent.right + 2
        if widget.is_shortened or (outside and not hasattr(parent, "viewclass")):
            found.append(widget.text)
    return found


def _holds(person: Any) -> None:
    """Nothing is cut; whatever takes the keyboard has a name, and room for a finger."""
    from kivy.metrics import dp
    from kivy.uix.behaviors import FocusBehavior

    assert _cut(person) == []
    for widget in _all(person.app.root):
        if isinstance(widget, FocusBehavior):
            assert widget.accessible_name, widget
            if type(widget).__name__ != "Input":  # a field's frame around it is the target
                assert min(widget.width, widget.height) >= dp(48) - 0.5, (widget.accessible_name, widget.size)


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.usefixtures("full")
def test_nothing_is_cut_on_a_tablet_on_its_side_small_or_large(show: Any, screen: str) -> None:
    stage, go = SCREENS[screen]
    person = show(stage)
    go(person)
    for size, font_scale in LYING:
        person.app.theme.font_scale = font_scale
        person.resize(*size)
        person.frames(5)
        _holds(person)


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.usefixtures("full")
def test_nothing_is_cut_on_an_upright_tablet_with_large_letters(show: Any, screen: str) -> None:
    stage, go = SCREENS[screen]
    person = show(stage, size=(800, 1280), font_scale=1.3)
    go(person)
    person.frames(5)
    _holds(person)


@pytest.mark.parametrize(
    "screen",
    [pytest.param(name, marks=() if name in TELLING else pytest.mark.long) for name in SCREENS],
)
@pytest.mark.usefixtures("full")
def test_nothing_is_cut_in_a_language_that_is_two_fifths_longer(
    tablet: Any, drive: Any, screen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from associate_app import languages
    from associate_app.app import AisleApp
    from tests.associate_app.pseudo import Longer, LongTexts

    monkeypatch.setattr(languages, "catalogue", lambda _language: Longer())
    tablet.stage, go = SCREENS[screen]
    try:
        app = AisleApp(tablet)
        app.theme.reduced_motion = True
        person = drive(app, driver=LongTexts)
        go(person)
        for size in ((1280, 800), (1024, 600), (800, 1280)):
            person.resize(*size)
            person.frames(5)
            _holds(person)
    finally:
        words.use(words.ENGLISH)


def test_a_picture_of_the_customer_screen_is_drawn_in_both_modes(show: Any, tmp_path: Path) -> None:
    from PIL import Image

    person = show()
    SCREENS["customer"][1](person)
    light = Image.open(person.picture(tmp_path / "light.png"))
    person.app.choose(mode="dark")
    dark = Image.open(person.picture(tmp_path / "dark.png"))
    assert light.size == dark.size == (1280, 800)
    assert light.getpixel((1270, 790)) == (0xF4, 0xF3, 0xF0)
    assert dark.getpixel((1270, 790)) == (0x0E, 0x14, 0x12)
    assert len(light.convert("RGB").getcolors(1 << 20)) > 200, "letters and icons are on it"


def test_a_load_of_unknown_size_shows_no_bar(show: Any, tablet: Any) -> None:
    tablet.shop.status = SyncStatus("loading", "12,000 rows so far", 0, 0, "never", None)
    person = show()
    person.wait_for("12,000 rows so far")
    assert person.app.freshness.progress < 0
