"""What is kept of trials: a row for each customer who met one, sums by arm and segment, and readings.

Of these only the readings are facts of their own: the rest is worked out from exposures and purchases.
"""

from __future__ import annotations

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.database import BigId, Model


class Measured:
    """Where a customer belongs in a trial, and what she did from her first exposure to the trial's end.

    `arm` is empty for one who met two. What she is, `tier` to `department`, is as it was when she was first
    counted: a trial may change it. `before_minor` is what she spent in the 90 days before she met it.
    """

    arm: Mapped[str] = mapped_column(Text)
    first_ms: Mapped[int] = mapped_column(BigId)
    store_id: Mapped[str] = mapped_column(Text)
    tier: Mapped[str] = mapped_column(Text)
    is_known: Mapped[int]
    department: Mapped[str | None] = mapped_column(Text)
    spent_minor: Mapped[int] = mapped_column(BigId)
    before_minor: Mapped[int] = mapped_column(BigId)
    bought_minor: Mapped[int] = mapped_column(BigId)
    returned_minor: Mapped[int] = mapped_column(BigId)
    purchases: Mapped[int]
    redemptions: Mapped[int]
    ratings: Mapped[int]
    rating_sum: Mapped[int]
    withdrew: Mapped[int]


class TrialCustomer(Measured, Model):
    """A customer who met a trial. Without a foreign key: a merge does not move what is worked out anew."""

    __tablename__ = "trial_customers"

    trial_id: Mapped[str] = mapped_column(Text, primary_key=True)
    customer_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)

    __table_args__ = (
        Index("ix_trial_customers_customer_id", "customer_id"),
        {"sqlite_with_rowid": False},
    )


class TrialLeft(Measured, Model):
    """What is to be taken off the sums because its customer's row was deleted; it names nobody."""

    __tablename__ = "trial_left"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    trial_id: Mapped[str] = mapped_column(Text)


class TrialSum(Model):
    """Sums over the customers of an arm in a segment; `kind` is all, store, region, tier, department, known.

    `day_no` is the day of the first exposure, counted from 1970 UTC, for the kind all, and 0 for segments.
    `…_sq` is a sum of squares, `x_by_y` of products: what means, shares and their intervals are made of.
    """

    __tablename__ = "trial_sums"

    trial_id: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    segment: Mapped[str] = mapped_column(Text, primary_key=True)
    arm: Mapped[str] = mapped_column(Text, primary_key=True)
    day_no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    customers: Mapped[int] = mapped_column(BigId)
    buyers: Mapped[int] = mapped_column(BigId)
    purchases: Mapped[int] = mapped_column(BigId)
    redeemers: Mapped[int] = mapped_column(BigId)
    redemptions: Mapped[int] = mapped_column(BigId)
    withdrew: Mapped[int] = mapped_column(BigId)
    spent: Mapped[int] = mapped_column(BigId)
    spent_sq: Mapped[int] = mapped_column(BigId)
    before: Mapped[int] = mapped_column(BigId)
    before_sq: Mapped[int] = mapped_column(BigId)
    spent_by_before: Mapped[int] = mapped_column(BigId)
    bought: Mapped[int] = mapped_column(BigId)
    bought_sq: Mapped[int] = mapped_column(BigId)
    returned: Mapped[int] = mapped_column(BigId)
    returned_sq: Mapped[int] = mapped_column(BigId)
    returned_by_bought: Mapped[int] = mapped_column(BigId)
    ratings: Mapped[int] = mapped_column(BigId)
    ratings_sq: Mapped[int] = mapped_column(BigId)
    rating_sum: Mapped[int] = mapped_column(BigId)
    rating_sum_sq: Mapped[int] = mapped_column(BigId)
    rating_sum_by_ratings: Mapped[int] = mapped_column(BigId)

    __table_args__ = ({"sqlite_with_rowid": False},)


class Noted:
    """Something about a customer of a trial has changed.

    `kind` is exposure or purchase for what was added, change for anything else; `trial_id` names that of an
    exposure.
    """

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    customer_id: Mapped[int] = mapped_column(BigId)
    kind: Mapped[str] = mapped_column(Text)
    at_ms: Mapped[int] = mapped_column(BigId)
    trial_id: Mapped[str | None] = mapped_column(Text)


class TrialDue(Noted, Model):
    """What is not counted yet."""

    __tablename__ = "trial_due"


class TrialWork(Noted, Model):
    """What is being counted in the transaction that is under way; empty outside of one."""

    __tablename__ = "trial_work"


class TrialWindow(Model):
    """When a trial ends by the clocks of a time zone, as its sums were counted.

    `promotion_id` is the promotion whose redemptions count, null where all do.
    """

    __tablename__ = "trial_windows"

    trial_id: Mapped[str] = mapped_column(Text, primary_key=True)
    time_zone: Mapped[str] = mapped_column(Text, primary_key=True)
    ends_ms: Mapped[int] = mapped_column(BigId)
    promotion_id: Mapped[str | None] = mapped_column(Text)


class TrialReading(Model):
    """What a trial's page said on a day, when it was first counted that day; rows are only ever added.

    `day` is a day of HQ, UTC; `said` is JSON: sums and comparisons by arm.
    """

    __tablename__ = "trial_readings"

    trial_id: Mapped[str] = mapped_column(Text, primary_key=True)
    day: Mapped[str] = mapped_column(Text, primary_key=True)
    taken_ms: Mapped[int] = mapped_column(BigId)
    said: Mapped[str] = mapped_column(Text)


class TrialLate(Model):
    """What came in after a reading although it had happened before it: the reading did not know it."""

    __tablename__ = "trial_late"

    trial_id: Mapped[str] = mapped_column(Text, primary_key=True)
    day: Mapped[str] = mapped_column(Text, primary_key=True)
    exposures: Mapped[int] = mapped_column(default=0, server_default="0")
    purchases: Mapped[int] = mapped_column(default=0, server_default="0")
