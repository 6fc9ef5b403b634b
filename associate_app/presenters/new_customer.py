"""Somebody new: the form, who of the book may be the same person, and saving her."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from associate_app.errors import CannotSave
from associate_app.presenters.editing import consent_choices
from associate_app.presenters.new_customer_views import LookAlike, NewCustomerForm
from associate_app.presenters.wording import hue, initials
from associate_app.store import duplicates
from associate_app.store.desk import Desk
from associate_app.store.name_words import version_of
from shared import card_codes
from shared.clock import local_date
from shared.customer_fields import complaint_about
from shared.duplicates import Duplicate, Identity, Likeness, Reason, Sureness, digits_of
from shared.life_dates import birth_complaint, day_of
from shared.operation_newcomers import CREATED, WRITTEN, card_complaint
from shared.words import _, lazy

MOST_SHOWN: Final = 3
FIELDS: Final = (*WRITTEN, "card_number")
NAMES: Final = ("given_name", "family_name")

_PHONE_SIGNS: Final = frozenset(" -().+/")
_SHORTEST_PHONE: Final = 5


class NewCustomerPresenter:
    """New customers of the open desk."""

    def __init__(self, desk: Callable[[], Desk]) -> None:
        self._desk = desk

    def form(self, query: str = "") -> NewCustomerForm:
        """An empty form, with what was searched for where it belongs; nobody has said anything yet."""
        desk = self._desk()
        today = local_date(desk.now_ms(), desk.enrolment.time_zone).isoformat()
        return NewCustomerForm(consent_choices({}, lambda _: None), today, **parts_of(query))

    def look_alikes(self, form: NewCustomerForm) -> tuple[LookAlike, ...]:
        """Who of the book may be the same person, the surest first."""
        desk = self._desk()
        with desk.reader.snapshot() as snapshot:
            found = duplicates.look_alikes(snapshot, _identity(form), desk.names, version_of(snapshot))
        return tuple(look_alike(*each) for each in found[:MOST_SHOWN])

    def save(self, form: NewCustomerForm) -> int:
        """She is safely on the tablet, under the number that is returned; CannotSave says what is wrong."""
        complaints = complaints_about(form)
        if complaints:
            complaint = next(iter(complaints.values()))
            raise CannotSave(_("This cannot be saved: {complaint}.").format(complaint=complaint))
        recorder = self._desk().recorder
        number = recorder.new_number()
        try:
            recorder.record(CREATED, number, arguments_of(form))
            return number
        finally:
            recorder.announce()


SURENESS_WORDS: Final = {
    "sure": lazy("Very likely the same person"),
    "likely": lazy("Probably the same person"),
    "possible": lazy("Perhaps the same person"),
}

_WHY: Final[tuple[tuple[frozenset[Reason], Any], ...]] = (
    (frozenset({"card"}), lazy("Has the same card")),
    (frozenset({"phone", "email"}), lazy("Has the same phone number and e-mail address")),
    (frozenset({"phone", "other_birthday"}), lazy("Has the same phone number, but another birthday")),
    (frozenset({"phone", "name"}), lazy("Has the same name and phone number")),
    (frozenset({"phone", "near_name"}), lazy("Has the same phone number and nearly the same name")),
    (frozenset({"phone", "birthday"}), lazy("Has the same phone number and birthday, but another name")),
    (frozenset({"phone"}), lazy("Has the same phone number, but another name")),
    (frozenset({"email", "other_birthday"}), lazy("Has the same e-mail address, but another birthday")),
    (frozenset({"email", "name"}), lazy("Has the same name and e-mail address")),
    (frozenset({"email", "near_name"}), lazy("Has the same e-mail address and nearly the same name")),
    (frozenset({"email"}), lazy("Has the same e-mail address, but another name")),
    (frozenset({"name", "birthday"}), lazy("Has the same name and birthday")),
    (frozenset({"near_name", "birthday"}), lazy("Has the same birthday and nearly the same name")),
    (frozenset({"name"}), lazy("Has the same name")),
)
"""The first whose reasons all hold; the last one that can be met is a name alone."""


def look_alike(who: Identity, alike: Duplicate) -> LookAlike:
    """Somebody who may be the same person, as she is shown."""
    return LookAlike(
        id=who.id,
        name=who.name,
        initials=initials(*who.name.split()),
        hue=hue(who.id),
        why=why(alike.likeness),
        sureness=alike.likeness.sureness,
        word=_(SURENESS_WORDS[alike.likeness.sureness]),
    )


def why(likeness: Likeness) -> str:
    """Why somebody may be the same person, in a sentence."""
    told = next(text for reasons, text in _WHY if reasons <= set(likeness.reasons))
    return _(told)


def parts_of(query: str) -> dict[str, str]:
    """What somebody searched for, in the fields where it belongs."""
    text = " ".join(query.split())
    code = card_codes.read(text)
    if code.kind == "card":
        return {"card_number": code.value}
    if "@" in text:
        return {"email": text}
    if len(digits_of(text)) >= _SHORTEST_PHONE and all(s.isdecimal() or s in _PHONE_SIGNS for s in text):
        return {"phone": text}
    if any(sign.isdecimal() for sign in text):
        return {}
    given, _space, family = text.rpartition(" ")
    names = (given, family) if given else (family, "")
    return {field: _capital(name) for field, name in zip(NAMES, names, strict=True) if name}


def complaints_about(form: NewCustomerForm) -> dict[str, str]:
    """What is wrong with which part of the form; empty if it can be saved."""
    found = {field: complaint_about(field, _value(form, field)) for field in WRITTEN}
    found["card_number"] = card_complaint(_value(form, "card_number"))
    if not found["birthday"] and form.birthday.strip():
        found["birthday"] = birth_complaint(form.birthday.strip(), day_of(form.today))
    return {field: complaint for field, complaint in found.items() if complaint}


def arguments_of(form: NewCustomerForm) -> dict[str, Any]:
    """What is recorded of the form: nothing stands for a use she was not asked about."""
    return {
        **{field: _value(form, field) for field in WRITTEN},
        "loyalty_number": _value(form, "card_number"),
        "consents": [
            {"purpose": each.purpose, "channel": "any", "granted": each.granted, "wording": each.wording}
            for each in form.consents
            if each.granted is not None
        ],
    }


def strongest(alikes: tuple[LookAlike, ...]) -> Sureness | None:
    """How sure the surest of them is."""
    return alikes[0].sureness if alikes else None


def _identity(form: NewCustomerForm) -> Identity:
    name = f"{form.given_name} {form.family_name}"
    born = form.birthday.strip() if day_of(form.birthday.strip()) else None
    return Identity(-1, name, _value(form, "phone"), _value(form, "email"), _value(form, "card_number"), born)


def _capital(name: str) -> str:
    return " ".join(f"{word[0].upper()}{word[1:]}" for word in name.split()) if name.islower() else name


def _value(form: NewCustomerForm, field: str) -> str | None:
    text: str = getattr(form, field)
    return text.strip() or None
