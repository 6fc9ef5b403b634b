"""A camera behind a port: grey frames, one at a time; the tablet's own, or pictures from files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol

from associate_app.errors import TabletError
from shared.words import _, lazy

RESOLUTION: Final = (1280, 720)
"""Fine enough for a card that fills half of the picture, and small enough to be read ten times a second."""

PICTURES: Final = (".png", ".jpg", ".jpeg")

HOW_ELSE: Final = lazy("Use the hand scanner, or type the number into the search.")


class NoCamera(TabletError):
    """There is no camera that can be used."""

    code = "no_camera"


class Frame(NamedTuple):
    """A picture: grey values row by row."""

    width: int
    height: int
    grey: bytes


class Camera(Protocol):
    """Frames, from `open` to `close`; both may be called again and again."""

    def open(self) -> None:
        """Frames come from now on; NoCamera with a sentence if there is none."""
        ...

    def frame(self) -> Frame | None:
        """The newest picture; None before the first, and while the camera is closed."""
        ...

    def close(self) -> None:
        """Nothing is looked at any more."""
        ...


class KivyCamera:
    """The tablet's own camera; `provider` gives what Kivy uses on this system, None where it can use none."""

    def __init__(self, provider: Callable[[], Callable[..., Any] | None]) -> None:
        self._provider = provider
        self._core: Any = None

    def open(self) -> None:
        if self._core is None:
            make = self._provider()
            if make is None:
                raise NoCamera(_("There is no camera here. {how_else}").format(how_else=_(HOW_ELSE)))
            try:
                self._core = make(resolution=RESOLUTION, stopped=False)
            except Exception as error:  # each provider fails in its own way: in use, not allowed, unplugged
                raise NoCamera(
                    _("The camera cannot be used now. {how_else}").format(how_else=_(HOW_ELSE))
                ) from error

    def frame(self) -> Frame | None:
        if self._core is None:
            return None
        if hasattr(self._core, "grab_frame"):  # Android's: luminance first, no way through the graphics card
            grey, (width, height) = self._core.grab_frame(), self._core.resolution
            return Frame(width, height, bytes(grey[: width * height])) if grey else None
        texture = self._core.texture
        if texture is None:
            return None
        width, height = texture.size
        return Frame(width, height, texture.pixels[1::4])

    def close(self) -> None:
        core, self._core = self._core, None
        if core is not None:
            core.stop()


class PictureCamera:
    """Shows pictures from files again and again: for tests, and for a desktop without a camera."""

    def __init__(self, pictures: Sequence[Path]) -> None:
        self._paths = tuple(pictures)
        self._frames: Iterator[Frame] = iter(())
        self._is_open = False

    def open(self) -> None:
        if not self._paths:
            raise NoCamera(_("There is no picture to look at. {how_else}").format(how_else=_(HOW_ELSE)))
        if not self._is_open:
            self._frames, self._is_open = cycle([picture(path) for path in self._paths]), True

    def frame(self) -> Frame | None:
        return next(self._frames) if self._is_open else None

    def close(self) -> None:
        self._frames, self._is_open = iter(()), False


def picture(path: Path) -> Frame:
    """The picture of a file in any form that Kivy reads; NoCamera if it reads none in it."""
    from kivy.core.image import ImageLoader

    try:
        data = ImageLoader.load(str(path), nocache=True)._data[0]
    except Exception as error:  # whatever its loaders say of a damaged or missing file
        text = _("The picture {file} cannot be read. {how_else}")
        raise NoCamera(text.format(file=path.name, how_else=_(HOW_ELSE))) from error
    step = len(data.fmt)
    return Frame(data.width, data.height, bytes(data.data)[min(1, step - 1) :: step])


def pictures_in(folder: Path) -> list[Path]:
    """The picture files of a folder, by name."""
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in PICTURES)


def own_camera() -> KivyCamera:
    """The camera of this system; it is looked for when it is first needed."""

    def find() -> Callable[..., Any] | None:
        from kivy.core.camera import Camera as Provider

        found: Callable[..., Any] | None = Provider
        return found

    return KivyCamera(find)
