"""A picture of the gallery where nobody looks: it tells that a bundle has fonts, icons and kv, and draws."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from kivy.app import App
from kivy.clock import Clock

SETTLED_S: Final = 1.5
"""By then fonts are loaded and texts have their heights."""


def draw_and_end(app: App, path: Path) -> None:
    """The app has run until its first screen is in the file, as PNG."""

    def draw(_elapsed: float) -> None:
        _save_window(path)
        app.stop()

    def wait(_app: App) -> None:  # gives nothing back: what is true would keep the app from its own start
        Clock.schedule_once(draw, SETTLED_S)

    app.bind(on_start=wait)
    app.run()


def _save_window(path: Path) -> None:
    """Reads the pixels that were drawn: without a display Kivy's own way gives a black picture."""
    from kivy.core.window import Window
    from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels
    from kivy.graphics.texture import Texture

    Window.canvas.ask_update()
    Window.dispatch("on_draw")
    width, height = Window.size
    pixels: Any = glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE)
    texture = Texture.create(size=(width, height), colorfmt="rgb")
    texture.blit_buffer(pixels, colorfmt="rgb", bufferfmt="ubyte")
    path.parent.mkdir(parents=True, exist_ok=True)
    texture.save(str(path), flipped=True)
