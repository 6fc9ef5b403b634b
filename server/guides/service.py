"""Guides as HQ writes them: a draft, approved by a second person, published to every tablet, switched off."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Final, Literal, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.catalogue import service as catalogue
from server.errors import NotFound
from server.guides.errors import GuideChanged, OwnWork, WrongState
from server.guides.models import GuideChange, GuideDraft, GuideRecord
from shared.customer_fields import is_plain
from shared.errors import InvalidInput
from shared.guides import Guide, check_guide, guide_from_row

Kind = Literal[
    "written", "submitted", "returned", "approved", "published", "stopped", "resumed", "discarded",
]  # fmt: skip
State = Literal["draft", "submitted", "approved", "live", "off"]
LONGEST_WORD: Final = 400
MOST_CHANGES: Final = 100


@dataclass(frozen=True, slots=True)
class GuideView:
    """A guide as it stands: `live` is what tablets have, `draft` what is to take its place.

    `version` is that of the draft, 0 without one; `word` is the approver's, who sent it back.
    """

    id: str
    live: Guide | None
    draft: Guide | None
    status: str | None
    version: int
    written_by: str
    word: str

    @property
    def newest(self) -> Guide:
        """What was written last."""
        found = self.draft or self.live
        assert found is not None  # noqa: S101 - a view is made of one of them
        return found

    @property
    def state(self) -> State:
        """Where it stands: a draft tells more than what is live meanwhile."""
        if self.status is not None:
            return cast("State", self.status)  # the database allows no other
        return "live" if self.live is not None and self.live.is_on else "off"


@dataclass(frozen=True, slots=True)
class ChangeView:
    """Somebody did something with a guide."""

    number: int
    kind: str
    by_id: str
    at_ms: int
    word: str
    content: Guide | None


def guides(session: Session) -> list[Guide]:
    """Every published guide, in the order of what it is tied to and of its days."""
    query = select(GuideRecord).order_by(
        GuideRecord.tie, GuideRecord.about, GuideRecord.first_day, GuideRecord.id
    )
    return [_guide(record) for record in session.scalars(query)]


def views(session: Session) -> list[GuideView]:
    """Every guide, published or not, in that order."""
    live = {each.id: each for each in guides(session)}
    drafts = {each.id: each for each in session.scalars(select(GuideDraft))}
    found = [_view(key, live.get(key), drafts.get(key)) for key in {**live, **drafts}]
    return sorted(
        found, key=lambda each: (each.newest.tie, each.newest.about, each.newest.first_day, each.id)
    )


def _place(view: GuideView) -> tuple[str, str, int, str]:
    return view.newest.tie, view.newest.about, view.newest.first_day, view.id


def get(session: Session, guide_id: str) -> GuideView:
    """That guide; NotFound if there is none."""
    live, draft = session.get(GuideRecord, guide_id), session.get(GuideDraft, guide_id)
    if live is None and draft is None:
        raise NotFound("There is no such guide. Look for it in the list.")
    return _view(guide_id, _guide(live) if live else None, draft)


def write(session: Session, guide: Guide, *, version: int, by: str, now_ms: int) -> GuideView:
    """The draft says this; an approval is taken back. InvalidInput names each field that cannot be used.

    `version` is the one that was seen, 0 if there was no draft. What is live stays as it is.
    """
    check_guide(guide)
    unknown = catalogue.unknown_names(session, guide.found_in)
    if unknown:
        sentence = f"No department or category is called “{unknown[0]}”. Write it as the catalogue does."
        raise InvalidInput("The guide cannot be saved like this: see the fields marked.", department=sentence)
    tidy = replace(guide, title=guide.title.strip(), text=guide.text.strip(), about=guide.about.strip())
    draft = session.get(GuideDraft, guide.id, with_for_update=True)
    if (draft.version if draft else 0) != version:
        raise GuideChanged("Somebody else has changed this guide meanwhile. Load the page again.")
    content = json.dumps(asdict(tidy))
    if draft is None:
        draft = GuideDraft(
            id=guide.id, content=content, status="draft", version=1, written_by=by, changed_ms=now_ms, word=""
        )
        session.add(draft)
    else:
        draft.content, draft.status, draft.written_by = content, "draft", by
        draft.version, draft.changed_ms = draft.version + 1, now_ms
    _note(session, guide.id, "written", by, now_ms, content=content)
    return get(session, guide.id)


def submit(session: Session, guide_id: str, *, by: str, now_ms: int) -> GuideView:
    """The draft waits for somebody else's approval."""
    return _step(session, guide_id, "submitted", ("draft",), "submitted", by=by, now_ms=now_ms)


