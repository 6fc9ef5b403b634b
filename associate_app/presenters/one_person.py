"""Two records of one person: who looks like her, what is kept of both, merging them and taking it back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from associate_app.errors import CannotSave
from associate_app.presenters.new_customer import look_alike
from associate_app.presenters.new_customer_views import LookAlike
from associate_app.presenters.one_person_views import KeptLine, OnePerson, RecordCard
from associate_app.presenters.operation_words import consent_name, label_of, value_text
from associate_app.presenters.wording import hue, initials
from associate_app.store import customers, duplicates
from associate_app.store.customers import CustomerRecord
from associate_app.store.desk import Desk
from associate_app.store.name_words import version_of
from associate_app.store.reading import Snapshot
from shared.customer_fields import FIELDS
from shared.duplicates import Identity, digits_of
from shared.ids import is_of_tablet
from shared.operation_merging import MERGED, TOLD_APART, UNDONE
from shared.words import _, lazy, plural

MOST_SHOWN: Final = 2
TOLD: Final = frozenset({"sure", "likely"})
"""A name alone is shared by too many to be told on her screen each time."""

GONE: Final = lazy("One of them is not here any more, or goes on as somebody else already. Look once more.")


class OnePersonPresenter:
    """Records that may be of one person, of the open desk."""

    def __init__(self, desk: Callable[[], Desk]) -> None:
        self._desk = desk

    def look_alikes(self, customer_id: int) -> tuple[LookAlike, ...]:
        """Who of the book is probably the same person as this customer, the surest first."""
        desk = self._desk()
        with desk.reader.snapshot() as snapshot:
            if customer_id in snapshot.merged_away:
                return ()
            record = customers.customer(snapshot, customer_id)
            her = Identity(
                record.id, _name(record), record.phone, record.email, record.loyalty_number, record.birthday
            )
            found = duplicates.look_alikes(snapshot, her, desk.names, version_of(snapshot))
        told = [look_alike(*each) for each in found if each[1].likeness.sureness in TOLD]
        return tuple(told[:MOST_SHOWN])

    def compare(self, one_id: int, other_id: int, *, keep: int | None = None) -> OnePerson:
        """Both records, and what will be kept; without `keep` the one is kept on which more hangs."""
        with self._desk().reader.snapshot() as snapshot:
            both = [customers.customer(snapshot, key) for key in (one_id, other_id)]
            bought = {record.id: _purchases(snapshot, record.id) for record in both}
            both.sort(key=lambda her: (her.id != keep, -bought[her.id], is_of_tablet(her.id), her.id))
            kept, other = both
            lines = [*_fields(kept, other), *_consents(snapshot, kept.id, other.id)]
            lines.append(
                KeptLine(
                    _("Purchases"),
                    str(bought[kept.id] + bought[other.id]),
                    _("{one} and {other}").format(one=bought[kept.id], other=bought[other.id]),
                )
            )
        rest = _("Notes, promises, sizes, wishes, days")
        lines.append(KeptLine(rest, _("Those of both"), ""))
        return OnePerson(_card(kept, bought[kept.id]), _card(other, bought[other.id]), tuple(lines))

    def merge(self, kept_id: int, other_id: int) -> str:
        """That both are one person is safely on the tablet; answers what takes it back."""
        desk = self._desk()
        with desk.reader.snapshot() as snapshot:
            found = customers.by_ids(snapshot, [kept_id, other_id])
            if len(found) < 2 or not snapshot.merged_away.keys().isdisjoint(found):
                raise CannotSave(_(GONE))
        try:
            return desk.recorder.record(MERGED, kept_id, {"merged_id": other_id})
        finally:
            desk.recorder.announce()

    def undo(self, kept_id: int, merge_id: str) -> None:
        """That they are two is safely on the tablet."""
        recorder = self._desk().recorder
        recorder.record(UNDONE, kept_id, {"merge_id": merge_id})
        recorder.announce()

    def tell_apart(self, customer_id: int, other_id: int, *, apart: bool = True) -> None:
        """That both only look alike is safely on the tablet and told no more; or, taken back, told again."""
        recorder = self._desk().recorder
        recorder.record(TOLD_APART, customer_id, {"other_id": other_id, "apart": apart})
        recorder.announce()


def _name(record: CustomerRecord) -> str:
    return f"{record.given_name} {record.family_name}"


def _purchases(snapshot: Snapshot, customer_id: int) -> int:
    found = snapshot.row("SELECT count(*) FROM purchases WHERE customer_id = ?", (customer_id,))
    return int(found[0]) if found else 0


def _card(record: CustomerRecord, purchases: int) -> RecordCard:
    since = _("Since {year}").format(year=record.since[:4]) if record.since else ""
    counted = plural("{count} purchase", "{count} purchases", purchases)
    told = " · ".join(filter(None, (since, counted, record.loyalty_number)))
    return RecordCard(
        record.id, _name(record), initials(record.given_name, record.family_name), hue(record.id), told
    )


def _fields(kept: CustomerRecord, other: CustomerRecord) -> Iterator[KeptLine]:
    said = [(field, label_of(field)) for field in FIELDS]
    for field, label in (*said, ("loyalty_number", _("Card number"))):
        hers, theirs = getattr(kept, field), getattr(other, field)
        if hers and theirs and _differ(field, hers, theirs):
            told = _("The other says {value}; that can be chosen afterwards")
            if field == "loyalty_number":
                told = _("The card {value} leads to her, too")
            yield KeptLine(label, value_text(field, hers), told.format(value=value_text(field, theirs)))
        elif hers:
            yield KeptLine(label, value_text(field, hers), "")
        elif theirs:
            yield KeptLine(label, value_text(field, theirs), _("From the other record"))


def _differ(field: str, one: str, other: str) -> bool:
    if field == "phone":
        return digits_of(one) != digits_of(other)
    return one.strip().casefold() != other.strip().casefold()


def _consents(snapshot: Snapshot, kept_id: int, other_id: int) -> Iterator[KeptLine]:
    """The stricter word holds."""
    hers, theirs = (
        {(each.purpose, each.channel): each.granted for each in customers.consents(snapshot, key)}
        for key in (kept_id, other_id)
    )
    for key in dict.fromkeys([*hers, *theirs]):
        words = {said[key] for said in (hers, theirs) if key in said}
        note = _("The stricter word of both") if len(words) > 1 else ""
        if key not in hers:
            note = _("From the other record")
        yield KeptLine(consent_name(*key), _("Given") if words == {True} else _("Withdrawn"), note)
