"""The tablet of every released version goes on working with today's server, over HTTP, with its own code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.faults.versions import RELEASES, play, unpacked
from tests.server.people import ELENA
from tests.server.world import NOW_MS, Actors


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.stem)
def test_a_released_tablet_loads_works_and_learns_what_became_of_it(
    release: Path, address: str, people: Actors, session: Session, tmp_path: Path
) -> None:
    associate = session.execute(text("SELECT id FROM associates WHERE store_id = '367'")).scalar()
    session.rollback()

    def note(words: str) -> dict[str, Any]:
        return {
            "kind": "note_added", "version": 1, "customer_id": ELENA, "associate_id": str(associate),
            "at_ms": NOW_MS, "arguments": {"text": words},
        }  # fmt: skip

    steps = [None, note("Prefers rye"), note(""), None, None]
    with unpacked(release) as code:
        told = play(code, address, people.device.token, tmp_path / "old.db", "app", steps)
    assert told["errors"] == []
    assert (told["pending"], told["attention"]) == (0, 1)
    assert [row[1] for row in told["shown"]["customers"]] != []
    assert "Prefers rye" in {value for row in told["shown"]["interactions"] for value in row}
    assert session.execute(text("SELECT COUNT(*) FROM interactions")).scalar() == 1
