"""Appointments meet HQ's rows: made, moved and cancelled by tablets that did not know of each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from server.replication.applying import StoreOperations
from shared.ids import uuid7
from shared.operation_kinds import CLIENTELING
from sync.protocol import Answer
from sync.source.intake import Intake
from tests.server.people import ELENA
from tests.server.world import NOW_MS, Actors, counted_bytes

Push = Callable[..., list[Answer]]
MADE = {"starts_local": "2026-11-27T15:00", "minutes": 60, "about": "Coats"}


@pytest.fixture
def push(session: Session, people: Actors) -> Push:
    draw = counted_bytes("tablet")
    sent: list[str] = []

    def fail(error: Exception) -> None:
        raise error

    def take(*said: tuple[str, dict[str, Any]]) -> list[Answer]:
        wires = []
        for kind, arguments in said:
            sent.append(uuid7(NOW_MS, draw))
            wires.append({
                "id": sent[-1], "sequence": len(sent), "kind": kind, "version": CLIENTELING,
                "customer_id": ELENA, "associate_id": people.associate.actor.id, "at_ms": NOW_MS,
                "arguments": {"appointment_id": sent[0], "settles": []} | arguments
                if kind == "appointment_changed" else arguments,
            })  # fmt: skip
        device = people.device.actor
        applier = StoreOperations(session, device, NOW_MS)
        answers = Intake(session, applier, device_id=device.id, now_ms=NOW_MS, on_trouble=fail).take(wires)
        session.commit()
        return answers

    return take


def change(**fields: tuple[str, str]) -> tuple[str, dict[str, Any]]:
    changes = {name: {"from": seen, "to": wanted} for name, (seen, wanted) in fields.items()}
    return "appointment_changed", {"changes": changes}


def kept(session: Session) -> list[tuple[Any, ...]]:
    rows = session.execute(text("SELECT store_id, starts_local, minutes, about, state FROM appointments"))
    return [tuple(row) for row in rows]


def test_an_appointment_made_and_moved_in_one_push_stands_moved(session: Session, push: Push) -> None:
    moved = change(starts_local=("2026-11-27T15:00", "2026-11-28T10:00"), state=("agreed", "moved"))
    assert [each.verdict for each in push(("appointment_made", MADE), moved)] == ["applied", "applied"]
    assert kept(session) == [("367", "2026-11-28T10:00", 60, "Coats", "moved")]


def test_of_two_that_did_not_know_of_each_other_the_later_holds_and_the_other_is_kept(
    session: Session, push: Push
) -> None:
    push(("appointment_made", MADE))
    push(change(state=("agreed", "cancelled")))
    (answer,) = push(change(state=("agreed", "kept")))
    assert (answer.verdict, answer.code) == ("merged", "appointment_conflict")
    assert kept(session)[0][-1] == "kept"
    lost = session.execute(text("SELECT id, field, kept, lost, settled_ms FROM customer_conflicts")).one()
    assert lost.field.endswith("/state")
    assert tuple(lost)[2:] == ("kept", "cancelled", None)
    kind, arguments = change(state=("kept", "cancelled"))
    push((kind, arguments | {"settles": [lost.id]}))
    assert kept(session)[0][-1] == "cancelled"
    assert session.execute(text("SELECT settled_ms FROM customer_conflicts")).scalar() == NOW_MS
