"""Makes the icon font from the npm package `@mdi/font`: `python -m associate_app.assets.build_icons FOLDER`.

FOLDER is the unpacked package. Add a name to NAMES and run it: `icons.ttf` then holds exactly these
glyphs and `icons.json` says which character draws which name. Needs fonttools, which the app itself does not.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

from associate_app.assets import FOLDER

NAMES = [
    "account-multiple",
    "account-outline",
    "account-plus-outline",
    "alert-circle-outline",
    "arrow-left",
    "backspace-outline",
    "basket-outline",
    "calendar-clock",
    "cash-refund",
    "check",
    "check-circle-outline",
    "check-decagram",
    "chevron-down",
    "chevron-right",
    "clock-outline",
    "close",
    "close-circle",
    "cloud-alert-outline",
    "cloud-check-outline",
    "cloud-download-outline",
    "cloud-off-outline",
    "cloud-sync-outline",
    "cog-outline",
    "dots-horizontal",
    "email-outline",
    "emoticon-angry-outline",
    "emoticon-excited-outline",
    "emoticon-happy-outline",
    "emoticon-neutral-outline",
    "emoticon-sad-outline",
    "eye-off-outline",
    "gesture-tap-button",
    "heart",
    "heart-outline",
    "history",
    "information-outline",
    "key-outline",
    "lightbulb-on-outline",
    "lock-outline",
    "lock-clock",
    "magnify",
    "message-text-outline",
    "minus",
    "note-plus-outline",
    "note-text-outline",
    "pencil-outline",
    "phone-outline",
    "plus",
    "receipt-text-outline",
    "refresh",
    "ruler",
    "shield-lock-outline",
    "star-four-points-outline",
    "store-outline",
    "sync",
    "tablet-dashboard",
    "tag-multiple-outline",
    "tag-outline",
    "thumb-down-outline",
    "ticket-percent-outline",
    "trending-down",
    "trending-neutral",
    "trending-up",
    "undo-variant",
    "weather-night",
    "white-balance-sunny",
    "wifi-off",
    "account-group-outline",
    "account-search-outline",
    "account-switch-outline",
    "barcode-scan",
    "bell-outline",
    "calendar-check-outline",
    "calendar-plus-outline",
    "call-merge",
    "camera-off-outline",
    "camera-outline",
    "card-account-details-outline",
    "cloud-upload-outline",
    "content-copy",
    "download-outline",
    "filter-variant",
    "flag-outline",
    "format-list-checks",
    "map-marker-outline",
    "message-outline",
    "package-down",
    "package-variant-closed-check",
    "phone",
    "printer-pos-outline",
    "qrcode",
    "send-outline",
    "star",
    "star-outline",
    "text-box-outline",
    "timer-outline",
    "translate",
    "trophy-outline",
    "view-list-outline",
    "walk",
    "web",
    "baby-bottle-outline",
    "baby-carriage",
    "bottle-soda-outline",
    "bottle-tonic-outline",
    "bottle-wine-outline",
    "bowl-mix-outline",
    "bread-slice-outline",
    "candy-outline",
    "carrot",
    "cart-outline",
    "cat",
    "cheese",
    "coffee-outline",
    "cookie-outline",
    "corn",
    "cow",
    "cup-outline",
    "cupcake",
    "dog",
    "egg-outline",
    "face-woman-shimmer-outline",
    "fire",
    "fish",
    "flower-outline",
    "flower-tulip-outline",
    "food",
    "food-apple-outline",
    "food-croissant",
    "food-drumstick-outline",
    "food-hot-dog",
    "food-steak",
    "food-turkey",
    "fruit-cherries",
    "fruit-citrus",
    "fruit-grapes-outline",
    "gas-station",
    "gift-outline",
    "glass-mug-variant",
    "glass-wine",
    "grain",
    "hanger",
    "hammer-wrench",
    "hand-wash-outline",
    "ice-cream",
    "jellyfish-outline",
    "leaf",
    "lightbulb-outline",
    "lipstick",
    "lotion-outline",
    "medical-bag",
    "muffin",
    "newspaper-variant-outline",
    "noodles",
    "package-variant-closed",
    "paper-roll-outline",
    "party-popper",
    "pasta",
    "paw-outline",
    "peanut-outline",
    "pencil-ruler",
    "pill",
    "pine-tree",
    "pizza",
    "pot-steam-outline",
    "rice",
    "sausage",
    "seed-outline",
    "shaker-outline",
    "shoe-heel",
    "shopping-outline",
    "silverware-fork-knife",
    "snowflake",
    "soy-sauce",
    "spray-bottle",
    "sprout-outline",
    "tea-outline",
    "toothbrush-paste",
    "tshirt-crew-outline",
    "turkey",
    "washing-machine",
    "water-outline",
]


def build(package: Path, target: Path = FOLDER) -> None:
    """`target` holds the font, its names and its licence; a name that the package lacks is an error."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    sheet = (package / "css" / "materialdesignicons.css").read_text(encoding="utf-8")
    known = {
        n: int(code, 16)
        for n, code in re.findall(r'\.mdi-([a-z0-9-]+)::before \{\s*content: "\\([0-9A-F]+)"', sheet)
    }
    unknown = sorted(set(NAMES) - set(known))
    if unknown:
        raise SystemExit(f"The icon package has no: {', '.join(unknown)}. Choose other names in NAMES.")
    font = TTFont(package / "fonts" / "materialdesignicons-webfont.ttf")
    subsetter = subset.Subsetter(subset.Options(layout_features=[]))
    subsetter.populate(unicodes=[known[name] for name in NAMES])
    subsetter.subset(font)
    for glyph in font.getGlyphOrder():
        # SDL drops the room left of a glyph and keeps that at its right: narrow icons would stand off
        # centre. Without either, the label that draws an icon centres it.
        outline = font["glyf"][glyph]
        font["hmtx"][glyph] = (getattr(outline, "xMax", 0) - getattr(outline, "xMin", 0), 0)
    font.save(target / "icons.ttf")
    characters = {name: chr(known[name]) for name in sorted(set(NAMES))}
    (target / "icons.json").write_text(json.dumps(characters, indent=1) + "\n", encoding="utf-8")
    shutil.copyfile(package / "LICENSE", target / "icons-LICENSE.txt")


if __name__ == "__main__":
    build(Path(sys.argv[1]))
