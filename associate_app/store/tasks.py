"""HQ's tasks for this store and who works here, with the latest word on each, pending ones too."""

from __future__ import annotations

import json
from datetime import date
from typing import Final, NamedTuple

from associate_app.store.reading import Snapshot
from shared.operation_work import OPEN_AGAIN, TASK_OUTCOMES

MOST_TASKS: Final = 60


class Task(NamedTuple):
    """A task; `outcome` is "open" until somebody said otherwise, at `ended_ms`."""

    id: str
    title: str
    text: str
    product_ids: tuple[int, ...]
    starts_on: str
    ends_on: str
    is_own: bool
    outcome: str
    reason: str | None
    ended_ms: int


class _Word(NamedTuple):
    at_ms: int
    id: str
    outcome: str
    reason: str | None


def tasks_on(snapshot: Snapshot, today: date, associate_id: str) -> list[Task]:
    """What is asked for on that day of anybody here or of her, the earliest end first, ended ones too."""
    rows = snapshot.rows(
        "SELECT id, title, text, product_ids, starts_on, ends_on, associate_id FROM tasks"
        " WHERE ends_on >= ? AND starts_on <= ? AND is_on = 1 AND (associate_id IS NULL OR associate_id = ?)"
        f" ORDER BY ends_on, id LIMIT {MOST_TASKS}",
        (today.isoformat(), today.isoformat(), associate_id),
    )
    words = _latest_words(snapshot, [row[0] for row in rows])
    open_still = _Word(0, "", OPEN_AGAIN, None)
    found = []
    for task_id, title, text, products, starts_on, ends_on, owner in rows:
        word = words.get(task_id, open_still)
        found.append(
            Task(
                task_id, title, text, tuple(json.loads(products)), starts_on, ends_on, owner is not None,
                word.outcome, word.reason, word.at_ms,
            )
        )  # fmt: skip
    return found


def _latest_words(snapshot: Snapshot, task_ids: list[str]) -> dict[str, _Word]:
    stored = snapshot.rows(
        f"SELECT task_id, at_ms, id, outcome, reason FROM {TASK_OUTCOMES}"
        " WHERE task_id IN (SELECT value FROM json_each(?))",
        (json.dumps(task_ids),),
    )
    pending = [
        (row["task_id"], row["at_ms"], row["id"], row["outcome"], row["reason"])
        for row in snapshot.pending(TASK_OUTCOMES)
    ]
    words: dict[str, _Word] = {}
    for task_id, *rest in [*stored, *pending]:
        word = _Word(*rest)
        words[task_id] = max(words.get(task_id, word), word, key=lambda each: (each.at_ms, each.id))
    return words
