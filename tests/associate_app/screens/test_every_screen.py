"""What holds on every screen: room for a finger, names, nothing cut, a picture that is not empty."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from associate_app.presenters.view_models import AttentionItem, ConflictItem, SyncStatus

pytestmark = pytest.mark.window


def _customer(person: Any) -> None:
    person.tap("Olivia Bennett")
    person.wait_for("Asked for oat milk")


def _history(person: Any) -> None:
    _customer(person)
    person.tap("See all purchases")
    person.wait_for("of 60")


def _purchase(person: Any) -> None:
    _customer(person)
    person.tap("Colombian ground coffee, 12 oz, 13 Nov, this store")
    person.wait_for("Before discounts")


def _departments(person: Any) -> None:
    _history(person)
    person.tap("Filter: All departments")
    person.wait_for("Which department?")


def _note(person: Any) -> None:
    _customer(person)
    person.tap("Add note")


def _edit(person: Any) -> None:
    _customer(person)
    person.tap("Edit details")
    person.wait_for("What she agrees to")


def _wished(person: Any) -> None:
    _customer(person)
    person.tap("More about Sparkling water, 12 cans")
    person.tap("Put it on the wish list")
    person.wait_for("On the wish list")
    person.app.root.snackbar.end()


def _call(person: Any) -> None:
    _customer(person)
    person.tap("Call her")
    person.wait_for("speak only of what")


def _write(person: Any) -> None:
    _customer(person)
    person.tap("Write to her")
    person.wait_for("olivia@example.com")


def _merge(person: Any) -> None:
    _customer(person)
    merged = "HQ merged two changes. Phone number: (513) 555-0142 kept, (513) 555-0199 set aside"
    person.tap(f"Look at both: {merged}")
    person.wait_for("Keep: 555 0134")


def _day(person: Any) -> None:
    _edit(person)
    person.tap("Choose the birthday")
    person.wait_for("November 2026")


def _redeem(person: Any) -> None:
    _customer(person)
    person.tap("Redeem Autumn produce: 20% off for Gold members")


def _answers(person: Any) -> None:
    _customer(person)
    person.tap("More answers for Greek yogurt, plain, 32 oz")


def _guide(person: Any) -> None:
    _customer(person)
    person.tap("Show: What to pack for the hospital")
    person.wait_for("Papers, warm socks")


def _promise(person: Any) -> None:
    _customer(person)
    person.tap("Promise something")
    person.wait_for("For when")


def _advice(person: Any) -> None:
    _customer(person)
    person.tap("Show everything there is to say")
    person.wait_for("Nobody has asked yet")


def _beside(person: Any) -> None:
    _customer(person)
    person.tap("More about Greek yogurt, plain, 32 oz")
    person.wait_for("Grocery")


def _basket(person: Any) -> None:
    _beside(person)
    person.tap("Put it in her basket")
    person.wait_for("In the basket")
    person.app.root.snackbar.end()


def _scan(person: Any) -> None:
    person.tap("Scan a card or label")
    person.wait_for("There is no camera here")


def _product(person: Any) -> None:
    person.tap("Products")
    person.tap("Greek yogurt, plain, 32 oz")
    person.wait_for("bought every 9 days")


def _page(name: str, text: str) -> Callable[[Any], None]:
    def go(person: Any) -> None:
        person.tap(name)
        person.wait_for(text)

    return go


def _report(person: Any) -> None:
    person.tap("Settings")
    person.tap("Read the report")
    person.wait_for("Line: synced")


def _cover(person: Any) -> None:
    person.wait_for("Last visit first")
    person.app.root.cover()
    person.wait_for("Touch the screen")


def _switch(person: Any) -> None:
    person.tap("Change who works here")
    person.wait_for("Who takes over?")


def _other_pin(person: Any) -> None:
    person.tap("Somebody else")


SCREENS: dict[str, tuple[str, Callable[[Any], None]]] = {
    "enrol": ("enrol", lambda person: person.tap("Connect this tablet")),
    "who": ("sign_in", lambda person: person.wait_for("Who is working?")),
    "pin": ("sign_in", _page("Mia Torres", "Type your PIN")),
    "other": ("sign_in", _other_pin),
    "list": ("ready", lambda person: person.wait_for("Last visit first")),
    "customer": ("ready", _customer),
    "history": ("ready", _history),
    "purchase": ("ready", _purchase),
    "departments": ("ready", _departments),
    "note": ("ready", _note),
    "edit": ("ready", _edit),
    "wished": ("ready", _wished),
    "call": ("ready", _call),
    "write": ("ready", _write),
    "merge": ("ready", _merge),
    "day": ("ready", _day),
    "redeem": ("ready", _redeem),
    "answers": ("ready", _answers),
    "guide": ("ready", _guide),
    "promise": ("ready", _promise),
    "advice": ("ready", _advice),
    "scan": ("ready", _scan),
    "today": ("ready", _page("Today", "Birthday on Wednesday")),
    "beside": ("ready", _beside),
    "basket": ("ready", _basket),
    "products": ("ready", _page("Products", "Best sellers")),
    "product": ("ready", _product),
    "offers": ("ready", _page("Offers", "Autumn produce")),
    "sync": ("ready", _page("Sync", "Waiting to be sent")),
    "settings": ("ready", _page("Settings", "Counter 2")),
    "report": ("ready", _report),
    "cover": ("ready", _cover),
    "switch": ("ready", _switch),
}


@pytest.fixture
def full(tablet: Any) -> Any:
    """A tablet with something in every corner."""
    tablet.items = (
        AttentionItem(
            "a1", "Note for Mateo Dahl", "Not in this book.", "Tell the store.", "Quiet hour", True
        ),
    )
    tablet.differing = (
        ConflictItem("c1", "Phone number of Mateo Dahl", "Jon Weber wrote it, today, 09:10.", "555 0134",
                     "555 0199", True),
    )  # fmt: skip
    tablet.state = replace(
        tablet.state, attention=1, conflicts=1, state="attention", text="1 needs attention"
    )
    return tablet


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


@pytest.mark.parametrize(
    ("size", "scale"), [((1280, 800), 1.0), ((800, 1280), 1.3)], ids=["wide", "narrow-130"]
)
@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.usefixtures("full")
def test_nothing_is_cut_and_every_control_has_a_name_and_room(
    show: Any, screen: str, size: tuple[int, int], scale: float
) -> None:
    from kivy.metrics import dp
    from kivy.uix.behaviors import FocusBehavior

    stage, go = SCREENS[screen]
    person = show(stage, size=size, font_scale=scale)
    go(person)
    person.frames(5)
    assert _cut(person) == []
    for widget in _all(person.app.root):
        if isinstance(widget, FocusBehavior):
            assert widget.accessible_name, widget
            if type(widget).__name__ != "Input":  # a field's frame around it is the target
                assert min(widget.width, widget.height) >= dp(48) - 0.5, (widget.accessible_name, widget.size)


@pytest.mark.usefixtures("full")
def test_large_letters_fit_beside_the_list_too(show: Any) -> None:
    person = show(font_scale=1.3)
    _customer(person)
    person.frames(5)
    assert _cut(person) == []


def test_a_picture_of_the_customer_screen_is_drawn_in_both_modes(show: Any, tmp_path: Path) -> None:
    from PIL import Image

    person = show()
    _customer(person)
    light = Image.open(person.picture(tmp_path / "light.png"))
    person.app.choose(mode="dark")
    dark = Image.open(person.picture(tmp_path / "dark.png"))
    assert light.size == dark.size == (1280, 800)
    assert light.getpixel((1270, 790)) == (0xF4, 0xF3, 0xF0)
    assert dark.getpixel((1270, 790)) == (0x0E, 0x14, 0x12)
    assert len(light.convert("RGB").getcolors(1 << 20)) > 200, "letters and icons are on it"


def test_a_load_of_unknown_size_shows_no_bar(show: Any, tablet: Any) -> None:
    tablet.state = SyncStatus("loading", "12,000 rows so far", 0, 0, "never", None)
    person = show()
    person.wait_for("12,000 rows so far")
    assert person.app.freshness.progress < 0


def test_the_gallery_shows_the_whole_kit(drive: Any) -> None:
    from associate_app.screens.gallery import GalleryApp

    person = drive(GalleryApp(dark=True))
    assert person.sees("Synced 2 min ago")
    assert person.sees("That is not it. Try it like this.")
