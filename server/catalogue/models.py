"""Stores, products, and what lies in stock."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.database import BigId, Model


class Store(Model):
    """A selling location, under the retailer's own code."""

    __tablename__ = "stores"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    region: Mapped[str] = mapped_column(Text)
    time_zone: Mapped[str] = mapped_column(Text)


class Product(Model):
    """A described thing that can be sold; `recommendable` is 0 for fuel, coupons and other bookings."""

    __tablename__ = "products"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    sku: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    department: Mapped[str] = mapped_column(Text)
    category: Mapped[str | None] = mapped_column(Text)
    brand: Mapped[str] = mapped_column(Text)
    size: Mapped[str | None] = mapped_column(Text)
    price_minor: Mapped[int | None]
    recommendable: Mapped[int] = mapped_column(default=1, server_default="1")


class Stock(Model):
    """How many of a product a store had at a moment. No foreign keys: feeds arrive in any order."""

    __tablename__ = "stock"

    store_id: Mapped[str] = mapped_column(Text, primary_key=True)
    product_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    quantity: Mapped[int]
    at_ms: Mapped[int] = mapped_column(BigId)


class Restock(Model):
    """When a product that a store had sold out was there again, last. No foreign keys, as stock has none."""

    __tablename__ = "restocks"

    store_id: Mapped[str] = mapped_column(Text, primary_key=True)
    product_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    at_ms: Mapped[int] = mapped_column(BigId)


class StoreNeighbour(Model):
    """A store is near another: what one lacks, the other may have."""

    __tablename__ = "store_neighbours"

    store_id: Mapped[str] = mapped_column(ForeignKey("stores.id"), primary_key=True)
    near_id: Mapped[str] = mapped_column(ForeignKey("stores.id"), primary_key=True, index=True)
    metres: Mapped[int]
