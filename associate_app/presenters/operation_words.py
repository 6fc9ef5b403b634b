"""What an operation is called and says, in words that its author recognises."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from associate_app.presenters import selling_words, work_words
from associate_app.presenters.timeline_rows import answer_text, done_text
from associate_app.presenters.wording import beginning, channel_name
from shared.customer_fields import FIELDS
from shared.life_dates import LABELS
from shared.operation_advice import GUIDE_SHOWN
from shared.operation_merging import MERGED, TOLD_APART, UNDONE
from shared.operation_newcomers import WRITTEN
from shared.operation_offers import OFFERS_SHOWN
from shared.operation_trials import EXPOSED
from shared.operations import NOBODY
from shared.visit_ratings import RATINGS
from shared.words import _, lazy, listed

CONSENT_NAMES: Final = {"personalization": lazy("Personal offers"), "marketing": lazy("News and offers")}
PREFERENCE_NAMES: Final = {
    "likes": lazy("Likes"),
    "dislikes": lazy("Dislikes"),
    "sizes": lazy("Sizes"),
    "colours": lazy("Colours"),
}

_OTHER: Final = lazy("Something for {name}")
_TITLES: Final = {
    "note_added": lazy("Note for {name}"),
    "manager_note_added": lazy("Note for managers on {name}"),
    "recommendation_answered": lazy("Answer of {name}"),
    "offer_redeemed": lazy("Offer used by {name}"),
    "customer_created": lazy("New customer {name}"),
    "customer_edited": lazy("Details of {name}"),
    "preferences_changed": lazy("Preferences of {name}"),
    "consent_changed": lazy("Consent of {name}"),
    "dates_changed": lazy("Days of {name}"),
    "follow_up_promised": lazy("Promise to {name}"),
    "action_taken": lazy("Action for {name}"),
    "message_handed_over": lazy("Message to {name}"),
    "wish_changed": lazy("Wish list of {name}"),
    MERGED: lazy("Two records of {name} made one"),
    UNDONE: lazy("Records of {name} made two again"),
    TOLD_APART: lazy("Who {name} is not"),
    EXPOSED: lazy("What {name} was shown"),
    OFFERS_SHOWN: lazy("Offers shown to {name}"),
    GUIDE_SHOWN: lazy("What {name} was shown"),
    "visit_rated": lazy("Visit of {name}"),
    "task_ended": lazy("A task of HQ"),
    "appointment_made": lazy("Appointment with {name}"),
    "appointment_changed": lazy("Appointment with {name}"),
    "basket_handed": lazy("Basket of {name}"),
    "put_aside": lazy("Put aside for {name}"),
    "put_aside_ended": lazy("Put aside for {name}"),
}
_OF_NOBODY: Final = {"visit_rated": lazy("A visit")}
"""What is said where an operation is about no customer."""


Arguments = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Names:
    """What things are called on this tablet."""

    products: Mapping[int, str]
    promotions: Mapping[str, str]
    people: Mapping[int, str] = field(default_factory=dict)


def title_of(wire: Mapping[str, Any], customer: str) -> str:
    """What was done, and to whom."""
    if wire["customer_id"] == NOBODY and wire["kind"] in _OF_NOBODY:
        return _(_OF_NOBODY[wire["kind"]])
    return _(_TITLES.get(wire["kind"], _OTHER)).format(name=customer)


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
    known = CONSENT_NAMES.get(purpose)
    name = _(known) if known else purpose
    if channel == "any":
        return name
    return _("{consent} by {channel}").format(consent=name, channel=channel_name(channel))


def value_text(field: str, value: str | None) -> str:
    """A field's value as people say it."""
    if value is None:
        return _("nothing")
    return channel_name(value) if field == "preferred_channel" else value


def label_of(name: str) -> str:
    """A field's name at the beginning of a line."""
    return beginning(_(FIELDS[name].label))


def _of_field(field: str, value: str | None) -> str:
    return _("{field}: {value}").format(field=label_of(field), value=value_text(field, value))


def _note(arguments: Arguments, _names: Names) -> str:
    return str(arguments["text"])


