"""The server suggests and advises as the tablets of the store do: by the arm that she is in."""

from __future__ import annotations

from sqlalchemy.orm import Session

from server.experiments.choosing import chosen
from shared.experiments import USUAL, Surface
from tests.server.experiments.trying import TRIED, run
from tests.server.people import ELENA, HERE_SILENT
from tests.server.world import NOW_MS, Actors

ONE = "0198f7a0-0000-7000-8000-0000000000e1"
ALL_IN_B = [{**each, "weight": weight} for each, weight in zip(TRIED["variants"], (1, 9999), strict=True)]


def test_her_arm_decides_in_the_stores_where_it_runs_and_the_usual_way_elsewhere(
    session: Session, people: Actors
) -> None:
    assert people

    def way(who: int = ELENA, store: str | None = "367", surface: Surface = "recommendations") -> str:
        return chosen(session, surface, who, store_id=store, now_ms=NOW_MS).strategy

    assert way() == USUAL["recommendations"]
    run(session, ONE, store_ids=["367"], variants=ALL_IN_B)
    assert way() == "repeat_first"
    assert way(store="406") == way(store=None) == "model"
    assert way(surface="next_actions") == "ranked"
    assert way(HERE_SILENT) == "model", "she does not let her data be used"
    assert way(404) == "model", "nobody knows her"
