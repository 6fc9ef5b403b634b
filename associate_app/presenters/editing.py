"""Writing about a customer: the form as she is known now, and what of it was changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from associate_app.errors import CannotSave
from associate_app.presenters.operation_words import consent_name
from associate_app.presenters.view_models import ConsentChoice, CustomerForm, CustomerView
from associate_app.store import customers
from associate_app.store.desk import Desk
from shared.clock import local_date
from shared.customer_fields import LONGEST_PREFERENCE, complaint_about, is_plain
from shared.life_dates import CHILD_BIRTHDAY, DUE_DATE, birth_complaint, day_of
from shared.words import _, lazy, plural

WORDINGS: Final = {
    "personalization": lazy("May we use what you buy to suggest things that suit you?"),
    "marketing": lazy("May we send you news and offers?"),
}
"""What an associate asks; the words are kept with the answer."""

_FIELDS: Final = ("given_name", "family_name", "phone", "email", "preferred_channel", "birthday")
_SETS: Final = ("likes", "dislikes", "sizes", "colours")
_DAYS: Final = (DUE_DATE, CHILD_BIRTHDAY)

Deed = tuple[str, dict[str, Any]]


class EditingPresenter:
    """The form of the open desk; `show` gives the customer's screen afterwards."""

    def __init__(self, desk: Callable[[], Desk], show: Callable[[int], CustomerView]) -> None:
        self._desk = desk
        self._show = show

    def form(self, customer_id: int) -> CustomerForm:
        """What can be written about her, as the tablet knows it now."""
        desk = self._desk()
        with desk.reader.snapshot() as snapshot:
            record = customers.customer(snapshot, customer_id)
            consents = {(c.purpose, c.channel): c.granted for c in customers.consents(snapshot, customer_id)}
            sets = customers.preferences(snapshot, customer_id)
            days = customers.life_dates(snapshot, customer_id)
            choices = consent_choices(
                {purpose: consents.get((purpose, "any")) for purpose in WORDINGS},
                lambda purpose: customers.name_of_last_word(snapshot, customer_id, purpose, "any"),
            )
        return CustomerForm(
            id=record.id,
            name=f"{record.given_name} {record.family_name}",
            given_name=record.given_name,
            family_name=record.family_name,
            phone=record.phone or "",
            email=record.email or "",
            preferred_channel=record.preferred_channel or "",
            likes=sets["likes"],
            dislikes=sets["dislikes"],
            sizes=sets["sizes"],
            colours=sets["colours"],
            consents=choices,
            birthday=record.birthday or "",
            due_date=days.get(DUE_DATE, ()),
            child_birthday=days.get(CHILD_BIRTHDAY, ()),
            today=local_date(desk.now_ms(), desk.enrolment.time_zone).isoformat(),
        )

    def save(self, seen: CustomerForm, wanted: CustomerForm) -> CustomerView:
        """What differs is safely on the tablet, with what was seen; CannotSave before anything is kept."""
        complaints = complaints_about(wanted)
        if complaints:
            sentence = _("This cannot be saved: {why}.")
            raise CannotSave(sentence.format(why=next(iter(complaints.values()))))
        recorder = self._desk().recorder
        try:
            for kind, arguments in _deeds(seen, wanted):
                recorder.record(kind, seen.id, arguments)
            return self._show(seen.id)
        finally:
            recorder.announce()


def consent_choices(
    granted: Mapping[str, bool | None], seen: Callable[[str], str | int | None]
) -> tuple[ConsentChoice, ...]:
    """Each use she can be asked about, with the words to ask in, her answer so far, and what names it."""
    return tuple(
        ConsentChoice(purpose, consent_name(purpose, "any"), _(wording), granted.get(purpose), seen(purpose))
        for purpose, wording in WORDINGS.items()
    )


def members(text: str) -> tuple[str, ...]:
    """The members of a set that was written with commas, each once, in the order in which they stand."""
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def complaints_about(form: CustomerForm) -> dict[str, str]:
    """What is wrong with which part of the form; empty if it can be saved."""
    found = {field: complaint_about(field, _value(form, field)) for field in _FIELDS}
    for name in _SETS:
        if not all(is_plain(value, LONGEST_PREFERENCE) for value in getattr(form, name)):
            found[name] = plural(
                "each of them has at most {count} character",
                "each of them has at most {count} characters",
                LONGEST_PREFERENCE,
            )
    for name in _DAYS:
        if not all(day_of(value) for value in getattr(form, name)):
            found[name] = _("a day is written year-month-day, like 2027-03-14")
    today = day_of(form.today)
    for name, born in (("birthday", (form.birthday.strip(),)), (CHILD_BIRTHDAY, form.child_birthday)):
        wrong = (birth_complaint(day, today) for day in born if day)
        found[name] = found.get(name) or next(filter(None, wrong), None)
    return {field: complaint for field, complaint in found.items() if complaint}


def _value(form: CustomerForm, field: str) -> str | None:
    return getattr(form, field).strip() or None


def _deeds(seen: CustomerForm, wanted: CustomerForm) -> Iterator[Deed]:
    changes = {
        field: {"from": _value(seen, field), "to": _value(wanted, field)}
        for field in _FIELDS
        if _value(seen, field) != _value(wanted, field)
    }
    if changes:
        yield "customer_edited", {"changes": changes, "settles": []}
    for name in _SETS:
        yield from _set_deeds(name, getattr(seen, name), getattr(wanted, name))
    yield from _day_deeds(seen, wanted)
    known: Mapping[str, bool | None] = {choice.purpose: choice.granted for choice in seen.consents}
    for choice in wanted.consents:
        if choice.granted is not None and choice.granted != known[choice.purpose]:
            yield "consent_changed", {
                "purpose": choice.purpose, "channel": "any", "granted": choice.granted,
                "wording": choice.wording, "seen": choice.seen,
            }  # fmt: skip


def _day_deeds(seen: CustomerForm, wanted: CustomerForm) -> Iterator[Deed]:
    changes = {
        name: [
            {"kind": kind, "day": day}
            for kind in _DAYS
            for day in getattr(after, kind)
            if day not in getattr(before, kind)
        ]
        for name, before, after in (("added", seen, wanted), ("removed", wanted, seen))
    }
    if any(changes.values()):
        yield "dates_changed", changes


def _set_deeds(name: str, before: tuple[str, ...], after: tuple[str, ...]) -> Iterator[Deed]:
    added = [value for value in after if value not in before]
    removed = [value for value in before if value not in after]
    if added or removed:
        yield "preferences_changed", {"kind": name, "added": added, "removed": removed}
