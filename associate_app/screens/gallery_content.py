"""The parts of the gallery that are read: words, figures, rows, and what stands where there is nothing."""

from __future__ import annotations

from base64 import b64decode
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
    "action_tile", "answers", "apples", "avatar", "badge", "day_bars", "day_row", "events", "fact_chip",
    "gallery_part",
    "history_row", "icon", "kpi", "offer_banner", "people", "person_list", "pill", "product_list", "products",
    "rating_row", "reason_row", "recommendation_card", "row_list", "states", "text", "timeline_row",
    "wish_row",
]  # fmt: skip

Rows = list[dict[str, Any]]


_APPLES = (
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19i"
    "Z2hnPk1xeXBkeFxlZ2P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2Nj"
    "Y2NjY2NjY2P/wAARCAAwAEgDASIAAhEBAxEB/8QAGgABAAIDAQAAAAAAAAAAAAAAAAMFAQQGAv/EACgQAAICAQQBAgYDAAAAAAAA"
    "AAECAAMRBAUSITETQRQyM1FhkUJSsf/EABkBAAIDAQAAAAAAAAAAAAAAAAAEAQIDBf/EAB4RAAIDAAIDAQAAAAAAAAAAAAABAgMR"
    "EhMEITFB/9oADAMBAAIRAxEAPwDrYiIuaiJgMDnBBwcHHsYJABJIAHkmAGYmk25ab4lK1vr44JY5/QzNwEMAQQQfBENJcWvqMxEQ"
    "IEREAEptz30aa1qdMgsdfmY+B+JbPYoRiHXIBx3OHr1NtQuCt9YcXyM5kNjPj1Kbbf4Wmh396W46itWRmLMy9EEnzJdx1h3DWJpq"
    "rVWgkDkT0T9zKCTr2ombbHFTBS5JEl1fpWvXyDcSRlfBljsmuajULQ7ZqsOMH+JlXJKRm1ZXc9lrUut6dBrdzVksppBOQV55/wAm"
    "xotfVfirj6bAdDPRlMbSaVq4rgEnOO55rYpYrL0QQRI7Hpw+bOoiefUT+6/uIwanHTXspIOVGRNiJkNwm4PUaq1Ox8Y/Jk/pgKAP"
    "ae4gWd0m9I+J+09oOJz7zMSMCd0pLCdbFI84mHsGMKcmQxK8UKKmKeiIiXNj/9k="
)


def apples() -> bytes:
    """A small picture, as offers have them."""
    return b64decode(_APPLES)


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
