"""Pages of the offer repository: the gallery, one picture, its form as it was typed."""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error as NoBase64
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy.orm import Session

from server.console.wording import ago, plural
from server.offers import service
from server.offers.content import content_of
from server.offers.service import PictureView, Use
from server.staff import service as staff
from shared.errors import InvalidInput

STATUS_WORDS: Final = {"published": "live"}
"""What a status is called on badges, where that differs."""

MARK: Final = 12
"""Letters of a picture's fingerprint in its address, under which browsers keep it for good."""

USES_SHOWN: Final = 2
WORDS: Final = ("name", "alt", "text")


@dataclass(frozen=True, slots=True)
class UseRow:
    """A promotion that shows a picture."""

    promotion_id: str
    name: str
    status: str


@dataclass(frozen=True, slots=True)
class PictureCard:
    """A picture in the gallery and in a chooser; `mark` changes with what it shows."""

    id: str
    name: str
    alt: str
    text: str
    mark: str
    width: int
    height: int
    used_in: tuple[UseRow, ...]
    more_uses: int = 0


@dataclass(slots=True)
class PictureForm:
    """A picture's fields as they were typed.

    `kept` is a new picture that was sent and is good, in base64: browsers forget a chosen file when a form
    comes back, and nothing that was given may be lost. `errors` names fields with a sentence each.
    """

    name: str = ""
    alt: str = ""
    text: str = ""
    kept: str = ""
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PicturePage:
    """One picture's page; `is_settled` means that what customers see stays as it is."""

    card: PictureCard
    version: int
    is_settled: bool
    facts: tuple[tuple[str, str], ...]


def gallery(session: Session, query: str) -> list[PictureCard]:
    """The pictures whose words hold the query, newest first."""
    wanted = query.strip().casefold()
    found = service.pictures(session)
    return [
        card_of(view) for view in found if wanted in f"{view.name} {view.alt} {view.text}".casefold()
    ]  # fmt: skip


def card_of(view: PictureView) -> PictureCard:
    """The picture as lists show it."""
    shown = tuple(_use(use) for use in view.used_in[:USES_SHOWN])
    return PictureCard(
        id=view.id, name=view.name, alt=view.alt, text=view.text, mark=view.sha256[:MARK],
        width=view.width, height=view.height, used_in=shown, more_uses=len(view.used_in) - len(shown),
    )  # fmt: skip


def page(session: Session, view: PictureView, now_ms: int) -> PicturePage:
    """The page of a picture."""
    names = staff.names(session)
    card = card_of(view)
    facts = [
        ("Size", f"{view.width} × {view.height} pixels, {max(1, round(view.size / 1024))} KB"),
        ("Added", _by(names, view.created_by, view.created_ms, now_ms)),
    ]
    if view.version > 1:
        facts.append(("Changed", _by(names, view.updated_by, view.updated_ms, now_ms)))
    facts.append(("Shown by", plural(len(view.used_in), "promotion") if view.used_in else "No promotion yet"))
    uses = tuple(_use(use) for use in view.used_in)
    whole = PictureCard(
        card.id, card.name, card.alt, card.text, card.mark, card.width, card.height, uses
    )  # fmt: skip
    return PicturePage(whole, view.version, view.is_settled, tuple(facts))


def _by(names: Mapping[str, str], person: str, at_ms: int, now_ms: int) -> str:
    who = names.get(person)
    return f"{ago(at_ms, now_ms)} by {who}" if who else ago(at_ms, now_ms)


def _use(use: Use) -> UseRow:
    return UseRow(use.promotion_id, use.name, STATUS_WORDS.get(use.status, use.status))


def form_of_view(view: PictureView) -> PictureForm:
    """The form of a picture as it is kept."""
    return PictureForm(view.name, view.alt, view.text)


def typed(form: Mapping[str, str], upload: bytes) -> tuple[PictureForm, dict[str, Any]]:
    """The form as it was sent, and the values to save; a good upload is kept within the form."""
    made = PictureForm(form.get("name", ""), form.get("alt", ""), form.get("text", ""))
    values: dict[str, Any] = {name: getattr(made, name) for name in WORDS if name in form}
    sent = upload or _kept(form.get("kept", ""))
    if sent:
        values["picture"] = sent
        with suppress(InvalidInput):  # what is wrong with it is told when it is saved
            made.kept = b64encode(content_of(sent).data).decode("ascii")
    return made, values


def _kept(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (NoBase64, ValueError):
        return b""
