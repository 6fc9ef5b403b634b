"""What an operation is called and says, in words that its author recognises."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from associate_app.presenters import work_words
from associate_app.presenters.timeline_rows import ANSWER_WORDS, done_text
from associate_app.presenters.wording import CHANNELS
from shared.customer_fields import FIELDS
from shared.life_dates import LABELS
from shared.operation_newcomers import WRITTEN
from shared.operations import NOBODY
from shared.visit_ratings import RATINGS

CONSENT_NAMES: Final = {"personalization": "Personal offers", "marketing": "News and offers"}
PREFERENCE_NAMES: Final = {"likes": "Likes", "dislikes": "Dislikes", "sizes": "Sizes", "colours": "Colours"}

_TITLES: Final = {
    "note_added": "Note for {0}",
    "manager_note_added": "Note for managers on {0}",
    "recommendation_answered": "Answer of {0}",
    "offer_redeemed": "Offer used by {0}",
    "customer_created": "New customer {0}",
    "customer_edited": "Details of {0}",
    "preferences_changed": "Preferences of {0}",
    "consent_changed": "Consent of {0}",
    "dates_changed": "Days of {0}",
    "follow_up_promised": "Promise to {0}",
    "action_taken": "Action for {0}",
    "message_handed_over": "Message to {0}",
    "wish_changed": "Wish list of {0}",
    "visit_rated": "Visit of {0}",
    "task_ended": "A task of HQ",
    "appointment_made": "Appointment with {0}",
    "appointment_changed": "Appointment with {0}",
}
_OF_NOBODY: Final = {"visit_rated": "A visit"}
"""What is said where an operation is about no customer."""


Arguments = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Names:
    """What things are called on this tablet."""

    products: Mapping[int, str]
    promotions: Mapping[str, str]


def title_of(wire: Mapping[str, Any], customer: str) -> str:
    """What was done, and to whom."""
    if wire["customer_id"] == NOBODY and wire["kind"] in _OF_NOBODY:
        return _OF_NOBODY[wire["kind"]]
    return _TITLES.get(wire["kind"], "Something for {0}").format(customer)


def content_of(wire: Mapping[str, Any], names: Names) -> str:
    """What was recorded; empty if nothing is left of it, as after an erasure.

    What another version of the app wrote in a form of its own is shown as it stands: its author must see it.
    """
    arguments = wire["arguments"]
    if not arguments:
        return ""
    try:
        return _CONTENTS[wire["kind"]](arguments, names)
    except (KeyError, TypeError, AttributeError):
        return json.dumps(arguments, ensure_ascii=False)


def consent_name(purpose: str, channel: str) -> str:
    """What a consent is for: "News and offers", "News and offers by e-mail"."""
    name = CONSENT_NAMES.get(purpose, purpose)
    return name if channel == "any" else f"{name} by {CHANNELS.get(channel, channel)}"


def value_text(field: str, value: str | None) -> str:
    """A field's value as people say it."""
    if value is None:
        return "nothing"
    return CHANNELS.get(value, value) if field == "preferred_channel" else value


def label_of(field: str) -> str:
    """A field's name at the beginning of a line."""
    label = FIELDS[field].label
    return label[0].upper() + label[1:]


def _note(arguments: Arguments, _: Names) -> str:
    return str(arguments["text"])


def _answer(arguments: Arguments, names: Names) -> str:
    product = names.products.get(arguments["product_id"], "an item no longer in the catalogue")
    return f"{ANSWER_WORDS.get(arguments['answer'], arguments['answer'])}: {product}"


def _offer(arguments: Arguments, names: Names) -> str:
    return names.promotions.get(arguments["promotion_id"], "an offer that HQ has taken back")


def _edit(arguments: Arguments, _: Names) -> str:
    changes: Mapping[str, Mapping[str, Any]] = arguments["changes"]
    if not changes:
        return "Both values looked at; what stands may stand"
    return "\n".join(
        f"{label_of(field)}: {value_text(field, change['to'])}" for field, change in changes.items()
    )


def _created(arguments: Arguments, names: Names) -> str:
    """What was written of her beyond her name, and what she said to each use of her data."""
    said = [(field, arguments[field]) for field in WRITTEN if field not in ("given_name", "family_name")]
    fields = [f"{label_of(field)}: {value_text(field, value)}" for field, value in said if value]
    return "\n".join([*fields, *(_consent(each, names) for each in arguments["consents"])])


def _preferences(arguments: Arguments, _: Names) -> str:
    parts = (("added", arguments["added"]), ("no longer", arguments["removed"]))
    said = "; ".join(f"{word} {', '.join(values)}" for word, values in parts if values)
    return f"{PREFERENCE_NAMES[arguments['kind']]}: {said}"


def _consent(arguments: Arguments, _: Names) -> str:
    word = "given" if arguments["granted"] else "withdrawn"
    return f"{consent_name(arguments['purpose'], arguments['channel'])}: {word}"


def _dates(arguments: Arguments, _: Names) -> str:
    parts = (("noted", arguments["added"]), ("taken back", arguments["removed"]))
    return "\n".join(f"{LABELS[each['kind']]} {each['day']}: {word}" for word, days in parts for each in days)


def _promise(arguments: Arguments, _: Names) -> str:
    return f"{arguments['text']} ({arguments['due_on']})"


def _action(arguments: Arguments, _: Names) -> str:
    return done_text(arguments["outcome"], arguments["channel"], arguments["text"])


def _message(arguments: Arguments, _names: Names) -> str:
    return done_text("done", arguments["channel"], arguments["text"])


def _wish(arguments: Arguments, names: Names) -> str:
    product = names.products.get(arguments["product_id"], "an item no longer in the catalogue")
    return f"{'Wished for' if arguments['wished'] else 'No longer wished for'}: {product}"


def _rating(arguments: Arguments, _names: Names) -> str:
    rating = arguments["rating"]
    return "The rating is taken back" if rating is None else f"Rated {rating} of {len(RATINGS)}"


_CONTENTS: Final[Mapping[str, Callable[[Arguments, Names], str]]] = {
    "note_added": _note,
    "manager_note_added": _note,
    "recommendation_answered": _answer,
    "offer_redeemed": _offer,
    "customer_created": _created,
    "customer_edited": _edit,
    "preferences_changed": _preferences,
    "consent_changed": _consent,
    "dates_changed": _dates,
    "follow_up_promised": _promise,
    "action_taken": _action,
    "message_handed_over": _message,
    "wish_changed": _wish,
    **work_words.CONTENTS,
    "visit_rated": _rating,
}
