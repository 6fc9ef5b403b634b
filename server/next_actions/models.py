"""Rules of the next best action with their history, fitted rhythms of visits, and what became of actions."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.database import BigId, Model


class ActionRule(Model):
    """A rule that HQ has changed; `settings` is JSON. What no row says is as `shared` has it."""

    __tablename__ = "action_rules"

    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    is_on: Mapped[int]
    weight: Mapped[int]
    rest_days: Mapped[int]
    settings: Mapped[str] = mapped_column(Text)


class RuleChange(Model):
    """Somebody changed a rule: the row before and after as JSON, null where there was or is none."""

    __tablename__ = "action_rule_changes"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    before: Mapped[str | None] = mapped_column(Text)
    after: Mapped[str | None] = mapped_column(Text)
    changed_by: Mapped[str] = mapped_column(Text)
    changed_ms: Mapped[int] = mapped_column(BigId)


class LapsingFit(Model):
    """The rhythm of all customers on a day: JSON of `shared.lapsing.Fit`, and of how many customers."""

    __tablename__ = "lapsing_fits"

    as_of: Mapped[str] = mapped_column(Text, primary_key=True)
    parameters: Mapped[str] = mapped_column(Text)


class ActionOutcome(Model):
    """What became of an action; `id` is that of the operation that recorded it.

    `channel` is null where the customer stood in the store, `template_id` where no message template was used.
    """

    __tablename__ = "action_outcomes"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    store_id: Mapped[str] = mapped_column(ForeignKey("stores.id"))
    associate_id: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(Text)
    channel: Mapped[str | None] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    template_id: Mapped[str | None] = mapped_column(Text)
    at_ms: Mapped[int] = mapped_column(BigId)
