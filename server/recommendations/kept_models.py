"""Models that are kept: the two built last, with the parts that they name."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from server.recommendations.building.coding import canonical
from server.recommendations.building.model import BuiltModel
from server.recommendations.models import ModelPart, ModelStore, RecommendationModel

KEPT: Final = 2
"""A tablet to which the newest comes damaged goes on with the one before."""


@dataclass(frozen=True, slots=True)
class KeptModel:
    """A model that is there, by its manifest."""

    version: str
    as_of: str
    built_ms: int
    manifest: Mapping[str, Any]

    @property
    def bytes(self) -> int:
        """The length of all its parts."""
        return sum(int(part["bytes"]) for part in self.manifest["parts"])


def kept_models(session: Session) -> list[KeptModel]:
    """The models that are there, the one built last first."""
    query = select(RecommendationModel).order_by(
        RecommendationModel.built_ms.desc(), RecommendationModel.version.desc()
    )
    return [
        KeptModel(each.version, each.as_of, each.built_ms, json.loads(each.manifest))
        for each in session.scalars(query)
    ]


def save(session: Session, built: BuiltModel) -> bool:
    """The model is there, and those before the one before it are gone; False if it was the newest already.

    Only what differs is written: what is written travels to every tablet.
    """
    models = kept_models(session)
    if models and models[0].version == built.version:
        return False
    _write_model(session, built, is_known=any(each.version == built.version for each in models))
    _write_parts(session, built)
    _write_stores(session, built)
    _let_go(session)
    return True


def _write_model(session: Session, built: BuiltModel, *, is_known: bool) -> None:
    row = {
        "version": built.version, "as_of": built.manifest["as_of"], "built_ms": built.manifest["built_ms"],
        "manifest": canonical(built.manifest).decode(),
    }  # fmt: skip
    if is_known:
        same = RecommendationModel.version == built.version
        session.execute(update(RecommendationModel).where(same).values(row))
    else:
        session.execute(insert(RecommendationModel), [row])


def _write_parts(session: Session, built: BuiltModel) -> None:
    there = set(session.scalars(select(ModelPart.hash).where(ModelPart.hash.in_(list(built.parts)))))
    new = [
        {"hash": told, "data": b64encode(data).decode()}
        for told, data in built.parts.items()
        if told not in there
    ]
    if new:
        session.execute(insert(ModelPart), new)


def _write_stores(session: Session, built: BuiltModel) -> None:
    """Each store has its own best sellers and nobody else's."""
    wanted = {store: canonical(best).decode() for store, best in built.stores.items()}
    there = {row.store_id: (row.version, row.best) for row in session.scalars(select(ModelStore))}
    changed = [store for store, best in wanted.items() if there.get(store) != (built.version, best)]
    gone = there.keys() - wanted.keys()
    session.execute(delete(ModelStore).where(ModelStore.store_id.in_([*changed, *gone])))
    if changed:
        rows = [{"store_id": store, "version": built.version, "best": wanted[store]} for store in changed]
        session.execute(insert(ModelStore), rows)


def _let_go(session: Session) -> None:
    models = kept_models(session)
    old = [each.version for each in models[KEPT:]]
    session.execute(delete(RecommendationModel).where(RecommendationModel.version.in_(old)))
    named = _hashes(models[:KEPT])
    session.execute(delete(ModelPart).where(ModelPart.hash.not_in(named)))


def _hashes(models: Iterable[KeptModel]) -> list[str]:
    return sorted({part["hash"] for model in models for part in model.manifest["parts"]})
