"""What HQ tries out in this store, and which arms this tablet has noted that its customers met."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final, NamedTuple

from associate_app.store.reading import Snapshot
from shared.experiments import Experiment, experiment_from_row
from sync.device.storage import Storage

_COLUMNS: Final = tuple(Experiment.__dataclass_fields__)
_NAME: Final = "exposed {}"  # forgetting.DRAFT_CLEANING knows it, too


class Met(NamedTuple):
    """An arm of a trial that a customer meets on a surface, or would meet were she not held out."""

    trial_id: str
    variant: str
    surface: str


def experiments(snapshot: Snapshot) -> list[Experiment]:
    """Every experiment that HQ has sent to this store and not stopped."""
    rows = snapshot.rows(f"SELECT {', '.join(_COLUMNS)} FROM experiments WHERE status = 'running'")
    return [experiment_from_row(dict(zip(_COLUMNS, row, strict=True))) for row in rows]


def unnoted(connection: Storage, customer_id: int, met: Iterable[Met]) -> list[Met]:
    """Those arms of which this tablet has not noted yet that she met them, each once."""
    known = {tuple(each) for each in _noted(connection, customer_id)}
    found: dict[tuple[str, str], Met] = {}
    for each in met:
        if (each.trial_id, each.variant) not in known:
            found.setdefault((each.trial_id, each.variant), each)
    return list(found.values())


def note(connection: Storage, customer_id: int, met: Iterable[Met]) -> None:
    """It is noted that she met them; runs inside the caller's transaction."""
    name = _NAME.format(customer_id)
    noted = _noted(connection, customer_id) + [[each.trial_id, each.variant] for each in met]
    connection.execute("DELETE FROM sync_meta WHERE name = ?", (name,))
    content = {"customer_id": customer_id, "met": noted}
    connection.execute("INSERT INTO sync_meta VALUES (?, ?)", (name, json.dumps(content)))


def _noted(connection: Storage, customer_id: int) -> list[list[str]]:
    name = _NAME.format(customer_id)
    row = connection.execute("SELECT value FROM sync_meta WHERE name = ?", (name,)).fetchone()
    return [] if row is None else list(json.loads(row[0])["met"])
