"""A small model in the server's tables, as a build leaves it."""

from __future__ import annotations

import json
from base64 import b64encode

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from server.catalogue.models import Product
from server.recommendations.models import ModelPart, ModelStore, RecommendationModel
from shared.ids import scoped_id
from tests.server.people import BREAD, FUEL, MILK, product
from tests.shared.recommendation.small_model import packed

BUTTER, JAM, GONE = (scoped_id(1, number) for number in (21, 22, 29))
"""Butter and jam are in the catalogue, which has forgotten the third; fuel is not to be recommended."""

ROWS = {
    BREAD: {BUTTER: 0.5, JAM: 0.4, FUEL: 0.9, GONE: 0.8},
    MILK: {JAM: 0.2, BUTTER: 0.1},
    JAM: {BUTTER: 0.3},
    BUTTER: {BREAD: 0.3, JAM: 0.2},
}


def keep_model(session: Session, version: str = "2026-11-21-00000000", built_ms: int = 1) -> list[str]:
    """The model is there, with what it is about; the hashes of its parts."""
    if session.get(Product, BUTTER) is None:
        session.execute(
            insert(Product), [product(BUTTER, "Butter", "Dairy"), product(JAM, "Plum jam", "Grocery")]
        )
        session.execute(
            update(Product).where(Product.id.in_([MILK, BUTTER])).values(category="Milk and butter")
        )
        session.execute(
            insert(ModelStore).values(store_id="367", version=version, best=json.dumps([GONE, JAM]))
        )
    manifest, parts = packed(
        [BREAD, MILK, FUEL, BUTTER, JAM, GONE], ROWS, version=version, departments={"Dairy": [MILK, BUTTER]},
        facts={"popularity": {BREAD: 0.9, MILK: 0.8, BUTTER: 0.3, JAM: 0.2, FUEL: 1.0, GONE: 0.5}},
    )  # fmt: skip
    session.execute(
        insert(RecommendationModel).values(
            version=version, as_of=manifest["as_of"], built_ms=built_ms, manifest=json.dumps(manifest)
        )
    )
    known = set(session.scalars(select(ModelPart.hash)))
    new = {name: data for name, data in parts.items() if name not in known}
    session.add_all([ModelPart(hash=name, data=b64encode(data).decode()) for name, data in new.items()])
    session.commit()
    return list(parts)
