"""Who may be the same person as somebody else: by what both records say, why, and how sure that is.

Pure: whoever asks brings the records. `phone_key` and `email_key` are how both sides find candidates by an
index before they ask; two people who share neither a key nor a name nor a birthday are never compared.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from shared.names import likeness

Reason = Literal["card", "phone", "email", "name", "near_name", "birthday", "other_birthday"]
Sureness = Literal["sure", "likely", "possible"]

ORDER: Final[tuple[Sureness, ...]] = ("sure", "likely", "possible")
KEY_DIGITS: Final = 7
_TELLING_DIGITS: Final = 8
"""So many last digits are one person's number, whatever country code one of the two is written with."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a record says about who she is."""

    id: int
    name: str
    phone: str | None = None
    email: str | None = None
    card: str | None = None
    birthday: str | None = None


@dataclass(frozen=True, slots=True)
class Likeness:
    """That two records may be of one person: what is alike, and how sure it is.

    sure: the card, two keys, or a key and the very name. likely: an e-mail address, a key and a name that is
    nearly the same, or the birthday beside a key or a name. possible: worth a look, no more; families share
    phones, and names.
    """

    reasons: tuple[Reason, ...]
    sureness: Sureness


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A record that may be of the same person."""

    id: int
    likeness: Likeness


def duplicates(of: Identity, among: Iterable[Identity]) -> list[Duplicate]:
    """Who among them may be the same person, the surest first; never the record itself."""
    found = [
        Duplicate(each.id, alike)
        for each in among
        if each.id != of.id and (alike := compare(of, each)) is not None
    ]
    return sorted(found, key=lambda one: (ORDER.index(one.likeness.sureness), one.id))


def compare(one: Identity, other: Identity) -> Likeness | None:
    """How two records are alike; None if nothing says that they are of one person."""
    reasons = tuple(_reasons(one, other))
    sureness = _sureness(frozenset(reasons))
    return None if sureness is None else Likeness(reasons, sureness)


def _reasons(one: Identity, other: Identity) -> Iterable[Reason]:
    if one.card and one.card == other.card:
        yield "card"
    if _is_same_number(digits_of(one.phone), digits_of(other.phone)):
        yield "phone"
    if one.email and other.email and email_key(one.email) == email_key(other.email):
        yield "email"
    alike = likeness(one.name, other.name)
    if alike != "none":
        yield "name" if alike == "same" else "near_name"
    if one.birthday and other.birthday:
        yield "birthday" if one.birthday == other.birthday else "other_birthday"


def _sureness(reasons: frozenset[Reason]) -> Sureness | None:
    keys = reasons & {"card", "phone", "email"}
    is_named = bool(reasons & {"name", "near_name"})
    if "other_birthday" in reasons:  # a mother and her daughter, rather than one woman
        return ("likely" if "card" in keys else "possible") if keys else None
    if "card" in keys or len(keys) > 1 or (keys and "name" in reasons):
        return "sure"
    if "email" in keys or (keys and is_named) or ("birthday" in reasons and (keys or is_named)):
        return "likely"
    return "possible" if keys or "name" in reasons else None


def digits_of(phone: str | None) -> str:
    """The number's digits as ASCII, in whatever script and with whatever signs it is written."""
    return "".join(str(int(sign)) for sign in phone or "" if sign.isdecimal())


def phone_key(phone: str | None) -> str | None:
    """What equal numbers share, however they are written: the last digits, filled up with zeros."""
    digits = digits_of(phone)
    return digits.zfill(KEY_DIGITS)[-KEY_DIGITS:] if digits else None


def email_key(email: str) -> str:
    """What equal addresses share."""
    return email.strip().casefold()


def _is_same_number(one: str, other: str) -> bool:
    short, long = sorted((one.lstrip("0"), other.lstrip("0")), key=len)
    return bool(short) and (short == long or (len(short) >= _TELLING_DIGITS and long.endswith(short)))
