"""The kit by itself: every widget is in the gallery, can be read, reached, pressed and shows the keyboard."""

from __future__ import annotations

import importlib
import pkgutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.window, pytest.mark.xdist_group("gallery")]  # they share one window

WHOLE = (1920, 1280)
"""The largest window there is: the gallery fits into it in two pictures."""

READ, SEEN = 4.5, 3.0
"""Contrast that letters and signs need, as WCAG 2.2 asks for (1.4.3 and 1.4.11)."""

Person = Any
Box = tuple[int, int, int, int]


@pytest.fixture(scope="module")
def shared(window: None) -> Iterator[Person]:  # noqa: ARG001 - first of all
    """A person in front of the gallery, for all tests of this file: it is large."""
    from associate_app.screens.gallery import GalleryApp
    from tools.tablet_driver import TabletDriver

    with TabletDriver(GalleryApp(), WHOLE) as person:
        yield person


@pytest.fixture
def gallery(shared: Person) -> Callable[..., Person]:
    """The gallery, looking as a test wants it and scrolled to its top."""

    def look(*, dark: bool = False, size: tuple[int, int] = WHOLE, font_scale: float = 1.0) -> Person:
        theme = shared.app.theme
        theme.reduced_motion, theme.mode, theme.font_scale = True, "dark" if dark else "light", font_scale
        shared.resize(*size)
        shared.app.root.ids.scroll.scroll_y = 1
        shared.app.root.snackbar.end()
        shared.frames(8)
        return shared

    return look


def _all(root: Any) -> Iterator[Any]:
    if root.opacity == 0:
        return
    yield root
    for child in root.children:
        yield from _all(child)


def _controls(person: Person) -> list[Any]:
    from kivy.uix.behaviors import FocusBehavior

    return [widget for widget in _all(person.app.root) if isinstance(widget, FocusBehavior)]


def _kit() -> dict[str, type]:
    """Every widget class that the kit offers, by name."""
    from kivy.uix.widget import Widget

    from associate_app import widgets

    found = {}
    for module in pkgutil.iter_modules(widgets.__path__):
        for name, each in vars(importlib.import_module(f"associate_app.widgets.{module.name}")).items():
            is_own = isinstance(each, type) and each.__module__.startswith("associate_app.widgets")
            if is_own and issubclass(each, Widget) and not name.startswith("_"):
                found[name] = each
    return found


def _scrolled(person: Person, folder: Path) -> list[Any]:
    """The gallery from its top to its end, a picture a window."""
    from PIL import Image

    pictures = []
    for _ in _at_each(person, ["top", "end"]):
        with Image.open(person.picture(folder / "window.bmp")) as picture:
            pictures.append(picture.convert("RGB"))
    return pictures


def _at_each(person: Person, pictures: list[Any]) -> Iterator[Any]:
    """Each of the two, with the gallery scrolled to where it was taken."""
    for picture, scrolled in zip(pictures, (1.0, 0.0), strict=True):
        person.app.root.ids.scroll.scroll_y = scrolled
        person.frames(3)
        yield picture


def _box(widget: Any, picture: Any) -> Box | None:
    """Where the widget is in the picture, if the whole of it is."""
    left, bottom = widget.to_window(widget.x, widget.y)
    right, top = widget.to_window(widget.right, widget.top)
    box = (int(left), int(picture.height - top), int(right), int(picture.height - bottom))
    inside = box[0] >= 0 and box[1] >= 0 and box[2] <= picture.width and box[3] <= picture.height
    return box if inside and box[2] - box[0] > 2 and box[3] - box[1] > 2 else None


def _ground(picture: Any, box: Box) -> tuple[float, ...]:
    """The colour behind what is drawn there: the one that most of it has."""
    most = max(picture.crop(box).getcolors(1 << 20), key=lambda counted: counted[0])
    return tuple(part / 255 for part in most[1])


def _pixels(picture: Any, box: Box) -> Any:
    return picture.crop(box).get_flattened_data()


def _letters(widget: Any) -> tuple[Any, float] | None:
    """The colour a widget writes in, and the contrast it needs; none: it writes nothing."""
    from kivy.uix.label import Label

    from associate_app.widgets.field import Input
    from associate_app.widgets.icon import Icon

    if isinstance(widget, Input):
        return (widget.foreground_color if widget.text else widget.hint_text_color), READ
    if isinstance(widget, Label) and widget.text:
        return widget.color, SEEN if isinstance(widget, Icon) or widget.font_name == "Icons" else READ
    return None


def test_every_widget_of_the_kit_is_in_the_gallery(gallery: Any) -> None:
    from associate_app.screens.gallery import SHEETS

    person = gallery()
    root = person.app.root
    shown = {type(widget) for widget in _all(root)}
    for kind in SHEETS:
        root.show(kind)
        person.frames(2)
        shown |= {type(widget) for widget in _all(root)}
        root.close_top()
    missing = {name for name, each in _kit().items() if not any(issubclass(one, each) for one in shown)}
    assert missing == set(), "put them into a part of associate_app/screens/gallery_*.kv"


