"""Gets a window ready before Kivy is first imported: after that, its environment counts no more.

Without a display it draws on a virtual screen by the same OpenGL, so that tests, tours and pictures see
what a tablet shows.
"""

from __future__ import annotations

import ctypes.util
import logging
import os
import sys
from pathlib import Path

from associate_app.errors import TabletError

LIBRARIES = {"GL": "libgl1", "EGL": "libegl1"}
"""What Kivy draws with on Linux, and the Debian package that has it."""


class CannotDraw(TabletError):
    """This machine lacks what a window needs."""

    code = "cannot_draw"


def has_display() -> bool:
    """Whether somebody can look at a window here."""
    wanted = ("DISPLAY", "WAYLAND_DISPLAY", "ANDROID_ARGUMENT")
    return sys.platform != "linux" or any(os.environ.get(name) for name in wanted)


def prepare(kivy_home: Path, width: int = 1280, height: int = 800) -> None:
    """Kivy, imported from now on, opens a window of that size and writes only into `kivy_home`."""
    check_libraries()
    kivy_home.mkdir(parents=True, exist_ok=True)
    os.environ.update(
        KIVY_HOME=str(kivy_home),
        KIVY_NO_ARGS="1",  # Kivy would take the command's own options for itself
        KIVY_NO_FILELOG="1",  # names of customers must not end up in a log file
        KIVY_NO_CONFIG="1",
        KIVY_LOG_MODE="PYTHON",  # Kivy's own mode takes the root logger over
        KIVY_CLIPBOARD="sdl2,dummy",  # the others look for programs a tablet does not have
    )
    if not has_display():
        os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
        os.environ.setdefault("LP_NUM_THREADS", "0")  # the software renderer takes 1.2 GB with threads

    import kivy
    from kivy.config import Config

    kivy.kivy_options["cutbuffer"] = ()  # the buffer of the middle mouse button, by programs a tablet lacks
    logging.getLogger("kivy").addFilter(lambda record: "Cutbuffer" not in record.getMessage())

    Config.set("graphics", "width", str(width))
    Config.set("graphics", "height", str(height))
    Config.set("graphics", "multisamples", "0")
    Config.set("input", "mouse", "mouse,disable_multitouch")
    Config.set("kivy", "exit_on_escape", "0")  # Esc closes a sheet, never the app


def check_libraries() -> None:
    """Nothing happens where a window can be drawn; otherwise CannotDraw names the packages to install."""
    if sys.platform != "linux" or "ANDROID_ARGUMENT" in os.environ:
        return
    missing = [package for name, package in LIBRARIES.items() if ctypes.util.find_library(name) is None]
    if missing:
        raise CannotDraw(
            "The tablet app cannot open a window: the system lacks OpenGL. "
            f"Install {' and '.join(missing)} (or run “make install”), then start it again.",
            packages=missing,
        )
