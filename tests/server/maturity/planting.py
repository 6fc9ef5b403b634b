"""Plants one fact at a time as its domain records it: what stages of the maturity page are judged by."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count, cycle
from typing import Any, Final

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from server.database import Base
from shared.clock import DAY_MS
from shared.ids import scoped_id
from tests.server.people import BREAD, ELENA
from tests.server.world import NOW_MS

STORE: Final = "367"
AT_MS: Final = NOW_MS - DAY_MS

_numbers = count(1)


def row(session: Session, table: str, **values: Any) -> None:
    """A row of that table."""
    session.execute(insert(Base.metadata.tables[table]).values(**values))


def unique(word: str = "p") -> str:
    """An id that nothing else has."""
    return f"{word}{next(_numbers)}"


def promotion(session: Session, **more: Any) -> str:
    """A published promotion for everybody; its id."""
    key = unique("promotion")
    known = {
        "id": key, "code": key, "name": f"Promotion {key}", "benefit_kind": "percent", "benefit_value": 10,
        "starts_local": "2026-11-01T00:00", "ends_local": "2026-12-01T00:00", "status": "published",
        "published_ms": AT_MS, "submitted_by": "a", "approved_by": "a", "created_by": "a",
        "created_ms": AT_MS, "updated_ms": AT_MS, "text": "", "audience": "{}", "edited_by": "a",
        "variants": "[]", "holdout_percent": 0,
    }  # fmt: skip
    row(session, "promotions", **(known | more))
    return key


def experiment(session: Session, **more: Any) -> str:
    """A started experiment; its id."""
    key = unique("experiment")
    known = {
        "id": key, "name": f"Experiment {key}", "hypothesis": "", "surface": "recommendations",
        "variants": "[]", "control": "a", "starts_local": "2026-11-01T00:00",
        "ends_local": "2026-12-01T00:00", "status": "running", "created_by": "a", "created_ms": AT_MS,
        "updated_ms": AT_MS, "edited_by": "a", "published_ms": AT_MS,
    }  # fmt: skip
    row(session, "experiments", **(known | more))
    return key


def exposed(session: Session, trial_id: str, *variants: str) -> None:
    """Customers met those arms of the trial."""
    for variant in variants:
        row(
            session, "exposures", id=unique("x"), trial_id=trial_id, customer_id=ELENA, variant=variant,
            surface="offers", store_id=STORE, associate_id="a", at_ms=AT_MS, received_ms=AT_MS,
        )  # fmt: skip


def did(session: Session, action: str, channel: str | None = None) -> None:
    """An associate did what was advised."""
    row(
        session, "action_outcomes", id=unique("o"), customer_id=ELENA, store_id=STORE, associate_id="a",
        action=action, subject="", outcome="done", channel=channel, text="", at_ms=AT_MS,
    )  # fmt: skip


def audience(session: Session, kind: str) -> None:
    """A saved audience of that kind."""
    key = unique("audience")
    row(
        session, "audiences", id=key, name=key, kind=kind, created_by="a", created_ms=AT_MS, updated_by="a",
        updated_ms=AT_MS,
    )  # fmt: skip


def bought(session: Session, channel: str) -> None:
    """A purchase with a line on that channel."""
    key = scoped_id(1, 80_000 + next(_numbers))
    row(
        session, "purchases", id=key, customer_id=ELENA, store_id=STORE, channel=channel, at_ms=AT_MS,
        total_minor=100, line_count=1,
    )  # fmt: skip
    row(
        session, "purchase_lines", purchase_id=key, line_no=1, customer_id=ELENA, product_id=BREAD,
        quantity=1, amount_minor=100,
    )  # fmt: skip


def rated(session: Session) -> None:
    """A visit was rated."""
    row(
        session, "visit_ratings", id=unique("r"), customer_id=None, store_id=STORE, associate_id="a",
        rating=5, at_ms=AT_MS,
    )  # fmt: skip


def _trial(session: Session) -> None:
    exposed(session, promotion(session, holdout_percent=10), "held_out", "offered")


def _rated_trial(session: Session) -> None:
    table = Base.metadata.tables["trial_sums"]
    known: dict[str, Any] = {column.name: 0 for column in table.columns}
    known |= {"trial_id": unique("trial"), "kind": "all", "segment": "", "arm": "offered", "ratings": 30}
    row(session, "trial_sums", **(known | {"day_no": AT_MS // DAY_MS}))


def _redeemed(session: Session) -> None:
    row(
        session, "redemptions", id=unique("u"), promotion_id=promotion(session), customer_id=None,
        store_id=STORE, associate_id="a", at_ms=AT_MS,
    )  # fmt: skip


def _read(session: Session) -> None:
    row(session, "trial_readings", trial_id=experiment(session), day="2026-11-21", taken_ms=AT_MS, said="{}")


def _brought(session: Session) -> None:
    customers = Base.metadata.tables["customers"]
    session.execute(update(customers).where(customers.c.id == ELENA).values(attributes='{"pets": 2}'))


def _agreed(session: Session) -> None:
    row(
        session, "consents", customer_id=ELENA, purpose="personalization", channel=unique("c"), granted=1,
        at_ms=AT_MS, wording="May we?", source="tests",
    )  # fmt: skip


def _tablet(session: Session, **more: Any) -> None:
    key = unique("tablet")
    row(
        session, "devices", id=key, store_id=STORE, name=key, token_hash=key, unlock_share="",
        status="active", app_version="0.4.0", enrolled_ms=AT_MS, **more,
    )  # fmt: skip


def _sequence(session: Session) -> None:
    key = unique("sequence")
    row(
        session, "sequences", id=key, name=key, starts_with="first_purchase", steps="[]", is_on=1,
        updated_by="a", updated_ms=AT_MS,
    )  # fmt: skip


def _decision(session: Session, strategy: str) -> str:
    key = unique("decision")
    row(
        session, "offer_decisions", id=key, customer_id=None, store_id=STORE, associate_id="a", at_ms=AT_MS,
        received_ms=AT_MS, day="2026-11-21", strategy=strategy, as_of=None, size=100, offers="[]",
    )  # fmt: skip
    return key


def _chosen(session: Session) -> None:
    row(
        session, "offer_showings", id=unique("s"), decision_id=_decision(session, "value"), customer_id=None,
        promotion_id=promotion(session), store_id=STORE, at_ms=AT_MS, place=1, layout="", fit="", chance=1,
    )  # fmt: skip


def _simple(table: str, **values: Any) -> Callable[[Session], None]:
    """Plants a row of which `UNIQUE` is replaced by a word of its own."""

    def plant(session: Session) -> None:
        row(
            session, table, **{key: unique() if value == "UNIQUE" else value for key, value in values.items()}
        )

    return plant


def _void(_planted: str) -> None:
    """What is planted is all that counts."""


_actions = cycle(("thank_you", "due_again", "date", "follow_up"))

PLANTS: Final[dict[str, Callable[[Session], None]]] = {
    "promotions": lambda session: _void(promotion(session)),
    "targeted": lambda session: _void(promotion(session, audience='{"all": []}')),
    "two_people": lambda session: _void(promotion(session, approved_by="b")),
    "redemptions": _redeemed,
    "trials": _trial,
    "strategy_trials": lambda session: exposed(session, experiment(session), "a", "b"),
    "plans": lambda session: _void(
        experiment(session, hypothesis="More", submitted_ms=AT_MS, published_ms=None)
    ),
    "readings": _read,
    "moments": lambda session: did(session, "lapsing"),
    "picked_up": lambda session: did(session, "viewed"),
    "messages": lambda session: did(session, "contact", "message"),
    "baskets": _simple("basket_takings", basket_id="UNIQUE", store_id=STORE, till="1", at_ms=AT_MS),
    "channels": lambda session: bought(session, unique("channel")),
    "contact_channels": lambda session: did(session, "contact", unique("way")),
    "online": _simple(
        "behaviour_events", id="UNIQUE", customer_id=ELENA, kind="viewed", product_id=BREAD, at_ms=AT_MS
    ),
    "own_audiences": lambda session: audience(session, "rule"),
    "brought_data": _brought,
    "model_audiences": lambda session: audience(session, "model"),
    "scores": _simple("customer_scores", customer_id=ELENA, name="UNIQUE", value=1.0, at_ms=AT_MS),
    "purchases": lambda session: bought(session, "store"),
    "consents": _agreed,
    "said": lambda session: did(session, "contact"),
    "particulars": _simple(
        "customer_preferences", customer_id=ELENA, kind="UNIQUE", value="M", associate_id="a", at_ms=AT_MS
    ),
    "days": _simple(
        "customer_dates", customer_id=ELENA, kind="UNIQUE", day="2027-01-01", associate_id="a", at_ms=AT_MS
    ),
    "model": _simple(
        "recommendation_models", version="UNIQUE", as_of="2026-11-21", built_ms=AT_MS, manifest="{}"
    ),
    "answers": _simple(
        "recommendation_answers", id="UNIQUE", customer_id=ELENA, product_id=BREAD, store_id=STORE,
        associate_id="a", answer="liked", at_ms=AT_MS,
    ),
    "steps": lambda session: did(session, "sequence"),
    "sequences": _sequence,
    "cycle": lambda session: did(session, next(_actions)),
    "guides": lambda session: did(session, "guide"),
    "ratings": rated,
    "rated_trials": _rated_trial,
    "chosen": _chosen,
    "learned": lambda session: _void(_decision(session, "learning")),
    "tablets": lambda session: _tablet(session, acknowledged_ms=AT_MS),
    "heard": lambda session: _tablet(session, seen_ms=NOW_MS),
    "stock": _simple("stock", store_id=STORE, product_id=BREAD + 7, quantity=1, at_ms=AT_MS),
}  # fmt: skip
"""By fact: what plants one of it. Some cannot help planting others, too: a look online is a moment."""
