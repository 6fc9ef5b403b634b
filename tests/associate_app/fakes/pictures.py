"""A picture of an offer, drawn for the tests: apples on a table."""

from __future__ import annotations

from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter


@cache
def apples() -> bytes:
    """A JPEG as HQ sends it."""
    picture = Image.new("RGB", (800, 500), "#e8d8bd")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 330, 800, 500), fill="#9a6b43")
    for x, y, size, colour in (
        (190, 300, 105, "#b8322a"),
        (400, 275, 125, "#c9432f"),
        (610, 305, 100, "#7d9b3a"),
    ):
        draw.ellipse((x - size, y - size, x + size, y + size), fill=colour)
        draw.ellipse((x - size // 2, y - size // 2, x - size // 4, y - size // 4), fill="#f3d9c8")
        draw.line((x, y - size, x + 14, y - size - 38), fill="#5a3d22", width=9)
    file = BytesIO()
    picture.filter(ImageFilter.GaussianBlur(2)).save(file, "JPEG", quality=80)
    return file.getvalue()
