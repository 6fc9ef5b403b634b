"""Every page of the HQ console, light and dark, on a wide and on a small screen, to look at.

`python -m tools.console_pictures offers campaign --form dark` draws only those. The people are made up, the
pages are those of the tests (tests/server/console/every_page.py); an index.html shows them side by side.
"""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from tools.console_browser import OPTIONS, browser_path
from tools.picture_index import write_index

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

OUT: Final = Path("build/console-pictures")


@dataclass(frozen=True, slots=True)
class Form:
    """A screen and a theme."""

    size: tuple[int, int]
    dark: bool


FORMS: Final = {
    "light": Form((1440, 900), dark=False),
    "dark": Form((1440, 900), dark=True),
    "small-light": Form((1024, 768), dark=False),
    "small-dark": Form((1024, 768), dark=True),
}


def _tests(name: str) -> Any:
    """A module of the tests, which mypy does not read."""
    return import_module(f"tests.server.{name}")


@contextmanager
def serving() -> Iterator[str]:
    """A console on made-up data answers at that address for as long as the block lasts."""
    from sqlalchemy.orm import Session
    from werkzeug.serving import WSGIRequestHandler, make_server

    from server import create_app
    from server.database import db
    from server.migrations import upgrade
    from shared.clock import FixedClock

    class Quiet(WSGIRequestHandler):
        def log(self, *_: object) -> None:
            """Nothing."""

    world = _tests("world")
    with tempfile.TemporaryDirectory(prefix="aisle-console-") as folder:
        home = Path(folder)
        app = create_app(world.make_config(f"sqlite:///{home / 'aisle.db'}", home, FixedClock(world.NOW)))
        upgrade(app)
        with app.app_context():
            engine = db.engine
        with Session(engine) as session:
            world.Cast(session).everyone()
            _tests("people").settle(session)
            _tests("console.every_page").furnish(session)
        server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
        server.server_close()
        engine.dispose()


def sign_in(page: Page, address: str, role: str) -> None:
    """Somebody with that role has signed in."""
    page.goto(f"{address}/console/sign-in")
    page.get_by_label("E-mail").fill(f"{role}@example.com")
    page.get_by_label("Password").fill(_tests("world").PIN)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Overview", exact=True).wait_for()


def draw(browser: Browser, address: str, names: tuple[str, ...], form: str, folder: Path) -> int:
    """The pages stand in the folder in that form; how many."""
    places = _tests("console.every_page").PAGES
    wanted, drawn = FORMS[form], 0
    for role in sorted({places[name].role for name in names}):
        context = browser.new_context(
            viewport={"width": wanted.size[0], "height": wanted.size[1]},
            color_scheme="dark" if wanted.dark else "light", reduced_motion="reduce",
        )  # fmt: skip
        page = context.new_page()
        if role:
            sign_in(page, address, role)
        for name in (each for each in names if places[each].role == role):
            page.goto(f"{address}{places[name].path}")
            page.wait_for_load_state("load")
            page.evaluate("document.fonts.ready.then(() => true)")
            page.wait_for_selector(".htmx-request", state="detached")  # a function would need unsafe-eval
            path = folder / name / f"{form}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=path)
            print(f"  {path}", flush=True)
            drawn += 1
        context.close()
    return drawn


@click.command()
@click.argument("names", nargs=-1, metavar="[PAGE]...")
@click.option("--form", "forms", multiple=True, type=click.Choice(list(FORMS)), help="Only in this form.")
@click.option("--to", "folder", default=OUT, show_default=True, type=click.Path(path_type=Path))
def main(names: tuple[str, ...], forms: tuple[str, ...], folder: Path) -> None:
    """Draw the pages of the console into FOLDER, with an index.html that shows them side by side."""
    from playwright.sync_api import sync_playwright

    known = tuple(_tests("console.every_page").PAGES)
    unknown = [name for name in names if name not in known]
    if unknown:
        raise click.UsageError(f"There is no page {', '.join(unknown)}. There are: {', '.join(known)}.")
    began = time.monotonic()
    with serving() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=list(OPTIONS))
        drawn = sum(draw(browser, address, names or known, form, folder) for form in forms or FORMS)
        browser.close()
    index = write_index(folder, known, tuple(FORMS), "Pages of the HQ console")
    print(f"{drawn} pictures in {time.monotonic() - began:.0f} s. Look at {index}")


if __name__ == "__main__":
    main()
