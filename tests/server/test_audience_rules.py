"""Rules over REST: whatever is sent is saved as it is meant or refused with the part that is wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.server.world import Actors
from tests.shared.cases import load

PROMOTIONS = "/api/v1/promotions"
CASES = load("audience")
TIER = {"attribute": "tier", "operator": "in", "value": ["Gold"]}
DRAFT = {
    "name": "Dairy week", "benefit_kind": "percent", "benefit_value": 20,
    "starts_local": "2026-11-20T09:00", "ends_local": "2026-11-30T20:00",
}  # fmt: skip


def post(client: FlaskClient, people: Actors, rule: object) -> Any:
    return client.post(PROMOTIONS, json=DRAFT | {"audience": rule}, headers=people.marketer.headers)


def test_a_rule_of_the_whole_language_is_saved_as_it_is_meant(client: FlaskClient, people: Actors) -> None:
    bought = {"attribute": "bought", "operator": "at_least", "value": 2, "of": {"category": ["Cheese"]}}
    north = {"attribute": "region", "operator": "in", "value": ["North"]}
    rule = {"all": [{"any": [TIER, bought | {"days": 90, "measure": "items"}]}, {"not": north}]}
    answer = post(client, people, rule)
    assert (answer.status_code, answer.json["audience"]) == (201, rule)


def test_every_refused_case_is_refused_with_the_part_that_is_wrong(
    client: FlaskClient, people: Actors
) -> None:
    for case in CASES["refused"]:
        if isinstance(case["rule"], dict) and not {"world", "own"} & set(case):
            answer = post(client, people, case["rule"])
            assert (case["name"], answer.status_code) == (case["name"], 422)
            assert case["says"] in str(answer.json["fields"]["audience"])


@pytest.mark.parametrize(("levels", "status"), [(300, 422), (5_000, 400)])
@pytest.mark.parametrize(("opens", "closes"), [('{"not": ', "}"), ('{"all": [', "]}")])
def test_a_rule_nested_a_thousand_deep_is_refused(
    client: FlaskClient, people: Actors, levels: int, status: int, opens: str, closes: str
) -> None:
    body = '{"audience": ' + opens * levels + json.dumps(TIER) + closes * levels + "}"
    headers = people.marketer.headers | {"Content-Type": "application/json"}
    answer = client.post(PROMOTIONS, data=body, headers=headers)
    assert answer.status_code == status
    if status == 422:
        assert "nested too deep" in str(answer.json["fields"]["audience"])


def test_a_promotion_for_an_audience_that_is_not_there_is_refused_by_its_name(
    client: FlaskClient, people: Actors
) -> None:
    nobody = {"attribute": "audience", "operator": "not_in", "value": ["nobody"]}
    answer = post(client, people, {"all": [TIER, {"any": [TIER, nobody]}]})
    said = "Condition 2, part 2: there is no audience “nobody”. Choose among those there are."
    assert (answer.status_code, answer.json["fields"]["audience"]) == (422, said)
    gold = {"name": "Gold", "rule": TIER}
    written = client.post("/api/v1/audiences", json=gold, headers=people.marketer.headers)
    taken = nobody | {"value": [written.json["id"]]}
    assert post(client, people, taken).status_code == 201
