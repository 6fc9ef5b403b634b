"""What operations mean here: each kind is handed to the domain it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.actors import Actor
from server.customers import pins
from server.customers.merging import Merging
from server.follow_ups import service as follow_ups
from server.promotions import service as promotions
from server.recommendations import service as recommendations
from server.staff import service as staff
from shared.merge import NewRow
from shared.operations import Operation, check_operation, effects_of
from sync.source.intake import APPLIED, Decision

NOT_HERE = Decision(
    "rejected",
    "customer_not_here",
    "This customer is not in your store's book. Ask the store that serves her.",
)
NOT_OURS = Decision(
    "rejected",
    "unknown_associate",
    "HQ does not know who recorded this in your store. Sign in yourself and record it once more.",
)


class StoreOperations:
    """Applies the operations of one tablet, in its store's name."""

    def __init__(self, session: Session, device: Actor, now_ms: int) -> None:
        self._session = session
        self._store_id, self._device_id = str(device.store_id), device.id
        self._now_ms = now_ms

    def check(self, wire: Mapping[str, Any]) -> Operation:
        """The operation; InvalidOperation or UnknownVersion otherwise."""
        return check_operation(wire)

    def apply(self, operations: Sequence[Operation]) -> list[Decision]:
        """Everything is where it belongs; each has its decision.

        Plain facts of a batch are written together; one alone is written so that repeating it is harmless.
        """
        asked = {operation.customer_id for operation in operations}
        served = pins.served_by(self._store_id, self._device_id).subquery().c.customer_id
        here = set(self._session.scalars(select(served).where(served.in_(asked))))
        ours = staff.associates_among(
            self._session, self._store_id, (operation.associate_id for operation in operations)
        )
        together: dict[str, list[Mapping[str, Any]]] = {}
        decisions = []
        for operation in operations:
            # a tablet's clock may be ahead: nothing was recorded later than it arrived
            at_ms = min(operation.at_ms, self._now_ms)
            (effect,) = effects_of(replace(operation, at_ms=at_ms), self._store_id)
            assert isinstance(effect, NewRow)  # noqa: S101 - for now
            if operation.associate_id not in ours:
                decisions.append(NOT_OURS)
            elif operation.customer_id not in here:
                decisions.append(NOT_HERE)
            elif effect.collection in _TOGETHER and len(operations) > 1:
                together.setdefault(effect.collection, []).append(effect.row)
                decisions.append(APPLIED)
            else:
                decisions.append(_APPLY[effect.collection](self._session, effect.row, self._now_ms))
        for collection, rows in together.items():
            _TOGETHER[collection](self._session, rows)
        return decisions


def _note(session: Session, row: Mapping[str, Any], _: int) -> Decision:
    follow_ups.add_note(
        session, interaction_id=row["id"], customer_id=row["customer_id"], store_id=row["store_id"],
        associate_id=row["associate_id"], text=row["text"], at_ms=row["at_ms"],
    )  # fmt: skip
    return APPLIED


def _answer(session: Session, row: Mapping[str, Any], _: int) -> Decision:
    recommendations.answer(
        session, answer_id=row["id"], customer_id=row["customer_id"], product_id=row["product_id"],
        store_id=row["store_id"], associate_id=row["associate_id"], answer=row["answer"], at_ms=row["at_ms"],
    )  # fmt: skip
    return APPLIED


def _redemption(session: Session, row: Mapping[str, Any], now_ms: int) -> Decision:
    outcome = promotions.redeem(session, row, now_ms)
    return APPLIED if outcome.applied else Decision("rejected", outcome.code, outcome.sentence)


_APPLY: Mapping[str, Callable[[Session, Mapping[str, Any], int], Decision]] = {
    "interactions": _note,
    "recommendation_answers": _answer,
    "redemptions": _redemption,
}

_TOGETHER: Mapping[str, Callable[[Session, Sequence[Mapping[str, Any]]], None]] = {
    "interactions": follow_ups.add_notes,
    "recommendation_answers": recommendations.add_answers,
}
