"""`make tour`: the whole line, unattended, every step checked.

HQ publishes, a tablet enrols and loads, the line is cut, an associate serves a customer, the app is killed,
the line comes back, HQ has each thing once. Then the associate's day: whom to contact, a card, advice, a
guide, an edit that meets another, a note that survives a lock. Pictures and times go to build/tour; the exit
code tells.
"""

from __future__ import annotations

import shutil
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tools import tour_day, tour_steps
from tools.console_browser import console
from tools.line import Line
from tools.stage import Stage, free_port
from tools.tablet_process import TabletTrouble
from tools.tour_report import Report
from tools.tour_world import Tour, choose_customer

OUT = Path("build/tour")
LOADED = Path(".var/aisle.db")


def prepared(stage: Stage) -> None:
    """The stage has the real data: copied from the demo where that has loaded it, else loaded now."""
    stage.home.mkdir(parents=True, exist_ok=True)
    if LOADED.exists():
        with (
            closing(sqlite3.connect(LOADED)) as source,
            closing(sqlite3.connect(stage.home / "aisle.db")) as copy,
        ):
            source.backup(copy)
            for table in ("operation_verdicts", "enrolment_codes", "devices", "redemptions", "interactions",
                          "recommendation_answers", "plain_promotion_stores", "promotion_stores",
                          "promotion_terms", "promotions"):  # fmt: skip
                copy.execute(f"DELETE FROM {table}")
            copy.commit()
    stage.prepare(load=not LOADED.exists())


def play(tour: Tour) -> None:
    """Every step in its order."""
    tour_steps.publish_first(tour)
    choose_customer(tour)
    try:
        tablet = tour_steps.enrol(tour)
        tour_steps.serve_offline(tour, tablet)
        tablet = tour_steps.survive(tour, tablet)
        tour_steps.reach_at_once(tour, tablet)
        tour_day.live(tour, tablet)
    finally:
        tour.stop_tablet()


def main() -> None:
    """Plays the tour; exit code 0 if every step held."""
    shutil.rmtree(OUT, ignore_errors=True)
    report = Report(OUT)
    stage = Stage((OUT / "home").resolve(), free_port())
    started = datetime.now(UTC)
    try:
        with report.step("The server has the real data"):
            prepared(stage)
        line = Line(stage.port)
        with stage.serving(OUT / "server.log"), console(stage.address) as hq:
            play(Tour(stage, line, report, hq))
        line.close()
    except (TabletTrouble, SystemExit, StopIteration) as trouble:
        sys.exit(f"The tour ended here: {trouble}")
    took = (datetime.now(UTC) - started) / timedelta(seconds=1)
    print(f"Every step held, in {took:.0f} s. Pictures and times: {OUT}/")


if __name__ == "__main__":
    main()
