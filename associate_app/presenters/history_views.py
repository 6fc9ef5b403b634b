"""What screens show of purchases: rows, purchases with their sum, one of them whole; ready to be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Where = Literal["", "store", "online", "here"]
Period = Literal["", "month", "year"]


@dataclass(frozen=True, slots=True)
class HistoryAsked:
    """Which purchases are asked for; empty texts ask for all. `here` is this store."""

    query: str = ""
    where: Where = ""
    period: Period = ""
    department: str = ""
    only_returns: bool = False


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One product on one purchase; `status` is empty or "Returned".

    `product_id` is -1 once the catalogue has forgotten the product.
    """

    title: str
    meta: str
    amount: str
    status: str
    icon: str
    purchase_id: int = -1
    product_id: int = -1


@dataclass(frozen=True, slots=True)
class PurchaseGroup:
    """One purchase with those of its lines that were asked for; `more` says how many are not shown."""

    purchase_id: int
    title: str
    meta: str
    total: str
    rows: tuple[HistoryRow, ...]
    more: str


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """A page of purchases; `next_offset` is None on the last one, `departments` can be asked for.

    Where nothing fits, `nothing` says what there is none of, and `hint` what to try.
    """

    asked: HistoryAsked
    groups: tuple[PurchaseGroup, ...]
    total: int
    sum: str
    next_offset: int | None
    departments: tuple[str, ...]
    nothing: str
    hint: str


@dataclass(frozen=True, slots=True)
class PurchaseView:
    """One purchase whole; `before` and `discount` are empty where nothing was taken off."""

    purchase_id: int
    title: str
    meta: str
    lines: tuple[HistoryRow, ...]
    before: str
    discount: str
    total: str
