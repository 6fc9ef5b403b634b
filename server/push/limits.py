"""How much the push process lets itself in for: open files, and how often a tablet may come."""

from __future__ import annotations

import resource
from dataclasses import dataclass
from typing import Final

from server.errors import TooManyAttempts

SPARE_FILES: Final = 128
"""Files that are no tablet's: the database's, logs, libraries, and tablets that are being turned away."""

COMES_A_MINUTE: Final = 20
"""A tablet whose line flickers comes back every second at first, and then more and more rarely."""


def make_room(most: int) -> int:
    """For how many tablets, at most `most`, this process may open files; its own limit is raised for it."""
    wanted = most + SPARE_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
        soft = allowed
    return max(1, min(most, soft - SPARE_FILES))


class ComesTooOften(TooManyAttempts):
    """One tablet opens its channel again and again."""

    code = "too_many_attempts"


@dataclass(slots=True)
class _Minute:
    began: float
    count: int = 0


class Visits:
    """How often each tablet has come in its present minute; tablets are known, so there are only so many."""

    def __init__(self) -> None:
        self._minutes: dict[str, _Minute] = {}

    def note(self, device_id: str, now: float) -> None:
        """The tablet comes; ComesTooOften if that is once too often."""
        minute = self._minutes.get(device_id)
        if minute is None or now - minute.began >= 60:
            minute = self._minutes[device_id] = _Minute(now)
        minute.count += 1
        if minute.count > COMES_A_MINUTE:
            left = max(1, round(60 - (now - minute.began)))
            seconds = "1 second" if left == 1 else f"{left} seconds"
            raise ComesTooOften(
                f"This tablet opens its channel too often. Wait {seconds}.", retry_after_s=left
            )

    def forget(self, now: float) -> None:
        """Minutes that are over are not kept."""
        self._minutes = {key: each for key, each in self._minutes.items() if now - each.began < 60}
