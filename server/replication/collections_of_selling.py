"""What travels of selling: baskets handed to tills, things put aside, and which stores are near."""

from __future__ import annotations

from typing import Final

from sync.protocol import Collection, Grouping

NEAR: Final = "near"

NEAR_STORES: Final = (
    # its own store is no row of neighbours, so that one about which nobody has said anything keeps its stock
    Grouping(NEAR, table="stores", group_column="id", scope_column="id", scope_prefix="s:"),
    Grouping(
        NEAR, table="store_neighbours", group_column="near_id", scope_column="store_id", scope_prefix="s:"
    ),
)

SELLING: Final = (
    Collection(
        "stock", key=("store_id", "product_id"), columns=("store_id", "product_id", "quantity", "at_ms"),
        grouping=NEAR, group_column="store_id",
    ),
    Collection(
        "store_neighbours", key=("store_id", "near_id"), columns=("store_id", "near_id", "metres"),
        scope_column="store_id", scope_prefix="s:",
    ),
    Collection(
        "handed_baskets",
        key=("id",),
        columns=(
            "id", "customer_id", "store_id", "associate_id", "code", "lines", "offers", "total_minor",
            "at_ms", "taken_ms",
        ),
        grouping="customer", group_column="customer_id",
    ),
    Collection(
        "put_asides",
        key=("id",),
        columns=(
            "id", "customer_id", "store_id", "associate_id", "lines", "until_on", "at_ms", "outcome",
            "ended_ms",
        ),
        grouping="customer", group_column="customer_id",
    ),
)  # fmt: skip
