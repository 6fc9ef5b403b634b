"""What tablets hold: every collection that travels, and by which rows a store comes to hold a group.

This is the only place where retail meets the replication. `sync` reads it as data.
"""

from __future__ import annotations

from server.replication.collections_of_audiences import AUDIENCES
from server.replication.collections_of_experiments import EXPERIMENTS, TRIED_IN_STORES
from server.replication.collections_of_offers import OFFERS
from server.replication.collections_of_promotions import IN_STORES, PROMOTIONS
from server.replication.collections_of_selling import NEAR_STORES, SELLING
from server.replication.collections_of_work import WORK
from sync.protocol import Collection, Grouping

GLOBAL = "*"


def store_scope(store_id: str) -> str:
    """The scope of the rows that a store's tablets hold."""
    return f"s:{store_id}"


def device_scope(device_id: str) -> str:
    """The scope of the rows that one tablet alone holds."""
    return f"d:{device_id}"


GROUPINGS = (
    Grouping(
        "customer",
        table="client_book",
        group_column="customer_id",
        scope_column="store_id",
        scope_prefix="s:",
    ),
    Grouping(
        "customer",
        table="pinned_customers",
        group_column="customer_id",
        scope_column="device_id",
        scope_prefix="d:",
    ),
    *IN_STORES,
    *TRIED_IN_STORES,
    *NEAR_STORES,
)

COLLECTIONS = (
    Collection("stores", key=("id",), columns=("id", "name", "region", "time_zone")),
    Collection(
        "products",
        key=("id",),
        columns=(
            "id", "sku", "name", "department", "category", "brand", "size", "price_minor", "recommendable",
        ),
    ),
    Collection("erased_customers", key=("id",), columns=("id",)),
    Collection(
        "associates", key=("id",), columns=("id", "store_id", "number", "name", "role", "active"),
        scope_column="store_id", scope_prefix="s:",
    ),
    Collection(
        "customers",
        key=("id",),
        columns=(
            "id", "given_name", "family_name", "phone", "email", "loyalty_number", "tier", "birthday",
            "home_store_id", "since", "preferred_channel", "attributes",
        ),
        grouping="customer", group_column="id",
    ),
    Collection(
        "consents",
        key=("customer_id", "purpose", "channel"),
        columns=("customer_id", "purpose", "channel", "granted", "at_ms", "operation_id"),
        grouping="customer", group_column="customer_id",
    ),
    Collection(
        "customer_preferences",
        key=("customer_id", "kind", "value"),
        columns=("customer_id", "kind", "value", "associate_id", "at_ms"),
        grouping="customer", group_column="customer_id",
    ),
    Collection(
        "customer_conflicts",
        key=("id",),
        columns=(
            "id", "customer_id", "store_id", "associate_id", "field", "kept", "lost", "at_ms", "settled_ms",
        ),
        grouping="customer", group_column="customer_id",
    ),
    Collection(
        "customer_merges",
        key=("id",),
        columns=("id", "kept_id", "merged_id", "by_kind", "by_id", "at_ms", "undone_ms"),
        grouping="customer", group_column="kept_id",
    ),
    Collection(
        "purchases",
        key=("id",),
        columns=("id", "customer_id", "store_id", "channel", "at_ms", "total_minor", "line_count"),
        grouping="customer", group_column="customer_id",
    ),
    Collection(
        "purchase_lines",
        key=("purchase_id", "line_no"),
        columns=(
            "purchase_id", "line_no", "customer_id", "product_id", "quantity", "amount_minor",
            "discount_minor",
        ),
        grouping="customer", group_column="customer_id",
    ),
    Collection(
        "interactions",
        key=("id",),
        columns=("id", "customer_id", "store_id", "associate_id", "kind", "text", "at_ms"),
        grouping="customer", group_column="customer_id",
    ),
    Collection(
        "recommendation_answers",
        key=("id",),
        columns=("id", "customer_id", "product_id", "store_id", "associate_id", "answer", "at_ms"),
        grouping="customer", group_column="customer_id",
    ),
    *PROMOTIONS,
    Collection(
        "redemptions",
        key=("id",),
        columns=("id", "promotion_id", "customer_id", "store_id", "associate_id", "at_ms"),
        grouping="customer", group_column="customer_id",
    ),
    Collection(
        "recommendation_models", key=("version",), columns=("version", "as_of", "built_ms", "manifest"),
    ),
    Collection("model_parts", key=("hash",), columns=("hash", "data")),
    Collection(
        "model_stores", key=("store_id",), columns=("store_id", "version", "best"),
        scope_column="store_id", scope_prefix="s:",
    ),
    Collection("action_rules", key=("kind",), columns=("kind", "is_on", "weight", "rest_days", "settings")),
    Collection("lapsing_fits", key=("as_of",), columns=("as_of", "parameters")),
    Collection(
        "guides", key=("id",),
        columns=("id", "title", "text", "tie", "about", "first_day", "last_day", "department", "is_on"),
    ),
    Collection(
        "customer_dates",
        key=("customer_id", "kind", "day"),
        columns=("customer_id", "kind", "day", "associate_id", "at_ms"),
        grouping="customer", group_column="customer_id",
    ),
    Collection(
        "behaviour_events",
        key=("id",),
        columns=("id", "customer_id", "kind", "product_id", "at_ms"),
        grouping="customer", group_column="customer_id",
    ),
    Collection(
        "arrivals",
        key=("id",),
        columns=("id", "customer_id", "store_id", "at_ms"),
        grouping="customer", group_column="customer_id",
    ),
    Collection(
        "restocks", key=("store_id", "product_id"), columns=("store_id", "product_id", "at_ms"),
        scope_column="store_id", scope_prefix="s:",
    ),
    Collection(
        "follow_ups",
        key=("id",),
        columns=("id", "customer_id", "store_id", "associate_id", "text", "due_on", "at_ms"),
        grouping="customer", group_column="customer_id",
    ),
    Collection(
        "action_outcomes",
        key=("id",),
        columns=(
            "id", "customer_id", "store_id", "associate_id", "action", "subject", "outcome", "channel",
            "text", "at_ms", "template_id",
        ),
        grouping="customer", group_column="customer_id",
    ),
    Collection(
        "message_templates", key=("id",),
        columns=("id", "name", "channel", "purpose", "language", "text", "is_on"),
    ),
    Collection(
        "visit_ratings",
        key=("id",),
        columns=("id", "store_id", "associate_id", "customer_id", "rating", "corrects", "at_ms"),
        scope_column="store_id", scope_prefix="s:",
    ),
    *WORK,
    *SELLING,
    *AUDIENCES,
    *OFFERS,
    *EXPERIMENTS,
    Collection(
        "operation_verdicts",
        key=("id",),
        columns=("id", "device_id", "sequence", "verdict", "code", "reason"),
        scope_column="device_id", scope_prefix="d:",
    ),
)  # fmt: skip
