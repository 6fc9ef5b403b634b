"""The vocabulary of operations: what each kind must carry, in each version, and what it does to which rows.

A version is that of the vocabulary in which a kind got its form. A kind that an older server does not know
carries a newer version than that server's, so that the server asks to be updated instead of refusing it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from shared.customer_fields import (
    ALL_PREFERENCES,
    CHANNELS,
    FIELDS,
    LONGEST_PREFERENCE,
    LONGEST_VALUE,
    LONGEST_WORDING,
    MOST_PREFERENCES,
    PREFERENCES,
    PURPOSES,
    complaint_about,
    is_plain,
)
from shared.ids import is_uuid
from shared.merge import (
    CONFLICTS,
    ConflictSettled,
    ConsentGiven,
    Effect,
    FieldChange,
    FieldsChanged,
    Membership,
    NewRow,
    Who,
)
from shared.operation_advice import (
    GUIDE_SHOWN,
    check_dates,
    check_guide_shown,
    check_message,
    check_promise,
    check_taken,
    children_born,
    dates_changed,
    guide_shown,
    message_handed_over,
    promised,
    taken,
)
from shared.operation_merging import (
    MERGED,
    TOLD_APART,
    UNDONE,
    check_apart,
    check_merge,
    check_undoing,
    merged,
    told_apart,
    undone,
)
from shared.operation_newcomers import CREATED_FIELDS, born, check_created, created
from shared.operation_offers import OFFERS_SHOWN, check_shown, offers_shown
from shared.operation_people import check_wish, manager_note, wish_changed
from shared.operation_selling import (
    aside_ended,
    check_aside,
    check_aside_end,
    check_handed,
    handed,
    put_aside,
)
from shared.operation_trials import EXPOSED, check_exposed, exposed
from shared.operation_visits import check_rating, rated
from shared.operation_work import (
    appointment_changed,
    appointment_made,
    check_appointment,
    check_appointment_change,
    check_task_end,
    task_ended,
)
from shared.recommendation import ANSWERS, FIRST_ANSWERS
from shared.redemption import Redeemed, check_stands_on, stands_on_of
from shared.words import _, listed

FACTS: Final = 1
"""Since 0.1.0: facts only, each under its own id."""

EDITS: Final = 2
"""Since 0.2.0: changes of what is there (fields, preferences, consent), each with what its writer saw; a
redemption says on what it stands."""

FEEDBACK: Final = 3
"""Since 0.3.0: an answer may be any of nine, and says in which list and by what model it was asked for; and
the kinds of `operation_advice`."""

CLIENTELING: Final = 4
"""Since 0.4.0: colours are among the preferences; and the kinds of `operation_merging`,
`operation_newcomers`, `operation_offers`, `operation_people`, `operation_selling`, `operation_trials`,
`operation_visits` and `operation_work`."""

NOBODY: Final = 0
"""Stands in place of a customer where an operation may be about none."""

SHOWN_IN: Final = ("merged", "due_again", "new_for_you", "with_basket", "similar", "goes_with", "product")
"""Where a customer may have met the product that she answers about."""

LONGEST_VERSION: Final = 64

NOTE_LIMIT = 4000
"""Characters a note may have: more is a document, not a note."""

Arguments = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OperationKind:
    """What an operation of one kind and version must carry, and what it does."""

    fields: frozenset[str]
    check: Callable[[Arguments], str | None]
    effects: Callable[[Who, Arguments], Iterator[Effect]]
    born: Callable[[Arguments], Iterable[str]] = lambda _: ()
    """The days of birth that it tells: none may be later than the operation itself."""
    makes_customer: bool = False
    """Whether the customer it is about begins with it: under a number that a tablet made."""
    needs_customer: bool = True
    """Whether it is always about a customer; if not, NOBODY may stand in her place."""


def _check_note(arguments: Arguments) -> str | None:
    text = arguments["text"]
    if not isinstance(text, str) or not text.strip():
        return _("a note needs some text")
    return (
        _("a note has at most {most} characters").format(most=NOTE_LIMIT) if len(text) > NOTE_LIMIT else None
    )


def _note(who: Who, arguments: Arguments) -> Iterator[Effect]:
    yield NewRow(who, "interactions", {"kind": "note", "text": arguments["text"]})


def _check_first_answer(arguments: Arguments) -> str | None:
    return _check_answer_among(FIRST_ANSWERS, arguments)


def _check_answer_among(answers: tuple[str, ...], arguments: Arguments) -> str | None:
    if not is_number(arguments["product_id"]):
        return _("an answer names its product")
    return (
        None
        if arguments["answer"] in answers
        else _("an answer is one of {answers}").format(answers=listed(answers))
    )


def _check_answer(arguments: Arguments) -> str | None:
    shown_in, model = arguments["shown_in"], arguments["model"]
    if shown_in is not None and shown_in not in SHOWN_IN:
        return _("an answer says where she met the product: one of {lists}").format(lists=listed(SHOWN_IN))
    if model is not None and not is_plain(model, LONGEST_VERSION):
        return _("a model's version has at most {most} characters").format(most=LONGEST_VERSION)
    return _check_answer_among(ANSWERS, arguments)


def _first_answer(who: Who, arguments: Arguments) -> Iterator[Effect]:
    return _answer(who, {**arguments, "shown_in": None, "model": None})


def _answer(who: Who, arguments: Arguments) -> Iterator[Effect]:
    details = {name: arguments[name] for name in ("product_id", "answer", "shown_in", "model")}
    yield NewRow(who, "recommendation_answers", details)


def _check_redemption(arguments: Arguments) -> str | None:
    return None if is_uuid(arguments["promotion_id"]) else _("a redemption names its promotion")


def _redemption(who: Who, arguments: Arguments) -> Iterator[Effect]:
    yield Redeemed(who, "redemptions", {"promotion_id": arguments["promotion_id"]})


def _check_founded_redemption(arguments: Arguments) -> str | None:
    return _check_redemption(arguments) or check_stands_on(arguments["stands_on"])


def _founded_redemption(who: Who, arguments: Arguments) -> Iterator[Effect]:
    details = {"promotion_id": arguments["promotion_id"]}
    yield Redeemed(who, "redemptions", details, stands_on_of(arguments["stands_on"]))


def _check_edit(arguments: Arguments) -> str | None:
    changes, settled = arguments["changes"], arguments["settles"]
    if not isinstance(changes, dict) or not set(changes) <= set(FIELDS):
        return _("an edit changes some of {fields}").format(fields=listed(list(FIELDS)))
    if not _are(is_uuid, settled):
        return _("an edit names at most {most} conflicts that it settles").format(most=MOST_PREFERENCES)
    if not changes and not settled:
        return _("an edit changes something")
    return next((wrong for field in changes if (wrong := _check_change(field, changes[field]))), None)


def _check_change(field: str, change: Any) -> str | None:
    if not isinstance(change, dict) or set(change) != {"from", "to"}:
        return _("each change has what was seen and what is wanted")
    if not all(value is None or _is_text(value, LONGEST_VALUE) for value in change.values()):
        return _("a field has at most {most} characters").format(most=LONGEST_VALUE)
    return complaint_about(field, change["to"])


def _edit(who: Who, arguments: Arguments) -> Iterator[Effect]:
    if arguments["changes"]:
        changes = {
            field: FieldChange(seen=change["from"], wanted=change["to"])
            for field, change in arguments["changes"].items()
        }
        yield FieldsChanged(who, ("customers", (who.customer_id,)), changes)
    for conflict_id in arguments["settles"]:
        yield ConflictSettled(who, (CONFLICTS, (conflict_id,)))


def _check_first_preferences(arguments: Arguments) -> str | None:
    return _check_preferences_among(PREFERENCES, arguments)


def _born_by_edit(arguments: Arguments) -> Iterator[str]:
    wanted = arguments["changes"].get("birthday", {"to": None})["to"]
    if wanted is not None:
        yield wanted


def _check_preferences(arguments: Arguments) -> str | None:
    return _check_preferences_among(ALL_PREFERENCES, arguments)


def _check_preferences_among(kinds: tuple[str, ...], arguments: Arguments) -> str | None:
    if arguments["kind"] not in kinds:
        return _("a preference is one of {kinds}").format(kinds=listed(kinds))
    added, removed = arguments["added"], arguments["removed"]
    if not all(_are(lambda value: is_plain(value, LONGEST_PREFERENCE), each) for each in (added, removed)):
        return _("at most {most} preferences of 1 to {longest} characters each").format(
            most=MOST_PREFERENCES, longest=LONGEST_PREFERENCE
        )
    if set(added) & set(removed):
        return _("a preference is added or taken away, not both")
    return None if added or removed else _("something is added or taken away")


def _preferences(who: Who, arguments: Arguments) -> Iterator[Effect]:
    for values, is_member in ((arguments["added"], True), (arguments["removed"], False)):
        for value in values:
            key = {"customer_id": who.customer_id, "kind": arguments["kind"], "value": value}
            row = key | {"associate_id": who.associate_id, "at_ms": who.at_ms}
            yield Membership(who, ("customer_preferences", tuple(key.values())), row, is_member)


def _check_consent(arguments: Arguments) -> str | None:
    if arguments["purpose"] not in PURPOSES or arguments["channel"] not in CHANNELS:
        return _("consent is for one of {purposes} on one of {channels}").format(
            purposes=listed(PURPOSES), channels=listed(CHANNELS)
        )
    if not isinstance(arguments["granted"], bool):
        return _("consent is given or withdrawn")
    if not is_plain(arguments["wording"], LONGEST_WORDING):
        return _("consent keeps the words she was asked in, at most {most} characters").format(
            most=LONGEST_WORDING
        )
    seen = arguments["seen"]
    return (
        None if seen is None or is_number(seen) or is_uuid(seen) else _("consent names the word it followed")
    )


def _consent(who: Who, arguments: Arguments) -> Iterator[Effect]:
    key = {
        "customer_id": who.customer_id, "purpose": arguments["purpose"], "channel": arguments["channel"],
    }  # fmt: skip
    row = key | {
        "granted": int(arguments["granted"]), "at_ms": who.at_ms, "operation_id": who.id,
        "wording": arguments["wording"], "source": f"store {who.store_id}",
    }  # fmt: skip
    yield ConsentGiven(who, ("consents", tuple(key.values())), row, arguments["seen"])


def is_number(value: object) -> bool:
    """True for a whole number from 0 up that every JSON reader holds exactly."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 53


