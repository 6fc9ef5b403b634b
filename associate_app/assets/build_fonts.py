"""Makes the Inter files from the npm package `inter-ui`: `python -m associate_app.assets.build_fonts FOLDER`.

FOLDER is the unpacked package. Kivy reads no woff2, so each weight becomes a ttf with the letters of the
languages that stores use (Latin, Greek, Cyrillic) and with kerning; the rest would triple the size. Needs
fonttools and brotli, which the app itself does not.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from associate_app.assets import FOLDER

WEIGHTS = ("Regular", "Medium", "SemiBold")
LETTERS = (
    (0x0020, 0x024F),  # Latin with its accents
    (0x02B0, 0x036F),  # marks that combine
    (0x0370, 0x03FF),  # Greek
    (0x0400, 0x04FF),  # Cyrillic
    (0x1E00, 0x1EFF),  # Vietnamese and other additions
    (0x2000, 0x206F),  # dashes, quotation marks, ellipsis
    (0x20A0, 0x20BF),  # currencies
    (0x2100, 0x214F),  # №, ™
    (0x2190, 0x2193),  # arrows
    (0x2212, 0x2212),  # minus
)


def build(package: Path, target: Path = FOLDER) -> None:
    """`target` holds one ttf a weight and Inter's licence."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    for weight in WEIGHTS:
        font = TTFont(package / "web" / f"Inter-{weight}.woff2")
        options = subset.Options(layout_features=["kern", "mark", "mkmk", "ccmp"], flavor=None)
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=[c for first, last in LETTERS for c in range(first, last + 1)])
        subsetter.subset(font)
        font.flavor = None
        font.save(target / f"Inter-{weight}.ttf")
    shutil.copyfile(package / "LICENSE.txt", target / "Inter-LICENSE.txt")


if __name__ == "__main__":
    build(Path(sys.argv[1]))
