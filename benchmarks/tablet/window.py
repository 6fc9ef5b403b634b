"""The tablet in a window, in a process of its own: `python -m benchmarks.tablet.window FOLDER STARTED`.

A person signs in, searches while typing at ten keys a second, opens customers and walks the pages. What it
took is printed as one JSON object. Frames are made as the app's own loop makes them but for the painting,
which software does here and a tablet's graphics chip there: `painting` says what one costs.
"""

from __future__ import annotations

import json
import operator
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

from associate_app import display
from associate_app.screens import sparing
from tools.tablet_driver import TabletDriver

KEY_S: Final = 0.1
PRESS_S: Final = 0.08
"""A quick finger's tap; what it does begins when the finger leaves."""

FRAME_S: Final = 1 / 60
OPENED: Final = 60
TYPED: Final = 25
PATIENCE_S: Final = 20.0
PAGES: Final = ("Today", "Offers", "Products", "Sync", "Customers")


class Watched(TabletDriver):
    """Makes the app's frames, and remembers how long each held the screen's thread up, by what went on.

    `held` is by the clock, `worked` is the thread's own time: they differ by what else the machine did.
    `laid_out` is Kivy's own pass before it paints: layouts and the textures of texts.
    """

    def __init__(self, app: Any) -> None:
        super().__init__(app)
        self.held: dict[str, list[float]] = {}
        self.worked: dict[str, list[float]] = {}
        self.laid_out: dict[str, list[float]] = {}
        self.doing = "starting"

    def frames(self, count: int = 1) -> None:
        """That many frames have passed."""
        for _ in range(count):
            self.frame()

    def frame(self) -> None:
        """One frame has passed, and no more than one in a sixtieth of a second."""
        from kivy.base import EventLoop
        from kivy.clock import Clock
        from kivy.lang import Builder

        began, busy = time.perf_counter(), time.thread_time()
        Clock.tick()
        EventLoop.dispatch_input()
        Builder.sync()
        self.note(began, busy)
        laid = time.perf_counter()
        Clock.tick_draw()
        Builder.sync()
        self.laid_out.setdefault(self.doing, []).append((time.perf_counter() - laid) * 1000)
        time.sleep(max(0.0, FRAME_S - (time.perf_counter() - began)))

    def moment_of(self, condition: Callable[[], Any], what: str) -> float:
        """Frames have passed until it held; the moment of that."""
        deadline = time.perf_counter() + PATIENCE_S
        while not condition():
            self.frame()
            if time.perf_counter() > deadline:
                raise SystemExit(f"waited in vain for {what}; on the screen: {self.texts()[:40]}")
        return time.perf_counter()

    def pause(self, seconds: float) -> None:
        """Frames have passed for so long."""
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            self.frame()

    def touch(self, widget: Any) -> float:
        """A finger touched it, lay there as fingers do, and left it; the moment of that."""
        from kivy.tests.common import UnitTestTouch

        touch = UnitTestTouch(*widget.to_window(*widget.center))
        touch.touch_down()
        self.pause(PRESS_S)
        began, busy = time.perf_counter(), time.thread_time()
        touch.touch_up()
        self.note(began, busy)
        return began

    def note(self, began: float, busy: float) -> None:
        """The thread was held since then, and worked since its own clock showed that."""
        self.held.setdefault(self.doing, []).append((time.perf_counter() - began) * 1000)
        self.worked.setdefault(self.doing, []).append((time.thread_time() - busy) * 1000)


def main(folder: Path, started: float) -> dict[str, Any]:
    """What a person at the window had to wait for."""
    sparing.begin()
    display.prepare(folder / "kivy")
    import secrets

    from kivy.clock import Clock

    from associate_app.app import AisleApp
    from associate_app.wiring import Tablet
    from benchmarks.chain.moment import ChainClock

    tablet = Tablet(
        folder, clock=ChainClock(), random_bytes=secrets.token_bytes,
        post=lambda function: Clock.schedule_once(lambda _: function()),
    )  # fmt: skip
    watched = Watched(AisleApp(tablet))
    watched.start()
    found: dict[str, Any] = {}
    sign_in(watched, found, started)
    found["typing"] = typing(watched, tablet)
    found["opening"] = opening(watched, tablet)
    walk(watched)
    found["memory_mb"] = high_water_mb()
    watched.doing = "painting"
    began = time.perf_counter()
    watched.picture(folder / "window.png")
    found["painting"] = (time.perf_counter() - began) * 1000
    found["held"], found["worked"], found["laid_out"] = watched.held, watched.worked, watched.laid_out
    watched.stop()
    return found


