"""Package sizes spelled as on a shelf label: "AB    8 OZ" is "8 oz", "6 PK/12 OZ" is "6 × 12 oz"."""

from __future__ import annotations

import re
from functools import cache

UNITS = {
    "OZ": "oz", "OZS": "oz", "Z": "oz", "LB": "lb", "LBS": "lb", "ML": "ml", "L": "L", "LT": "L", "LTR": "L",
    "LRT": "L", "G": "g", "GM": "g", "KG": "kg", "QT": "qt", "PT": "pt", "GAL": "gal", "GA": "gal",
    "IN": "in", "FT": "ft", "YD": "yd", "CM": "cm", "MM": "mm", "MG": "mg",
    "CT": "count", "PC": "pieces", "PCS": "pieces", "PK": "pack", "PKS": "pack", "DZ": "dozen",
    "DOZ": "dozen",    "DZN": "dozen", "STEM": "stems", "STEMS": "stems", "LOAD": "loads",
    "LOADS": "loads", "LD": "loads",
    "LDS": "loads", "ROLL": "rolls", "ROLLS": "rolls", "CUP": "cups", "CUPS": "cups", "CP": "cups",
    "SHEET": "sheets", "SHEETS": "sheets", "KIT": "kit", "PAIR": "pair", "USE": "uses", "USES": "uses",
    "DOSE": "doses", "DOSES": "doses", "DIOPT": "diopters", "BAGS": "bags", "SQFT": "sq ft", "FLOZ": "fl oz",
    "CUFT": "cu ft", "PADS": "pads", "STRIPS": "strips",
}  # fmt: skip
ALONE = {
    "CTN": "carton", "LB": "by the pound", "PT": "1 pt", "QT": "1 qt", "GAL": "1 gal", "LARGE": "large",
    "LRG": "large", "LG": "large", "MED": "medium", "MEDIUM": "medium", "SMALL": "small", "SM": "small",
    "MINI": "mini", "HALF GAL": "½ gal", "HLF GAL": "½ gal", "DZ": "1 dozen", "DOZ": "1 dozen",
    "CELL PK": "tray",    "KING": "king size", "QUEEN": "queen size", "TWIN": "twin size",
    "X-LARGE": "extra large", "TALL": "tall",
    "XL": "extra large", "XLG": "extra large", "ONE SIZE": "one size", "ONESIZE": "one size",
}  # fmt: skip
LARGEST = 5_000
"""Larger numbers are article numbers in the wrong place."""

PACKS = frozenset({"count", "pack", "pieces"})
FRACTIONS = {"1/2": "½", "1/4": "¼", "3/4": "¾", "1/3": "⅓", "2/3": "⅔",
    "1/8": "⅛", "3/8": "⅜", "5/8": "⅝", "7/8": "⅞",
}  # fmt: skip
MEASURE = re.compile(
    r"(?P<range>\d+\s*-\s*)?(?P<whole>\d*\.\d+|\d+)(?P<fraction>(?:\s+|-)\d/\d)?(?P<of>/\d*\.?\d+)?"
    r"\s*-?\s*(?P<unit>[A-Z]+)"
)


@cache
def readable_size(recorded: str | None) -> str | None:
    """The size as a shelf label says it; None where nothing sensible can be read."""
    text = (recorded or "").upper().strip()
    if not text:
        return None
    if text in ALONE:
        return ALONE[text]
    text = text.replace("SQ FT", "SQFT").replace("FL OZ", "FLOZ").replace("CU FT", "CUFT")
    parts = [part for match in MEASURE.finditer(text) if (part := _measure(match))]
    if not parts:
        return None
    if len(parts) > 1 and parts[0][1] in PACKS and parts[1][1] not in PACKS:
        return f"{parts[0][0]} × {' '.join(parts[1])}"
    amount, unit = parts[0]
    return _plural(amount, unit)


def _measure(match: re.Match[str]) -> tuple[str, str] | None:
    """Amount and unit of one measure ("12/12 OZ" is "12 × 12", "oz"); None for an unknown unit."""
    unit = UNITS.get(match["unit"])
    if unit is None or float(match["whole"]) > LARGEST:
        return None
    whole, of = _number(match["whole"]), match["of"]
    if match["range"]:
        return f"{match['range'].strip(' -')} to {whole}", unit
    if match["fraction"]:
        part = match["fraction"].strip(" -")
        return f"{whole}{FRACTIONS.get(part, ' ' + part)}", unit
    if not of:
        return whole, unit
    pair = f"{whole}{of}"
    if pair in FRACTIONS:
        return FRACTIONS[pair], unit
    return f"{whole} × {_number(of[1:])}", unit


def _number(text: str) -> str:
    return f"{float(text):g}" if "." in text else str(int(text))


def _plural(amount: str, unit: str) -> str:
    if unit == "pack":
        return f"pack of {amount}"
    if amount == "1" and unit not in {"doses"} and unit.endswith("s") and unit != "pieces":
        return f"1 {unit[:-1]}"
    if amount == "1" and unit == "pieces":
        return "1 piece"
    return f"{amount} {unit}"
