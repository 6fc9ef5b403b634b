"""The tour leaves nothing running, whichever of its steps fails."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest

from tools import tour, tour_steps
from tools.tablet_process import Tablet, TabletTrouble
from tools.tour_report import Report
from tools.tour_world import Tour


class PlayedTablet:
    """Takes every step until it is told to fail; knows how it ended."""

    def __init__(self, *, fails: bool) -> None:
        self.fails, self.ended = fails, ""

    def ask(self, method: str, *_arguments: object) -> Any:
        if self.fails:
            raise TabletTrouble(f"{method} did not happen")

    def kill(self) -> None:
        self.ended = "killed"

    def close(self) -> None:
        self.ended = "closed"


class Played:
    """Stands for whatever a step asks of the stage, the line or HQ."""

    def __getattr__(self, name: str) -> Any:
        return Path() if name == "home" else ""


def test_a_tablet_that_was_started_again_is_closed_when_a_step_fails_after_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablets = [PlayedTablet(fails=False), PlayedTablet(fails=True)]
    started = iter(tablets)
    report = Report(tmp_path)
    played = cast("Any", Played())
    world = Tour(played, played, report, played, make_tablet=lambda *_: cast("Tablet", next(started)))
    monkeypatch.setattr(tour_steps, "publish_first", lambda _tour: None)
    monkeypatch.setattr(tour, "choose_customer", lambda _tour: None)
    monkeypatch.setattr(tour_steps, "enrol", lambda the_tour: the_tour.start_tablet())
    monkeypatch.setattr(tour_steps, "serve_offline", lambda _tour, _tablet: None)
    with pytest.raises(TabletTrouble, match="did not happen"):
        tour.play(world)
    assert [each.ended for each in tablets] == ["killed", "closed"]


def test_a_tablet_that_does_not_start_is_not_left_running(tmp_path: Path) -> None:
    log = tmp_path / "tablet.log"
    with pytest.raises(TabletTrouble, match="has ended"):
        Tablet(tmp_path / "a file", "no address", _unwritable(log))


def _unwritable(log: Path) -> Path:
    """A log beside a tablet whose folder is a file, so that its process ends at once."""
    (log.parent / "a file").write_text("")
    return log
