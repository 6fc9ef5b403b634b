"""The two models built last are kept, each part once, on both kinds of database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from server.recommendations import kept_models
from server.recommendations.building.coding import Part
from server.recommendations.building.model import BuiltModel
from server.recommendations.models import ModelPart, ModelStore
from tests.server.recommendations.chain import AS_OF, buy, noon, trained
from tests.server.recommendations.reading import loaded


def model(
    version: str, built_ms: int, *data: bytes, stores: Mapping[str, list[int]] | None = None
) -> BuiltModel:
    parts = [Part(f"part {n}", each) for n, each in enumerate(data)]
    manifest: dict[str, Any] = {
        "version": version, "as_of": version, "built_ms": built_ms,
        "parts": [{"name": part.name, "hash": part.hash, "bytes": len(part.data)} for part in parts],
    }  # fmt: skip
    return BuiltModel(manifest, {part.hash: part.data for part in parts}, stores or {})


def save(session: Session, built: BuiltModel) -> set[str]:
    """The hashes of the parts that saving it wrote or took away."""
    session.execute(text("INSERT INTO sync_scopes VALUES ('*', 0) ON CONFLICT DO NOTHING"))
    session.execute(text("DELETE FROM sync_journal"))
    kept_models.save(session, built)
    session.commit()
    journal = session.execute(text("SELECT key FROM sync_journal WHERE collection = 'model_parts'"))
    hashes = {Part("", data).hash: data.decode() for data in (b"a", b"b", b"c", b"d")}
    found = {hashes[told] for (key,) in journal for told in hashes if told in key}
    session.commit()
    return found


def versions(session: Session) -> list[str]:
    return [each.version for each in kept_models.kept_models(session)]


def test_the_two_built_last_stay_and_only_parts_that_differ_are_written(
    chain: Engine, session: Session
) -> None:
    assert chain
    assert save(session, model("m1", 1, b"a", b"b")) == {"a", "b"}
    assert save(session, model("m2", 2, b"a", b"c")) == {"c"}
    assert versions(session) == ["m2", "m1"]
    assert save(session, model("m3", 3, b"a", b"d")) == {"b", "d"}
    assert versions(session) == ["m3", "m2"]
    assert len(session.scalars(select(ModelPart.hash)).all()) == 3


def test_a_model_that_is_built_again_after_another_is_in_use_again(chain: Engine, session: Session) -> None:
    assert chain
    save(session, model("m1", 1, b"a"))
    save(session, model("m2", 2, b"b"))
    assert save(session, model("m1", 3, b"a")) == set()
    assert versions(session) == ["m1", "m2"]
    assert [each.manifest["built_ms"] for each in kept_models.kept_models(session)] == [3, 2]


def test_each_store_has_its_best_sellers_of_the_newest_model(chain: Engine, session: Session) -> None:
    assert chain
    save(session, model("m1", 1, b"a", stores={"367": [1, 2], "406": [3]}))
    save(session, model("m2", 2, b"a", stores={"367": [2, 1]}))
    found = [(each.store_id, each.version, each.best) for each in session.scalars(select(ModelStore))]
    assert found == [("367", "m2", "[2,1]")]


def test_a_database_has_its_model_built_and_built_again_when_more_was_bought(
    chain: Engine, session: Session
) -> None:
    first = trained(chain)
    buy(session, 900, 3, noon(AS_OF - timedelta(days=1)), [130, 131])
    session.commit()
    second = trained(chain)
    assert second.counted_months == 1
    assert versions(session) == [second.version, first.version]
    read = loaded(session)
    assert read.version == second.version
    assert second.bytes == sum(
        int(part["bytes"]) for part in kept_models.kept_models(session)[0].manifest["parts"]
    )
