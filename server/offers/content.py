"""An upload becomes a picture of ours, or is refused in words: nothing of the upload itself is kept.

It is drawn anew, small enough for every tablet's replica, as JPEG, which every tablet reads. What a camera or
a program wrote into it beside the picture (places, names, thumbnails) is gone by that.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps

from shared.errors import InvalidInput

READ: Final = ("PNG", "JPEG", "WEBP")
KIND: Final = "jpeg"

MAX_UPLOAD_BYTES: Final = 8 * 1024 * 1024
MAX_PIXELS: Final = 25_000_000
"""What is larger is refused before it is unpacked: few bytes can claim to be very many pixels."""

LEAST_SIDE: Final = 64
NARROWEST: Final = 4
LONGEST_SIDE: Final = 800
"""Pixels; twice what the widest place on a tablet shows."""

MAX_BYTES: Final = 64 * 1024
"""A picture in a replica; thirty promotions with two variants stay under six megabytes."""

_QUALITIES: Final = (84, 74, 62, 48, 34)
_SHRINKS: Final = (1.0, 0.75, 0.5, 0.35)
_PAPER: Final = (255, 255, 255)
_FEW_COLOURS: Final = ("1", "P")

_BROKEN: Final = (
    OSError, SyntaxError, ValueError, TypeError, IndexError, KeyError, OverflowError, ZeroDivisionError,
    AttributeError, MemoryError, struct.error, zlib.error,
)  # fmt: skip
"""What Pillow raises over bytes that are no picture, or half of one."""


@dataclass(frozen=True, slots=True)
class Content:
    """A picture of ours: its bytes and what they show."""

    data: bytes
    width: int
    height: int

    @property
    def sha256(self) -> str:
        """By which equal pictures are known."""
        return sha256(self.data).hexdigest()


def content_of(upload: bytes) -> Content:
    """What the upload shows; InvalidInput (`picture`) if it is none of the pictures we take."""
    if not upload:
        raise _refused("Choose a picture: a PNG, JPEG or WebP file.")
    if len(upload) > MAX_UPLOAD_BYTES:
        raise _refused(f"The file is larger than {MAX_UPLOAD_BYTES // 2**20} MB. Save a smaller one.")
    try:
        with Image.open(BytesIO(upload), formats=READ) as opened:
            _check_size(opened.size)
            opened.draft("RGB", (2 * LONGEST_SIDE, 2 * LONGEST_SIDE))  # a JPEG is unpacked small at once
            drawn = _on_paper(ImageOps.exif_transpose(opened))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _refused(_TOO_MANY) from None
    except InvalidInput:
        raise
    except _BROKEN:
        raise _refused("This is not a picture that can be read. Choose a PNG, JPEG or WebP file.") from None
    return _encoded(drawn)


_TOO_MANY: Final = f"The picture has more than {MAX_PIXELS // 10**6} million pixels. Save a smaller one."


def _check_size(size: tuple[int, int]) -> None:
    if size[0] * size[1] > MAX_PIXELS:
        raise _refused(_TOO_MANY)
    if min(size) < LEAST_SIDE:
        raise _refused(f"The picture is too small to see: it needs {LEAST_SIDE} pixels each way.")
    if max(size) > NARROWEST * min(size):
        raise _refused(f"The picture is too narrow: at most {NARROWEST} times as long as it is wide.")


def _on_paper(picture: Image.Image) -> Image.Image:
    """The picture within the longest side; what was see-through lies on white."""
    if picture.mode in _FEW_COLOURS or "transparency" in picture.info:
        picture = picture.convert("RGBA")  # first: these would be made small by dropping every other pixel
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    if "A" in picture.getbands():
        clear = picture.convert("RGBA")
        paper = Image.new("RGB", clear.size, _PAPER)
        paper.paste(clear, mask=clear.getchannel("A"))
        return paper
    return picture.convert("RGB")


def _encoded(drawn: Image.Image) -> Content:
    """The picture as good as it fits."""
    for shrink in _SHRINKS:
        small = drawn.copy()
        small.thumbnail((round(LONGEST_SIDE * shrink), round(LONGEST_SIDE * shrink)))
        small.info.clear()  # the encoder would write some of it down
        for quality in _QUALITIES:
            file = BytesIO()
            small.save(file, "JPEG", quality=quality, optimize=True)
            if file.tell() <= MAX_BYTES:
                return Content(file.getvalue(), *small.size)
    raise _refused("The picture cannot be made small enough for tablets. Choose a calmer one.")


def _refused(sentence: str) -> InvalidInput:
    return InvalidInput(sentence, picture=sentence)
