"""The facts that stages are judged by, each found where it lies: how many, the newest, and an example of it.

They are measured across all domains by one statement. Counting ends at `MOST`: whether a retailer has sixty
thousand or a million of something makes no stage. An example names things, never customers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from shared.clock import DAY_MS

RECENT_DAYS: Final = 365
"""What is older shows what was done once, not where the retailer stands."""

FRESH_DAYS: Final = 35
"""A model that is older was not built this month."""

MOST: Final = 10_000

NO_TIME: Final = "CAST(NULL AS BIGINT)"
_RECENT: Final = "t.at_ms >= :since_ms"
_DID: Final = f"action_outcomes AS t WHERE t.outcome = 'done' AND {_RECENT}"
_PROMOTION: Final = "(SELECT m.name FROM promotions AS m WHERE m.id = t.promotion_id)"
_STORE: Final = "(SELECT s.name FROM stores AS s WHERE s.id = t.store_id)"

_TRIAL: Final = (
    "(SELECT n.name FROM (SELECT id, name FROM experiments UNION ALL SELECT id, name FROM promotions) AS n"
    " WHERE n.id = t.word)"
)
_TRIALS: Final = (
    "(SELECT e.id, e.name, e.surface FROM experiments AS e WHERE e.published_ms IS NOT NULL"
    " UNION ALL SELECT m.id, m.name, 'promotion' FROM promotions AS m WHERE m.published_ms IS NOT NULL"
    " AND (m.holdout_percent > 0 OR m.variants <> '[]')) AS t"
)
_TWO_ARMS: Final = (
    " WHERE EXISTS (SELECT 1 FROM exposures AS x WHERE x.trial_id = t.id AND x.variant <>"
    " (SELECT y.variant FROM exposures AS y WHERE y.trial_id = t.id LIMIT 1))"
)
_MET: Final = "(SELECT MAX(x.received_ms) FROM exposures AS x WHERE x.trial_id = t.id)"

_CHANNELS: Final = (
    "(WITH RECURSIVE c(channel) AS (SELECT MIN(b.channel) FROM bought_totals AS b UNION ALL"
    " SELECT (SELECT MIN(b.channel) FROM bought_totals AS b WHERE b.channel > c.channel) FROM c"
    " WHERE c.channel IS NOT NULL) SELECT channel FROM c WHERE channel IS NOT NULL) AS t"
)
"""Each channel once, by the index, however many purchases there are."""

_LAST: Final = "(SELECT MAX(b.at_ms) FROM bought_totals AS b WHERE b.channel = t.channel)"


@dataclass(frozen=True, slots=True)
class Fact:
    """What is asked for: its words, where it is found, when it was, and what stands for the newest.

    `newest` is where that is found, if there is a shorter way than through all of it.
    """

    words: str
    source: str
    at: str = "t.at_ms"
    example: str = "''"
    newest: str = ""


def _distinct(column: str, table: str, where: str) -> str:
    return f"(SELECT {column} AS word, MAX(t.at_ms) AS at_ms FROM {table} AS t WHERE {where} GROUP BY 1) AS t"


_CYCLE: Final = "'thank_you', 'due_again', 'lapsing', 'date', 'follow_up'"

FACTS: Final[dict[str, Fact]] = {
    "promotions": Fact(
        "promotions published", "promotions AS t WHERE t.published_ms >= :since_ms", "t.published_ms",
        "t.name",
    ),
    "targeted": Fact(
        "promotions for an audience",
        "promotions AS t WHERE t.published_ms >= :since_ms AND t.audience <> '{}'", "t.published_ms",
        "t.name",
    ),
    "two_people": Fact(
        "promotions written by one person and approved by another",
        "promotions AS t WHERE t.published_ms >= :since_ms AND t.approved_by <> t.submitted_by",
        "t.published_ms", "t.name",
    ),
    "redemptions": Fact("offers used in stores", f"redemptions AS t WHERE {_RECENT}", example=_PROMOTION),
    "trials": Fact("trials met in two versions", _TRIALS + _TWO_ARMS, _MET, "t.name"),
    "strategy_trials": Fact(
        "experiments on what is recommended, said or offered first",
        _TRIALS + _TWO_ARMS + " AND t.surface <> 'promotion'", _MET, "t.name",
    ),
    "plans": Fact(
        "experiments with a hypothesis and a metric written down before",
        "experiments AS t WHERE t.submitted_ms >= :since_ms AND t.hypothesis <> ''", "t.submitted_ms",
        "t.name",
    ),
    "readings": Fact(
        "trials whose results were worked out, day by day",
        "(SELECT r.trial_id AS word, MAX(r.taken_ms) AS at_ms FROM trial_readings AS r"
        " WHERE r.taken_ms >= :since_ms GROUP BY 1) AS t",
        example=_TRIAL,
    ),
    "moments": Fact(
        "contacts because of what happens now: a cart, a birthday, a long silence",
        f"{_DID} AND t.action IN ('left_in_cart', 'viewed', 'date', 'thank_you', 'lapsing', 'due_again')",
        example="t.action",
    ),
    "picked_up": Fact(
        "visits on which an associate picked up what was left online",
        f"{_DID} AND t.action IN ('left_in_cart', 'viewed')", example="t.action",
    ),
    "messages": Fact(
        "messages to customers who were not in the store", f"{_DID} AND t.channel IN ('message', 'email')",
        example="t.action",
    ),
    "baskets": Fact(
        "baskets that went from a tablet to a till", f"basket_takings AS t WHERE {_RECENT}", example=_STORE
    ),
    "channels": Fact(
        "channels that customers buy on", _CHANNELS,
        _LAST, "t.channel",
    ),
    "contact_channels": Fact(
        "channels that customers are contacted on",
        _distinct(
            "t.channel", "action_outcomes", f"t.outcome = 'done' AND t.channel IS NOT NULL AND {_RECENT}"
        ),
        example="t.word",
    ),
    "online": Fact(
        "looks and carts online", f"behaviour_events AS t WHERE {_RECENT}", example="t.kind"
    ),
    "own_audiences": Fact(
        "saved audiences made of your own data", "audiences AS t WHERE t.kind = 'rule'", "t.updated_ms",
        "t.name",
    ),
    "brought_data": Fact(
        "customers with attributes from another source", "customers AS t WHERE t.attributes <> '{}'", NO_TIME
    ),
    "model_audiences": Fact(
        "audiences made by a model", "audiences AS t WHERE t.kind = 'model'", "t.updated_ms", "t.name"
    ),
    "scores": Fact(
        "figures on each customer worked out this month",
        "(SELECT c.name AS word, MAX(c.at_ms) AS at_ms FROM customer_scores AS c WHERE c.at_ms >= :fresh_ms"
        " GROUP BY 1) AS t",
        example="t.word",
    ),
    "purchases": Fact(
        "purchases of known customers", f"bought_totals AS t WHERE {_RECENT}", _LAST, "t.channel", _CHANNELS
    ),
    "consents": Fact(
        "customers who agreed to personalization",
        "consents AS t WHERE t.granted = 1 AND t.purpose = 'personalization'",
    ),
    "said": Fact("pieces of advice that were acted on", _DID, example="t.action"),
    "particulars": Fact(
        "kinds of particulars known of customers: sizes, colours, likes",
        _distinct("t.kind", "customer_preferences", "t.at_ms >= 0"), example="t.word",
    ),
    "days": Fact(
        "days of their lives that customers told", "customer_dates AS t WHERE t.at_ms >= 0", example="t.kind"
    ),
    "model": Fact(
        "recommendation models built this month",
        "recommendation_models AS t WHERE t.built_ms >= :fresh_ms", "t.built_ms", "t.as_of",
    ),
    "answers": Fact(
        "answers of customers to what was recommended", f"recommendation_answers AS t WHERE {_RECENT}",
        example="t.answer",
    ),
    "steps": Fact(
        "steps of sequences done for customers", f"{_DID} AND t.action = 'sequence'", example=_STORE
    ),
    "sequences": Fact(
        "sequences switched on", "sequences AS t WHERE t.is_on = 1", "t.updated_ms", "t.name"
    ),
    "cycle": Fact(
        "moments of a customer's life cycle acted on: thank-you, due again, long silence, a date, a promise",
        _distinct(
            "t.action", "action_outcomes", f"t.outcome = 'done' AND t.action IN ({_CYCLE}) AND {_RECENT}"
        ),
        example="t.word",
    ),
    "guides": Fact("guides handed over", f"{_DID} AND t.action = 'guide'", example=_STORE),
    "ratings": Fact(
        "visits rated by customers", f"visit_ratings AS t WHERE t.rating IS NOT NULL AND {_RECENT}",
        example=_STORE,
    ),
    "rated_trials": Fact(
        "trials that tell the visit rating beside the money, from thirty rated visits on",
        "(SELECT s.trial_id AS word, MAX(CAST(s.day_no AS BIGINT)) * 86400000 AS at_ms FROM trial_sums AS s"
        " WHERE s.kind = 'all' AND s.arm <> '' GROUP BY 1 HAVING SUM(s.ratings) >= 30"
        " AND MAX(CAST(s.day_no AS BIGINT)) * 86400000 >= :since_ms) AS t",
        example=_TRIAL,
    ),
    "chosen": Fact(
        "offers chosen for one customer at the moment of contact, with how likely that was",
        f"offer_showings AS t WHERE t.place = 1 AND {_RECENT}", example=_PROMOTION,
    ),
    "learned": Fact(
        "decisions that learn from what customers took",
        f"offer_decisions AS t WHERE t.strategy = 'learning' AND {_RECENT}", example=_STORE,
    ),
    "tablets": Fact(
        "tablets that hold everything offline",
        "devices AS t WHERE t.status = 'active' AND t.acknowledged_ms >= :since_ms", "t.acknowledged_ms",
        _STORE,
    ),
    "heard": Fact(
        "tablets heard of today", "devices AS t WHERE t.status = 'active' AND t.seen_ms >= :today_ms",
        "t.seen_ms", _STORE,
    ),
    "stock": Fact(
        "products with stock of this month", "stock AS t WHERE t.at_ms >= :fresh_ms", example=_STORE
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of a fact; `count` ends at `MOST`, `at_ms` and `example` are of the newest, if any."""

    count: int
    at_ms: int | None
    example: str


