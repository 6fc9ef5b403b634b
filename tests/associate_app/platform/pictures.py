"""Pictures of codes, as a camera sees them: with room around them, as grey values or as a file."""

from __future__ import annotations

from pathlib import Path

import zxingcpp

from associate_app.platform.camera import Frame


def frame_of(text: str, kind: str = "QRCode", width: int = 640, height: int = 480) -> Frame:
    """A frame with that code in the middle of white."""
    code = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, kind)).to_image(scale=4)
    drawn = memoryview(code)
    rows, columns = drawn.shape
    signs, grey = bytes(drawn), bytearray(b"\xff" * (width * height))
    left, top = (width - columns) // 2, (height - rows) // 2
    for row in range(rows):
        start = (top + row) * width + left
        grey[start : start + columns] = signs[row * columns : (row + 1) * columns]
    return Frame(width, height, bytes(grey))


BLANK = Frame(640, 480, b"\xc0" * (640 * 480))


def save(frame: Frame, path: Path) -> Path:
    """The frame as a picture file."""
    from PIL import Image

    Image.frombytes("L", (frame.width, frame.height), frame.grey).save(path)
    return path
