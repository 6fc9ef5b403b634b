from __future__ import annotations

import random
from hashlib import sha256

import pytest

from shared.recommendation import DamagedModel, Model
from shared.recommendation.model import MOST_ITEMS
from tests.shared.recommendation.small_model import packed, random_model

ROWS = {10: {30: 0.5, 20: 0.125}, 30: {10: 0.25}}


def whole():
    return packed([30, 10, 20], ROWS, departments={"Dairy": [20, 10]}, facts={"popularity": {20: 0.5}})


def test_a_whole_model_is_read_as_it_was_packed():
    model = Model.of(*whole())
    assert (model.version, model.as_of, model.half_life_days) == ("2026-11-21-00000000", "2026-11-21", 120.0)
    assert list(model.items) == [10, 20, 30]
    assert [model.number(product) for product in (5, 10, 25, 30, 99)] == [None, 0, None, 2, None]
    assert list(model.popularity) == [1.0, 0.5, 1.0]
    numbers, weights = model.row(0)
    assert list(numbers) == [2, 1, 0, 0]
    assert list(weights) == [0.5, 0.5 * (128 / 255) ** 2, 0.0, 0.0]
    assert model.row(0) is model.row(0)
    assert model.departments == {"Dairy": (20, 10)}
    assert (model.weights["explore"], model.weights["late_power"]) == (4.0, 0.3)


def test_a_row_names_its_items_in_every_part():
    model = random_model(3, items=1100, neighbours=7)
    asked = random.Random(4).sample(range(1100), 40)
    for number in [0, 1, 255, 256, *asked]:
        naming = [j for j in range(1100) if number in model.row(j)[0]]
        assert list(model.rows_naming(number)) == naming


def test_a_missing_part_is_named():
    manifest, parts = whole()
    del parts[manifest["parts"][0]["hash"]]
    with pytest.raises(DamagedModel, match="items of the model is missing"):
        Model.of(manifest, parts)


def test_a_changed_byte_or_a_torn_part_is_found_in_every_part():
    manifest, parts = whole()
    for part in manifest["parts"]:
        data = parts[part["hash"]]
        for damaged in (data[:-1], bytes([data[0] ^ 1]) + data[1:]):
            with pytest.raises(DamagedModel, match="of the model is damaged"):
                Model.of(manifest, parts | {part["hash"]: damaged})


@pytest.mark.parametrize(
    "change",
    [
        {"items": 2},
        {"neighbours": 5},
        {"items": "three"},
        {"weights": None},
        {"weights": {"explore": "much"}},
        {"parts": []},
        {"parts": [{"name": "items"}]},
        {"half_life_days": None},
    ],
    ids=str,
)
def test_a_manifest_that_does_not_fit_its_parts_is_refused(change):
    manifest, parts = whole()
    with pytest.raises(DamagedModel):
        Model.of(manifest | change, parts)


def test_a_part_that_is_no_json_is_refused():
    manifest, parts = whole()
    data = b"no departments"
    named = {"name": "departments", "hash": sha256(data).hexdigest(), "bytes": len(data)}
    others = [part for part in manifest["parts"] if part["name"] != "departments"]
    with pytest.raises(DamagedModel):
        Model.of(manifest | {"parts": [*others, named]}, parts | {named["hash"]: data})


def test_a_newer_format_asks_for_an_update():
    manifest, parts = whole()
    with pytest.raises(DamagedModel, match="Update first"):
        Model.of(manifest | {"format": 2}, parts)


def test_more_items_than_numbers_can_name_are_refused():
    manifest, parts = packed(range(MOST_ITEMS + 1), {}, neighbours=1)
    with pytest.raises(DamagedModel):
        Model.of(manifest, parts)
    assert len(Model.of(*packed(range(MOST_ITEMS), {}, neighbours=1)).items) == MOST_ITEMS


def test_an_empty_catalogue_is_a_model_too():
    model = Model.of(*packed([], {}))
    assert (list(model.items), model.number(1), list(model.rows_naming(0))) == ([], None, [])
