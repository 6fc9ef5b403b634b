"""Tasks of HQ: what is asked of which store, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from server.catalogue import service as catalogue
from server.errors import NotFound
from server.staff import service as staff
from server.tasks.models import Task, TaskOutcome
from shared.errors import InvalidInput
from shared.life_dates import day_of
from shared.operation_work import OPEN_AGAIN

LONGEST_TITLE: Final = 100
LONGEST_TEXT: Final = 1000
MOST_PRODUCTS: Final = 12
MOST_STORES: Final = 1000
MOST_SHOWN: Final = 500

UNKNOWN_TASK: Final = ("unknown_task", "HQ has no such task for your store. Let this go.")


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task and the last word on it; `outcome` is "open" until there is one."""

    id: str
    store_id: str
    associate_id: str | None
    title: str
    text: str
    product_ids: tuple[int, ...]
    starts_on: str
    ends_on: str
    is_on: bool
    created_ms: int
    outcome: str
    reason: str | None
    ended_by: str | None
    ended_ms: int | None


def create(
    session: Session, given: Mapping[str, Any], *, by: str, now_ms: int, ids: Sequence[str]
) -> list[TaskView]:
    """Each of the stores has the task, under one of the ids; InvalidInput names each wrong field."""
    values = _checked(session, given)
    stores: list[str] = given["store_ids"]
    rows = [
        {"id": task_id, "store_id": store_id, "created_by": by, "created_ms": now_ms, "is_on": 1} | values
        for task_id, store_id in zip(ids, stores, strict=True)
    ]
    session.execute(insert(Task), rows)
    return _views(session, Task.id.in_(ids))


def tasks(
    session: Session, *, store_id: str | None = None, since: str | None = None, limit: int = MOST_SHOWN
) -> list[TaskView]:
    """The tasks that end latest, of one store or of all, with what became of each."""
    wanted = [] if store_id is None else [Task.store_id == store_id]
    if since is not None:
        wanted.append(Task.ends_on >= since)
    return _views(session, *wanted, limit=limit)


def get(session: Session, task_id: str) -> TaskView:
    """That task; NotFound if there is none."""
    found = _views(session, Task.id == task_id)
    if not found:
        raise NotFound("There is no such task. Look for it in the list.")
    return found[0]


def take_back(session: Session, task_id: str) -> TaskView:
    """No tablet shows the task any more; what became of it stays."""
    get(session, task_id)
    session.get_one(Task, task_id).is_on = 0
    session.flush()
    return get(session, task_id)


def end(session: Session, row: Mapping[str, Any]) -> tuple[str, str] | None:
    """The word on the task is kept, once; otherwise a code and a sentence say why not."""
    task = session.get(Task, row["task_id"])
    if task is None or task.store_id != row["store_id"]:
        return UNKNOWN_TASK
    if session.get(TaskOutcome, row["id"]) is None:
        names = ("id", "task_id", "store_id", "associate_id", "outcome", "reason", "at_ms")
        session.add(TaskOutcome(**{name: row[name] for name in names}))
        session.flush()
    return None


def _views(session: Session, *wanted: Any, limit: int = MOST_STORES) -> list[TaskView]:
    query = select(Task).where(*wanted).order_by(Task.ends_on.desc(), Task.id).limit(limit)
    found = list(session.scalars(query))
    words = select(TaskOutcome).where(TaskOutcome.task_id.in_([task.id for task in found]))
    last: dict[str, TaskOutcome] = {}
    for word in session.scalars(words.order_by(TaskOutcome.at_ms, TaskOutcome.id)):
        last[word.task_id] = word
    return [_view(task, last.get(task.id)) for task in found]


def _view(task: Task, word: TaskOutcome | None) -> TaskView:
    is_open = word is None or word.outcome == OPEN_AGAIN
    return TaskView(
        id=task.id, store_id=task.store_id, associate_id=task.associate_id, title=task.title, text=task.text,
        product_ids=tuple(json.loads(task.product_ids)), starts_on=task.starts_on, ends_on=task.ends_on,
        is_on=bool(task.is_on), created_ms=task.created_ms,
        outcome=OPEN_AGAIN if word is None else word.outcome,
        reason=None if word is None else word.reason,
        ended_by=None if word is None or is_open else word.associate_id,
        ended_ms=None if word is None or is_open else word.at_ms,
    )  # fmt: skip


def _checked(session: Session, given: Mapping[str, Any]) -> dict[str, Any]:
    wrong = _wrong_days(given) | _wrong_places(session, given)
    title, text = " ".join(given["title"].split()), given["text"].strip()
    if not title:
        wrong["title"] = "Say in a few words what is to be done."
    products: list[int] = given["product_ids"]
    if set(products) - catalogue.products(session, products).keys():
        wrong["product_ids"] = "Each product is one of the catalogue."
    if wrong:
        raise InvalidInput("The task cannot be given like this: see the fields marked.", **wrong)
    return {
        "associate_id": given["associate_id"], "title": title, "text": text,
        "product_ids": json.dumps(products), "starts_on": given["starts_on"], "ends_on": given["ends_on"],
    }  # fmt: skip


def _wrong_days(given: Mapping[str, Any]) -> dict[str, str]:
    days: dict[str, date | None] = {name: day_of(given[name]) for name in ("starts_on", "ends_on")}
    wrong = {name: "A day, like 2026-11-27." for name, day in days.items() if day is None}
    starts, ends = days["starts_on"], days["ends_on"]
    if starts is not None and ends is not None and ends < starts:
        wrong["ends_on"] = "It ends on the day it starts or later."
    return wrong


def _wrong_places(session: Session, given: Mapping[str, Any]) -> dict[str, str]:
    stores, associate = given["store_ids"], given["associate_id"]
    if len(set(stores)) < len(stores) or catalogue.unknown_stores(session, stores):
        return {"store_ids": "Name each store once, by its number."}
    if associate is not None and (
        len(stores) != 1 or associate not in staff.associates_among(session, stores[0], [associate])
    ):
        return {"associate_id": "Name somebody of the one store that has the task."}
    return {}
