"""A made-up language in which every text is two fifths longer than in English: what fits in it fits in most.

Each text begins as in English, so that a test finds its way, and ends with letters that no text has.
"""

from __future__ import annotations

import re
from gettext import NullTranslations
from string import Formatter
from typing import Any, Final

from tools.tablet_driver import TabletDriver

LONGER: Final = 0.4
FILLING: Final = "ŵöřđ ŵœṙḋ "
_SIGNS: Final = frozenset(FILLING)


def longer(message: str) -> str:
    """The message, two fifths longer without its blanks, at least by a letter."""
    if not message:
        return message
    said = sum(len(text) for text, *_blank in Formatter().parse(message))
    more = max(1, round(said * LONGER))
    filled = (FILLING * (more // len(FILLING) + 1))[:more]
    return f"{message}{filled.rstrip() or 'ŵ'}"


class Longer(NullTranslations):
    """The catalogue of that language."""

    def gettext(self, message: str) -> str:
        return longer(message)

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002 - gettext's signature
        return longer(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return longer(msgid1 if n == 1 else msgid2)


class LongTexts(TabletDriver):
    """Somebody who knows the screens by their English beginnings."""

    def find(self, name: str) -> Any:
        """The control whose name is that one, but for the letters that made it longer."""
        wanted = _bare(name)
        return self.until(
            lambda: next((each for each in self._controls() if _bare(each.accessible_name) == wanted), None),
            f"the control “{name}” (there are: {', '.join(self.names())})",
        )

    def sees(self, text: str) -> bool:
        """Whether some text on the screen has these words in it, but for the letters that made it longer."""
        return any(_bare(text) in _bare(shown) for shown in self.texts())


def _bare(text: str) -> str:
    said = " ".join("".join(" " if sign in _SIGNS else sign for sign in text).split())
    return re.sub(r" ([:,.;?!…])", r"\1", said)
