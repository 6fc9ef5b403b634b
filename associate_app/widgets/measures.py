"""How wide and high pieces of text are, remembered: the screen of a customer measures a thousand of them.

Most are asked for again with the next customer: months, prices, words of the app. They are words about
customers, too, and gone with the lock.
"""

from __future__ import annotations

from typing import Final

from kivy.core.text import Label

MOST: Final = 8_000
"""Enough for what a dozen screens say; then it begins anew."""

_known: dict[tuple[str, float, str], tuple[int, int]] = {}


class MeasuredLabel(Label):
    """Draws plain text of one font and size; neither bold nor slanted, which are fonts of their own here."""

    def get_extents(self, text: str) -> tuple[int, int]:
        """Width and height of the text in pixels."""
        options = self.options
        key = (options["font_name_r"], options["font_size"], text)
        found = _known.get(key)
        if found is None:
            if len(_known) >= MOST:
                _known.clear()
            found = _known[key] = super().get_extents(text)
        return found


def forget() -> None:
    """No text is remembered."""
    _known.clear()