def sign_in(watched: Watched, found: dict[str, Any], started: float) -> None:
    """Signed in: how long until a PIN could be typed, and from its last digit until search could be used."""
    from benchmarks.chain.associate import ASSOCIATE_NAME, PIN

    watched.moment_of(lambda: watched.can_use(ASSOCIATE_NAME), "the sign-in screen")
    found["sign_in_screen"] = (time.time() - started) * 1000
    watched.tap(ASSOCIATE_NAME)
    for digit in PIN:
        watched.tap(digit)
    button = watched.find("Sign in")
    began = watched.touch(button)
    watched.moment_of(
        lambda: watched.can_use("Search customers") and watched.sees("Last visit first"), "the list"
    )
    ended = watched.moment_of(lambda: people_of(customers(watched)).data, "the first customers")
    found["signing_in"] = (ended - began) * 1000
    watched.doing = "settling"
    watched.pause(1.5)


def customers(watched: Watched) -> Any:
    """The page with the search and the list."""
    return watched.app.root.screen._pages["customers"]


def people_of(page: Any) -> Any:
    """Its list of people."""
    from associate_app.widgets.person_list import PersonList

    return next(widget for widget in page.walk(restrict=True) if isinstance(widget, PersonList))


def typing(watched: Watched, tablet: Any) -> list[float]:
    """Milliseconds from each key to a list that answers it or a later one, at ten keys a second."""
    from kivy.core.window import Window

    from benchmarks.tablet.sample import people

    watched.doing = "typing"
    page = customers(watched)
    waits: list[float] = []
    for person in people(tablet._desk(), TYPED):
        page.search()
        watched.pause(0.3)
        page.ids.search.text = ""
        watched.moment_of(lambda: page.query == "", "an empty search")
        watched.pause(0.3)
        asked: dict[str, float] = {}
        answered: dict[str, float] = {}
        found = page.found

        def note(
            result: Any, *, from_top: bool, found: Any = found, seen: dict[str, float] = answered
        ) -> None:
            found(result, from_top=from_top)
            seen.setdefault(result.query, time.perf_counter())

        page.found = note
        for letter in person.name[:10]:
            pressed = time.perf_counter()
            Window.dispatch("on_textinput", letter)
            asked[page.ids.search.text] = pressed
            watched.pause(KEY_S - (time.perf_counter() - pressed))
        watched.moment_of(partial(operator.contains, answered, page.ids.search.text), "the last answer")
        page.found = found
        for text, pressed in asked.items():
            waits.append(
                min(at - pressed for query, at in answered.items() if len(query) >= len(text)) * 1000
            )
    return waits


def opening(watched: Watched, tablet: Any) -> list[dict[str, float]]:
    """From the tap on a row to her name, and to her whole screen."""
    from benchmarks.tablet.sample import people

    page = customers(watched)
    spent = []
    for place, person in enumerate(people(tablet._desk(), OPENED)):
        watched.doing = "searching"
        page.ids.search.text = person.card
        watched.moment_of(partial(lists_only, page, person.id), person.name)
        watched.pause(0.15)
        watched.doing = "first customer" if place == 0 else "opening"
        (row,) = people_of(page).view_adapter.views.values()
        if page.selected == person.id:
            continue  # on the screen already
        began = watched.touch(row)
        pane = page._pane
        seen = watched.moment_of(partial(shows, pane, person.id), "her name")
        whole = watched.moment_of(partial(is_whole, pane), "her whole screen")
        spent.append({"name": (seen - began) * 1000, "whole": (whole - began) * 1000})
        watched.pause(0.1)
    return spent


def lists_only(page: Any, customer_id: int) -> bool:
    """Whether the list has come down to her."""
    return [row["key"] for row in people_of(page).data] == [customer_id]


def shows(pane: Any, customer_id: int) -> bool:
    """Whether the customer on the screen is she."""
    return pane.view is not None and bool(pane.view.id == customer_id)


def is_whole(pane: Any) -> bool:
    """Whether nothing of her screen is still to come."""
    return pane.showing == "glance" and all(
        filler.is_done for widget in pane.walk(restrict=True) if (filler := getattr(widget, "_filler", None))
    )


def walk(watched: Watched) -> None:
    """Every page was opened, and left for the next."""
    for name in PAGES:
        if watched.can_use(name):
            watched.doing = f"page {name}"
            watched.tap(name)
            watched.pause(1.5)


def high_water_mb() -> float:
    """The most memory that this process has had, as the system counts it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), float(sys.argv[2]))), file=sys.__stdout__, flush=True)
