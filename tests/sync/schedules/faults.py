"""What can go wrong in a round of a schedule, drawn at random."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests.sync.schedules.writes import Write, writes

PUSHES = ("well", "well", "push_lost", "answer_lost", "push_twice", "push_late", "server_dies")
PULLS = ("well", "well", "well", "cut", "cut", "garbled", "stale")


@dataclass(frozen=True)
class Trouble:
    """`line`: what happens to messages; `before` and `during` the pull somebody writes; the power goes."""

    line: dict[str, Any]
    before: Write | None = None
    during: Write | None = None
    crash_at: int | None = None


def _line(push: str, pull: str, place: int, acknowledgement_lost: bool) -> dict[str, Any]:
    line: dict[str, Any] = {"acknowledgement_lost": acknowledgement_lost}
    if push != "well":
        line[push] = True
    if pull != "well":
        line[pull] = True if pull == "stale" else place
    return line


_lines = st.builds(_line, st.sampled_from(PUSHES), st.sampled_from(PULLS), st.integers(0, 999), st.booleans())
maybe_writes = st.one_of(st.none(), writes)

troubles = st.one_of(
    st.builds(Trouble, _lines, maybe_writes, maybe_writes),
    st.builds(Trouble, _lines, st.none(), st.none(), st.integers(0, 120)),
)
"""A power cut is drawn apart from the rest, so that shrinking can drop one of them."""
