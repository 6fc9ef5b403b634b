"""What facts that tablets record mean here: each collection is kept by the domain that it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from server.decisions import showings
from server.experiments import service as experiments
from server.follow_ups import service as follow_ups
from server.guides import showings as guide_showings
from server.next_actions import outcomes
from server.promotions import service as promotions
from server.ratings import service as ratings
from server.recommendations import service as recommendations
from server.selling import service as selling
from server.tasks import service as tasks
from shared.operation_advice import SHOWINGS
from shared.operation_offers import DECISIONS
from shared.operation_selling import HANDED
from shared.operation_trials import EXPOSURES
from shared.operation_work import TASK_OUTCOMES
from shared.redemption import Redeemed
from sync.source.intake import APPLIED, Decision


def _note(session: Session, row: Mapping[str, Any]) -> Decision:
    follow_ups.add_note(
        session, interaction_id=row["id"], customer_id=row["customer_id"], store_id=row["store_id"],
        associate_id=row["associate_id"], text=row["text"], at_ms=row["at_ms"], kind=row["kind"],
    )  # fmt: skip
    return APPLIED


def _answer(session: Session, row: Mapping[str, Any]) -> Decision:
    recommendations.answer(
        session, answer_id=row["id"], customer_id=row["customer_id"], product_id=row["product_id"],
        store_id=row["store_id"], associate_id=row["associate_id"], answer=row["answer"], at_ms=row["at_ms"],
        shown_in=row["shown_in"], model=row["model"],
    )  # fmt: skip
    return APPLIED


def redeem(session: Session, fact: Redeemed, now_ms: int) -> Decision:
    """The redemption counts, or why it does not."""
    outcome = promotions.redeem(session, fact.row, now_ms, fact.stands_on)
    return APPLIED if outcome.applied else Decision("rejected", outcome.code, outcome.sentence)


def _promise(session: Session, row: Mapping[str, Any]) -> Decision:
    follow_ups.promise(session, row)
    return APPLIED


def _taken(session: Session, row: Mapping[str, Any]) -> Decision:
    outcomes.keep(session, row)
    return APPLIED


def _rating(session: Session, row: Mapping[str, Any]) -> Decision:
    ratings.keep(session, row)
    return APPLIED


def _guide_shown(session: Session, row: Mapping[str, Any]) -> Decision:
    guide_showings.keep(session, row)
    return APPLIED


def _task_end(session: Session, row: Mapping[str, Any]) -> Decision:
    refused = tasks.end(session, row)
    return APPLIED if refused is None else Decision("rejected", *refused)


def _basket(session: Session, row: Mapping[str, Any]) -> Decision:
    selling.keep(session, row)
    return APPLIED


APPLY: Mapping[str, Callable[[Session, Mapping[str, Any]], Decision]] = {
    "interactions": _note,
    "recommendation_answers": _answer,
    "follow_ups": _promise,
    "action_outcomes": _taken,
    "visit_ratings": _rating,
    SHOWINGS: _guide_shown,
    TASK_OUTCOMES: _task_end,
    HANDED: _basket,
}

TOGETHER: Mapping[str, Callable[[Session, Sequence[Mapping[str, Any]]], None]] = {
    "interactions": follow_ups.add_notes,
    "recommendation_answers": recommendations.add_answers,
    "follow_ups": follow_ups.add_promises,
    "action_outcomes": outcomes.add,
    "visit_ratings": ratings.add,
    SHOWINGS: guide_showings.add,
}

ON_ARRIVAL: Mapping[str, Callable[[Session, Sequence[Mapping[str, Any]], int], None]] = {
    EXPOSURES: experiments.take_in,
    DECISIONS: showings.take_in,
}
"""Facts that are judged when they arrive, also by that moment, and never refused."""

REFUSED: Mapping[str, Callable[[Session, Sequence[Mapping[str, Any]], int], None]] = {
    EXPOSURES: experiments.keep_refused,
    SHOWINGS: guide_showings.pass_over,
    DECISIONS: showings.keep_refused,
}
"""What becomes of such facts about somebody who is not here: their recorder has no part in it, so nobody
is told."""
