"""A rating reaches HQ's figures, and one that is taken back after it was sent leaves them."""

from __future__ import annotations

from associate_app.wiring import Tablet
from server.ratings import service
from shared.operations import NOBODY
from tests.associate_app.hq_world import Headquarters, Screen
from tests.server.world import NOW_MS


def counts(hq: Headquarters) -> list[list[int]]:
    with hq.session() as session:
        found = service.figures(session, since_ms=0, until_ms=NOW_MS + 86_400_000)
    return [list(each.figures.counts) for each in found]


def test_ratings_count_at_hq_until_they_are_taken_back(
    hq: Headquarters, tablet: Tablet, screen: Screen
) -> None:
    tablet.ratings.rate(NOBODY, 5)
    given = tablet.ratings.rate(1, 2)
    screen.wait(lambda: tablet.sync.status().pending == 0)
    assert counts(hq) == [[0, 1, 0, 0, 1]]
    assert tablet.ratings.today(1) == given
    tablet.ratings.take_back(given)
    screen.wait(lambda: tablet.sync.status().pending == 0)
    assert counts(hq) == [[0, 0, 0, 0, 1]]
    assert tablet.ratings.today(1).rating == 0
