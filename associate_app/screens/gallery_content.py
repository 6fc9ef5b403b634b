"""The parts of the gallery that are read: words, figures, rows, and what stands where there is nothing."""

from __future__ import annotations

from typing import Any

from associate_app.screens import gallery_part
from associate_app.widgets import (
    action_tile,
    avatar,
    badge,
    day_bars,
    day_row,
    fact_chip,
    history_row,
    icon,
    kpi,
    load_kv,
    offer_banner,
    person_list,
    pill,
    product_list,
    rating_row,
    reason_row,
    recommendation_card,
    row_list,
    states,
    text,
    timeline_row,
    wish_row,
)

__all__ = [
    "action_tile", "answers", "avatar", "badge", "day_bars", "day_row", "events", "fact_chip", "gallery_part",
    "history_row", "icon", "kpi", "offer_banner", "people", "person_list", "pill", "product_list", "products",
    "rating_row", "reason_row", "recommendation_card", "row_list", "states", "text", "timeline_row",
    "wish_row",
]  # fmt: skip

Rows = list[dict[str, Any]]


def people() -> Rows:
    """Two customers, the first of them chosen."""
    rows = (
        ("Olivia Bennett", "OB", 0.0, "Gold", "Visited yesterday, Oakley", ""),
        ("Noah Tanaka", "NT", 0.6, "Member", "", "Name begins with “noah”"),
    )
    return [
        {
            "key": key, "name": name, "initials": initials, "hue": hue, "tier": tier, "subtitle": subtitle,
            "why": why,
        } for key, (name, initials, hue, tier, subtitle, why) in enumerate(rows)
    ]  # fmt: skip


def answers() -> list[tuple[int, str, str, str]]:
    """How a visit was: three of the five answers."""
    return [
        (2, "Bad", "emoticon-sad-outline", "It was bad"),
        (4, "Good", "emoticon-happy-outline", "It was good"),
        (5, "Very good", "emoticon-excited-outline", "It was very good"),
    ]


def products() -> Rows:
    """One that is here, one that is not."""
    return [
        {"key": 0, "icon": "cow", "title": "Whole milk, 1 gallon", "meta": "Dairy", "price": "$2.59",
         "stock": "4 here as of 09:00", "in_stock": True},
        {"key": 1, "icon": "grain", "title": "Rolled oats, 42 oz", "meta": "Grocery · National brand",
         "price": "$3.99", "stock": "", "in_stock": False},
    ]  # fmt: skip


def events() -> Rows:
    """One that HQ has, one that it has not."""
    return [
        {"icon": "note-text-outline", "text": "Asked for oat milk", "meta": "Mia Torres, 13 Nov",
         "pending": False, "last": False},
        {"icon": "heart-outline", "text": "Liked: Rolled oats", "meta": "Mia Torres, today", "pending": True,
         "last": True},
    ]  # fmt: skip


load_kv(__file__)
