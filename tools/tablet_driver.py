"""Drives the tablet app as a person would, without a display: taps, types, looks, takes pictures.

It waits for what it expects to see, with a deadline, and never for a number of frames or seconds. Prepare the
window first (`associate_app.display.prepare`); many apps may run one after the other in one process.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

KEYS = {
    "tab": 9, "enter": 13, "escape": 27, "space": 32, "backspace": 8,
    "up": 273, "down": 274, "right": 275, "left": 276,
}  # fmt: skip


BETWEEN_LOOKS_S = 0.016
"""A screen refreshes no faster either; drawing without a pause would starve the work that is waited for."""

BETWEEN_KEYS_S = 0.12
"""From key to key of a quick typist; told to the app, so that a busy machine makes no scanner of her."""

SCANNED_KEY_S = 0.004


class NotSeen(AssertionError):
    """What was expected did not come to the screen in time."""


class TabletDriver:
    """A person in front of the app; `with TabletDriver(app) as person:` starts and stops it."""

    def __init__(self, app: Any, size: tuple[int, int] = (1280, 800), patience_s: float = 15.0) -> None:
        self.app = app
        self.size = size
        self.patience_s = patience_s
        self._key_s = 0.0

    def __enter__(self) -> TabletDriver:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """The app's first screen is drawn, in a window of the wanted size."""
        from kivy.clock import Clock
        from kivy.core.window import Window
        from kivy.lang.parser import global_idmap

        Clock._max_fps = 0
        object.__setattr__(global_idmap["app"], "_obj", None)  # kv keeps the app of before, if there was one
        self.resize(*self.size)
        self.app._run_prepare()
        if hasattr(self.app, "key_scans"):
            self.app.key_scans.now_s = lambda: self._key_s
        if not getattr(self.app, "root_window", None):
            raise NotSeen("The app opened no window.")
        Window.canvas.ask_update()
        self.frames(3)

    def stop(self) -> None:
        """The app is closed, its window empty, and the app before it has left memory: kv holds the latest."""
        from kivy.core.window import Window

        self.app.stop()
        for child in Window.children[:]:
            Window.remove_widget(child)
        gc.collect()

    def resize(self, width: int, height: int) -> None:
        """The window has that size, as when a tablet is turned.

        Offscreen it cannot grow beyond the size it was prepared with: what lies outside would be noise.
        """
        from kivy.core.window import Window

        if tuple(Window.size) != (width, height):
            Window.size = (width, height)

    def frames(self, count: int = 1) -> None:
        """That many frames have passed; for layouts that settle, not for waiting.

        Everything of a frame happens but the painting: only `picture` paints, as software painting takes ten
        times as long as all the rest.
        """
        from kivy.base import EventLoop
        from kivy.clock import Clock
        from kivy.lang import Builder

        for _ in range(count):
            Clock.tick()
            EventLoop.dispatch_input()
            Builder.sync()
            Clock.tick_draw()
            Builder.sync()

    def until(self, condition: Callable[[], Any], what: str, patience_s: float | None = None) -> Any:
        """What the condition gives once it holds; NotSeen with what is on the screen if it never does."""
        deadline = time.monotonic() + (patience_s or self.patience_s)
        while True:
            self.frames()
            result = condition()
            if result:
                self.frames(2)
                return result
            if time.monotonic() > deadline:
                raise NotSeen(f"Waited in vain for {what}. On the screen: {' | '.join(self.texts())[:1500]}")
            time.sleep(BETWEEN_LOOKS_S)

    def sees(self, text: str) -> bool:
        """Whether some text on the screen has these words in it."""
        return any(text in shown for shown in self.texts())

    def wait_for(self, text: str, patience_s: float | None = None) -> None:
        """Some text on the screen has these words in it."""
        self.until(lambda: self.sees(text), f"“{text}”", patience_s)

    def wait_gone(self, text: str, patience_s: float | None = None) -> None:
        """No text on the screen has these words in it."""
        self.until(lambda: not self.sees(text), f"“{text}” to go", patience_s)

    def texts(self) -> list[str]:
        """Every text on the screen, in reading order; also what has to be scrolled to."""
        found = []
        for widget in self._visible():
            text = getattr(widget, "text", "")
            if isinstance(text, str) and text and getattr(widget, "font_name", "") != "Icons":
                found.append(text)
        return list(dict.fromkeys(found))

    def names(self) -> list[str]:
        """The accessible names of everything that can be used now."""
        return [widget.accessible_name for widget in self._controls()]

    def can_use(self, name: str) -> bool:
        """Whether a control of that name is there and in force."""
        return name in self.names()

    def find(self, name: str) -> Any:
        """The control with that accessible name, once it is there."""
        return self.until(
            lambda: next((widget for widget in self._controls() if widget.accessible_name == name), None),
            f"the control “{name}” (there are: {', '.join(self.names())})",
        )

    def tap(self, name: str) -> None:
        """A finger tapped the control of that name."""
        from kivy.tests.common import UnitTestTouch

        widget = self.find(name)
        x, y = self._still(widget)
        touch = UnitTestTouch(x, y)
        touch.touch_down()
        self.frames()
        touch.touch_up()
        self.frames(3)

    def press(self, key: str, *modifiers: str) -> None:
        """A key was pressed: one of KEYS or a letter."""
        from kivy.core.window import Window

        code = KEYS.get(key) or ord(key)
        self._key_s += BETWEEN_KEYS_S
        Window.dispatch("on_key_down", code, code, key if len(key) == 1 else None, list(modifiers))
        Window.dispatch("on_key_up", code, code)
        self.frames(2)

    def type(self, text: str) -> None:
        """The text was typed into whatever has the focus."""
        from kivy.core.window import Window

        for letter in text:
            self._key_s += BETWEEN_KEYS_S
            taken = Window.dispatch("on_key_down", ord(letter.lower()), 0, letter, [])
            if not taken:
                Window.dispatch("on_textinput", letter)
            Window.dispatch("on_key_up", ord(letter.lower()), 0)
            self.frames()

    def scan(self, text: str) -> None:
        """A scanner that is plugged in like a keyboard read that code: keys in a burst, then Enter."""
        from kivy.core.window import Window

        self._key_s += BETWEEN_KEYS_S
        for sign in text:
            modifiers = ["shift"] if sign.isupper() else []
            if not Window.dispatch("on_key_down", ord(sign.lower()), 0, sign, modifiers):
                Window.dispatch("on_textinput", sign)
            Window.dispatch("on_key_up", ord(sign.lower()), 0)
            self._key_s += SCANNED_KEY_S
        Window.dispatch("on_key_down", KEYS["enter"], KEYS["enter"], None, [])
        Window.dispatch("on_key_up", KEYS["enter"], KEYS["enter"])
        self.frames(2)

    def put_aside(self) -> None:
        """The tablet was put aside: its system pauses the app, as when its button is pressed."""
        self.app.on_pause()
        self.frames(3)

    def fill(self, name: str, text: str) -> None:
        """The field of that name holds the text, typed after a tap."""
        self.tap(name)
        self.find(name).select_all()
        self.type(text)

    def focused(self) -> str:
        """The accessible name of what has the keyboard, or nothing."""
        return next((w.accessible_name for w in self._controls() if w.focus), "")

    def picture(self, path: Path) -> Path:
        """The window as it is drawn now, as PNG."""
        from kivy.core.window import Window
        from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels
        from PIL import Image

        self._let_settle()
        Window.canvas.ask_update()
        Window.dispatch("on_draw")
        width, height = Window.size
        pixels = glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE)
        path.parent.mkdir(parents=True, exist_ok=True)
        picture = Image.frombytes("RGB", (width, height), pixels)
        picture.transpose(Image.Transpose.FLIP_TOP_BOTTOM).save(path)
        return path

    def _let_settle(self) -> None:
        """Some frames have brought nothing new: screens fill a widget a frame."""
        shown: list[str] | None = None
        while (now := self.texts()) != shown:
            shown = now
            self.frames(8)

    def _controls(self) -> Iterator[Any]:
        layer, root = self.app.root.top_layer(), self.app.root
        said = () if layer is root else self._visible(root.snackbar)  # it lies over every layer
        for widget in chain(self._visible(layer), said):
            if getattr(widget, "accessible_name", "") and _can_be_used(widget):
                yield widget

    def _visible(self, root: Any = None) -> Iterator[Any]:
        root = root or self.app.root
        if root.opacity == 0:
            return
        yield root
        for child in reversed(root.children):
            yield from self._visible(child)

    def _still(self, widget: Any) -> tuple[float, float]:
        """Where the widget is, in view, once the screen around it has stopped moving."""
        places: list[tuple[float, float]] = []

        def stands() -> bool:
            self._bring_into_view(widget)
            places.append(widget.to_window(*widget.center))
            return len(places) > 3 and len(set(places[-4:])) == 1

        self.until(stands, f"“{widget.accessible_name}” to stand still")
        return places[-1]

    def _bring_into_view(self, widget: Any) -> None:
        from kivy.uix.recycleview import RecycleView
        from kivy.uix.scrollview import ScrollView

        parent = widget.parent
        while parent is not None and parent is not parent.parent:
            if isinstance(parent, ScrollView) and not isinstance(parent, RecycleView):
                parent.scroll_to(widget, padding=40, animate=False)
                self.frames(2)
            parent = parent.parent


def _can_be_used(widget: Any) -> bool:
    """Not so a row that is there to be read only, though it has a name for whoever hears the screen."""
    return not widget.disabled and bool(getattr(widget, "is_focusable", False))
