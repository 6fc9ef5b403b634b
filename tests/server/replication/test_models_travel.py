"""A model reaches tablets whole, in changed parts, each store with its own best sellers."""

from __future__ import annotations

import json
from base64 import b64decode
from datetime import timedelta

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from shared.recommendation import Model
from tests.server.recommendations.chain import AS_OF, buy, noon, open_chain, trained
from tests.server.replication.conftest import HttpTablet


def model_on(tablet: HttpTablet) -> Model:
    """The newest model, as a tablet reads it."""
    ((manifest,),) = tablet.rows("SELECT manifest FROM recommendation_models ORDER BY built_ms DESC LIMIT 1")
    parts = {
        str(told): b64decode(str(data)) for told, data in tablet.rows("SELECT hash, data FROM model_parts")
    }
    return Model.of(json.loads(str(manifest)), parts)


def test_a_tablet_gets_the_model_and_later_only_the_parts_that_changed(
    tablet: HttpTablet, engine: Engine, session: Session
) -> None:
    open_chain(session)
    first = trained(engine)
    tablet.engine.round()
    assert model_on(tablet).version == first.version
    assert [row[0] for row in tablet.rows("SELECT store_id FROM model_stores")] == ["367"]
    there = {row[0] for row in tablet.rows("SELECT hash FROM model_parts")}
    newest = session.execute(text("SELECT stamp FROM sync_state")).scalar()
    session.rollback()

    buy(session, 900, 3, noon(AS_OF - timedelta(days=100)), [130])
    session.commit()
    second = trained(engine, now_ms=noon(AS_OF, 18))
    tablet.engine.round()
    assert model_on(tablet).version == second.version
    named = {
        part["name"] for (manifest,) in tablet.rows("SELECT manifest FROM recommendation_models")
        for part in json.loads(str(manifest))["parts"] if part["hash"] in there
    }  # fmt: skip
    assert {"items", "popularity", "departments"} <= named
    changes = text("SELECT key FROM sync_changes WHERE collection = 'model_parts' AND stamp > :newest")
    sent = list(session.scalars(changes, {"newest": newest}))
    assert sent
    assert not any(told in key for key in sent for told in there)


def test_a_model_that_is_let_go_leaves_the_tablet_with_its_parts(
    tablet: HttpTablet, engine: Engine, session: Session
) -> None:
    open_chain(session)
    for days in (2, 1, 0):
        trained(engine, AS_OF - timedelta(days=days), now_ms=noon(AS_OF, 20 - days))
        tablet.engine.round()
    models = [json.loads(str(row[0])) for row in tablet.rows("SELECT manifest FROM recommendation_models")]
    assert len(models) == 2
    named = {part["hash"] for model in models for part in model["parts"]}
    assert {row[0] for row in tablet.rows("SELECT hash FROM model_parts")} == named