@pytest.mark.parametrize("font_scale", [1.0, 1.3])
def test_every_part_of_the_kit_has_a_name_and_room_for_a_finger(gallery: Any, font_scale: float) -> None:
    from kivy.metrics import dp

    from associate_app.widgets.text import BaseText

    person = gallery(size=(800, 1280), font_scale=font_scale)
    small = [
        (widget.accessible_name, widget.size)
        for widget in _controls(person)
        if type(widget).__name__ != "Input" and widget.width and min(widget.size) < dp(48) - 0.5
    ]
    assert small == []
    assert [
        type(widget).__name__ for widget in _controls(person) if widget.width and not widget.accessible_name
    ] == []
    assert [w.text for w in _all(person.app.root) if isinstance(w, BaseText) and w.is_shortened] == []


def _weak(person: Person, pictures: list[Any]) -> tuple[dict[str, Any], int]:
    """What cannot be read well enough where it is drawn, and how much was looked at."""
    from associate_app.theme import contrast

    weak, looked = {}, 0
    for picture in _at_each(person, pictures):
        for widget in _all(person.app.root.ids.scroll):
            written, box = _letters(widget), _box(widget, picture)
            if written is not None and box is not None:
                looked += 1
                ratio = contrast(written[0], _ground(picture, box))
                if ratio < written[1]:
                    weak[widget.text] = (type(widget).__name__, round(ratio, 2))
    return weak, looked


def _ringed(plain: Any, picture: Any, box: Box) -> int:
    """How many dots of it the keyboard's ring has changed so much that it is seen."""
    from associate_app.theme import contrast

    changes = Counter(zip(_pixels(plain, box), _pixels(picture, box), strict=True))
    return sum(
        count
        for (old, new), count in changes.items()
        if old != new and contrast([c / 255 for c in old], [c / 255 for c in new]) >= SEEN
    )


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_each_widget_can_be_read_where_it_is_drawn_and_shows_the_keyboard(
    gallery: Any, dark: bool, tmp_path: Path
) -> None:
    from associate_app.widgets.control import Control

    person = gallery(dark=dark)
    controls = [each for each in _controls(person) if isinstance(each, Control) and not each.disabled]
    for control in controls:
        control.focus = False
    before = _scrolled(person, tmp_path)
    weak, looked = _weak(person, before)
    assert weak == {}
    assert looked > 150
    for control in controls:
        control.keyboard_mode, control.focus = "managed", True  # nobody else loses it, for once
    after = _scrolled(person, tmp_path)
    unseen, looked = [], 0
    for plain, picture in zip(before, _at_each(person, after), strict=True):
        for control in controls:
            if (box := _box(control, picture)) is not None:
                looked += 1
                if _ringed(plain, picture, box) < box[2] - box[0] + box[3] - box[1]:  # half its way round
                    unseen.append(control.accessible_name)
    for control in controls:
        control.focus, control.keyboard_mode = False, "auto"
    assert unseen == []
    assert looked > 50


def test_sheets_and_snackbars_open_and_escape_closes_them(gallery: Any) -> None:
    person = gallery(size=(1280, 800))
    for kind, seen in (
        ("confirm", "Once per customer."), ("choice", "She agrees"), ("text", "For managers"),
        ("guide", "Papers, warm socks."), ("day", "November 2026"),
    ):  # fmt: skip
        person.tap(f"Open {kind}")
        person.wait_for(seen)
        person.press("escape")
        person.wait_gone(seen)
        person.wait_for("Closed.")
    for tone, seen in (("plain", "Let go."), ("good", "Note saved."), ("bad", "The line is down.")):
        person.tap(f"Say {tone}")
        person.wait_for(seen)


def test_tab_goes_on_from_the_button_that_is_focused_first(gallery: Any) -> None:
    person = gallery(size=(1280, 800))
    person.find("Filled, focused").focus = True
    person.press("tab")
    assert person.focused() == "Tonal"
    person.press("tab", "shift")
    assert person.focused() == "Filled, focused"
    person.press("a")
    assert person.focused() == "Filled, focused"


def test_colours_letters_and_movement_are_switched_on_the_page(gallery: Any) -> None:
    person = gallery(size=(1280, 800))
    theme = person.app.theme
    person.tap("Dark colours")
    assert theme.mode == "dark"
    person.tap("Light colours")
    assert theme.mode == "light"
    person.tap("Large letters")
    assert theme.font_scale == 1.3
    person.tap("Nothing moves")
    assert not theme.reduced_motion


@pytest.mark.parametrize(("size", "columns"), [((800, 1280), 1), ((1280, 800), 2), ((1920, 1200), 3)])
def test_the_whole_width_is_used(gallery: Any, size: tuple[int, int], columns: int) -> None:
    ids = gallery(size=size).app.root.ids
    used = [ids[name].height for name in ("first", "second", "third") if ids[name].parent is not None]
    assert len(used) == columns
    assert min(used) > 0.6 * max(used), "no column ends long before the others"
