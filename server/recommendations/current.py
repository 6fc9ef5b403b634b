"""The model in use: read once, kept by its version, and only if it is whole."""

from __future__ import annotations

import json
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Collection
from dataclasses import dataclass

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.recommendations.models import ModelPart, ModelStore, RecommendationModel
from shared.recommendation import DamagedModel, Model

log = structlog.get_logger(__name__)

_kept: dict[str, Model] = {}
"""By manifest, which names every part by its content: what is equal need not be read twice."""


@dataclass(frozen=True, slots=True)
class Current:
    """The model in use, None before the first; `passed_over` are versions built later that are damaged."""

    model: Model | None
    passed_over: tuple[str, ...] = ()


def current(session: Session) -> Current:
    """The model built last that is whole; what is damaged is logged and passed over."""
    query = select(RecommendationModel.version, RecommendationModel.manifest).order_by(
        RecommendationModel.built_ms.desc(), RecommendationModel.version.desc()
    )
    models = [(version, manifest) for version, manifest in session.execute(query)]
    passed_over: list[str] = []
    for version, manifest in models:
        model = _kept.get(manifest) or _read(session, version, manifest)
        if model is not None:
            _keep(model, manifest, {each for _, each in models})
            return Current(model, tuple(passed_over))
        passed_over.append(version)
    return Current(None, tuple(passed_over))


def best_sellers(session: Session, store_id: str | None) -> list[int]:
    """What that store's customers buy most, the best first; nothing where nobody has counted."""
    found = session.scalar(select(ModelStore.best).where(ModelStore.store_id == store_id))
    best: list[int] = json.loads(found) if found else []
    return best


def _read(session: Session, version: str, manifest: str) -> Model | None:
    try:
        known = json.loads(manifest)
        hashes = [part["hash"] for part in known["parts"]]
        rows = session.execute(select(ModelPart.hash, ModelPart.data).where(ModelPart.hash.in_(hashes)))
        return Model.of(known, {name: b64decode(data, validate=True) for name, data in rows})
    except (DamagedModel, NotBase64, KeyError, TypeError, ValueError) as error:
        log.warning("model passed over", version=version, reason=str(error))
        return None


def _keep(model: Model, manifest: str, in_use: Collection[str]) -> None:
    """This one is kept, and of the others those that are still there."""
    for each in set(_kept).difference(in_use):
        _kept.pop(each, None)
    _kept[manifest] = model
