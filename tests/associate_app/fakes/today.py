"""Whom to contact today."""

from __future__ import annotations

from associate_app.presenters.advice_views import ContactRow, TodayView
from tests.associate_app.fakes.shop import FakeShop

CONTACTS = (
    ContactRow(
        0,
        "Olivia Bennett",
        "OB",
        0.0,
        "Gold",
        "date",
        "birthday/2026-11-25",
        "Birthday on Wednesday",
        "25 Nov. A kind word is enough",
        "party-popper",
        "email",
        "E-mail to olivia@example.com",
        "E-mailed",
    ),
    ContactRow(
        1,
        "Amara Okafor",
        "AO",
        0.6,
        "VIP",
        "lapsing",
        "since/2026-09-20",
        "Win back: has been away",
        "Usually here every 9 days; last visit 63 days ago",
        "history",
        "phone",
        "Call (513) 555-0142",
        "Called",
    ),
    ContactRow(
        2,
        "Charlotte Lindqvist",
        "CL",
        0.2,
        "",
        "follow_up",
        "f2",
        "Call about the oat milk without sugar",
        "Promised for 20 Nov, 2 days ago",
        "calendar-clock",
        "message",
        "Message to (513) 555-0142",
        "Messaged",
    ),
)


class FakeToday:
    """Three customers to contact; who is contacted leaves the list."""

    def __init__(self, shop: FakeShop) -> None:
        self._shop = shop
        self.contacts = CONTACTS

    def list(self) -> TodayView:
        left_out = "Not on the list: 2 contacted lately, 1 may not be contacted." if self.contacts else ""
        return TodayView(self.contacts, f"{len(self.contacts)} customers", left_out)

    def contacted(self, row: ContactRow, outcome: str) -> TodayView:
        self._shop.told.append(("contacted", row.customer_id, row.channel, outcome))
        self.contacts = tuple(each for each in self.contacts if each != row)
        return self.list()
