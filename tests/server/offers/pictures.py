"""Pictures to upload, drawn for the tests."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw


def drawn(
    size: tuple[int, int] = (320, 200), colour: str = "#c2402a", mode: str = "RGB", form: str = "PNG",
    **options: Any,
) -> bytes:  # fmt: skip
    """A plain picture with a stripe, as that kind of file."""
    picture = Image.new("RGB", size, colour)
    ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 2, size[1] // 4), fill="#f4e9d8")
    file = BytesIO()
    picture.convert(mode).save(file, form, **options)
    return file.getvalue()
