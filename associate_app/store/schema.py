"""The replica's tables: what the server's collections look like on the tablet, and what search needs beside.

`on_load` statements run in the transaction that shows a fresh load. They make the search tables anew and
the triggers that keep them true from then on; a trigger goes with its table when the next load replaces it,
and no view or trigger names another collection's table, because SQLite refuses to rename a table while one
names a missing other.
"""

from __future__ import annotations

from typing import Final

from associate_app.store.forgetting import DRAFT_CLEANING, ERASURE, SEARCH_CLEANING
from associate_app.store.schema_audiences import AUDIENCES
from associate_app.store.schema_experiments import EXPERIMENTS
from associate_app.store.schema_merges import MERGES
from associate_app.store.schema_messages import MESSAGES
from associate_app.store.schema_offers import OFFERS
from associate_app.store.schema_selling import SELLING
from associate_app.store.schema_visits import VISITS
from associate_app.store.schema_work import WORK
from sync.device.replica import ReplicaTable

SCHEMA_VERSION: Final = 5
"""1 since 0.1.0: the first form. 2 since 0.2.0: preferences, conflicts, and words on consent have names.
3 since 0.3.0: what recommendations and next best actions are made from. 4 since 0.4.0: indexes of what the
list of customers is filtered by. 5 since 0.4.0: ratings of visits, tasks, appointments,
sequences, baskets handed over, things put aside, stock of near stores."""

_DIGITS = "{0}.phone"
for _mark in (" ", "-", "(", ")", ".", "+", "/"):
    _DIGITS = f"replace({_DIGITS}, '{_mark}', '')"

_SEARCH_TABLES = (
    "DROP TABLE IF EXISTS customer_words",
    "DROP TABLE IF EXISTS customer_names",
    "DROP TABLE IF EXISTS customer_contacts",
    # Prefix indexes make each typed letter one look-up; remove_diacritics 2 folds every accent.
    (
        "CREATE VIRTUAL TABLE customer_names USING fts5(name, prefix='1 2 3', "
        "tokenize='unicode61 remove_diacritics 2')"
    ),
    "CREATE VIRTUAL TABLE customer_words USING fts5vocab(customer_names, row)",
    "CREATE VIRTUAL TABLE customer_contacts USING fts5(phone, email, loyalty_number, tokenize='trigram')",
    # Erased names must not stay behind in the index's old segments.
    "INSERT INTO customer_names(customer_names, rank) VALUES ('secure-delete', 1)",
    "INSERT INTO customer_contacts(customer_contacts, rank) VALUES ('secure-delete', 1)",
    "INSERT INTO customer_names(rowid, name) SELECT id, given_name || ' ' || family_name FROM customers",
    (
        f"INSERT INTO customer_contacts(rowid, phone, email, loyalty_number) SELECT id, "
        f"{_DIGITS.format('customers')}, email, loyalty_number FROM customers"
    ),
)

# Rows are deleted first in both insert triggers: `INSERT OR REPLACE` does not fire delete triggers.
_FORGET = "DELETE FROM customer_names WHERE rowid = {0}; DELETE FROM customer_contacts WHERE rowid = {0};"
_LEARN = (
    _FORGET.format("new.id")
    + " INSERT INTO customer_names(rowid, name) VALUES (new.id, new.given_name || ' ' || new.family_name);"
    + " INSERT INTO customer_contacts(rowid, phone, email, loyalty_number)"
    + f" VALUES (new.id, {_DIGITS.format('new')}, new.email, new.loyalty_number);"
)

_SEARCH_TRIGGERS = (
    f"CREATE TRIGGER customers_learned AFTER INSERT ON customers BEGIN {_LEARN} END",
    (
        "CREATE TRIGGER customers_changed AFTER UPDATE ON customers BEGIN"
        f" {_FORGET.format('old.id')} {_LEARN} END"
    ),
    f"CREATE TRIGGER customers_forgotten AFTER DELETE ON customers BEGIN {_FORGET.format('old.id')} END",
)

# the first visit has its own look-up: beside a second min or max, SQLite takes the store from either row
_LATEST = (
    "INSERT INTO customer_visits(customer_id, at_ms, store_id, visits, first_ms)"
    " SELECT customer_id, max(at_ms), store_id, count(*),"
    " (SELECT min(first.at_ms) FROM purchases first WHERE first.customer_id = purchases.customer_id)"
    " FROM purchases WHERE {0} GROUP BY customer_id;"
)
_REFRESH = "DELETE FROM customer_visits WHERE customer_id = {0}.customer_id; " + _LATEST.format(
    "customer_id = {0}.customer_id"
)

