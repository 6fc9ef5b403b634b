"""What the pages of saved audiences show: the list with its counts, one audience, who uses it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy.orm import Session

from server.audiences import service
from server.audiences.deleting import KEPT_DAYS
from server.audiences.service import AudienceView, Deleted, Use
from server.console.offer_models import STATUS_WORDS
from server.console.rule_form import group_of_form
from server.console.rule_rows import FormData, RuleGroup, group_of_rule
from server.console.wording import DAY_MS, ago, count, plural
from server.staff import service as staff

KIND_WORDS: Final = {"rule": "Rule", "list": "List", "model": "Look-alikes"}
KIND_ICONS: Final = {"rule": "filter", "list": "users", "model": "target"}
LINES_TOLD: Final = 50
USES_SHOWN: Final = 3
LIVE: Final = ("published", "running", "on")
"""States of what takes an audience in, in which a change of it holds at once."""

WAITING: Final = ("submitted", "approved")
"""States in which somebody reads, or has read, whom it is for."""


@dataclass(frozen=True, slots=True)
class UseRow:
    """Something that takes an audience in, as `server.audiences.service.Use` names its kind."""

    kind: str
    id: str
    name: str
    status: str = ""


@dataclass(frozen=True, slots=True)
class AudienceRow:
    """An audience in the list; `count` is empty as long as nobody counted."""

    id: str
    name: str
    says: str
    kind: str
    icon: str
    count: str
    count_note: str
    uses: list[UseRow]
    more_uses: int
    changed: str


@dataclass(frozen=True, slots=True)
class DeletedRow:
    """An audience that can be brought back."""

    id: str
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class AudienceList:
    """The page: rows that fit the search, of how many, and what was deleted lately."""

    rows: list[AudienceRow]
    query: str
    total: int
    deleted: list[DeletedRow]


@dataclass(slots=True)
class AudienceForm:
    """The fields as their typist left them; `errors` names fields with a sentence each."""

    name: str = ""
    description: str = ""
    rule: RuleGroup = field(default_factory=RuleGroup)
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Brought:
    """What a list was made from: a file with so many lines, and those that put nobody on it."""

    file: str
    lines: int
    left_out: int
    told: list[tuple[int, str]]
    more: int


@dataclass(frozen=True, slots=True)
class Alike:
    """What look-alikes were made from: an audience, if it is still there, and in words how many and when."""

    seed_id: str
    seed_name: str
    words: str


@dataclass(frozen=True, slots=True)
class AudiencePage:
    """One audience; `live` says what live or in approval takes it in, and what a change does to it."""

    id: str
    name: str
    kind: str
    is_rule: bool
    version: int
    says: str
    facts: list[tuple[str, str]]
    uses: list[UseRow]
    live: str
    brought: Brought | None
    alike: Alike | None


def listed(
    session: Session, query: str, now_ms: int, counts: Mapping[str, int] | None = None
) -> AudienceList:
    """The page of all audiences whose name, words or rule hold the query."""
    every, names = service.list_audiences(session), staff.names(session)
    wanted = query.strip().casefold()
    found = [each for each in every if wanted in f"{each.name} {each.description} {each.says}".casefold()]
    return AudienceList(
        rows=[_row(each, counts, names, now_ms) for each in found],
        query=query.strip(),
        total=len(every),
        deleted=[_deleted(each, names, now_ms) for each in service.list_deleted(session, now_ms)],
    )


def counted(session: Session, query: str, now_ms: int) -> AudienceList:
    """The same with how many are in each of them now."""
    found = listed(session, query, now_ms)
    return listed(session, query, now_ms, service.counts(session, [row.id for row in found.rows], now_ms))


def _row(
    view: AudienceView, counts: Mapping[str, int] | None, names: Mapping[str, str], now_ms: int
) -> AudienceRow:
    uses = [_use(each) for each in view.used_by]
    return AudienceRow(
        id=view.id,
        name=view.name,
        says=view.description or _says(view),
        kind=KIND_WORDS[view.kind],
        icon=KIND_ICONS[view.kind],
        count="" if counts is None else count(counts.get(view.id, 0)),
        count_note="" if view.members is None else f"of {count(view.members)} on it",
        uses=uses[:USES_SHOWN],
        more_uses=max(0, len(uses) - USES_SHOWN),
        changed=_by(names, view.updated_by, view.updated_ms, now_ms),
    )


def _says(view: AudienceView) -> str:
    if view.kind == "model":
        return f"{plural(view.members or 0, 'customer')} most like “{view.origin.get('seed_name', '')}”"
    if view.kind == "list":
        file = view.origin.get("file")
        return f"From {file}" if file else "A list"
    return view.says


def _use(use: Use) -> UseRow:
    status = STATUS_WORDS.get(use.status, use.status) if use.status else ""
    return UseRow(use.kind, use.id, use.name, status)


def _deleted(each: Deleted, names: Mapping[str, str], now_ms: int) -> DeletedRow:
    what = KIND_WORDS[each.kind] if each.members is None else plural(each.members, "customer")
    left = plural(KEPT_DAYS - (now_ms - each.deleted_ms) // DAY_MS, "more day")
    when = _by(names, each.deleted_by, each.deleted_ms, now_ms)
    return DeletedRow(each.id, each.name, f"{what}, deleted {when}; kept {left}")


def page(session: Session, view: AudienceView, now_ms: int) -> AudiencePage:
    """The page of one audience."""
    names = staff.names(session)
    facts = [("Kind", KIND_WORDS[view.kind])]
    if view.members is not None:
        facts.append(("On it", plural(view.members, "customer")))
    facts.append(("Written", _by(names, view.created_by, view.created_ms, now_ms)))
    if view.version > 1:
        facts.append(("Changed", _by(names, view.updated_by, view.updated_ms, now_ms)))
    return AudiencePage(
        id=view.id, name=view.name, kind=view.kind, is_rule=view.kind == "rule", version=view.version,
        says=view.says, facts=facts, uses=[_use(each) for each in view.used_by], live=_reached(view.used_by),
        brought=_brought(view.origin) if "file" in view.origin else None,
        alike=_made_alike(session, view, now_ms) if view.kind == "model" else None,
    )  # fmt: skip


def _reached(uses: Sequence[Use]) -> str:
    """What a change does to those that take it in: live ones, promotions in approval, other things in it."""
    live = [each.name for each in uses if each.status in LIVE]
    waiting = [each for each in uses if each.status in WAITING]
    promotions = [each.name for each in waiting if each.kind == "promotion"]
    others = [each.name for each in waiting if each.kind != "promotion"]
    told = (
        (live, "live: what you save decides there at once, without another approval."),
        (promotions, "submitted or approved: other customers make a draft of it again, to be approved anew."),
        (others, "submitted or approved: what you save decides there, without another approval."),
    )
    return " ".join(f"{_which(names)} {words}" for names, words in told if names)


def _which(names: list[str]) -> str:
    return f"“{names[0]}” is" if len(names) == 1 else f"{len(names)} of those that take it in are"


def _brought(origin: Mapping[str, Any]) -> Brought:
    told = [(line, reason) for line, reason in origin["told"][:LINES_TOLD]]
    return Brought(
        origin["file"], origin["lines"], origin["left_out"], told, max(0, origin["left_out"] - len(told))
    )


def _made_alike(session: Session, view: AudienceView, now_ms: int) -> Alike:
    origin, found = view.origin, view.members or 0
    known = {each.id for each in service.list_audiences(session)}
    when = ago(origin["as_of_ms"], now_ms)
    asked = f"{plural(origin['size'], 'customer')} asked for, {count(found)} stood out, {when}."
    words = asked if found < origin["size"] else f"The {plural(found, 'customer')} most like it, {when}."
    return Alike(origin["seed_id"] if origin["seed_id"] in known else "", origin["seed_name"], words)


def _by(names: Mapping[str, str], person: str, at_ms: int, now_ms: int) -> str:
    who = names.get(person)
    return f"{ago(at_ms, now_ms)} by {who}" if who else ago(at_ms, now_ms)


def form_of(data: FormData) -> AudienceForm:
    """The form as it was sent."""
    return AudienceForm(data.get("name", ""), data.get("description", ""), group_of_form(data))


def form_of_view(view: AudienceView) -> AudienceForm:
    """The form of an audience as it is kept."""
    return AudienceForm(view.name, view.description, group_of_rule(view.rule))
