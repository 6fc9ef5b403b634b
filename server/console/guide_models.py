"""Pages on guides: each in words, its form as typed, where it stands, whom it is for, what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy.orm import Session

from server.console.people import SignedIn
from server.console.wording import ago
from server.guides import service
from server.guides.reach import GuideReach, GuideResults, reach, results
from server.guides.service import ChangeView, GuideView
from shared.guides import TIES, Guide
from shared.life_dates import LABELS

TIE_WORDS: Final = {
    "date": "A date of the customer", "product": "A product she owns",
    "category": "A category she bought from", "department": "A department she bought from",
}  # fmt: skip
GUIDE_TIES: Final = tuple((tie, TIE_WORDS[tie]) for tie in TIES)
GUIDE_DATES: Final = tuple(LABELS.items())
NOT_A_NUMBER: Final = "Give a whole number."

STATE_WORDS: Final = {
    "draft": ("Draft", "draft"), "submitted": ("Waits for approval", "submitted"),
    "approved": ("Approved", "approved"), "live": ("Live", "live"), "off": ("Off", "ended"),
}  # fmt: skip
CHANGE_WORDS: Final = {
    "written": "Written", "submitted": "Submitted", "returned": "Sent back", "approved": "Approved",
    "published": "Published", "stopped": "Switched off", "resumed": "Switched on",
    "discarded": "Draft discarded",
}  # fmt: skip


@dataclass(slots=True)
class GuideForm:
    """A guide's fields as they were typed; `version` is that of the draft that was seen."""

    id: str | None
    values: dict[str, str]
    version: int = 0
    errors: dict[str, str] = field(default_factory=dict)
    conflict: str = ""


@dataclass(frozen=True, slots=True)
class GuideRow:
    """A guide in the list."""

    id: str
    title: str
    tied_to: str
    days: str
    state: str
    tag: str
    also: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """What happened, in words."""

    words: str
    meta: str
    note: str


@dataclass(frozen=True, slots=True)
class Steps:
    """What she who looks may do now, and why she may not approve, if that is so."""

    edit: bool
    submit: bool
    approve: bool
    send_back: bool
    publish: bool
    discard: bool
    switch: bool
    why_not: str


@dataclass(frozen=True, slots=True)
class GuidePage:
    """One guide with everything that is known of it; `shown` is what was written last."""

    id: str
    shown: Guide
    paragraphs: list[str]
    state: str
    tag: str
    tied_to: str
    days: str
    reason: str
    is_on: bool
    is_live: bool
    waits_beside: bool
    word: str
    version: int
    reach: GuideReach
    results: GuideResults
    rating_words: str
    changes: list[ChangeRow]
    steps: Steps


def guide_rows(session: Session) -> list[GuideRow]:
    """Every guide in words."""
    return [
        GuideRow(
            each.id, each.newest.title, tied_to(each.newest), days(each.newest), *STATE_WORDS[each.state],
            _also(each),
        )
        for each in service.views(session)
    ]  # fmt: skip


def _also(view: GuideView) -> str:
    if view.draft is None or view.live is None or not view.live.is_on:
        return ""
    return "The version before is live"


def guide_page(
    session: Session, guide_id: str, names: Mapping[str, str], who: SignedIn, now_ms: int
) -> GuidePage:
    """Everything on the page of one guide."""
    view = service.get(session, guide_id)
    shown, found = view.newest, results(session, guide_id)
    state, tag = STATE_WORDS[view.state]
    return GuidePage(
        id=guide_id, shown=shown, paragraphs=[each for each in shown.text.split("\n") if each.strip()],
        state=state, tag=tag, tied_to=tied_to(shown), days=days(shown), reason=_reason(shown),
        is_on=view.live is not None and view.live.is_on, is_live=view.live is not None,
        waits_beside=view.live is not None and view.draft is not None, word=view.word, version=view.version,
        reach=reach(session, shown, now_ms), results=found, rating_words=_rating_words(found),
        changes=_change_rows(service.changes(session, guide_id), names, now_ms), steps=_steps(view, who),
    )  # fmt: skip


def _steps(view: GuideView, who: SignedIn) -> Steps:
    own = view.written_by == who.actor.id
    waits = view.status == "submitted"
    why = "You wrote this: somebody else approves it." if waits and own and who.may("approve") else ""
    return Steps(
        edit=who.may("edit"), submit=view.status == "draft" and who.may("submit"),
        approve=waits and who.may("approve") and not own,
        send_back=view.status in ("submitted", "approved") and who.may("send_back"),
        publish=view.status == "approved" and who.may("publish"),
        discard=view.draft is not None and who.may("delete"),
        switch=view.live is not None and who.may("stop"), why_not=why,
    )  # fmt: skip


