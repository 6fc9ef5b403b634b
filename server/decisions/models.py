"""What offers are put in order by, and what was shown in which order."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.database import BigId, Model


class DecisionPolicy(Model):
    """How the chain puts offers in order where no experiment says otherwise: one row, made when changed.

    `margin_percent` is what of a purchase is earned.
    """

    __tablename__ = "decision_policies"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    strategy: Mapped[str] = mapped_column(Text)
    margin_percent: Mapped[int]
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    updated_by: Mapped[str] = mapped_column(Text)
    updated_ms: Mapped[int] = mapped_column(BigId)

    __table_args__ = (CheckConstraint("id = 1", name="one"),)


class _Counted:
    """What `shared.decisioning.Odds` says of a promotion; `tallies` is JSON."""

    rate: Mapped[int]
    margin_minor: Mapped[int | None] = mapped_column(BigId)
    cost_minor: Mapped[int | None] = mapped_column(BigId)
    scales: Mapped[int]
    basket_minor: Mapped[int] = mapped_column(BigId)
    tallies: Mapped[str] = mapped_column(Text)


class OfferOdds(_Counted, Model):
    """What was counted last of a live promotion: it travels to the tablets of its stores."""

    __tablename__ = "offer_odds"

    promotion_id: Mapped[str] = mapped_column(ForeignKey("promotions.id"), primary_key=True)
    day: Mapped[str] = mapped_column(Text)
    strategy: Mapped[str] = mapped_column(Text)


class CountedOdds(_Counted, Model):
    """The same as it was on a day: what offers were put in order by is known afterwards. Never changed."""

    __tablename__ = "counted_odds"

    promotion_id: Mapped[str] = mapped_column(ForeignKey("promotions.id"), primary_key=True)
    day: Mapped[str] = mapped_column(Text, primary_key=True)


class OfferDecision(Model):
    """Offers were shown to a customer in this order; `id` is that of the operation that recorded it.

    `offers` is JSON, the first first: promotion, layout, fit and how likely it was, in parts of a million,
    that it came to stand first. `as_of` is the day of the counts, `size` her basket in percent of
    everybody's. One who was erased is not named any more; the decision still counts.
    """

    __tablename__ = "offer_decisions"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    store_id: Mapped[str] = mapped_column(ForeignKey("stores.id"))
    associate_id: Mapped[str] = mapped_column(Text)
    at_ms: Mapped[int] = mapped_column(BigId, index=True)
    received_ms: Mapped[int] = mapped_column(BigId)
    day: Mapped[str] = mapped_column(Text)
    strategy: Mapped[str] = mapped_column(Text)
    as_of: Mapped[str | None] = mapped_column(Text)
    size: Mapped[int]
    offers: Mapped[str] = mapped_column(Text)


class OfferShowing(Model):
    """An offer was on her screen on a day, once however often she was opened; `place` 1 stood first.

    `id` is made of customer, promotion and day, so that a second tablet's word of the same day is the same
    row. `redeemed_ms` is when she used it afterwards, noted when showings are counted.
    """

    __tablename__ = "offer_showings"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    decision_id: Mapped[str] = mapped_column(ForeignKey("offer_decisions.id"), index=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    promotion_id: Mapped[str] = mapped_column(ForeignKey("promotions.id"))
    store_id: Mapped[str] = mapped_column(ForeignKey("stores.id"))
    at_ms: Mapped[int] = mapped_column(BigId)
    place: Mapped[int]
    layout: Mapped[str] = mapped_column(Text)
    fit: Mapped[str] = mapped_column(Text)
    chance: Mapped[int]
    redeemed_ms: Mapped[int | None] = mapped_column(BigId)

    __table_args__: Any = (Index("ix_offer_showings_promotion_id_at_ms", "promotion_id", "at_ms"),)
