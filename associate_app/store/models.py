"""The model that recommendations are made from, out of the replica: the newest one that is whole."""

from __future__ import annotations

import json
import logging
from base64 import b64decode
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from associate_app.store.reading import Snapshot
from shared.recommendation.model import DamagedModel, Model

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Held:
    """What this tablet scores by: none before the first; `passed_over` are the days of newer, torn ones."""

    model: Model | None = None
    passed_over: tuple[str, ...] = ()


class LatestModel:
    """Decoded once and kept until HQ sends another; a torn one is looked at again after each checkpoint."""

    def __init__(self) -> None:
        self._cursor: Hashable = None
        self._held = Held()

    def of(self, snapshot: Snapshot) -> Held:
        """The newest whole model of this checkpoint."""
        cursor = snapshot.replica.cursor()
        if cursor is None or cursor != self._cursor:
            self._held, self._cursor = self._newest_whole(snapshot), cursor
        return self._held

    def drop(self) -> None:
        """Nothing is kept."""
        self._cursor, self._held = None, Held()

    def _newest_whole(self, snapshot: Snapshot) -> Held:
        passed_over: list[str] = []
        for version, as_of, manifest in _models(snapshot):
            if self._held.model is not None and self._held.model.version == version:
                return Held(self._held.model, tuple(passed_over))
            try:
                return Held(_model(snapshot, manifest), tuple(passed_over))
            except DamagedModel as error:
                if as_of not in self._held.passed_over:
                    log.warning("the model %s of %s is passed over: %s", version, as_of, error.sentence)
                passed_over.append(as_of)
        return Held(None, tuple(passed_over))


def best_sellers(snapshot: Snapshot) -> list[int]:
    """What this store's customers buy most, the best first; nothing where nobody has counted."""
    row = snapshot.row("SELECT best FROM model_stores WHERE store_id = ?", (snapshot.store_id,))
    return json.loads(row[0]) if row else []


def _models(snapshot: Snapshot) -> list[tuple[str, str, str]]:
    """Version, day and manifest of every model here, the one built last first: as the server chooses."""
    rows = snapshot.rows(
        "SELECT version, as_of, manifest FROM recommendation_models ORDER BY built_ms DESC, version DESC"
    )
    return [(version, as_of, manifest) for version, as_of, manifest in rows]


def _model(snapshot: Snapshot, manifest: str) -> Model:
    try:
        known: dict[str, Any] = json.loads(manifest)
        hashes = json.dumps([part["hash"] for part in known["parts"]])
        rows = snapshot.rows(
            "SELECT hash, data FROM model_parts WHERE hash IN (SELECT value FROM json_each(?))", (hashes,)
        )
        parts = {name: b64decode(data, validate=True) for name, data in rows}
    except (KeyError, TypeError, ValueError) as error:
        raise DamagedModel("The model cannot be read. Let it be sent again.") from error
    return Model.of(known, parts)
