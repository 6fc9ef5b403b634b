"""What travels of audiences: the named ones to every tablet, members and scores with their customers."""

from __future__ import annotations

from typing import Final

from sync.protocol import Collection

AUDIENCES: Final = (
    Collection("audiences", key=("id",), columns=("id", "name", "kind", "rule", "version")),
    Collection(
        "audience_members",
        key=("audience_id", "customer_id"),
        columns=("audience_id", "customer_id"),
        grouping="customer", group_column="customer_id",
    ),
    Collection(
        "customer_scores",
        key=("customer_id", "name"),
        columns=("customer_id", "name", "value"),
        grouping="customer", group_column="customer_id",
    ),
)  # fmt: skip
