"""The app's colours, sizes of letters and how much may move, as properties that kv binds to.

kv writes `app.theme.<token>`; changing `mode` or `font_scale` repaints and lays out again by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from colorsys import hsv_to_rgb
from typing import Any

from kivy.event import EventDispatcher
from kivy.properties import BooleanProperty, ColorProperty, NumericProperty, OptionProperty
from kivy.utils import get_color_from_hex

LIGHT = {
    "bg": "#F4F3F0", "surface": "#FFFFFF", "surface2": "#F7F6F3", "line": "#E3E1DB", "edge": "#85908B",
    "rail": "#14211D", "rail_ink": "#B9C7C1", "rail_active": "#2B4A40", "rail_strong": "#FFFFFF",
    "ink": "#17201D", "muted": "#5A6662",
    "primary": "#0F5C4A", "primary_ink": "#FFFFFF", "primary_soft": "#DCEDE6", "primary_soft_ink": "#0B4537",
    "gold": "#7A5300", "gold_soft": "#FBEBC8", "warn": "#9A3412", "warn_soft": "#FDE7DA",
    "good": "#17653B", "good_soft": "#DDF1E4", "select": "#E7F1ED",
    "snack": "#17201D", "snack_ink": "#FFFFFF", "snack_action": "#8FE0C4", "scrim": "#0B151299",
}  # fmt: skip

DARK = {
    "bg": "#0E1412", "surface": "#171F1C", "surface2": "#1D2724", "line": "#2A3532", "edge": "#6F7F78",
    "rail": "#0A0F0D", "rail_ink": "#8FA39B", "rail_active": "#1F3A32", "rail_strong": "#FFFFFF",
    "ink": "#EAF0ED", "muted": "#A3B1AB",
    "primary": "#6FD3B2", "primary_ink": "#04281E", "primary_soft": "#17382E", "primary_soft_ink": "#9BE6CB",
    "gold": "#F3CD7A", "gold_soft": "#3A2E12", "warn": "#FFB38A", "warn_soft": "#43261A",
    "good": "#86DDA8", "good_soft": "#163524", "select": "#1B2E28",
    "snack": "#EAF0ED", "snack_ink": "#17201D", "snack_action": "#0F5C4A", "scrim": "#000000A6",
}  # fmt: skip

TEXT_ON_BACKGROUND = (
    ("ink", "bg"), ("ink", "surface"), ("ink", "surface2"), ("ink", "select"),
    ("muted", "bg"), ("muted", "surface"), ("muted", "surface2"), ("muted", "select"),
    ("primary", "bg"), ("primary", "surface"), ("primary", "surface2"), ("primary", "select"),
    ("primary_ink", "primary"), ("primary_soft_ink", "primary_soft"),
    ("gold", "gold_soft"), ("gold", "surface"), ("gold", "select"), ("gold", "bg"),
    ("warn", "warn_soft"), ("warn", "surface"), ("warn", "bg"), ("warn", "surface2"), ("warn", "select"),
    ("good", "good_soft"), ("good", "surface"), ("good", "bg"), ("good", "select"),
    ("rail_ink", "rail"), ("rail_strong", "rail"), ("rail_strong", "rail_active"),
    ("snack_ink", "snack"), ("snack_action", "snack"),
)  # fmt: skip
"""Every pair of text and background that a widget draws; a test holds each to a contrast of 4.5."""

SIZES = {"display": 26, "title": 18, "heading": 15, "body": 14, "small": 12.5, "figure": 22, "digit": 24}
"""Height of letters by role, before the reader's own font scale."""


class Theme(EventDispatcher):
    """What the reader has chosen: light or dark, the size of letters, and whether things may move."""

    mode = OptionProperty("light", options=("light", "dark"))
    font_scale = NumericProperty(1.0)
    reduced_motion = BooleanProperty(False)
    for _token, _colour in LIGHT.items():
        locals()[_token] = ColorProperty(_colour)
    del _token, _colour

    def on_mode(self, *_: Any) -> None:
        """Every token has its colour of the new mode."""
        for token, colour in (LIGHT if self.mode == "light" else DARK).items():
            setattr(self, token, colour)


def avatar_colours(hue: float, mode: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Background and initials of an avatar: a customer keeps her hue, the mode sets the rest."""
    if mode == "dark":
        return (*hsv_to_rgb(hue, 0.45, 0.36), 1.0), (*hsv_to_rgb(hue, 0.20, 0.96), 1.0)
    return (*hsv_to_rgb(hue, 0.20, 0.93), 1.0), (*hsv_to_rgb(hue, 0.75, 0.30), 1.0)


def colour(code: str) -> list[float]:
    """The red, green, blue and alpha of a token's code, each from 0 to 1."""
    return list(get_color_from_hex(code))


def _luminance(rgb: Sequence[float]) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb[:3]]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Sequence[float], other: Sequence[float]) -> float:
    """The contrast ratio of two opaque colours, 1 to 21, as WCAG 2.2 defines it."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)