_NO_LOTS: Final = "Who is handed a guide was not drawn by lot: the difference may have other causes."


def _rating_words(found: GuideResults) -> str:
    if found.rating is None:
        return "Nobody has rated a visit on which it was handed over yet."
    beside = f"; other visits since then {found.others:.1f}" if found.others is not None else ""
    visits = "visit" if found.rated == 1 else "visits"
    told = f"{found.rating:.1f} of 5 over {found.rated:,} {visits} with it{beside}."
    return f"{told} {_NO_LOTS}" if beside else told


def _reason(guide: Guide) -> str:
    """What the tablet says above it, for an example."""
    if guide.tie == "date":
        return f"{tied_to(guide)} is near"
    return f"Bought {tied_to(guide)} lately"


def _change_rows(found: list[ChangeView], names: Mapping[str, str], now_ms: int) -> list[ChangeRow]:
    before = {each.number: _content_before(found, each) for each in found}
    return [
        ChangeRow(
            CHANGE_WORDS.get(each.kind, each.kind) + _differences(before[each.number], each),
            f"{names.get(each.by_id, 'Somebody')}, {ago(each.at_ms, now_ms)}", each.word,
        )
        for each in found
    ]  # fmt: skip


def _content_before(found: list[ChangeView], change: ChangeView) -> Guide | None:
    older = (each.content for each in found if each.number < change.number and each.content is not None)
    return next(older, None)


def _differences(before: Guide | None, change: ChangeView) -> str:
    after = change.content
    if change.kind != "written" or before is None or after is None:
        return ""
    said = []
    if before.title != after.title:
        said.append(f"title: {before.title} → {after.title}")
    if before.text != after.text:
        said.append("text")
    if (before.tie, before.about) != (after.tie, after.about):
        said.append(f"tied to: {tied_to(before)} → {tied_to(after)}")
    if (before.first_day, before.last_day) != (after.first_day, after.last_day):
        said.append(f"days: {days(before)} → {days(after)}")
    if before.department != after.department:
        said.append("where what goes with it is")
    return f": {', '.join(said)}" if said else ": nothing changed"


def tied_to(guide: Guide) -> str:
    """What it is tied to, in words."""
    names = {"date": str(LABELS.get(guide.about, guide.about)), "product": f"Product {guide.about}"}
    return names.get(guide.tie, guide.about)


def days(guide: Guide) -> str:
    """From when to when it is shown, in words."""
    return f"{_day(guide.first_day)} to {_day(guide.last_day)}"


def _day(number: int) -> str:
    if number == 0:
        return "the day itself"
    return f"{abs(number):,} {'day' if abs(number) == 1 else 'days'} {'before' if number < 0 else 'after'}"


def guide_form(view: GuideView | None) -> GuideForm:
    """The form of a guide as it was written last, or an empty one."""
    if view is None:
        return GuideForm(None, {"tie": "date", "about": "", "first_day": "-14", "last_day": "0"})
    names = ("title", "text", "tie", "about", "first_day", "last_day", "department")
    known = {name: getattr(view.newest, name) for name in names}
    values = {name: "" if value is None else str(value) for name, value in known.items()}
    return GuideForm(view.id, values, view.version)


def typed_guide(guide_id: str | None, new_id: str, data: Mapping[str, str]) -> tuple[GuideForm, Guide | None]:
    """The form as it was sent, and the guide it means; None if its days cannot be read."""
    names = ("title", "text", "tie", "about", "first_day", "last_day", "department")
    version = data.get("version", "")
    values = {name: data.get(name, "").strip() for name in names}
    form = GuideForm(guide_id, values, int(version) if version.isdecimal() else 0)
    if values["tie"] == "date" and data.get("date"):
        values["about"] = data["date"]
    numbers: dict[str, int] = {}
    for name in ("first_day", "last_day"):
        try:
            numbers[name] = int(values[name])
        except ValueError:
            form.errors[name] = NOT_A_NUMBER
    if form.errors:
        return form, None
    guide = Guide(
        guide_id or new_id, values["title"], values["text"].replace("\r\n", "\n"), values["tie"],
        values["about"], numbers["first_day"], numbers["last_day"], values["department"] or None,
    )  # fmt: skip
    return form, guide