def _asked(key: str, fact: Fact) -> str:
    many = f"(SELECT COUNT(*) FROM (SELECT 1 AS one FROM {fact.source} LIMIT {MOST}) AS counted)"
    # the example is looked up for the newest alone, not for each row that is put in order
    first = f"(SELECT t.* FROM {fact.newest or fact.source} ORDER BY {fact.at} DESC LIMIT 1) AS t"
    newest = f"(SELECT {fact.at} AS at_ms, CAST({fact.example} AS TEXT) AS example FROM {first})"
    return (
        f"SELECT '{key}' AS fact, {many} AS many, n.at_ms, n.example"
        f" FROM (SELECT 1 AS one) AS single LEFT JOIN {newest} AS n ON single.one = 1"
    )


_EVERYTHING: Final = text(" UNION ALL ".join(_asked(key, fact) for key, fact in FACTS.items()))


def gather(session: Session, now_ms: int) -> dict[str, Found]:
    """What there is of every fact now."""
    since = {"since_ms": RECENT_DAYS, "fresh_ms": FRESH_DAYS, "today_ms": 1}
    rows = session.execute(_EVERYTHING, {name: now_ms - days * DAY_MS for name, days in since.items()})
    return {key: Found(many, at_ms, example or "") for key, many, at_ms, example in rows}