def _answer(arguments: Arguments, names: Names) -> str:
    product = names.products.get(arguments["product_id"]) or _("an item no longer in the catalogue")
    return answer_text(arguments["answer"], product)


def _offer(arguments: Arguments, names: Names) -> str:
    return names.promotions.get(arguments["promotion_id"]) or _("an offer that HQ has taken back")


def _shown(arguments: Arguments, names: Names) -> str:
    return listed([_offer(offer, names) for offer in arguments["offers"]])


def _edit(arguments: Arguments, _names: Names) -> str:
    changes: Mapping[str, Mapping[str, Any]] = arguments["changes"]
    if not changes:
        return _("Both values looked at; what stands may stand")
    return "\n".join(_of_field(field, change["to"]) for field, change in changes.items())


def _created(arguments: Arguments, names: Names) -> str:
    """What was written of her beyond her name, and what she said to each use of her data."""
    said = [(field, arguments[field]) for field in WRITTEN if field not in ("given_name", "family_name")]
    fields = [_of_field(field, value) for field, value in said if value]
    return "\n".join([*fields, *(_consent(each, names) for each in arguments["consents"])])


def _preferences(arguments: Arguments, _names: Names) -> str:
    parts = ((_ADDED, arguments["added"]), (_NO_LONGER, arguments["removed"]))
    said = "; ".join(_(text).format(values=listed(tuple(values))) for text, values in parts if values)
    return _("{field}: {value}").format(field=_(PREFERENCE_NAMES[arguments["kind"]]), value=said)


_ADDED: Final = lazy("added {values}")
_NO_LONGER: Final = lazy("no longer {values}")


def _consent(arguments: Arguments, _names: Names) -> str:
    text = _("{consent}: given") if arguments["granted"] else _("{consent}: withdrawn")
    return text.format(consent=consent_name(arguments["purpose"], arguments["channel"]))


def _dates(arguments: Arguments, _names: Names) -> str:
    parts = ((_NOTED, arguments["added"]), (_TAKEN_BACK, arguments["removed"]))
    return "\n".join(
        _(text).format(event=_(LABELS[each["kind"]]), day=each["day"])
        for text, days in parts
        for each in days
    )


_NOTED: Final = lazy("{event} {day}: noted")
_TAKEN_BACK: Final = lazy("{event} {day}: taken back")


def _promise(arguments: Arguments, _names: Names) -> str:
    return f"{arguments['text']} ({arguments['due_on']})"


def _action(arguments: Arguments, _names: Names) -> str:
    return done_text(arguments["outcome"], arguments["channel"], arguments["text"])


def _message(arguments: Arguments, _names: Names) -> str:
    return done_text("done", arguments["channel"], arguments["text"])


def _wish(arguments: Arguments, names: Names) -> str:
    product = names.products.get(arguments["product_id"]) or _("an item no longer in the catalogue")
    text = _("Wished for: {product}") if arguments["wished"] else _("No longer wished for: {product}")
    return text.format(product=product)


def _merged(arguments: Arguments, names: Names) -> str:
    other = names.people.get(arguments["merged_id"]) or _("somebody not here now")
    return _("One person with {name}").format(name=other)


def _parted(_arguments: Arguments, _names: Names) -> str:
    return _("They are two people")


def _apart(arguments: Arguments, names: Names) -> str:
    other = names.people.get(arguments["other_id"]) or _("somebody not here now")
    text = _("Not the same person as {name}") if arguments["apart"] else _("May be the same person as {name}")
    return text.format(name=other)


def _rating(arguments: Arguments, _names: Names) -> str:
    rating = arguments["rating"]
    if rating is None:
        return _("The rating is taken back")
    return _("Rated {rating} of {best}").format(rating=rating, best=len(RATINGS))


_CONTENTS: Final[Mapping[str, Callable[[Arguments, Names], str]]] = {
    "note_added": _note,
    EXPOSED: lambda _arguments, _names: "",
    OFFERS_SHOWN: _shown,
    GUIDE_SHOWN: lambda _arguments, _names: "",
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
    **selling_words.CONTENTS,
    MERGED: _merged,
    UNDONE: _parted,
    TOLD_APART: _apart,
    "visit_rated": _rating,
}
