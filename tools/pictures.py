"""`make pictures`: every screen of the tablet app, in every form it must stand in, to look at.

`python -m tools.pictures today customer --form dark` draws only those. The people are made up, the
screens are those of the tests (tests/associate_app/every_screen.py); an index.html shows them side by side.
"""

from __future__ import annotations

import os
import tempfile
import time
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import click

from tools.picture_index import write_index

OUT = Path("build/pictures")

GALLERY = {"gallery": 1.0, "gallery-middle": 0.5, "gallery-end": 0.0}
"""The widget kit, drawn beside the screens: how far up it is scrolled."""

LARGEST = (1920, 1280)
"""Offscreen a window cannot grow beyond its first size."""


@dataclass(frozen=True, slots=True)
class Form:
    """How a tablet is held and set."""

    size: tuple[int, int] = (1280, 800)
    dark: bool = False
    font_scale: float = 1.0


FORMS = {
    "light": Form(),
    "dark": Form(dark=True),
    "portrait": Form((800, 1280)),
    "large-letters": Form((800, 1280), font_scale=1.3),
    "seven-inch": Form((1024, 600)),
    "full-hd": Form((1920, 1200)),
}


@dataclass(frozen=True, slots=True)
class Picture:
    """One screen in one form."""

    screen: str
    form: str

    @property
    def file(self) -> str:
        """Its path in the folder of pictures."""
        return f"{self.screen}/{self.form}.png"


class NotDrawn(Exception):
    """A screen could not be reached; the message says what was on it instead."""


@cache
def _window() -> None:
    """This process can draw."""
    from associate_app import display

    display.prepare(Path(tempfile.mkdtemp(prefix="aisle-pictures-")), *LARGEST)


def _tests(name: str) -> Any:
    """A module of the tests, which mypy does not read."""
    return import_module(f"tests.associate_app.{name}")


def screens() -> tuple[str, ...]:
    """The names of all there is to draw."""
    return (*_tests("every_screen").SCREENS, *GALLERY)


def draw(picture: Picture, folder: Path) -> Picture:
    """The picture is in the folder; NotDrawn if its screen could not be reached."""
    _window()
    try:
        if picture.screen in GALLERY:
            _draw_gallery(GALLERY[picture.screen], FORMS[picture.form], folder / picture.file)
        else:
            _draw_screen(picture.screen, FORMS[picture.form], folder / picture.file)
    except AssertionError as error:
        raise NotDrawn(f"{picture.screen}, {picture.form}: {error}") from error
    return picture


def _draw_screen(name: str, form: Form, path: Path) -> None:
    from associate_app.app import AisleApp

    ways = _tests("every_screen")
    stage, go = ways.SCREENS[name]
    tablet = ways.fill(_tests("fakes.tablet").FakeTablet(stage))

    def at_work(person: Any) -> None:
        if stage == "ready":
            _somebody_works(person, tablet.sign_in.associates()[0])
        go(person)

    try:
        _photograph(AisleApp(tablet, dark=form.dark), form, path, at_work)
    finally:
        tablet.close()


def _somebody_works(person: Any, associate: Any) -> None:
    """Her letters stand on the rail as after a sign-in, which the picture skips."""
    person.app.root.associate = associate
    person.until(lambda: hasattr(person.app.root.screen, "associate_name"), "the rail")
    frame = person.app.root.screen
    frame.initials, frame.hue, frame.associate_name = associate.initials, associate.hue, associate.name


def _draw_gallery(scrolled: float, form: Form, path: Path) -> None:
    from associate_app.screens.gallery import GalleryApp

    def scroll(person: Any) -> None:
        person.frames(5)
        person.app.root.ids.scroll.scroll_y = scrolled

    _photograph(GalleryApp(dark=form.dark), form, path, scroll)


def _photograph(app: Any, form: Form, path: Path, go: Any) -> None:
    from tools.tablet_driver import TabletDriver

    app.theme.font_scale = form.font_scale
    app.theme.reduced_motion = True
    with TabletDriver(app, form.size) as person:
        go(person)
        person.picture(path)


def draw_all(wanted: list[Picture], folder: Path, workers: int) -> list[str]:
    """All that could be drawn is; what was in the way of the others is told, one sentence each."""
    troubles = []
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        waiting: list[Future[Picture]] = [pool.submit(draw, picture, folder) for picture in wanted]
        for number, done in enumerate(as_completed(waiting), 1):
            error = done.exception()
            if error is None:
                print(f"{number:4} of {len(wanted)}  {folder / done.result().file}", flush=True)
            else:
                troubles.append(str(error))
                print(f"{number:4} of {len(wanted)}  {error}", flush=True)
    return troubles


@click.command()
@click.argument("names", nargs=-1, metavar="[SCREEN]...")
@click.option("--form", "forms", multiple=True, type=click.Choice(list(FORMS)), help="Only in this form.")
@click.option("--to", "folder", default=OUT, show_default=True, type=click.Path(path_type=Path))
@click.option("--workers", default=os.cpu_count() or 1, show_default=True, type=click.IntRange(1))
def main(names: tuple[str, ...], forms: tuple[str, ...], folder: Path, workers: int) -> None:
    """Draw the screens of the tablet app into FOLDER, with an index.html that shows them side by side."""
    known = screens()
    unknown = [name for name in names if name not in known]
    if unknown:
        raise click.UsageError(f"There is no screen {', '.join(unknown)}. There are: {', '.join(known)}.")
    began = time.monotonic()
    wanted = [Picture(name, form) for name in names or known for form in forms or FORMS]
    troubles = draw_all(wanted, folder, min(workers, len(wanted)))
    index = write_index(folder, known, tuple(FORMS))
    print(f"{len(wanted) - len(troubles)} pictures in {time.monotonic() - began:.0f} s. Look at {index}")
    if troubles:
        raise click.ClickException("Not drawn:\n" + "\n".join(troubles))


if __name__ == "__main__":
    main()
