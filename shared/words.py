"""The language of this process: every text of a screen goes through here; English until one is chosen.

How texts are written:

- Whole sentences with named blanks, filled after translating: `_("{name} is saved").format(name=name)`.
  Never an f-string inside `_()`, never fragments put together: other languages have another order.
- A number with what it counts: `plural("{count} piece", "{count} pieces", count)`. The number is written as
  the language does; more blanks follow by name. Plural rules are not "one and many": never `if n == 1`.
- A constant is made before a language is chosen: `TITLE: Final = lazy("Notes")`, and says its text where it
  is shown: `_(TITLE)`. A `Lazy` is no `str`, so that the type checker finds one that was forgotten.
- One English word with two meanings: `said_of("a customer", "New")`, `lazy("New", of="a customer")`.
- kv: `app.t('Notes')`, `app.t('Edit {title}').format(title=root.title)`, and
  `app.plural('{count} row', '{count} rows', root.rows)`. They are bound: another language shows at once.
- Days, numbers and money: `locale()`, `number`, `shared.money`, `presenters.wording`.

A function that speaks has no other `_`: what it throws away is called `_name`. After new texts:
`python -m tools.words extract`. HQ never chooses a language: its answers and logs stay English.
"""

from __future__ import annotations

from dataclasses import dataclass
from gettext import NullTranslations
from math import ceil
from typing import Final

from shared.locales import LOCALES, Locale

ENGLISH: Final = "en"


@dataclass(frozen=True, slots=True)
class Lazy:
    """A text that says itself in the language of the moment it is asked."""

    message: str
    context: str = ""

    def __str__(self) -> str:
        return said_of(self.context, self.message) if self.context else gettext(self.message)


@dataclass(frozen=True, slots=True)
class _Speech:
    language: str
    catalogue: NullTranslations
    locale: Locale


_ENGLISH: Final = _Speech(ENGLISH, NullTranslations(), LOCALES[ENGLISH])
_speech = _ENGLISH  # one reference, changed as a whole: workers read it at any moment


def use(language: str, catalogue: NullTranslations | None = None) -> None:
    """From now on every text of this process is in that language."""
    global _speech  # noqa: PLW0603 - a process speaks one language, and hundreds of functions would hand it on
    _speech = _Speech(language, catalogue or NullTranslations(), LOCALES.get(language, LOCALES[ENGLISH]))


def language() -> str:
    """Which language is spoken now."""
    return _speech.language


def locale() -> Locale:
    """How days, numbers and money are written now."""
    return _speech.locale


def gettext(message: str | Lazy) -> str:
    """The message in the language of this process."""
    if isinstance(message, Lazy):
        return str(message)
    return _speech.catalogue.gettext(message) if message else ""  # gettext answers "" with its own header


_ = gettext


def said_of(context: str, message: str) -> str:
    """The message as it is said of that, where one English text has several meanings."""
    return _speech.catalogue.pgettext(context, message)


def plural(one: str, many: str, count: float, **blanks: object) -> str:
    """The form that goes with that number, with it and the other blanks filled in as people write them."""
    filled = {name: number(blank) if isinstance(blank, int) else blank for name, blank in blanks.items()}
    return _speech.catalogue.ngettext(one, many, ceil(count)).format(count=number(count), **filled)


def lazy(message: str, *, of: str = "") -> Lazy:
    """A constant that is translated when it is shown: `_(constant)`."""
    return Lazy(message, of)


def number(value: float) -> str:
    """A number: "2,000", "2.5"."""
    return _speech.locale.number(value)


def listed(parts: list[str] | tuple[str, ...]) -> str:
    """Things one after the other: "milk, bread, cheese"."""
    return ", ".join(parts)


def any_of(parts: list[str] | tuple[str, ...]) -> str:
    """Things of which one is enough: "Gold, Silver or VIP"."""
    if len(parts) < 2:
        return "".join(parts)
    return _("{some} or {last}").format(some=listed(parts[:-1]), last=parts[-1])
