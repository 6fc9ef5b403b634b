"""From an event that HQ is told of to "Right now" on a tablet: the real app without a window."""

from __future__ import annotations

import time
from functools import partial
from typing import Final

from benchmarks.push_server import CUSTOMER, PRODUCT
from benchmarks.push_shown import Desk
from benchmarks.push_stage import HeadOffice

CARTED: Final = "left_in_cart"


def event_seconds(desk: Desk, office: HeadOffice, times: int) -> list[float]:
    """How long each of so many events took from the post to the customer standing in "Right now"."""
    taken = []
    for number in range(times):
        told = time.time_ns() // 1_000_000
        event = {
            "id": f"benchmark {number} {told}", "kind": "carted", "customer_id": CUSTOMER + number,
            "product_id": PRODUCT, "at_ms": told,
        }  # fmt: skip
        posted = time.monotonic()
        office.tell(event)
        shown = desk.wait(partial(_stands_there, desk, CUSTOMER + number))
        taken.append(shown - posted)
    return taken


def _stands_there(desk: Desk, customer_id: int) -> bool:
    """True if she stands in the section of what has just happened."""
    return any(
        entry.customer_id == customer_id and entry.deed == CARTED
        for section in desk.tablet.my_day.list().sections
        if section.key == "now"
        for entry in section.entries
    )
