"""What an associate may write about a customer herself, and what each thing is called on screens.

Tier, card number and home store are HQ's word and stand nowhere here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, get_args
from unicodedata import category

from shared.consent import Channel, Purpose
from shared.life_dates import birth_complaint
from shared.words import Lazy, _, lazy, listed

LONGEST_VALUE: Final = 254
"""Characters a field may have; the longest an e-mail address can be."""

MOST_PREFERENCES: Final = 20
"""Preferences one operation may add or take away."""

LONGEST_PREFERENCE: Final = 60
LONGEST_WORDING: Final = 500

CONTACT_CHANNELS: Final = ("email", "phone", "message", "store")
PREFERENCES: Final = ("likes", "dislikes", "sizes")
ALL_PREFERENCES: Final = (*PREFERENCES, "colours")
"""With those that came with vocabulary 4."""

WISHES: Final = "wishes"
"""A set beside them whose members are products, by their numbers; it has an operation of its own."""

OTHERS: Final = "others"
"""A set beside them, too: who looks like her and is somebody else, by their numbers."""
PURPOSES: Final = get_args(Purpose)
CHANNELS: Final = get_args(Channel)

_NOT_PLAIN: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Control characters, halves of surrogate pairs and line breaks; joiners are part of many names."""

_PHONE_SIGNS: Final = frozenset(" -().+/")


@dataclass(frozen=True, slots=True)
class CustomerField:
    """A field: its name in a sentence, and what is wrong with a value (None: nothing)."""

    label: Lazy
    complaint: Callable[[str | None], str | None]


def _phone(value: str | None) -> str | None:
    if value is None:
        return None
    digits = sum(sign.isdecimal() for sign in value)
    fits = 5 <= digits <= 20 and all(sign.isdecimal() or sign in _PHONE_SIGNS for sign in value)
    return None if fits else _("a phone number has 5 to 20 digits and no letters")


def _email(value: str | None) -> str | None:
    if value is None:
        return None
    name, _at, domain = value.partition("@")
    fits = name and "." in domain.strip(".") and "@" not in domain and " " not in value
    return None if fits else _("an e-mail address looks like name@example.com")


def _channel(value: str | None) -> str | None:
    if value is None or value in CONTACT_CHANNELS:
        return None
    return _("one of {choices}").format(choices=listed(CONTACT_CHANNELS))


def _name(value: str | None) -> str | None:
    return None if value is not None else _("a name cannot be empty")


def _birthday(value: str | None) -> str | None:
    return None if value is None else birth_complaint(value)


FIELDS: Final[Mapping[str, CustomerField]] = {
    "given_name": CustomerField(lazy("given name"), _name),
    "family_name": CustomerField(lazy("family name"), _name),
    "phone": CustomerField(lazy("phone number"), _phone),
    "email": CustomerField(lazy("e-mail address"), _email),
    "birthday": CustomerField(lazy("birthday"), _birthday),
    "preferred_channel": CustomerField(lazy("preferred channel"), _channel),
}


def complaint_about(field: str, value: str | None) -> str | None:
    """What is wrong with that value of that field; None if it may be written."""
    if value is not None and not is_plain(value, LONGEST_VALUE):
        text = _("the {field} needs 1 to {most} characters on one line")
        return text.format(field=_(FIELDS[field].label), most=LONGEST_VALUE)
    return FIELDS[field].complaint(value)


def is_plain(value: object, longest: int) -> bool:
    """True for a text of one line that has something in it and no blanks around it."""
    if not isinstance(value, str) or not 0 < len(value) <= longest or value != value.strip():
        return False
    return not any(category(sign) in _NOT_PLAIN for sign in value)
