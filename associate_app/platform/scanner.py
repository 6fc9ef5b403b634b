"""What is written in a frame: QR, EAN, UPC and Code 128, in 10 to 60 ms: for a worker."""

from __future__ import annotations

from typing import Protocol

from associate_app.platform.camera import HOW_ELSE, Frame, NoCamera
from shared.words import _


class Scanner(Protocol):
    """Reads codes."""

    def read(self, frame: Frame) -> str | None:
        """The text of a code in the frame; None if there is none."""
        ...


class ZxingScanner:
    """Reads codes by zxing-cpp; NoCamera where it was not shipped."""

    def read(self, frame: Frame) -> str | None:
        try:
            import zxingcpp
        except ImportError as error:
            text = _("This tablet cannot read codes by its camera. {how_else}")
            raise NoCamera(text.format(how_else=_(HOW_ELSE))) from error

        formats = zxingcpp.BarcodeFormat
        wanted = zxingcpp.BarcodeFormats(
            [formats.QRCode, formats.EAN13, formats.EAN8, formats.UPCA, formats.Code128]
        )
        grid = memoryview(frame.grey).cast("B", shape=[frame.height, frame.width])
        found = zxingcpp.read_barcodes(grid, formats=wanted)
        return next((str(each.text) for each in found if each.text), None)
