"""Experiments, their history, and who met which arm of a trial."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.database import BigId, Model


class ExperimentRecord(Model):
    """An experiment as stored; what its columns mean is said by `shared.experiments.Experiment`.

    `store_ids` is JSON: the stores chosen while drafting, null for all; starting turns the choice into
    `experiment_stores` rows, and only those make it travel. `smallest_effect` is the smallest uplift worth
    finding, in parts of ten thousand. `plan` is JSON of what was told of power and duration when it was
    submitted.
    """

    __tablename__ = "experiments"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    hypothesis: Mapped[str] = mapped_column(Text, default="", server_default="")
    surface: Mapped[str] = mapped_column(Text)
    metric: Mapped[str] = mapped_column(Text, default="revenue", server_default="revenue")
    audience: Mapped[str] = mapped_column(Text, default="{}", server_default="{}")
    variants: Mapped[str] = mapped_column(Text)
    control: Mapped[str] = mapped_column(Text)
    starts_local: Mapped[str] = mapped_column(Text)
    ends_local: Mapped[str] = mapped_column(Text)
    store_ids: Mapped[str | None] = mapped_column(Text)
    smallest_effect: Mapped[int] = mapped_column(default=500, server_default="500")
    plan: Mapped[str] = mapped_column(Text, default="{}", server_default="{}")
    status: Mapped[str] = mapped_column(Text, default="draft", server_default="draft")
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    created_by: Mapped[str] = mapped_column(Text)
    created_ms: Mapped[int] = mapped_column(BigId)
    updated_ms: Mapped[int] = mapped_column(BigId)
    edited_by: Mapped[str] = mapped_column(Text)
    submitted_by: Mapped[str | None] = mapped_column(Text)
    submitted_ms: Mapped[int | None] = mapped_column(BigId)
    approved_by: Mapped[str | None] = mapped_column(Text)
    approved_ms: Mapped[int | None] = mapped_column(BigId)
    published_ms: Mapped[int | None] = mapped_column(BigId)
    stopped_ms: Mapped[int | None] = mapped_column(BigId)

    __table_args__ = (
        CheckConstraint(
            "status IN ('draft', 'submitted', 'approved', 'running', 'stopped', 'deleted')", name="status"
        ),
        CheckConstraint("surface IN ('recommendations', 'next_actions', 'offers')", name="surface"),
        CheckConstraint("metric IN ('revenue', 'purchase_rate', 'redemption_rate')", name="metric"),
    )


class ExperimentStore(Model):
    """An experiment runs, or ran, in a store."""

    __tablename__ = "experiment_stores"

    experiment_id: Mapped[str] = mapped_column(ForeignKey("experiments.id"), primary_key=True)
    store_id: Mapped[str] = mapped_column(ForeignKey("stores.id"), primary_key=True, index=True)


class ExperimentChange(Model):
    """Somebody did something with an experiment; rows are only ever added, which the database sees to.

    `changes` is JSON, a list of what changed in plain words ({field, label, old, new}).
    """

    __tablename__ = "experiment_changes"

    experiment_id: Mapped[str] = mapped_column(ForeignKey("experiments.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(Text)
    by_id: Mapped[str] = mapped_column(Text)
    at_ms: Mapped[int] = mapped_column(BigId, index=True)
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    changes: Mapped[str] = mapped_column(Text, default="[]", server_default="[]")

    __table_args__ = (
        CheckConstraint(
            "kind IN ('created', 'copied', 'edited', 'submitted', 'withdrawn', 'returned', 'approved',"
            " 'started', 'stopped', 'deleted', 'brought_back')",
            name="kind",
        ),
    )


class Exposure(Model):
    """A customer met her arm of a trial for the first time; `id` is that of the operation that recorded it.

    `at_ms` is when she met it, `received_ms` when HQ heard of it. Should an earlier meeting be heard of
    later, it takes this one's place, and this one is set aside as a duplicate. One who was erased is not
    named any more; she still counts. `trial_id` is an experiment's, a promotion's or "everything".
    """

    __tablename__ = "exposures"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    trial_id: Mapped[str] = mapped_column(Text)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    variant: Mapped[str] = mapped_column(Text)
    surface: Mapped[str] = mapped_column(Text)
    store_id: Mapped[str] = mapped_column(ForeignKey("stores.id"))
    associate_id: Mapped[str] = mapped_column(Text)
    at_ms: Mapped[int] = mapped_column(BigId)
    received_ms: Mapped[int] = mapped_column(BigId)

    __table_args__ = (
        UniqueConstraint("trial_id", "customer_id", "variant"),
        Index("ix_exposures_trial_id_received_ms", "trial_id", "received_ms"),
    )


class ExposureSetAside(Model):
    """An exposure that no result counts, and why: one of `exposures.Reason`."""

    __tablename__ = "exposures_set_aside"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    trial_id: Mapped[str] = mapped_column(Text)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    variant: Mapped[str] = mapped_column(Text)
    surface: Mapped[str] = mapped_column(Text)
    store_id: Mapped[str] = mapped_column(ForeignKey("stores.id"))
    associate_id: Mapped[str] = mapped_column(Text)
    at_ms: Mapped[int] = mapped_column(BigId)
    received_ms: Mapped[int] = mapped_column(BigId)
    reason: Mapped[str] = mapped_column(Text)

    __table_args__ = (Index("ix_exposures_set_aside_trial_id_reason", "trial_id", "reason"),)
