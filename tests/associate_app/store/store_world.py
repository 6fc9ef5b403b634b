"""A server and two tablets of one store that edit the same customer; nothing is stored between two runs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from associate_app.store import records
from server.database import db
from server.replication.applying import StoreOperations
from server.replication.collections import COLLECTIONS
from shared.merge import CONFLICTS
from sync.device.outbox import Outbox
from sync.device.storage import transaction
from sync.source.intake import Intake
from tests.associate_app.hq_world import Headquarters
from tests.associate_app.replica_world import ReplicaWorld
from tests.associate_app.small_world import LEO, MIA, NOW_MS
from tests.server.world import Cast
from tests.shared.merge_cases import KEYS

Rows = dict[str, list[dict[str, Any]]]
COLUMNS = {c.name: c.columns for c in COLLECTIONS if c.name in {*KEYS, "interactions"}}


def shown(world: ReplicaWorld, customer_id: int = 1) -> Rows:
    """What the tablet knows about her, with what is pending."""
    with world.desk.reader.snapshot() as snapshot:
        rows: dict[str, list[Any]] = {name: records.of(snapshot, name, customer_id) for name in KEYS}
        columns = COLUMNS["interactions"]
        stored = snapshot.rows(
            f"SELECT {', '.join(columns)} FROM interactions WHERE customer_id = ?", (customer_id,)
        )
        rows["interactions"] = [dict(zip(columns, row, strict=True)) for row in stored]
        rows["interactions"] += snapshot.pending("interactions", customer_id=customer_id)
    return {name: [{c: row[c] for c in COLUMNS[name]} for row in found] for name, found in rows.items()}


def lay(world: ReplicaWorld, rows: Rows) -> None:
    """The rows are the checkpoint's."""
    with transaction(world.connection):
        for name, columns in COLUMNS.items():
            world.do(f"DELETE FROM {name}")
            for row in rows.get(name, []):
                world.put(name, {column: row.get(column) for column in columns})


def pend(world: ReplicaWorld, wire: dict[str, Any]) -> dict[str, Any]:
    return Outbox(world.connection).record(lambda sequence: wire | {"sequence": sequence})


class Store:
    """A server and two tablets of one store, each with a checkpoint and an outbox of its own."""

    def __init__(self, hq: Headquarters, tablets: list[ReplicaWorld]) -> None:
        self.tablets, self.count = tablets, 0
        with hq.app.app_context():
            self.engine = db.engine
        with hq.session() as session:
            cast = Cast(session)
            self.devices = [cast.device("367").actor for _ in tablets]
        self.session = Session(self.engine)

    def begin(self) -> None:
        """Everything is as at first."""
        self.session = Session(self.engine)
        self.count = 0
        for tablet in self.tablets:
            tablet.do("DELETE FROM outbox")
            self.pull(tablet)

    def end(self) -> None:
        """Nothing stays."""
        self.session.rollback()
        self.session.close()

    def held(self) -> Rows:
        """What HQ holds about her."""
        rows: Rows = {}
        for name, columns in COLUMNS.items():
            owner = "id" if name == "customers" else "customer_id"
            found = self.session.execute(
                text(f"SELECT {', '.join(columns)} FROM {name} WHERE {owner} = 1")
            ).mappings()
            rows[name] = [dict(row) for row in found]
        return rows

    def pull(self, tablet: ReplicaWorld) -> None:
        """The tablet shows HQ's present rows; pending work lies over them."""
        lay(tablet, self.held())

    def push(self, number: int) -> None:
        """HQ has decided everything that the tablet had."""
        tablet, device = self.tablets[number], self.devices[number]
        applier = StoreOperations(self.session, device, NOW_MS)

        def fail(error: Exception) -> None:
            raise error

        intake = Intake(self.session, applier, device_id=device.id, now_ms=NOW_MS, on_trouble=fail)
        answers = intake.take(tablet.pending())
        assert {answer.verdict for answer in answers} <= {"applied", "merged"}

    def record(self, number: int, kind: str, arguments: dict[str, Any], version: int = 2) -> None:
        """An associate does something, knowing what her tablet shows."""
        self.count += 1
        pend(self.tablets[number], {
            "id": f"01980000-0000-7000-8000-{self.count:012x}", "kind": kind, "version": version,
            "customer_id": 1, "associate_id": (MIA, LEO)[number], "at_ms": NOW_MS - 1000 + self.count,
            "arguments": arguments,
        })  # fmt: skip

    def act(self, number: int, deed: str, choice: int) -> None:
        """A deed of an associate who sees her own tablet and nothing else."""
        now = shown(self.tablets[number])
        if deed == "edit":
            field, values = [
                ("phone", (None, "11111", "22222", "33333")), ("preferred_channel", (None, "phone", "store")),
            ][choice % 2]  # fmt: skip
            wanted = values[choice % len(values)]
            change = {field: {"from": now["customers"][0][field], "to": wanted}}
            self.record(number, "customer_edited", {"changes": change, "settles": []})
        elif deed == "settle":
            found = [row for row in now[CONFLICTS] if row["settled_ms"] is None]
            if found:
                self.record(number, "customer_edited", {"changes": {}, "settles": [found[0]["id"]]})
        elif deed == "consent":
            word = next((row for row in now["consents"] if row["purpose"] == "marketing"), None)
            seen = word and (word["operation_id"] or word["at_ms"])
            self.record(number, "consent_changed", {
                "purpose": "marketing", "channel": "any", "granted": choice % 2 == 0, "wording": "May we?",
                "seen": seen,
            })  # fmt: skip
        elif deed == "note":
            self.record(number, "note_added", {"text": f"note {choice}"}, version=1)
        else:
            value = ("tea", "milk")[choice % 2]
            added, removed = ([value], []) if choice < 2 else ([], [value])
            arguments = {"kind": "likes", "added": added, "removed": removed}
            self.record(number, "preferences_changed", arguments)
