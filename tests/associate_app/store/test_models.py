"""The tablet scores by the newest model that is whole, and says which."""

from __future__ import annotations

import json
import logging

import pytest

from associate_app.store import models
from associate_app.store.models import Held, LatestModel
from shared.recommendation import Model
from tests.associate_app.model_world import TEA, send_model, stock_the_catalogue
from tests.associate_app.replica_world import ReplicaWorld


@pytest.fixture
def stocked(world: ReplicaWorld) -> ReplicaWorld:
    stock_the_catalogue(world)
    return world


def held(world: ReplicaWorld, latest: LatestModel | None = None) -> Held:
    with world.desk.reader.snapshot() as snapshot:
        return (latest or LatestModel()).of(snapshot)


def version(found: Held) -> str:
    assert found.model is not None
    return found.model.version


def test_before_the_first_model_there_is_none(world: ReplicaWorld) -> None:
    assert held(world) == Held(None, ())
    with world.desk.reader.snapshot() as snapshot:
        assert models.best_sellers(snapshot) == []


def test_the_newest_whole_model_is_held_and_the_stores_best_sellers_with_it(stocked: ReplicaWorld) -> None:
    send_model(stocked, "2026-11-14")
    send_model(stocked, "2026-11-21", best=[TEA])
    found = held(stocked)
    assert (version(found), found.passed_over) == ("2026-11-21-0a1b2c3d", ())
    with stocked.desk.reader.snapshot() as snapshot:
        assert models.best_sellers(snapshot) == [TEA]


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE model_parts SET data = substr(data, 5) WHERE hash = ?",
        "UPDATE model_parts SET data = '!' || data WHERE hash = ?",
        "UPDATE model_parts SET data = NULL WHERE hash = ?",
        "DELETE FROM model_parts WHERE hash = ?",
    ],
)
def test_a_torn_model_is_passed_over_and_reported_once(
    stocked: ReplicaWorld, harm: str, caplog: pytest.LogCaptureFixture
) -> None:
    old = set(send_model(stocked, "2026-11-14"))
    torn = next(name for name in send_model(stocked, "2026-11-21") if name not in old)
    stocked.do(harm, torn)
    latest = LatestModel()
    with caplog.at_level(logging.WARNING):
        for stamp in (2, 3, 4):
            found = held(stocked, latest)
            assert (version(found), found.passed_over) == ("2026-11-14-0a1b2c3d", ("2026-11-21",))
            stocked.be_ready(stamp)
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "2026-11-21-0a1b2c3d" in caplog.text


@pytest.mark.parametrize(
    "manifest", ["", "[]", "{}", '{"parts": 5}', '{"parts": [5]}', json.dumps({"parts": []})]
)
def test_a_manifest_that_says_nothing_is_a_torn_model(stocked: ReplicaWorld, manifest: str) -> None:
    send_model(stocked)
    stocked.do("UPDATE recommendation_models SET manifest = ?", manifest)
    assert held(stocked) == Held(None, ("2026-11-21",))


def test_a_torn_part_that_is_sent_again_counts_from_the_next_checkpoint(stocked: ReplicaWorld) -> None:
    stocked.do("DELETE FROM model_parts WHERE hash = ?", send_model(stocked)[0])
    latest = LatestModel()
    assert held(stocked, latest).model is None
    send_model(stocked)
    assert held(stocked, latest).model is None
    stocked.be_ready(2)
    assert held(stocked, latest).passed_over == ()


def test_a_model_is_decoded_once_and_again_when_hq_sends_another(
    stocked: ReplicaWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded = []
    of = Model.of
    monkeypatch.setattr(Model, "of", lambda *given: decoded.append(given[0]["as_of"]) or of(*given))
    send_model(stocked, "2026-11-14")
    latest = LatestModel()
    for stamp in (2, 2, 3):
        held(stocked, latest)
        stocked.be_ready(stamp)
    assert decoded == ["2026-11-14"]
    send_model(stocked, "2026-11-21")
    stocked.be_ready(4)
    assert version(held(stocked, latest)) == "2026-11-21-0a1b2c3d"
    assert decoded == ["2026-11-14", "2026-11-21"]
    latest.drop()
    held(stocked, latest)
    assert len(decoded) == 3
