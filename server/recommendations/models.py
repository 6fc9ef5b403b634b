"""What customers said of what was recommended to them, and the models that recommendations are made from."""

from __future__ import annotations

from sqlalchemy import ForeignKey, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.database import BigId, Model


class RecommendationAnswer(Model):
    """A customer answered a recommendation; `id` is that of the operation that recorded it.

    `shown_in` names the list in which she met the product, `model` what that list was made by, where known.
    """

    __tablename__ = "recommendation_answers"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    product_id: Mapped[int] = mapped_column(BigId)
    store_id: Mapped[str] = mapped_column(ForeignKey("stores.id"))
    associate_id: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    at_ms: Mapped[int] = mapped_column(BigId)
    shown_in: Mapped[str | None] = mapped_column(Text)
    model: Mapped[str | None] = mapped_column(Text)


class RecommendationModel(Model):
    """A built model: `manifest` is JSON and names its parts by hash; nothing of the day `as_of` is in it."""

    __tablename__ = "recommendation_models"

    version: Mapped[str] = mapped_column(Text, primary_key=True)
    as_of: Mapped[str] = mapped_column(Text)
    built_ms: Mapped[int] = mapped_column(BigId)
    manifest: Mapped[str] = mapped_column(Text)


class ModelPart(Model):
    """Bytes that models are made of, in base64, under their SHA-256: equal parts lie there once."""

    __tablename__ = "model_parts"

    hash: Mapped[str] = mapped_column(Text, primary_key=True)
    data: Mapped[str] = mapped_column(Text)


class ModelStore(Model):
    """What a store's customers buy most: a guess where nothing is known; `best` is JSON, product ids."""

    __tablename__ = "model_stores"

    store_id: Mapped[str] = mapped_column(ForeignKey("stores.id"), primary_key=True)
    version: Mapped[str] = mapped_column(Text)
    best: Mapped[str] = mapped_column(Text)


class ModelPeriod(Model):
    """A month whose purchases are counted; `fingerprint` is that of the purchases as they were then."""

    __tablename__ = "model_periods"

    period: Mapped[str] = mapped_column(Text, primary_key=True)
    fingerprint: Mapped[str] = mapped_column(Text)


class ModelCount(Model):
    """What a customer bought in a period, packed: a row of hers, so that it goes when she is erased."""

    __tablename__ = "model_counts"

    period: Mapped[str] = mapped_column(Text, primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), primary_key=True, index=True)
    counts: Mapped[bytes] = mapped_column(LargeBinary)
