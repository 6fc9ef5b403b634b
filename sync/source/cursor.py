"""How far a device says it has come, checked before anything is sent, and where a broken pull goes on.

A page token is a staircase: up to a position everything is staged as of one number, up to a later position as
of an older one, beyond that as of the cursor. A pull that breaks off adds a step; so a line that always
breaks still brings every pull to its end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sync.errors import MustReload
from sync.protocol import MAX_STEPS, PullRequest
from sync.source.changelog import LogState

LOADED = "loaded"


@dataclass(frozen=True, slots=True)
class Step:
    """Everything up to (part, key) is staged as of `stamp`."""

    part: int
    key: str
    stamp: int


@dataclass(frozen=True, slots=True)
class Progress:
    """What a device holds already of the pull it asks for.

    `load`: None for changes; otherwise the (collection number, key) up to which a load has come, (0, None)
    at its start and LOADED when only the log since `base` is missing.
    """

    base: int
    load: tuple[int, Sequence[Any] | None] | str | None = None
    steps: tuple[Step, ...] = field(default=())

    def to_token(self, epoch: str, shape: str) -> dict[str, Any]:
        """The form in which a device keeps it."""
        steps = [[step.part, step.key, step.stamp] for step in self.steps]
        return {"epoch": epoch, "shape": shape, "base": self.base, "load": self.load, "steps": steps}

    def staged(self, part: int, key: str, stamp: int) -> Progress:
        """With everything up to that position staged as of `stamp`; lower steps are then included."""
        left = [step for step in self.steps if (step.part, step.key) > (part, key) and step.stamp < stamp]
        return replace(self, steps=(Step(part, key, stamp), *left)[:MAX_STEPS])

    def levels(self, part: int) -> list[tuple[str | None, int]]:
        """For one part: as of which number the keys up to each bound are staged; the last bound is None."""
        levels: list[tuple[str | None, int]] = []
        for step in self.steps:
            if step.part > part:
                return [*levels, (None, step.stamp)]
            if step.part == part:
                levels.append((step.key, step.stamp))
        return [*levels, (None, self.base)]


def progress_of(
    request: PullRequest, log: LogState, *, shape: str, keys: Sequence[int], active_since: int | None
) -> Progress:
    """Where the pull begins; MustReload if what the device holds cannot be brought up to date.

    `keys` says of how many columns the key of each collection has, for the position in a page token;
    `active_since` from which number on the log has been kept for all scopes, None if it is not.
    """
    if request.page is not None:
        return _from_token(request.page, log, shape, keys, active_since)
    if request.cursor is None:
        return Progress(base=log.stamp, load=(0, None))
    known = request.cursor.epoch == log.epoch and request.shape == shape and active_since is not None
    if not known or not max(log.oldest, active_since or 0) <= request.cursor.stamp <= log.stamp:
        raise MustReload("This tablet's copy is too old to be brought up to date. It loads everything again.")
    return Progress(base=request.cursor.stamp)


def _from_token(
    token: Mapping[str, Any], log: LogState, shape: str, keys: Sequence[int], active_since: int | None
) -> Progress:
    try:
        progress = Progress(
            base=int(token["base"]),
            load=_load_from(token["load"], keys),
            steps=tuple(Step(int(part), str(key), int(stamp)) for part, key, stamp in token["steps"])[
                :MAX_STEPS
            ],
        )
        known = token["epoch"] == log.epoch and token["shape"] == shape and active_since is not None
    except (KeyError, TypeError, ValueError, IndexError, OverflowError) as error:
        raise MustReload("The page token is not one that this server made. The pull starts again.") from error
    numbers = [progress.base, *(step.stamp for step in progress.steps)]
    # a load may go on behind prepared parts that are older than a scope of which it has read nothing yet
    floor = log.oldest if progress.load is not None else max(log.oldest, active_since or 0)
    if not known or not all(floor <= number <= log.stamp for number in numbers):
        raise MustReload("The pull that broke off cannot go on. It starts again.")
    return progress


def _load_from(load: Any, keys: Sequence[int]) -> tuple[int, Sequence[Any] | None] | str | None:
    """How far a load has come; ValueError for what would fail only once the answer has begun."""
    if load is None or load == LOADED:
        return None if load is None else LOADED
    number, reached = load
    fits = reached is None or (isinstance(reached, list) and len(reached) == keys[number])
    if isinstance(number, bool | float) or not 0 <= number < len(keys) or not fits:
        raise ValueError("no such position")
    for part in reached or ():
        is_number = isinstance(part, int) and not isinstance(part, bool) and abs(part) < 1 << 63
        if not (is_number or (isinstance(part, str) and "\x00" not in part)):
            raise ValueError("no such key")
    return number, reached
