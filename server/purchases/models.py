"""Completed purchases of every channel, and their lines."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.database import BigId, Model


class Purchase(Model):
    """A completed basket."""

    __tablename__ = "purchases"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    store_id: Mapped[str] = mapped_column(ForeignKey("stores.id"))
    channel: Mapped[str] = mapped_column(Text, default="store", server_default="store")
    at_ms: Mapped[int] = mapped_column(BigId)
    total_minor: Mapped[int]
    line_count: Mapped[int]

    __table_args__ = (
        Index("ix_purchases_figures", "customer_id", "at_ms", "total_minor"),  # all that figures read
        Index("ix_purchases_store_id", "store_id"),
        Index("ix_purchases_at_ms", "at_ms", "customer_id", "total_minor"),  # and of one stretch of time
    )


class PurchaseLine(Model):
    """One row of a purchase; `quantity` below zero is a return, `amount_minor` is what was paid.

    `product_id` has no foreign key: tills sell what the catalogue has forgotten, and the sale is still a
    fact. `customer_id` repeats the purchase's: a line must be found by its customer without a join.
    """

    __tablename__ = "purchase_lines"

    purchase_id: Mapped[int] = mapped_column(
        ForeignKey("purchases.id"), primary_key=True, autoincrement=False
    )
    line_no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    customer_id: Mapped[int] = mapped_column(BigId)
    product_id: Mapped[int] = mapped_column(BigId)
    quantity: Mapped[int]
    amount_minor: Mapped[int]
    discount_minor: Mapped[int] = mapped_column(default=0, server_default="0")

    __table_args__ = ({"sqlite_with_rowid": False},)


class BoughtLine(Model):
    """A line that counts as bought, found by its product and time; a return is none.

    Worked out from lines and purchases by triggers (`server.purchases.kept`): nobody else writes here.
    """

    __tablename__ = "bought_lines"

    product_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    at_ms: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    customer_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    purchase_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    line_no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    quantity: Mapped[int]
    amount_minor: Mapped[int]

    __table_args__ = ({"sqlite_with_rowid": False},)


class BoughtTotal(Model):
    """What was bought with one purchase in all, found by its customer and time; kept as `BoughtLine` is."""

    __tablename__ = "bought_totals"

    customer_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    at_ms: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    purchase_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    store_id: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(Text)
    items: Mapped[int]
    amount_minor: Mapped[int] = mapped_column(BigId)

    __table_args__ = (
        Index("ix_bought_totals_store_id", "store_id", "at_ms", "customer_id"),
        Index("ix_bought_totals_channel", "channel", "at_ms", "customer_id"),
        {"sqlite_with_rowid": False},
    )
