"""Made-up purchases: three baskets again and again, and what the screens ask of them."""

from __future__ import annotations

from dataclasses import replace

from associate_app.presenters.history_views import (
    HistoryAsked,
    HistoryPage,
    HistoryRow,
    PurchaseGroup,
    PurchaseView,
)
from associate_app.presenters.online_views import Online, OnlineRow

HISTORY = (
    HistoryRow("Whole milk, 1 gallon", "Yesterday, this store", "$2.59", "", "cow", 1, 70),
    HistoryRow("Honeycrisp apples, 3 lb", "Yesterday, this store", "$5.98", "", "food-apple-outline", 1, 75),
    HistoryRow("Colombian ground coffee, 12 oz", "13 Nov, this store", "$7.49", "", "coffee-outline", 2, 71),
    HistoryRow(
        "Sourdough bread", "13 Nov, Cincinnati Oakley", "-$3.79", "Returned", "bread-slice-outline", 2
    ),
    HistoryRow("Aged cheddar cheese, 8 oz", "9 Nov, online", "$4.29", "", "cheese", 3),
    HistoryRow("Laundry detergent, 100 oz", "9 Nov, online", "$11.99", "", "washing-machine", 3),
)
ONLINE = Online(
    rows=(
        OnlineRow(
            71, "Colombian ground coffee, 12 oz", "Left in the cart 2 days ago", "cart-outline", pending=False
        ),
        OnlineRow(73, "Sparkling water, 12 cans", "Looked at yesterday · 3 times", "magnify", pending=False),
    ),
    wishes=(
        OnlineRow(
            72,
            "Greek yogurt, plain, 32 oz",
            "13 days ago · Mia Torres",
            "cow",
            pending=False,
        ),
    ),
    as_of="as of 09:12",
)
DEPARTMENTS = ("Bakery", "Dairy", "Household", "Produce")
PURCHASES = {
    1: ("today, 10:20", "Cincinnati Oakley · 9 items", "$8.57"),
    2: ("13 Nov, 17:05", "Cincinnati Oakley · 2 items · 1 returned", "$3.70"),
    3: ("9 Nov, 08:12", "online · 2 items", "$16.28"),
}
PAGE = 20
ALL = 60


def wish_list(online: Online, product_id: int, *, is_wished: bool) -> Online:
    """The wish list as it is then; nothing else changes."""
    rest = tuple(row for row in online.wishes if row.product_id != product_id)
    new = OnlineRow(
        product_id, "Sparkling water, 12 cans", "Today · waiting to be sent", "water-outline", pending=True
    )
    wishes = (new, *rest) if is_wished else rest
    return replace(online, wishes=wishes, no_wishes="" if wishes else "No wishes yet.")


class FakeHistory:
    """What was asked is in `asked`."""

    def __init__(self) -> None:
        self.asked: list[HistoryAsked] = []

    def page(self, customer_id: int, asked: HistoryAsked, offset: int = 0) -> HistoryPage:
        del customer_id
        self.asked.append(asked)
        groups = [group for group in map(_group, range(ALL), [asked] * ALL) if group]
        shown, end = groups[offset : offset + PAGE], offset + PAGE
        return HistoryPage(
            asked=asked,
            groups=tuple(shown),
            total=len(groups),
            sum="$571.00",
            next_offset=end if end < len(groups) else None,
            departments=DEPARTMENTS,
            nothing="" if groups else "No purchase fits all of this.",
            hint="" if groups else "Take a filter away to see more.",
        )

    def purchase(self, customer_id: int, purchase_id: int) -> PurchaseView:
        del customer_id
        when, meta, total = PURCHASES[purchase_id]
        lines = tuple(
            HistoryRow(
                row.title,
                "Grocery · $0.50 off",
                row.amount,
                row.status,
                row.icon,
                purchase_id,
                row.product_id,
            )
            for row in HISTORY
            if row.purchase_id == purchase_id
        )
        return PurchaseView(
            purchase_id, f"Purchase of {when}", meta, lines, before="$9.57", discount="-$1.00", total=total
        )


def _group(number: int, asked: HistoryAsked) -> PurchaseGroup | None:
    key = number % 3 + 1
    rows = tuple(
        row for row in HISTORY if row.purchase_id == key and asked.query.lower() in row.title.lower()
    )
    title, meta, total = PURCHASES[key]
    is_online = "online" in meta
    if (
        not rows
        or (asked.only_returns and key != 2)
        or (asked.where and (asked.where == "online") != is_online)
    ):
        return None
    return PurchaseGroup(key, title, meta, total, rows, "7 more items" if key == 1 else "")
