"""Messages to customers: texts with named blanks, and whether one may be sent to her now.

A template says for which channel it is, in which language, and what for: `marketing` is sent to who agreed
to it and after a silence; `service` is about what she asked for herself, and goes by every channel that she
has not refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from shared.clock import DAY_MS
from shared.consent import Channel, Consent, may_use
from shared.customer_fields import is_plain
from shared.errors import InvalidInput
from shared.fatigue import Fatigue, guard, touches_of, way_of
from shared.next_action.facts import Outcome

MESSAGE_CHANNELS: Final[tuple[Channel, ...]] = ("message", "email")
MARKETING: Final = "marketing"
SERVICE: Final = "service"
MESSAGE_PURPOSES: Final = (MARKETING, SERVICE)

BLANKS: Final = ("given_name", "family_name", "associate_name", "store_name")
"""What a template may leave open, each between braces."""

LONGEST: Final[Mapping[str, int]] = {"message": 480, "email": 4_000}
"""Characters of a finished text: three text messages, or a letter."""

LONGEST_NAME: Final = 80
LONGEST_ID: Final = 64

_BLANK: Final = re.compile(r"\{([^{}]*)\}")
_LANGUAGE: Final = re.compile(r"[a-z]{2}")

Refusal = Literal["withdrawn", "never_asked", "too_soon"]


@dataclass(frozen=True, slots=True)
class MessageTemplate:
    """A text that somebody may be sent; `name` is for those who choose it."""

    id: str
    name: str
    channel: str
    purpose: str
    language: str
    text: str
    is_on: bool = True


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with its blanks filled; `unknown` are blanks that nobody knows, `empty` those without a word."""

    text: str
    unknown: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether she may be written to; if it is only too soon, after how many more days she may."""

    refusal: Refusal | None = None
    days_left: int = 0

    @property
    def allowed(self) -> bool:
        """True if nothing speaks against it."""
        return self.refusal is None


def template_from_row(row: Mapping[str, Any]) -> MessageTemplate:
    """The template of a stored or synchronised row."""
    values = {name: row[name] for name in MessageTemplate.__dataclass_fields__}
    return MessageTemplate(**values | {"is_on": bool(row["is_on"])})


def blanks_in(text: str) -> tuple[str, ...]:
    """The names between braces, each once, as they come."""
    return tuple(dict.fromkeys(_BLANK.findall(text)))


def fill(text: str, values: Mapping[str, str]) -> Filled:
    """The text with every blank that is known filled; the others stay as they are written, to be seen."""
    names = blanks_in(text)
    known = {name: values[name].strip() for name in names if name in values}
    filled = _BLANK.sub(lambda found: known.get(found[1], "") or found[0], text)
    return Filled(
        filled.strip(),
        unknown=tuple(name for name in names if name not in values),
        empty=tuple(name for name, value in known.items() if not value),
    )


def may_write(
    channel: Channel, purpose: str, consents: Iterable[Consent], outcomes: Iterable[Outcome], *,
    now_ms: int, fatigue: Fatigue,
) -> Verdict:  # fmt: skip
    """Whether she may be written to now, on that channel and for that purpose."""
    known = list(consents)
    if purpose == SERVICE:
        refused = any(
            (each.purpose, each.channel) == ("marketing", channel) and not each.granted for each in known
        )
        return Verdict("withdrawn") if refused else Verdict()
    permission = may_use(known, "marketing", channel)
    if permission.reason != "granted":
        return Verdict(permission.reason)
    free_ms = guard(way_of(channel), touches_of(outcomes), fatigue, now_ms).until_ms
    return Verdict() if free_ms is None else Verdict("too_soon", -(-(free_ms - now_ms) // DAY_MS))


def check_template(template: MessageTemplate) -> None:
    """Nothing happens if the template makes sense; otherwise InvalidInput names each wrong field."""
    wrong: dict[str, str] = {}
    if not is_plain(template.name.strip(), LONGEST_NAME):
        wrong["name"] = f"Give the template a name of at most {LONGEST_NAME} characters on one line."
    if template.channel not in MESSAGE_CHANNELS:
        wrong["channel"] = f"A template is for one of {', '.join(MESSAGE_CHANNELS)}."
    if template.purpose not in MESSAGE_PURPOSES:
        wrong["purpose"] = f"A template is for one of {', '.join(MESSAGE_PURPOSES)}."
    if not _LANGUAGE.fullmatch(template.language):
        wrong["language"] = "Name the language by its two letters, like en or de."
    text = _wrong_text(template.text, template.channel)
    if text is not None:
        wrong["text"] = text
    if wrong:
        raise InvalidInput("The template cannot be saved like this: see the fields marked.", **wrong)


def _wrong_text(text: str, channel: str) -> str | None:
    longest = LONGEST.get(channel, max(LONGEST.values()))
    if not is_plain(" ".join(text.split()), longest):
        return f"Write what is to be sent, in at most {longest:,} characters."
    unknown = [name for name in blanks_in(text) if name not in BLANKS]
    if unknown or "{" in _BLANK.sub("", text) or "}" in _BLANK.sub("", text):
        known = ", ".join(f"{{{name}}}" for name in BLANKS)
        return f"Between braces stands one of {known}, and nothing else."
    return None
