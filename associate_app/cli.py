"""`aisle app`: the tablet app in a window."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import click

from associate_app.errors import TabletError


class WindowSize(click.ParamType[tuple[int, int]]):
    """`1280x800` as two numbers."""

    name = "WIDTHxHEIGHT"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        """Width and height; a usage error says what was expected."""
        if isinstance(value, tuple):
            return value
        width, _, height = str(value).lower().partition("x")
        if not (width.isdecimal() and height.isdecimal() and int(width) >= 600 and int(height) >= 600):
            self.fail("write it as 1280x800, each at least 600", param, ctx)
        return int(width), int(height)


@click.command()
@click.option(
    "--folder", type=click.Path(file_okay=False, path_type=Path), help="Where this tablet keeps its data."
)
@click.option("--server", default="", help="Server address that the enrolment screen begins with.")
@click.option("--gallery", is_flag=True, help="Show the widget kit instead of the app.")
@click.option("--size", type=WindowSize(), default="1280x800", show_default=True, help="Size of the window.")
@click.option(
    "--camera",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of pictures for the camera to see, where there is no camera.",
)
@click.option("--dark", is_flag=True, help="Begin in the dark theme.")
@click.option(
    "--picture",
    type=click.Path(dir_okay=False, path_type=Path),
    help="With --gallery: draw it into this PNG file and end.",
)
def app(
    folder: Path | None,
    server: str,
    gallery: bool,
    size: tuple[int, int],
    camera: Path | None,
    dark: bool,
    picture: Path | None,
) -> None:
    """Start the tablet app for associates."""
    from associate_app import display

    home = folder.expanduser() if folder else tablet_folder(os.environ)
    _make_folder(home)
    try:
        display.prepare(home / "kivy", *size)
        if gallery:
            _show_gallery(dark, picture)
        else:
            _run(home, server, dark, camera)
    except TabletError as error:
        raise click.ClickException(error.sentence) from error


def _make_folder(home: Path) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise click.ClickException(
            f"The folder {home} cannot be made: {error.strerror}. Name another one with --folder."
        ) from error


def tablet_folder(environment: Mapping[str, str]) -> Path:
    """Where a tablet keeps its files: AISLE_APP_HOME, or a folder of its own under the home folder."""
    named = environment.get("AISLE_APP_HOME")
    return Path(named).expanduser() if named else Path.home() / ".local" / "share" / "aisle-one"


def _show_gallery(dark: bool, picture: Path | None) -> None:
    from associate_app.screens.gallery import GalleryApp

    if picture is None:
        GalleryApp(dark=dark).run()
        return
    from associate_app.picture import draw_and_end

    draw_and_end(GalleryApp(dark=dark), picture)


def _run(home: Path, server: str, dark: bool, pictures: Path | None) -> None:
    from associate_app.screens import sparing

    sparing.begin()
    import secrets

    from kivy.clock import Clock

    from associate_app.app import AisleApp
    from associate_app.languages import of_system
    from associate_app.platform.camera import PictureCamera, pictures_in
    from associate_app.wiring import Tablet
    from shared.clock import SystemClock

    tablet = Tablet(
        home,
        clock=SystemClock(),
        random_bytes=secrets.token_bytes,
        post=lambda function: Clock.schedule_once(lambda _: function()),
    )
    camera = PictureCamera(pictures_in(pictures)) if pictures else None
    language = of_system(os.environ)
    AisleApp(tablet, server=server, dark=dark, camera=camera, system_language=language).run()
