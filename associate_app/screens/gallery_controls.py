"""The parts of the gallery that can be pressed or typed into."""

from __future__ import annotations

from associate_app.screens import gallery_part
from associate_app.widgets import (
    button,
    card,
    chip,
    field,
    load_kv,
    pill,
    pin_pad,
    rail,
    square_code,
    stepper,
    tabs,
)

__all__ = [
    "button", "card", "chip", "field", "gallery_part", "pill", "pin_pad", "rail", "square_code", "stepper",
    "tabs",
]  # fmt: skip

load_kv(__file__)
