"""What needs somebody's eye: what HQ refused, and what lost when two people wrote the same field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple

from associate_app.errors import CannotSave
from associate_app.hq_words import why_refused
from associate_app.presenters import work_words
from associate_app.presenters.operation_words import (
    consent_name,
    content_of,
    label_of,
    title_of,
    value_text,
)
from associate_app.presenters.pending import names_in
from associate_app.presenters.view_models import AttentionItem, ConflictItem
from associate_app.presenters.wording import moment_text
from associate_app.store import conflicts, customers, recorder
from associate_app.store.conflicts import OpenConflict
from associate_app.store.desk import Desk
from associate_app.store.forgetting import ERASED
from associate_app.store.reading import Snapshot
from shared.customer_fields import FIELDS, complaint_about
from shared.errors import AisleError
from shared.operation_newcomers import CARD, CREATED
from shared.operation_work import appointment_of
from shared.operations import NOBODY, check_operation, is_about_nobody
from shared.words import _, lazy
from sync.device.outbox import AttentionRow

_ADVICE_BY_CODE: Final = {
    "customer_not_here": lazy("She is in another store's book now. Tell that store, then let this go."),
    "sold_out": lazy("Its limit was reached elsewhere. Tell the customer, then let this go."),
    "held_elsewhere": lazy(
        "What was left is on other tablets. Give it on one that holds some, or let this go."
    ),
    ERASED: lazy("Nothing is left to do: let this go."),
    "customer_limit": lazy(
        "It was used before, perhaps on another tablet. Tell the customer, then let this go."
    ),
}
_ADVICE_BY_KIND: Final = {
    "offer_redeemed": lazy("Tell the customer, look for another offer, then let this go.")
}
_OTHER_ADVICE: Final = lazy("Try again if it is still right, or let it go.")
GONE: Final = lazy("Somebody has dealt with this already.")


NUMBER_TAKEN: Final = "number_taken"
"""The code of a refusal after which a new customer needs another number."""


class _NeverMade(NamedTuple):
    """Somebody new whom HQ refused: she is nowhere but in the outbox."""

    given_name: str
    family_name: str


class AttentionPresenter:
    """The lower part of the sync page, of the open desk."""

    def __init__(self, desk: Callable[[], Desk]) -> None:
        self._desk = desk

    def refused(self) -> tuple[AttentionItem, ...]:
        """What HQ refused, the oldest first, with its content."""
        with self._desk().reader.snapshot() as snapshot:
            rows = recorder.attention(snapshot)
            people = customers.by_ids(snapshot, [row.wire["customer_id"] for row in rows])
            names = names_in(snapshot, rows)
        items = []
        new = _never_made(rows)
        for row in rows:
            who = people.get(row.wire["customer_id"]) or new.get(row.wire["customer_id"])
            other = _("an erased customer") if row.code == ERASED else _("a customer of another store")
            items.append(
                AttentionItem(
                    id=row.id,
                    title=title_of(row.wire, f"{who.given_name} {who.family_name}" if who else other),
                    reason=why_refused(row.wire, row.code, row.reason),
                    advice=_advice(row),
                    content=content_of(row.wire, names),
                    again=_may_be_tried_again(row, is_here=who is not None),
                )
            )
        return tuple(items)

    def let_go(self, item_id: str) -> None:
        """The associate has dealt with a refused item; it is gone."""
        desk = self._desk()
        desk.recorder.dismiss(item_id)
        desk.recorder.announce()

    def try_again(self, item_id: str) -> None:
        """The same is recorded anew, by who is signed in, knowing what the tablet shows now."""
        desk = self._desk()
        with desk.reader.snapshot() as snapshot:
            row = next((each for each in recorder.attention(snapshot) if each.id == item_id), None)
            if row is None:
                raise CannotSave(GONE)
            is_new = row.wire["kind"] == CREATED
            arguments = row.wire["arguments"] if is_new else _as_seen_now(snapshot, row.wire)
        number = desk.recorder.new_number() if row.code == NUMBER_TAKEN else row.wire["customer_id"]
        desk.recorder.record(row.wire["kind"], number, arguments, instead_of=item_id)
        desk.recorder.announce()

    def conflicts(self) -> tuple[ConflictItem, ...]:
        """Values that lost and wait for somebody to look at them, the oldest first."""
        desk = self._desk()
        with desk.reader.snapshot() as snapshot:
            found = conflicts.open_conflicts(snapshot)
            people = customers.by_ids(snapshot, [each.customer_id for each in found])
            associates: dict[str, str] = dict(snapshot.rows("SELECT id, name FROM associates"))
        now_ms, zone = desk.now_ms(), desk.enrolment.time_zone
        items = []
        for each in found:
            who = people[each.customer_id]
            by = associates.get(each.associate_id) or _("somebody in another store")
            when = moment_text(each.at_ms, now_ms, zone)
            items.append(_item(each, f"{who.given_name} {who.family_name}", by, when))
        return tuple(items)

    def take_other(self, item_id: str) -> None:
        """The value that lost is written again, over the one that the associate sees now."""
        self._settle(item_id, lambda each: {each.field: {"from": each.now, "to": each.lost}})

    def keep(self, item_id: str) -> None:
        """What stands may stand."""
        self._settle(item_id, lambda _conflict: {})

    def _settle(self, item_id: str, changes: Callable[[OpenConflict], dict[str, Any]]) -> None:
        desk = self._desk()
        with desk.reader.snapshot() as snapshot:
            found = conflicts.one(snapshot, item_id)
        if found is None:
            raise CannotSave(GONE)
        kind = "customer_edited"
        arguments: dict[str, Any] = {"changes": changes(found), "settles": [item_id]}
        appointment = appointment_of(found.field)
        if appointment is not None and arguments["changes"]:
            appointment_id, field = appointment
            changed = {field: arguments["changes"][found.field]}
            kind = "appointment_changed"
            arguments |= {"appointment_id": appointment_id, "changes": changed}
        desk.recorder.record(kind, found.customer_id, arguments)
        desk.recorder.announce()


_WITHDRAWN: Final = lazy(
    "Recorded as given by {name}, {when}. She had withdrawn it meanwhile, and that stands."
)
_CARD_TAKEN: Final = lazy(
    "HQ knows somebody else with this card, so she is saved without it. Perhaps both are one person."
)
_DIFFERS: Final = lazy("{name} wrote it, {when}, while somebody else had written something else.")


def _item(conflict: OpenConflict, customer: str, by: str, when: str) -> ConflictItem:
    appointment = appointment_of(conflict.field)
    if appointment is not None:
        return work_words.conflict_item(
            conflict.id, appointment[1], customer, by, when, now=conflict.now or "", lost=conflict.lost or ""
        )
    if conflict.field == CARD:
        return ConflictItem(
            id=conflict.id,
            title=_("Card of {name}").format(name=customer),
            sentence=_(_CARD_TAKEN),
            now=_("No card"),
            other=conflict.lost or "",
            can_take_other=False,
        )
    if conflict.field not in FIELDS:
        _consent, purpose, channel = conflict.field.split("/")
        return ConflictItem(
            id=conflict.id,
            title=_("Consent of {name}: {consent}").format(
                name=customer, consent=consent_name(purpose, channel)
            ),
            sentence=_(_WITHDRAWN).format(name=by, when=when),
            now=_("Withdrawn"),
            other=_("Given"),
            can_take_other=False,
        )
    lost = conflict.lost
    return ConflictItem(
        id=conflict.id,
        title=_("{field} of {name}").format(field=label_of(conflict.field), name=customer),
        sentence=_(_DIFFERS).format(name=by, when=when),
        now=value_text(conflict.field, conflict.now),
        other=value_text(conflict.field, lost),
        can_take_other=lost != conflict.now and complaint_about(conflict.field, lost) is None,
    )


def _never_made(rows: Iterable[AttentionRow]) -> dict[int, _NeverMade]:
    """Whom HQ refused to make, as they were written."""
    made = (row.wire for row in rows if row.wire["kind"] == CREATED and row.wire["arguments"])
    return {
        wire["customer_id"]: _NeverMade(wire["arguments"]["given_name"], wire["arguments"]["family_name"])
        for wire in made
    }


def _may_be_tried_again(row: AttentionRow, *, is_here: bool) -> bool:
    """An offer is judged where it is given, and nobody can record anew what this version cannot read."""
    if row.code == ERASED or row.wire["kind"] == "offer_redeemed":
        return False
    try:
        operation = check_operation(row.wire)
    except AisleError:
        return False
    return is_here or is_about_nobody(operation)


def _advice(row: AttentionRow) -> str:
    by_kind = _ADVICE_BY_KIND.get(row.wire["kind"], _OTHER_ADVICE)
    return _(_ADVICE_BY_CODE.get(row.code, by_kind))


def _as_seen_now(snapshot: Snapshot, wire: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments with what the associate sees now in place of what was seen then."""
    arguments, customer_id = dict(wire["arguments"]), wire["customer_id"]
    if customer_id == NOBODY:
        return arguments
    record = customers.customer(snapshot, customer_id)
    if wire["kind"] == "customer_edited":
        arguments["changes"] = {
            field: {"from": getattr(record, field), "to": change["to"]}
            for field, change in arguments["changes"].items()
        }
    if wire["kind"] == "consent_changed":
        arguments["seen"] = customers.name_of_last_word(
            snapshot, customer_id, arguments["purpose"], arguments["channel"]
        )
    if wire["kind"] == "recommendation_answered":  # its first form did not say where it was given
        arguments = {"shown_in": None, "model": None} | arguments
    return arguments
