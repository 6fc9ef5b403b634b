"""Real Kivy windows, drawn offscreen; one window for the whole run, one app for each test."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
for folder in (ROOT, HERE):
    if str(folder) not in sys.path:
        sys.path.insert(
            0, str(folder)
        )  # `tools` is no installed package, and the fakes live beside the tests


@pytest.fixture(scope="session")
def window(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Kivy can be imported and draws offscreen, in any size up to that of its first window."""
    from associate_app import display

    display.prepare(tmp_path_factory.mktemp("kivy"), 1920, 1280)


@pytest.fixture
def drive(window: None) -> Iterator[Callable[..., Any]]:  # noqa: ARG001 - first of all
    """Starts an app and gives the person in front of it; all are stopped afterwards."""
    from tools.tablet_driver import TabletDriver

    people = []

    def start(app: Any, *, driver: type[Any] = TabletDriver, **options: Any) -> Any:
        person = driver(app, **options)
        people.append(person)
        person.start()
        return person

    yield start
    for person in people:
        person.stop()


@pytest.fixture
def tablet() -> Iterator[Any]:
    """A made-up tablet, signed in as Mia."""
    from tests.associate_app.fakes.tablet import FakeTablet

    made = FakeTablet()
    yield made
    made.close()


@pytest.fixture
def field(tmp_path: Path) -> Iterator[Any]:
    """A tablet somewhere, and the server as the test plays it."""
    from tests.associate_app.field import Field

    made = Field(tmp_path)
    yield made
    made.close()


@pytest.fixture
def show(drive: Callable[..., Any], tablet: Any) -> Callable[..., Any]:
    """Starts the app on the made-up tablet in some stage."""

    def start(stage: str = "ready", *, dark: bool = False, font_scale: float = 1.0, **options: Any) -> Any:
        from associate_app.app import AisleApp

        tablet.stage = stage
        app = AisleApp(tablet, dark=dark)
        app.theme.font_scale = font_scale
        app.theme.reduced_motion = True
        return drive(app, **options)

    return start
