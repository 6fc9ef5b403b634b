"""The widget kit: plain Kivy, drawn from the theme's tokens; no widget here asks a presenter.

Every control can be reached and pressed by keyboard, carries an accessible name (Kivy 2.3 has no screen
reader; tests and tours find controls by it) and offers at least 48 dp to a finger.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from kivy.core.text import LabelBase
from kivy.lang import Builder

from associate_app import assets


@cache
def load_kv(python_file: str) -> None:
    """The kv file beside a Python file is in force, once."""
    Builder.load_file(str(Path(python_file).with_suffix(".kv")))


@cache
def register_fonts() -> None:
    """kv may name the app's own fonts."""
    for name, file in assets.FONTS.items():
        LabelBase.register(name, str(file))


@cache
def icon_characters() -> dict[str, str]:
    """The character of the icon font that draws each name."""
    read: dict[str, str] = json.loads((assets.FOLDER / "icons.json").read_text(encoding="utf-8"))
    return read


FALLBACK_ICON = "tag-outline"


def character(name: str) -> str:
    """What draws the icon; a name the font lacks becomes a tag, an empty one nothing."""
    known = icon_characters()
    return known.get(name, known[FALLBACK_ICON]) if name else ""


register_fonts()
