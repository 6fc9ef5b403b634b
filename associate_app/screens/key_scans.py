"""Scans by a scanner that types: caught wherever the focus is, and taken out of the field they fell into."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final

from kivy.uix.textinput import TextInput

from associate_app.presenters.wedge import Wedge
from associate_app.widgets import focus
from shared.card_codes import is_likely

ENTER: Final = (13, 271)
NUMPAD: Final = {256 + digit: str(digit) for digit in range(10)}
FIRST_SIGN, LAST_SIGN = 32, 126


class KeyScans:
    """Hears every key before what has the focus does; `now_s` is the clock of keys."""

    def __init__(self, on_scan: Callable[[str], None]) -> None:
        self.now_s: Callable[[], float] = time.monotonic
        self._on_scan = on_scan
        self._wedge = Wedge()
        self._before: tuple[Any, str, Any] | None = None

    def hears(self, key: int, modifiers: list[str]) -> bool:
        """True if the key ended a scan and means nothing else any more."""
        if key in ENTER:
            return self._ends(self._wedge.end(self.now_s()))
        if (sign := _sign(key, modifiers)) is not None and self._wedge.hear(sign, self.now_s()):
            self._remember()
        return False

    def _remember(self) -> None:
        """The field that a burst may fall into, as it is before the burst."""
        layer = focus.top_layer()
        field = focus.focused(layer) if layer else None
        self._before = (field, field.text, field.cursor) if isinstance(field, TextInput) else None

    def _ends(self, scanned: str | None) -> bool:
        before, self._before = self._before, None
        if scanned is None:
            return False
        if before is not None:
            if not is_likely(scanned):
                return False  # somebody typed while the screen stood still: the words stay hers
            field, text, cursor = before
            field.text, field.cursor = text, cursor
        self._on_scan(scanned)
        return True


def _sign(key: int, modifiers: list[str]) -> str | None:
    if key in NUMPAD:
        return NUMPAD[key]
    if not FIRST_SIGN <= key <= LAST_SIGN or set(modifiers) & {"ctrl", "alt", "meta"}:
        return None
    return chr(key).upper() if "shift" in modifiers else chr(key)