def _is_text(value: object, longest: int) -> bool:
    return isinstance(value, str) and len(value) <= longest


def _are(fits: Callable[[object], bool], values: object) -> bool:
    return isinstance(values, list) and len(values) <= MOST_PREFERENCES and all(map(fits, values))


KINDS: Final[Mapping[tuple[str, int], OperationKind]] = {
    ("note_added", FACTS): OperationKind(frozenset({"text"}), _check_note, _note),
    ("recommendation_answered", FACTS): OperationKind(
        frozenset({"product_id", "answer"}), _check_first_answer, _first_answer
    ),
    ("recommendation_answered", FEEDBACK): OperationKind(
        frozenset({"product_id", "answer", "shown_in", "model"}), _check_answer, _answer
    ),
    ("offer_redeemed", FACTS): OperationKind(frozenset({"promotion_id"}), _check_redemption, _redemption),
    ("offer_redeemed", EDITS): OperationKind(
        frozenset({"promotion_id", "stands_on"}), _check_founded_redemption, _founded_redemption
    ),
    ("customer_edited", EDITS): OperationKind(
        frozenset({"changes", "settles"}), _check_edit, _edit, _born_by_edit
    ),
    ("preferences_changed", EDITS): OperationKind(
        frozenset({"kind", "added", "removed"}), _check_first_preferences, _preferences
    ),
    ("preferences_changed", CLIENTELING): OperationKind(
        frozenset({"kind", "added", "removed"}), _check_preferences, _preferences
    ),
    ("consent_changed", EDITS): OperationKind(
        frozenset({"purpose", "channel", "granted", "wording", "seen"}), _check_consent, _consent
    ),
    ("dates_changed", FEEDBACK): OperationKind(
        frozenset({"added", "removed"}), check_dates, dates_changed, children_born
    ),
    ("follow_up_promised", FEEDBACK): OperationKind(frozenset({"text", "due_on"}), check_promise, promised),
    ("action_taken", FEEDBACK): OperationKind(
        frozenset({"action", "subject", "outcome", "channel", "text"}), check_taken, taken
    ),
    (GUIDE_SHOWN, CLIENTELING): OperationKind(frozenset({"guide_id"}), check_guide_shown, guide_shown),
    ("message_handed_over", CLIENTELING): OperationKind(
        frozenset({"action", "subject", "channel", "text", "template_id"}), check_message, message_handed_over
    ),
    ("manager_note_added", CLIENTELING): OperationKind(frozenset({"text"}), _check_note, manager_note),
    ("wish_changed", CLIENTELING): OperationKind(
        frozenset({"product_id", "wished"}), check_wish, wish_changed
    ),
    ("customer_created", CLIENTELING): OperationKind(
        CREATED_FIELDS, check_created, created, born, makes_customer=True
    ),
    (MERGED, CLIENTELING): OperationKind(frozenset({"merged_id"}), check_merge, merged),
    (UNDONE, CLIENTELING): OperationKind(frozenset({"merge_id"}), check_undoing, undone),
    (TOLD_APART, CLIENTELING): OperationKind(frozenset({"other_id", "apart"}), check_apart, told_apart),
    ("visit_rated", CLIENTELING): OperationKind(
        frozenset({"rating", "corrects"}), check_rating, rated, needs_customer=False
    ),
    (EXPOSED, CLIENTELING): OperationKind(
        frozenset({"trial_id", "variant", "surface"}), check_exposed, exposed
    ),
    (OFFERS_SHOWN, CLIENTELING): OperationKind(
        frozenset({"strategy", "day", "as_of", "size", "offers"}), check_shown, offers_shown
    ),
    ("task_ended", CLIENTELING): OperationKind(
        frozenset({"task_id", "outcome", "reason"}), check_task_end, task_ended, needs_customer=False
    ),
    ("appointment_made", CLIENTELING): OperationKind(
        frozenset({"starts_local", "minutes", "about"}), check_appointment, appointment_made
    ),
    ("appointment_changed", CLIENTELING): OperationKind(
        frozenset({"appointment_id", "changes", "settles"}), check_appointment_change, appointment_changed
    ),
    ("basket_handed", CLIENTELING): OperationKind(
        frozenset({"lines", "offers", "total_minor"}), check_handed, handed, needs_customer=False
    ),
    ("put_aside", CLIENTELING): OperationKind(frozenset({"lines", "until_on"}), check_aside, put_aside),
    ("put_aside_ended", CLIENTELING): OperationKind(
        frozenset({"put_aside_id", "outcome"}), check_aside_end, aside_ended
    ),
}
"""By kind and version; several versions of a kind may be in use at once."""

NEWEST: Final[Mapping[str, int]] = {
    kind: max(version for name, version in KINDS if name == kind) for kind, _ in KINDS
}
"""The version in which each kind is recorded today."""
