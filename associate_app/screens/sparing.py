"""Keeps Python's search for garbage from holding the screen up.

Widgets are a hundred thousand objects a page, and a search looks through all of them: a sixth of a second.
What stays until the tablet locks is set aside as soon as it stands; what comes and goes is still searched.
"""

from __future__ import annotations

import gc
from typing import Final

THRESHOLDS: Final = (20_000, 3, 10)
"""Young objects are searched in portions of some milliseconds: Kivy makes tens of thousands for a screen and
drops few, and each three portions are searched once more."""


def begin() -> None:
    """Nothing is searched until `set_aside`: what a start makes stays."""
    gc.disable()


def set_aside() -> None:
    """Nothing that is there now is searched again until `take_back`."""
    gc.enable()
    gc.set_threshold(*THRESHOLDS)
    gc.freeze()


def take_back() -> None:
    """Everything is searched again: what was on the screens is to leave memory."""
    gc.unfreeze()
