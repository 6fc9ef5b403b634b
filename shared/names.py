"""Names as people compare them: without case, accents and order, and with one mistake forgiven."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final, Literal

SHORTEST: Final = 4
"""Letters a word needs before a mistake in it is forgiven: shorter ones are near to everything."""

NameLikeness = Literal["same", "near", "none"]

_SPECIAL: Final = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"}
)


def folded(text: str) -> str:
    """The text in lower case without accents, as a keyboard without them would type it."""
    if text.isascii():
        return text.lower()
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in split if not unicodedata.combining(sign)).translate(_SPECIAL)


def words_of(text: str) -> list[str]:
    """The words of a text, cut where the index cuts them: at everything that is no letter and no digit."""
    kept = "".join(sign if _belongs_to_word(sign) else " " for sign in text.casefold())
    return kept.split()


def likeness(one: str, other: str) -> NameLikeness:
    """How alike two whole names are, in whatever order their words stand.

    near: each word of the shorter name has its own in the longer one, at most one letter apart; a name of
    one word is near to nothing but itself.
    """
    first, second = (sorted(folded(word) for word in words_of(name)) for name in (one, other))
    if not first or not second:
        return "none"
    if first == second:
        return "same"
    few, many = sorted((first, second), key=len)
    return "near" if len(few) > 1 and _all_found(few, many) else "none"


def _all_found(few: Sequence[str], many: Sequence[str]) -> bool:
    """Whether each of the few words has one of its own among the many; the same word is taken first."""
    left = list(many)
    unsure = []
    for word in few:
        if word in left:
            left.remove(word)
        else:
            unsure.append(word)
    for word in unsure:
        meant = next((each for each in left if is_one_mistake(word, each)), None)
        if meant is None:
            return False
        left.remove(meant)
    return True


def is_one_mistake(one: str, other: str) -> bool:
    """True for two words that are long enough and one letter wrong, missing, too many or swapped apart."""
    short, long = sorted((one, other), key=len)
    if len(short) < SHORTEST or len(long) - len(short) > 1:
        return False
    start = next((n for n, sign in enumerate(short) if sign != long[n]), len(short))
    rest, other_rest = short[start:], long[start:]
    if len(short) < len(long):
        return rest == other_rest[1:]
    swapped = rest[1::-1] + rest[2:]
    return rest[1:] == other_rest[1:] or swapped == other_rest


def _belongs_to_word(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LNM" or unicodedata.category(sign) == "Co"