def send_back(session: Session, guide_id: str, word: str, *, by: str, now_ms: int) -> GuideView:
    """It is a draft again, and its writer reads the word."""
    if not is_plain(" ".join(word.split()), LONGEST_WORD):
        sentence = f"Say what is to be changed, in at most {LONGEST_WORD} characters."
        raise InvalidInput(sentence, word=sentence)
    waiting = ("submitted", "approved")
    return _step(session, guide_id, "returned", waiting, "draft", by=by, now_ms=now_ms, word=word.strip())


def approve(session: Session, guide_id: str, *, version: int, by: str, now_ms: int) -> GuideView:
    """It may be published; nobody approves what she wrote, and only what she read."""
    draft = _draft(session, guide_id)
    if draft.written_by == by:
        raise OwnWork("You wrote this: somebody else approves it.")
    if draft.version != version:
        raise GuideChanged("It was changed since you read it. Read it again.")
    return _step(session, guide_id, "approved", ("submitted",), "approved", by=by, now_ms=now_ms)


def publish(session: Session, guide_id: str, *, by: str, now_ms: int) -> GuideView:
    """The approved draft is on its way to every tablet, in place of what was live."""
    draft = _draft(session, guide_id)
    if draft.status != "approved":
        raise WrongState("Somebody else approves it first. Nothing is published before.")
    values = json.loads(draft.content) | {"is_on": 1, "updated_by": by, "updated_ms": now_ms}
    known = session.get(GuideRecord, guide_id, with_for_update=True)
    if known is None:
        session.add(GuideRecord(**values))
    else:
        for name, value in values.items():
            setattr(known, name, value)
    _note(session, guide_id, "published", by, now_ms, content=draft.content)
    session.delete(draft)
    session.flush()
    return get(session, guide_id)


def discard(session: Session, guide_id: str, *, by: str, now_ms: int) -> None:
    """The draft is gone; what is live stays."""
    draft = _draft(session, guide_id)
    _note(session, guide_id, "discarded", by, now_ms, content=draft.content)
    session.delete(draft)
    session.flush()


def switch(session: Session, guide_id: str, *, is_on: bool, by: str, now_ms: int) -> GuideView:
    """The published guide is given to customers again, as it was approved, or not any more."""
    live = session.get(GuideRecord, guide_id, with_for_update=True)
    if live is None:
        get(session, guide_id)
        raise WrongState("It was never published: there is nothing to switch.")
    if bool(live.is_on) != is_on:
        live.is_on, live.updated_by, live.updated_ms = int(is_on), by, now_ms
        _note(session, guide_id, "resumed" if is_on else "stopped", by, now_ms)
    return get(session, guide_id)


def changes(session: Session, guide_id: str) -> list[ChangeView]:
    """What happened to that guide, the latest first."""
    query = select(GuideChange).where(GuideChange.guide_id == guide_id).order_by(GuideChange.number.desc())
    return [
        ChangeView(
            each.number, each.kind, each.by_id, each.at_ms, each.word,
            guide_from_row(json.loads(each.content)) if each.content else None,
        )
        for each in session.scalars(query.limit(MOST_CHANGES))
    ]  # fmt: skip


def _step(
    session: Session,
    guide_id: str,
    kind: Kind,
    states: Sequence[str],
    status: str,
    *,
    by: str,
    now_ms: int,
    word: str = "",
) -> GuideView:
    draft = _draft(session, guide_id)
    if draft.status not in states:
        raise WrongState(_STATE_WORDS[draft.status])
    draft.status, draft.changed_ms, draft.word = status, now_ms, word
    _note(session, guide_id, kind, by, now_ms, word=word)
    return get(session, guide_id)


_STATE_WORDS: Final = {
    "draft": "It is a draft. Submit it first.",
    "submitted": "It waits for somebody’s approval already.",
    "approved": "It is approved already: publish it.",
}


def _note(
    session: Session, guide_id: str, kind: Kind, by: str, now_ms: int, *, word: str = "", content: str = ""
) -> None:
    number = select(func.coalesce(func.max(GuideChange.number), 0)).where(GuideChange.guide_id == guide_id)
    session.add(
        GuideChange(
            guide_id=guide_id, number=(session.scalar(number) or 0) + 1, kind=kind, by_id=by, at_ms=now_ms,
            word=word, content=content or None,
        )
    )  # fmt: skip
    session.flush()


def _draft(session: Session, guide_id: str) -> GuideDraft:
    found = session.get(GuideDraft, guide_id, with_for_update=True)
    if found is None:
        get(session, guide_id)
        raise WrongState("There is no draft of this guide. Edit it first.")
    return found


def _view(guide_id: str, live: Guide | None, draft: GuideDraft | None) -> GuideView:
    if draft is None:
        return GuideView(guide_id, live, None, None, 0, "", "")
    content = guide_from_row(json.loads(draft.content))
    return GuideView(guide_id, live, content, draft.status, draft.version, draft.written_by, draft.word)


def _guide(record: GuideRecord) -> Guide:
    values = {name: getattr(record, name) for name in Guide.__dataclass_fields__}
    return guide_from_row(values)
