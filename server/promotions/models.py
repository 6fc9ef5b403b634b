"""Promotions and their redemptions."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.database import BigId, Model


class PromotionRecord(Model):
    """A promotion as stored; what its columns mean is said by `shared.promotions.Promotion`.

    `store_ids` is JSON: the stores chosen while drafting, null for all. Publishing turns the choice into
    `promotion_stores` rows; only those make it travel.
    """

    __tablename__ = "promotions"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    code: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text, default="", server_default="")
    benefit_kind: Mapped[str] = mapped_column(Text)
    benefit_value: Mapped[int]
    department: Mapped[str | None] = mapped_column(Text)
    starts_local: Mapped[str] = mapped_column(Text)
    ends_local: Mapped[str] = mapped_column(Text)
    audience: Mapped[str] = mapped_column(Text, default="{}", server_default="{}")
    store_ids: Mapped[str | None] = mapped_column(Text)
    total_limit: Mapped[int | None]
    customer_limit: Mapped[int | None]
    budget_minor: Mapped[int | None] = mapped_column(BigId)
    offline_policy: Mapped[str] = mapped_column(Text, default="provisional", server_default="provisional")
    priority: Mapped[int] = mapped_column(default=0, server_default="0")
    status: Mapped[str] = mapped_column(Text, default="draft", server_default="draft")
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    created_by: Mapped[str] = mapped_column(Text)
    created_ms: Mapped[int] = mapped_column(BigId)
    updated_ms: Mapped[int] = mapped_column(BigId)
    edited_by: Mapped[str] = mapped_column(Text, default="", server_default="")
    submitted_by: Mapped[str | None] = mapped_column(Text)
    submitted_ms: Mapped[int | None] = mapped_column(BigId)
    approved_by: Mapped[str | None] = mapped_column(Text)
    approved_ms: Mapped[int | None] = mapped_column(BigId)
    published_ms: Mapped[int | None] = mapped_column(BigId)
    stopped_ms: Mapped[int | None] = mapped_column(BigId)
    benefit: Mapped[str] = mapped_column(Text, default="{}", server_default="{}")
    conditions: Mapped[str] = mapped_column(Text, default="{}", server_default="{}")
    stacking: Mapped[str] = mapped_column(Text, default="best_price", server_default="best_price")
    store_limit: Mapped[int | None]
    frequency: Mapped[str] = mapped_column(Text, default="{}", server_default="{}")
    variants: Mapped[str] = mapped_column(Text, default="[]", server_default="[]")
    holdout_percent: Mapped[int] = mapped_column(default=0, server_default="0")
    picture_id: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        CheckConstraint(
            "status IN ('draft', 'submitted', 'approved', 'published', 'stopped', 'deleted')", name="status"
        ),
        CheckConstraint(
            "benefit_kind IN ('percent', 'amount', 'price', 'n_for_m', 'gift', 'points', 'bundle')",
            name="benefit_kind",
        ),
        CheckConstraint("stacking IN ('exclusive', 'best_price', 'joint')", name="stacking"),
        CheckConstraint("offline_policy IN ('provisional', 'lease_only')", name="offline_policy"),
    )


class PromotionChange(Model):
    """Somebody did something with a promotion; rows are only ever added, which the database sees to.

    Every change moves the promotion's version, so both name it: two changes can never be one. `changes` is
    JSON, a list of what changed in plain words ({field, label, old, new}); `content` is JSON of everything
    that can be written in a promotion as it was afterwards, null where only its state changed.
    """

    __tablename__ = "promotion_changes"

    promotion_id: Mapped[str] = mapped_column(ForeignKey("promotions.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(Text)
    by_id: Mapped[str] = mapped_column(Text)
    at_ms: Mapped[int] = mapped_column(BigId, index=True)
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    changes: Mapped[str] = mapped_column(Text, default="[]", server_default="[]")
    content: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        CheckConstraint(
            "kind IN ('created', 'copied', 'edited', 'submitted', 'withdrawn', 'returned', 'approved',"
            " 'published', 'stopped', 'deleted', 'brought_back')",
            name="kind",
        ),
    )


class PromotionTerms(Model):
    """A promotion as it was published, the form in which it travels to tablets since 0.4.0."""

    __tablename__ = "promotion_terms"

    id: Mapped[str] = mapped_column(ForeignKey("promotions.id"), primary_key=True)
    code: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    benefit_kind: Mapped[str] = mapped_column(Text)
    benefit_value: Mapped[int]
    department: Mapped[str | None] = mapped_column(Text)
    starts_local: Mapped[str] = mapped_column(Text)
    ends_local: Mapped[str] = mapped_column(Text)
    audience: Mapped[str] = mapped_column(Text)
    total_limit: Mapped[int | None]
    customer_limit: Mapped[int | None]
    budget_minor: Mapped[int | None] = mapped_column(BigId)
    offline_policy: Mapped[str] = mapped_column(Text)
    priority: Mapped[int]
    status: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    benefit: Mapped[str] = mapped_column(Text)
    conditions: Mapped[str] = mapped_column(Text)
    stacking: Mapped[str] = mapped_column(Text)
    store_limit: Mapped[int | None]
    frequency: Mapped[str] = mapped_column(Text)
    variants: Mapped[str] = mapped_column(Text)
    holdout_percent: Mapped[int]
    picture_id: Mapped[str | None] = mapped_column(Text)


class PlainPromotionStore(Model):
    """A published promotion runs in a store, and tablets before 0.4.0 read it as it is meant."""

    __tablename__ = "plain_promotion_stores"

    promotion_id: Mapped[str] = mapped_column(ForeignKey("promotions.id"), primary_key=True)
    store_id: Mapped[str] = mapped_column(ForeignKey("stores.id"), primary_key=True, index=True)


class PromotionStore(Model):
    """A published promotion runs in a store."""

    __tablename__ = "promotion_stores"

    promotion_id: Mapped[str] = mapped_column(ForeignKey("promotions.id"), primary_key=True)
    store_id: Mapped[str] = mapped_column(ForeignKey("stores.id"), primary_key=True, index=True)


class Redemption(Model):
    """A customer used an offer; `id` is that of the operation that recorded it.

    One who was erased is not named any more; the redemption still counts.
    """

    __tablename__ = "redemptions"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    promotion_id: Mapped[str] = mapped_column(ForeignKey("promotions.id"))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    store_id: Mapped[str] = mapped_column(ForeignKey("stores.id"))
    associate_id: Mapped[str] = mapped_column(Text)
    at_ms: Mapped[int] = mapped_column(BigId)

    __table_args__ = (Index("ix_redemptions_promotion_id_customer_id", "promotion_id", "customer_id"),)
