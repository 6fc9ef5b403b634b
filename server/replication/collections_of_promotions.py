"""What travels of promotions: their terms to every tablet of their stores, since 0.4.0, with their odds.

The collection `promotions` goes on for tablets that are older: to them travel only the promotions that they
read as those are meant. The two groupings are filled by `server.promotions.terms`.
"""

from __future__ import annotations

from typing import Final

from sync.protocol import Collection, Grouping

IN_STORES: Final = (
    Grouping(
        "promotion",
        table="plain_promotion_stores",
        group_column="promotion_id",
        scope_column="store_id",
        scope_prefix="s:",
    ),
    Grouping(
        "terms",
        table="promotion_stores",
        group_column="promotion_id",
        scope_column="store_id",
        scope_prefix="s:",
    ),
)

PROMOTIONS: Final = (
    Collection(
        "promotions",
        key=("id",),
        columns=(
            "id", "code", "name", "text", "benefit_kind", "benefit_value", "department", "starts_local",
            "ends_local", "audience", "total_limit", "customer_limit", "budget_minor", "offline_policy",
            "priority", "status", "version",
        ),
        grouping="promotion", group_column="id",
    ),
    Collection(
        "promotion_terms",
        key=("id",),
        columns=(
            "id", "code", "name", "text", "benefit_kind", "benefit_value", "department", "starts_local",
            "ends_local", "audience", "total_limit", "customer_limit", "budget_minor", "offline_policy",
            "priority", "status", "version", "benefit", "conditions", "stacking", "store_limit", "frequency",
            "variants", "holdout_percent", "picture_id",
        ),
        grouping="terms", group_column="id",
    ),
    Collection(
        "offer_odds",
        key=("promotion_id",),
        columns=(
            "promotion_id", "day", "strategy", "rate", "margin_minor", "cost_minor", "scales", "basket_minor",
            "tallies",
        ),
        grouping="terms", group_column="promotion_id",
    ),
)  # fmt: skip
