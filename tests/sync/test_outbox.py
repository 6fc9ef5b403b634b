"""What an associate did is decided exactly once, and never held up by what another operation did wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from shared.ids import uuid7
from sync.device.outbox import Outbox
from sync.device.replica import Replica
from sync.errors import Refused, ReplicaIsNewer, Unreachable
from sync.protocol import PROTOCOL_VERSION, Answer
from tests.sync.line import Faults, FaultyLine
from tests.sync.tablet import Tablet
from tests.sync.world import TABLES, Source, build, open_device, open_engine, run, shown_by


def note(outbox: Outbox, *, customer: int = 0, body: Any = "a note", kind: str = "note") -> str:
    """Records a note and gives its id."""

    def wire(sequence: int) -> dict[str, Any]:
        made = uuid7(sequence, bytes)
        return {
            "id": made,
            "sequence": sequence,
            "kind": kind,
            "customer_id": customer,
            "body": body,
            "at_ms": 5,
        }

    return str(outbox.record(wire)["id"])


def effects(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(run(connection, "SELECT operation_id FROM notes").scalars())


def test_an_operation_is_seen_at_once_and_leaves_the_overlay_with_its_effect(
    engine: Engine, tablet: Tablet
) -> None:
    made = note(tablet.outbox)
    assert [wire["id"] for wire in tablet.outbox.overlay()] == [made]
    tablet.engine.round()
    assert tablet.outbox.overlay() == []
    assert {row[1] for row in shown_by(tablet.connection)["notes"]} == {made}
    assert effects(engine) == [made]


def test_a_lost_answer_does_not_repeat_the_effect(engine: Engine, tablet: Tablet) -> None:
    made = note(tablet.outbox)
    tablet.line.faults = Faults(answer_lost=True)
    with pytest.raises(Unreachable):
        tablet.engine.round()
    assert [wire["id"] for wire in tablet.outbox.overlay()] == [made]
    tablet.line.faults = Faults(push_twice=True)
    tablet.engine.round()
    assert effects(engine) == [made]
    assert tablet.outbox.counts().pending == 0


def test_the_overlay_keeps_what_is_decided_until_the_checkpoint_has_it(tablet: Tablet) -> None:
    made = note(tablet.outbox)
    tablet.line.faults = Faults(cut=0)
    with pytest.raises(Unreachable):
        tablet.engine.round()
    assert [wire["id"] for wire in tablet.outbox.overlay()] == [made]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        pytest.param({"customer": 3}, "customer_not_here", id="another store's customer"),
        pytest.param({"body": None}, "invalid_operation", id="malformed"),
        pytest.param({"body": "nul \x00 byte"}, "invalid_operation", id="not storable"),
    ],
)
def test_a_rejected_operation_waits_for_attention_and_holds_up_nobody(
    engine: Engine, tablet: Tablet, wrong: dict[str, Any], code: str
) -> None:
    refused, good = note(tablet.outbox, **wrong), note(tablet.outbox)
    tablet.engine.round()
    assert effects(engine) == [good]
    (row,) = tablet.outbox.attention()
    assert (row.id, row.code, row.at) == (refused, code, 5)
    assert row.reason
    assert row.wire["sequence"] == 1
    assert tablet.outbox.counts().pending == 0
    tablet.engine.round()
    tablet.outbox.dismiss(refused)
    assert tablet.outbox.attention() == []


def test_an_operation_that_breaks_the_server_waits_alone(engine: Engine, tablet: Tablet) -> None:
    note(tablet.outbox, body="poison")
    good = note(tablet.outbox)
    tablet.engine.round()
    assert effects(engine) == [good]
    assert [wire["body"] for wire in tablet.outbox.overlay()] == ["poison"]


def test_what_a_newer_server_could_read_is_deferred(tablet: Tablet) -> None:
    note(tablet.outbox, kind="from the future")
    tablet.engine.round()
    assert tablet.outbox.counts().pending == 1
    assert tablet.outbox.attention() == []


def test_other_content_under_a_known_number_is_refused_and_changes_nothing(engine: Engine) -> None:
    source = Source(engine)
    wire = {"id": uuid7(1, bytes), "sequence": 1, "kind": "note", "customer_id": 0, "body": "first"}
    source.push("1", "d1", [wire])
    other = wire | {"body": "second"}
    taken = wire | {"id": uuid7(2, bytes)}
    answers = source.push("1", "d1", [other, taken, wire, wire])
    assert [answer.verdict for answer in answers] == ["rejected", "rejected", "applied", "applied"]
    assert answers[0].code == answers[1].code == "operation_mismatch"
    assert source.push("1", "d2", [other | {"sequence": 9}])[0].code == "operation_mismatch"
    assert len(effects(engine)) == 1


def test_what_was_applied_for_a_former_enrolment_is_not_asked_for_again(
    engine: Engine, tablet: Tablet, tmp_path: Path
) -> None:
    connection = open_device(tmp_path / "former.db")
    Replica(connection, TABLES, schema_version=1).prepare()
    former = Outbox(connection)
    for _ in range(3):
        note(former, customer=3)  # so that the sequences differ
    made, refused = note(former), note(former, customer=3)
    tablet.line.source.push("1", "former", former.queued())  # its answer is lost
    own_wire = {"id": uuid7(99, bytes), "kind": "note", "customer_id": 0, "body": "own"}
    own = tablet.outbox.record(lambda sequence: own_wire | {"sequence": sequence})["id"]
    tablet.outbox.adopt(each for each in former.entries() if each.wire["id"] in (made, refused))
    connection.close()
    (again,) = tablet.line.source.push("1", "d1", [tablet.outbox.queued()[1]])
    assert (again.verdict, again.code) == ("rejected", "already_recorded")
    tablet.line.faults = Faults(cut=0)
    with pytest.raises(Unreachable):
        tablet.engine.round()
    assert [wire["id"] for wire in tablet.outbox.overlay()] == [own, made]  # shown until its effect is
    tablet.line.faults = Faults()
    tablet.engine.round()
    assert effects(engine) == [made, own]
    assert tablet.outbox.overlay() == []
    assert {row[1] for row in shown_by(tablet.connection)["notes"]} == {made, own}
    assert [(row.id, row.code) for row in tablet.outbox.attention()] == [(refused, "customer_not_here")]


def test_the_same_operation_twice_in_one_push_has_one_effect(engine: Engine) -> None:
    wire = {"id": uuid7(1, bytes), "sequence": 1, "kind": "note", "customer_id": 0, "body": "once"}
    answers = Source(engine).push("1", "d1", [wire, wire])
    assert [answer.verdict for answer in answers] == ["applied", "applied"]
    assert len(effects(engine)) == 1


@pytest.mark.parametrize("wire", [None, 7, [], {}, {"id": "x"}, {"id": uuid7(1, bytes), "sequence": "one"}])
def test_what_is_no_operation_at_all_is_answered(engine: Engine, wire: Any) -> None:
    (answer,) = Source(engine).push("1", "d1", [wire])
    assert (answer.verdict, answer.code) == ("rejected", "invalid_operation")


def test_a_batch_refused_as_a_whole_is_halved_until_the_culprit_stands_alone(
    sqlite_url: str, tmp_path: Path
) -> None:
    class StrictLine(FaultyLine):
        def push(self, operations: Any, *, protocol: int = PROTOCOL_VERSION) -> list[Answer]:
            if any(operation["body"] == "too long" for operation in operations):
                raise Refused("That is more than this address takes.", code="too_large", status=413)
            return super().push(operations, protocol=protocol)

    engine = open_engine(sqlite_url)
    build(engine)
    line = StrictLine(Source(engine), "1", "d1")
    tablet = Tablet(line.source, tmp_path / "tablet.db", line)
    for body in ("one", "two", "too long", "four"):
        note(tablet.outbox, body=body)
    tablet.engine.round()
    assert len(effects(engine)) == 3
    assert [row.code for row in tablet.outbox.attention()] == ["too_large"]
    tablet.connection.close()
    engine.dispose()


def test_the_outbox_survives_a_newer_schema(tmp_path: Path) -> None:
    connection = open_device(tmp_path / "tablet.db")
    Replica(connection, TABLES, schema_version=1).prepare()
    made = note(Outbox(connection))
    Replica(connection, TABLES[:2], schema_version=2).prepare()
    assert [wire["id"] for wire in Outbox(connection).overlay()] == [made]
    connection.close()


def test_a_newer_replica_is_left_unharmed(tmp_path: Path) -> None:
    path = tmp_path / "tablet.db"
    connection = open_device(path)
    Replica(connection, TABLES, schema_version=2).prepare()
    before = list(connection.iterdump())
    with pytest.raises(ReplicaIsNewer):
        Replica(connection, TABLES, schema_version=1).prepare()
    assert list(connection.iterdump()) == before
    connection.close()


def test_a_sequence_is_never_given_twice(tablet: Tablet) -> None:
    note(tablet.outbox)
    tablet.engine.round()
    note(tablet.outbox)
    assert [wire["sequence"] for wire in tablet.outbox.overlay()] == [2]


def test_what_another_outbox_held_is_taken_over_once(tmp_path: Path) -> None:
    former, present = open_device(tmp_path / "former.db"), open_device(tmp_path / "present.db")
    try:
        for device in (former, present):
            Replica(device, TABLES, schema_version=1).prepare()
        old, new = Outbox(former), Outbox(present)
        queued, decided, refused = (note(old, body=body) for body in ("queued", "decided", "refused"))
        old.note_answers([Answer(decided, "applied"), Answer(refused, "rejected", "no", "No.")])
        own = new.record(lambda sequence: {"id": uuid7(99, bytes), "sequence": sequence, "body": "own"})["id"]
        for _ in range(2):  # killed in between, it is repeated
            new.adopt(old.entries())
        assert [(wire["body"], wire["sequence"]) for wire in new.queued()] == [
            ("own", 1), ("queued", 2), ("decided", 3),
        ]  # fmt: skip
        assert [(row.id, row.wire["sequence"], row.code) for row in new.attention()] == [(refused, 4, "no")]
        assert {own, queued, decided} == {wire["id"] for wire in new.queued()}
    finally:
        former.close()
        present.close()
