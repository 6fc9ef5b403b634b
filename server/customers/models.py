"""Customers, their consents, the books of the stores that look after them, and who is pinned to a tablet."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.database import BigId, Model


class Customer(Model):
    """A person the stores serve. `attributes` is JSON: what a source knows beyond these columns."""

    __tablename__ = "customers"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    given_name: Mapped[str] = mapped_column(Text)
    family_name: Mapped[str] = mapped_column(Text)
    phone: Mapped[str | None] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(Text)
    loyalty_number: Mapped[str | None] = mapped_column(Text, unique=True)
    tier: Mapped[str] = mapped_column(Text, default="Member", server_default="Member")
    birthday: Mapped[str | None] = mapped_column(Text)
    home_store_id: Mapped[str | None] = mapped_column(ForeignKey("stores.id"), index=True)
    since: Mapped[str | None] = mapped_column(Text)
    preferred_channel: Mapped[str | None] = mapped_column(Text)
    attributes: Mapped[str] = mapped_column(Text, default="{}", server_default="{}")

    __table_args__ = (
        CheckConstraint("tier IN ('Member', 'Silver', 'Gold', 'VIP')", name="tier"),
        Index("ix_customers_name", "family_name", "given_name"),
        Index("ix_customers_email", "email"),
        Index("ix_customers_phone", "phone"),
    )


class CountedCustomer(Model):
    """What audiences ask of every customer, in one narrow row; triggers hold it (`server.customers.kept`).

    `is_in_book`: some store looks after her. `may_personalize`: as `shared.consent.may_use` answers for no
    channel in particular. `last_visit_ms`: of her latest purchase, be it in the future. `visits`,
    `spent_minor`: of all her purchases later than what `counted_since` says.
    """

    __tablename__ = "counted_customers"

    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customers.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    tier: Mapped[str] = mapped_column(Text)
    home_store_id: Mapped[str | None] = mapped_column(Text)
    birthday: Mapped[str | None] = mapped_column(Text)
    is_in_book: Mapped[int]
    may_personalize: Mapped[int]
    last_visit_ms: Mapped[int | None] = mapped_column(BigId)
    visits: Mapped[int] = mapped_column(default=0, server_default="0")
    spent_minor: Mapped[int] = mapped_column(BigId, default=0, server_default="0")


class CountedSince(Model):
    """After which moment purchases are among what is kept of customers; without a row, all of them are."""

    __tablename__ = "counted_since"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    since_ms: Mapped[int] = mapped_column(BigId)


class ConsentRecord(Model):
    """A customer's last word on one purpose and channel, with its proof.

    `operation_id` names the operation it came by; a word from elsewhere has none.
    """

    __tablename__ = "consents"

    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), primary_key=True)
    purpose: Mapped[str] = mapped_column(Text, primary_key=True)
    channel: Mapped[str] = mapped_column(Text, primary_key=True, default="any")
    granted: Mapped[int]
    at_ms: Mapped[int] = mapped_column(BigId)
    wording: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    operation_id: Mapped[str | None] = mapped_column(Text)


class Preference(Model):
    """Something she likes, dislikes or wears: a member of one of her sets, and who noted it."""

    __tablename__ = "customer_preferences"

    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[str] = mapped_column(Text, primary_key=True)
    associate_id: Mapped[str] = mapped_column(Text)
    at_ms: Mapped[int] = mapped_column(BigId)

    __table_args__ = (Index("ix_customer_preferences_kind", "kind", "value", "customer_id"),)


class LifeDateRecord(Model):
    """A day of her life that she told the store of (`shared.life_dates`); her birthday is her own column."""

    __tablename__ = "customer_dates"

    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    day: Mapped[str] = mapped_column(Text, primary_key=True)
    associate_id: Mapped[str] = mapped_column(Text)
    at_ms: Mapped[int] = mapped_column(BigId)

    __table_args__ = (Index("ix_customer_dates_kind", "kind", "day", "customer_id"),)


class FieldConflict(Model):
    """Two words on one field: the one that holds, the one that lost, and whose operation met the other.

    It stays when it is settled: what lost is never thrown away.
    """

    __tablename__ = "customer_conflicts"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    store_id: Mapped[str] = mapped_column(ForeignKey("stores.id"))
    associate_id: Mapped[str] = mapped_column(Text)
    field: Mapped[str] = mapped_column(Text)
    kept: Mapped[str | None] = mapped_column(Text)
    lost: Mapped[str | None] = mapped_column(Text)
    at_ms: Mapped[int] = mapped_column(BigId)
    settled_ms: Mapped[int | None] = mapped_column(BigId)


class Appointment(Model):
    """She and the store agreed on a time (`shared.appointments`).

    `id` is that of the operation that made it.
    """

    __tablename__ = "appointments"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    store_id: Mapped[str] = mapped_column(ForeignKey("stores.id"))
    associate_id: Mapped[str] = mapped_column(Text)
    starts_local: Mapped[str] = mapped_column(Text)
    minutes: Mapped[int]
    about: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    at_ms: Mapped[int] = mapped_column(BigId)


class PutAsideRecord(Model):
    """Things that wait for a customer until a day is over; `id` is that of the operation that put them aside.

    `lines` is JSON. `outcome` and `ended_ms` are null while they wait, and after their day if nobody said how
    it ended.
    """

    __tablename__ = "put_asides"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    store_id: Mapped[str] = mapped_column(ForeignKey("stores.id"))
    associate_id: Mapped[str] = mapped_column(Text)
    lines: Mapped[str] = mapped_column(Text)
    until_on: Mapped[str] = mapped_column(Text)
    at_ms: Mapped[int] = mapped_column(BigId)
    outcome: Mapped[str | None] = mapped_column(Text)
    ended_ms: Mapped[int | None] = mapped_column(BigId)


class ClientBookEntry(Model):
    """A store looks after a customer."""

    __tablename__ = "client_book"

    store_id: Mapped[str] = mapped_column(ForeignKey("stores.id"), primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), primary_key=True, index=True)


class PinnedCustomer(Model):
    """One tablet holds a customer of another store until a moment."""

    __tablename__ = "pinned_customers"

    device_id: Mapped[str] = mapped_column(ForeignKey("devices.id"), primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), primary_key=True, index=True)
    until_ms: Mapped[int] = mapped_column(BigId, index=True)


class CustomerMerge(Model):
    """Two customers are one person: `merged_id` goes on as `kept_id` until somebody takes it back.

    `moved` is JSON and names nobody: which rows moved, and what else undoing needs. See `merges`.
    """

    __tablename__ = "customer_merges"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    merged_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    by_kind: Mapped[str] = mapped_column(Text)
    by_id: Mapped[str] = mapped_column(Text)
    at_ms: Mapped[int] = mapped_column(BigId)
    undone_ms: Mapped[int | None] = mapped_column(BigId)
    moved: Mapped[str] = mapped_column(Text)