_VISIT_TABLES = (
    "DROP TABLE IF EXISTS customer_visits",
    (
        "CREATE TABLE customer_visits (customer_id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, "
        "store_id TEXT NOT NULL, visits INTEGER NOT NULL, first_ms INTEGER NOT NULL)"
    ),
    # covers the question for who has been away for longer than usual, which is asked of half of the book
    "CREATE INDEX customer_visits_at ON customer_visits (at_ms, visits, first_ms)",
    _LATEST.format("true").rstrip(";"),
    f"CREATE TRIGGER purchases_added AFTER INSERT ON purchases BEGIN {_REFRESH.format('new')} END",
    (
        "CREATE TRIGGER purchases_changed AFTER UPDATE ON purchases BEGIN "
        f"{_REFRESH.format('old')} {_REFRESH.format('new')} END"
    ),
    f"CREATE TRIGGER purchases_removed AFTER DELETE ON purchases BEGIN {_REFRESH.format('old')} END",
)

REPLICA_TABLES: Final = (
    ReplicaTable(
        "stores",
        columns={"id": "TEXT", "name": "TEXT", "region": "TEXT", "time_zone": "TEXT"},
        key=("id",),
    ),
    ReplicaTable(
        "products",
        columns={
            "id": "INTEGER", "sku": "TEXT", "name": "TEXT", "department": "TEXT", "category": "TEXT",
            "brand": "TEXT", "size": "TEXT", "price_minor": "INTEGER", "recommendable": "INTEGER",
        },
        key=("id",),
    ),
    ReplicaTable("erased_customers", columns={"id": "INTEGER"}, key=("id",), on_load=ERASURE),
    ReplicaTable(
        "associates",
        columns={
            "id": "TEXT", "store_id": "TEXT", "number": "TEXT", "name": "TEXT", "role": "TEXT",
            "active": "INTEGER",
        },
        key=("id",),
    ),
    ReplicaTable(
        "customers",
        columns={
            "id": "INTEGER", "given_name": "TEXT", "family_name": "TEXT", "phone": "TEXT", "email": "TEXT",
            "loyalty_number": "TEXT", "tier": "TEXT", "birthday": "TEXT", "home_store_id": "TEXT",
            "since": "TEXT", "preferred_channel": "TEXT", "attributes": "TEXT",
        },
        key=("id",),
        indexes=(
            "CREATE INDEX customers_loyalty_number ON customers (loyalty_number)",
            "CREATE INDEX customers_tier ON customers (tier)",
            "CREATE INDEX customers_birthday ON customers (substr(birthday, 6))",
        ),
        on_load=_SEARCH_TABLES + _SEARCH_TRIGGERS,
        on_clean=(*SEARCH_CLEANING, DRAFT_CLEANING),
        group_columns={"customer": "id"},
    ),
    ReplicaTable(
        "consents",
        columns={
            "customer_id": "INTEGER", "purpose": "TEXT", "channel": "TEXT", "granted": "INTEGER",
            "at_ms": "INTEGER", "operation_id": "TEXT",
        },
        key=("customer_id", "purpose", "channel"),
        group_columns={"customer": "customer_id"},
    ),
    ReplicaTable(
        "customer_preferences",
        columns={
            "customer_id": "INTEGER", "kind": "TEXT", "value": "TEXT", "associate_id": "TEXT",
            "at_ms": "INTEGER",
        },
        key=("customer_id", "kind", "value"),
        indexes=("CREATE INDEX preferences_value ON customer_preferences (kind, value)",),
        group_columns={"customer": "customer_id"},
    ),
    ReplicaTable(
        "customer_conflicts",
        columns={
            "id": "TEXT", "customer_id": "INTEGER", "store_id": "TEXT", "associate_id": "TEXT",
            "field": "TEXT", "kept": "TEXT", "lost": "TEXT", "at_ms": "INTEGER", "settled_ms": "INTEGER",
        },
        key=("id",),
        indexes=(
            "CREATE INDEX conflicts_customer ON customer_conflicts (customer_id)",
            "CREATE INDEX conflicts_open ON customer_conflicts (at_ms) WHERE settled_ms IS NULL",
        ),
        group_columns={"customer": "customer_id"},
    ),
    ReplicaTable(
        "purchases",
        columns={
            "id": "INTEGER", "customer_id": "INTEGER", "store_id": "TEXT", "channel": "TEXT",
            "at_ms": "INTEGER", "total_minor": "INTEGER", "line_count": "INTEGER",
        },
        key=("id",),
        indexes=("CREATE INDEX purchases_customer ON purchases (customer_id, at_ms, store_id)",),
        on_load=_VISIT_TABLES,
        group_columns={"customer": "customer_id"},
    ),
    ReplicaTable(
        "purchase_lines",
        columns={
            "purchase_id": "INTEGER", "line_no": "INTEGER", "customer_id": "INTEGER",
            "product_id": "INTEGER", "quantity": "INTEGER", "amount_minor": "INTEGER",
            "discount_minor": "INTEGER",
        },
        key=("purchase_id", "line_no"),
        # Covers the customer screen: her lines lie side by side, so few pages need decrypting.
        indexes=(
            ("CREATE INDEX purchase_lines_customer ON purchase_lines "
            "(customer_id, purchase_id, line_no, product_id, quantity, amount_minor)"),
        ),
        group_columns={"customer": "customer_id"},
    ),
    ReplicaTable(
        "interactions",
        columns={
            "id": "TEXT", "customer_id": "INTEGER", "store_id": "TEXT", "associate_id": "TEXT",
            "kind": "TEXT", "text": "TEXT", "at_ms": "INTEGER",
        },
        key=("id",),
        indexes=(
            "CREATE INDEX interactions_customer ON interactions (customer_id, at_ms)",
            "CREATE INDEX interactions_at ON interactions (at_ms)",
            "CREATE INDEX interactions_associate ON interactions (associate_id, customer_id)",
        ),
        group_columns={"customer": "customer_id"},
    ),
    ReplicaTable(
        "recommendation_answers",
        columns={
            "id": "TEXT", "customer_id": "INTEGER", "product_id": "INTEGER", "store_id": "TEXT",
            "associate_id": "TEXT", "answer": "TEXT", "at_ms": "INTEGER",
        },
        key=("id",),
        indexes=(
            "CREATE INDEX answers_customer ON recommendation_answers (customer_id, at_ms)",
            "CREATE INDEX answers_at ON recommendation_answers (at_ms)",
            "CREATE INDEX answers_associate ON recommendation_answers (associate_id, customer_id)",
        ),
        group_columns={"customer": "customer_id"},
    ),
    ReplicaTable(
        "promotions",
        columns={
            "id": "TEXT", "code": "TEXT", "name": "TEXT", "text": "TEXT", "benefit_kind": "TEXT",
            "benefit_value": "INTEGER", "department": "TEXT", "starts_local": "TEXT", "ends_local": "TEXT",
            "audience": "TEXT", "total_limit": "INTEGER", "customer_limit": "INTEGER",
            "budget_minor": "INTEGER", "offline_policy": "TEXT",
            "priority": "INTEGER", "status": "TEXT", "version": "INTEGER",
        },
        key=("id",),
        group_columns={"promotion": "id"},
    ),
    ReplicaTable(
        "redemptions",
        columns={
            "id": "TEXT", "promotion_id": "TEXT", "customer_id": "INTEGER", "store_id": "TEXT",
            "associate_id": "TEXT", "at_ms": "INTEGER",
        },
        key=("id",),
        indexes=(
            "CREATE INDEX redemptions_customer ON redemptions (customer_id)",
            "CREATE INDEX redemptions_at ON redemptions (at_ms)",
            "CREATE INDEX redemptions_associate ON redemptions (associate_id, customer_id)",
            "CREATE INDEX redemptions_promotion ON redemptions (promotion_id, customer_id)",
        ),
        group_columns={"customer": "customer_id"},
    ),
    ReplicaTable(
        "recommendation_models",
        columns={"version": "TEXT", "as_of": "TEXT", "built_ms": "INTEGER", "manifest": "TEXT"},
        key=("version",),
    ),
    ReplicaTable("model_parts", columns={"hash": "TEXT", "data": "TEXT"}, key=("hash",)),
    ReplicaTable(
        "model_stores", columns={"store_id": "TEXT", "version": "TEXT", "best": "TEXT"}, key=("store_id",)
    ),
    ReplicaTable(
        "action_rules",
        columns={
            "kind": "TEXT", "is_on": "INTEGER", "weight": "INTEGER", "rest_days": "INTEGER",
            "settings": "TEXT",
        },
        key=("kind",),
    ),
    ReplicaTable("lapsing_fits", columns={"as_of": "TEXT", "parameters": "TEXT"}, key=("as_of",)),
    ReplicaTable(
        "guides",
        columns={
            "id": "TEXT", "title": "TEXT", "text": "TEXT", "tie": "TEXT", "about": "TEXT",
            "first_day": "INTEGER", "last_day": "INTEGER", "department": "TEXT", "is_on": "INTEGER",
        },
        key=("id",),
    ),
    ReplicaTable(
        "customer_dates",
        columns={
            "customer_id": "INTEGER", "kind": "TEXT", "day": "TEXT", "associate_id": "TEXT",
            "at_ms": "INTEGER",
        },
        key=("customer_id", "kind", "day"),
        group_columns={"customer": "customer_id"},
    ),
    ReplicaTable(
        "behaviour_events",
        columns={
            "id": "TEXT", "customer_id": "INTEGER", "kind": "TEXT", "product_id": "INTEGER",
            "at_ms": "INTEGER",
        },
        key=("id",),
        indexes=(
            "CREATE INDEX behaviour_customer ON behaviour_events (customer_id, at_ms)",
            "CREATE INDEX behaviour_carted ON behaviour_events (at_ms, customer_id) WHERE kind = 'carted'",
            "CREATE INDEX behaviour_at ON behaviour_events (at_ms, customer_id, product_id)",
            "CREATE INDEX behaviour_product ON behaviour_events (product_id, customer_id)",
        ),
        group_columns={"customer": "customer_id"},
    ),
    ReplicaTable(
        "arrivals",
        columns={"id": "TEXT", "customer_id": "INTEGER", "store_id": "TEXT", "at_ms": "INTEGER"},
        key=("id",),
        indexes=(
            "CREATE INDEX arrivals_customer ON arrivals (customer_id, at_ms)",
            "CREATE INDEX arrivals_at ON arrivals (at_ms)",
        ),
        group_columns={"customer": "customer_id"},
    ),
    ReplicaTable(
        "restocks",
        columns={"store_id": "TEXT", "product_id": "INTEGER", "at_ms": "INTEGER"},
        key=("store_id", "product_id"),
        indexes=("CREATE INDEX restocks_at ON restocks (at_ms)",),
    ),
    ReplicaTable(
        "follow_ups",
        columns={
            "id": "TEXT", "customer_id": "INTEGER", "store_id": "TEXT", "associate_id": "TEXT",
            "text": "TEXT", "due_on": "TEXT", "at_ms": "INTEGER",
        },
        key=("id",),
        indexes=(
            "CREATE INDEX follow_ups_customer ON follow_ups (customer_id)",
            "CREATE INDEX follow_ups_due ON follow_ups (due_on)",
            "CREATE INDEX follow_ups_associate ON follow_ups (associate_id, customer_id)",
        ),
        group_columns={"customer": "customer_id"},
    ),
    ReplicaTable(
        "action_outcomes",
        columns={
            "id": "TEXT", "customer_id": "INTEGER", "store_id": "TEXT", "associate_id": "TEXT",
            "action": "TEXT", "subject": "TEXT", "outcome": "TEXT", "channel": "TEXT", "text": "TEXT",
            "at_ms": "INTEGER", "template_id": "TEXT",
        },
        key=("id",),
        indexes=(
            "CREATE INDEX outcomes_customer ON action_outcomes (customer_id, at_ms)",
            "CREATE INDEX outcomes_at ON action_outcomes (at_ms)",
            "CREATE INDEX outcomes_associate ON action_outcomes (associate_id, customer_id)",
        ),
        group_columns={"customer": "customer_id"},
    ),
    ReplicaTable(
        "operation_verdicts",
        columns={
            "id": "TEXT", "device_id": "TEXT", "sequence": "INTEGER", "verdict": "TEXT", "code": "TEXT",
            "reason": "TEXT",
        },
        key=("id",),
    ),
    *VISITS,
    *MERGES,
    *MESSAGES,
    *WORK,
    *SELLING,
    *AUDIENCES,
    *OFFERS,
    *EXPERIMENTS,
)  # fmt: skip
