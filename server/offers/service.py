"""The offer repository: pictures with their words, which promotions show them, adding, changing, deleting.

A picture that a promotion beyond its draft shows is not changed under it: what was submitted, approved and
published is what was seen. Its name and the words beside it may change, they are the repository's own.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.errors import NotFound
from server.offers.content import KIND, Content, content_of
from server.offers.errors import PictureChanged, PictureInUse
from server.offers.models import OfferPicture
from server.promotions.picture_uses import Use, uses
from shared.errors import InvalidInput

__all__ = [
    "LONGEST", "PictureView", "Seen", "Use", "add", "change", "content", "delete", "get", "pictures",
    "unknown",
]  # fmt: skip

LONGEST: Final = {"name": 80, "alt": 200, "text": 300}
UNSETTLED: Final = ("draft", "deleted")
"""What a promotion is while its pictures may still change; a draft that was deleted can be brought back."""

_WORDS: Final = tuple(LONGEST)
_SHOWN: Final = (
    "id", "name", "alt", "text", "width", "height", "size", "sha256", "version", "created_by", "created_ms",
    "updated_by", "updated_ms",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PictureView:
    """A picture with its words and the promotions that show it, without its bytes."""

    id: str
    name: str
    alt: str
    text: str
    width: int
    height: int
    size: int
    sha256: str
    version: int
    created_by: str
    created_ms: int
    updated_by: str
    updated_ms: int
    used_in: tuple[Use, ...]

    @property
    def is_settled(self) -> bool:
        """True if a promotion beyond its draft shows it: then it stays as it is."""
        return any(use.status not in UNSETTLED for use in self.used_in)


@dataclass(frozen=True, slots=True)
class Seen:
    """The bytes of a picture, and by what a browser knows that it has them."""

    data: bytes
    sha256: str


def pictures(session: Session) -> list[PictureView]:
    """Every picture, newest first."""
    shown_in = uses(session)
    query = select(*(OfferPicture.__table__.c[name] for name in _SHOWN))
    newest = query.order_by(OfferPicture.created_ms.desc(), OfferPicture.id.desc())
    return [
        PictureView(**row, used_in=shown_in.get(row["id"], ())) for row in session.execute(newest).mappings()
    ]


def get(session: Session, picture_id: str) -> PictureView:
    """That picture; NotFound if there is none."""
    return _view(session, _record(session, picture_id))


def content(session: Session, picture_id: str) -> Seen:
    """What that picture shows; NotFound if there is none."""
    query = select(OfferPicture.data, OfferPicture.sha256).where(OfferPicture.id == picture_id)
    found = session.execute(query).one_or_none()
    if found is None:
        raise _missing()
    return Seen(b64decode(found.data), found.sha256)


def names(session: Session, picture_ids: Iterable[str]) -> dict[str, str]:
    """What those of the pictures are called that are there."""
    wanted = set(picture_ids)
    query = select(OfferPicture.id, OfferPicture.name).where(OfferPicture.id.in_(wanted))
    return dict(session.execute(query).all()) if wanted else {}


def unknown(session: Session, picture_ids: Iterable[str]) -> list[str]:
    """Those of the pictures that are not there, in order."""
    wanted = set(picture_ids)
    known = session.scalars(select(OfferPicture.id).where(OfferPicture.id.in_(wanted))) if wanted else ()
    return sorted(wanted - set(known))


def add(session: Session, values: Mapping[str, Any], *, by: str, now_ms: int, new_id: str) -> PictureView:
    """A new picture; `picture` are the bytes of an upload. InvalidInput names each field that is wrong."""
    words, problems = _words(values)
    made = _content(session, values.get("picture") or b"", problems)
    if made is None or problems:
        raise _refused(problems)
    record = OfferPicture(
        id=new_id, kind=KIND, created_by=by, created_ms=now_ms, updated_by=by, updated_ms=now_ms, version=1,
        **words, **_columns(made),
    )  # fmt: skip
    session.add(record)
    session.flush()
    return _view(session, record)


def change(
    session: Session, picture_id: str, values: Mapping[str, Any], *, version: int, by: str, now_ms: int
) -> PictureView:
    """The picture has these words, and shows what was uploaded if anything was; what is not given stays.

    PictureChanged unless it still stands as at `version`. PictureInUse if what customers see would change
    under a promotion that is no draft any more.
    """
    record = _record(session, picture_id, lock=True)
    if record.version != version:
        raise PictureChanged("Somebody else has changed this picture meanwhile. Look at it again first.")
    words, problems = _words({name: getattr(record, name) for name in _WORDS} | dict(values))
    upload = values.get("picture")
    made = _content(session, upload, problems, of=record) if upload else None
    if problems:
        raise _refused(problems)
    if made is not None or words["alt"] != record.alt:
        _check_open(_view(session, record))
    for name, value in (words | (_columns(made) if made else {})).items():
        setattr(record, name, value)
    record.version += 1
    record.updated_by, record.updated_ms = by, now_ms
    session.flush()
    return _view(session, record)


def delete(session: Session, picture_id: str) -> None:
    """The picture is gone; PictureInUse if any promotion, over or not, shows it."""
    record = _record(session, picture_id, lock=True)
    used_in = _view(session, record).used_in
    if used_in:
        raise PictureInUse(
            f"“{record.name}” cannot be deleted: {_named(used_in)} it. Choose another picture there first;"
            " what was published keeps its picture."
        )
    session.delete(record)
    session.flush()


def _check_open(view: PictureView) -> None:
    if view.is_settled:
        settled = [use for use in view.used_in if use.status not in UNSETTLED]
        raise PictureInUse(
            f"“{view.name}” stays as it is: {_named(settled)} it. Add the new picture beside it, and choose"
            " that one."
        )


def _named(used_in: Iterable[Use]) -> str:
    names = [f"“{use.name}”" for use in used_in]
    if len(names) == 1:
        return f"{names[0]} shows"
    more = f" and {len(names) - 2} more show" if len(names) > 2 else " show"
    return (", " if len(names) > 2 else " and ").join(names[:2]) + more


def _words(values: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """The words of a picture, tidied, and what is wrong with them by field."""
    words = {name: " ".join(str(values.get(name) or "").split()) for name in _WORDS}
    problems = {
        name: f"Use at most {most} characters." for name, most in LONGEST.items() if len(words[name]) > most
    }
    if not words["name"]:
        problems["name"] = "Give it a name, to find it again."
    if not words["alt"]:
        problems["alt"] = "Say what is seen: for those who cannot see it, and where it cannot be shown."
    return words, problems


def _content(
    session: Session, upload: bytes, problems: dict[str, str], of: OfferPicture | None = None
) -> Content | None:
    """The upload as a picture of ours; None, and the problem told, if it is none or is there already."""
    try:
        made = content_of(upload)
    except InvalidInput as error:
        problems["picture"] = error.sentence
        return None
    query = select(OfferPicture.name).where(OfferPicture.sha256 == made.sha256)
    if of is not None:
        query = query.where(OfferPicture.id != of.id)
    same = session.scalar(query.limit(1))
    if same is not None:
        problems["picture"] = f"This picture is here already, as “{same}”. Use that one."
        return None
    return made


def _columns(made: Content) -> dict[str, Any]:
    return {
        "width": made.width, "height": made.height, "size": len(made.data), "sha256": made.sha256,
        "data": b64encode(made.data).decode("ascii"),
    }  # fmt: skip


def _refused(problems: Mapping[str, str]) -> InvalidInput:
    return InvalidInput("The picture cannot be saved like this: see the fields marked.", **problems)


def _missing() -> NotFound:
    return NotFound("There is no such picture. Look for it among the offers.")


def _record(session: Session, picture_id: str, *, lock: bool = False) -> OfferPicture:
    query = select(OfferPicture).where(OfferPicture.id == picture_id)
    found = session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise _missing()
    return found


def _view(session: Session, record: OfferPicture) -> PictureView:
    shown = {name: getattr(record, name) for name in _SHOWN}
    return PictureView(**shown, used_in=uses(session).get(record.id, ()))
