"""Fonts and icons that travel with the tablet app, and the commands that made them from their npm packages.

Nothing here is drawn at run time from the network: a tablet without a line shows every letter and icon.
"""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent

FONTS = {
    "Inter": FOLDER / "Inter-Regular.ttf",
    "InterMedium": FOLDER / "Inter-Medium.ttf",
    "InterSemi": FOLDER / "Inter-SemiBold.ttf",
    "Icons": FOLDER / "icons.ttf",
}
"""Font files by the name that kv uses."""

FONT_OF_WEIGHT = {"regular": "Inter", "medium": "InterMedium", "semi": "InterSemi"}
