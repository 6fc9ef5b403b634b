from __future__ import annotations

from datetime import date

import pytest

from shared import audience
from shared.audience.attributes import ASKS_MORE
from shared.customer import CustomerFacts, Figures
from shared.errors import InvalidInput
from shared.particulars import NamedAudience, Names, Particulars
from tests.shared import audience_stories
from tests.shared.cases import load

CASES = load("audience")
TODAY = date.fromisoformat(CASES["today"])
TIER = {"attribute": "tier", "operator": "in", "value": ["Gold"]}
DELI = {"attribute": "bought", "operator": "at_least", "value": 1, "of": {"department": ["Deli"]}}


def facts_of(given: dict) -> CustomerFacts:
    figures = {k: given[k] for k in ("visits_12m", "spend_12m_minor", "days_since_visit") if k in given}
    return CustomerFacts(
        customer_id=1,
        tier=given.get("tier", "Member"),
        birthday=given.get("birthday"),
        departments=frozenset(given.get("departments", ())),
        figures=Figures(**figures),
    )


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda c: c["name"])
def test_a_rule_selects_whom_the_case_says_and_gives_the_reason(case):
    rule = audience.check_rule(case["rule"])
    answer = audience.evaluate(rule, facts_of(case["facts"]), TODAY)
    assert (answer.selected, answer.failed) == (case["selected"], case.get("failed"))


@pytest.mark.parametrize("story", CASES["stories"], ids=lambda c: c["name"])
def test_a_rule_selects_by_her_story_whom_the_case_says(story):
    rule = audience.check_rule(story["rule"], audience_stories.audiences())
    answer = audience.evaluate(rule, audience_stories.facts_of(story["her"]), TODAY)
    assert (answer.selected, answer.failed) == (story["selected"], story.get("failed"))


@pytest.mark.parametrize("case", CASES["refused"], ids=lambda c: c["name"])
def test_a_rule_nobody_can_evaluate_is_refused_with_its_place(case):
    known = audience_stories.audiences() if "world" in case or "own" in case else None
    with pytest.raises(InvalidInput) as refused:
        audience.check_rule(case["rule"], known, case.get("own"))
    assert case["says"] in refused.value.sentence


def test_a_rule_can_be_read_aloud():
    rule = {
        "all": [
            {"attribute": "tier", "operator": "in", "value": ["Gold", "VIP"]},
            {"attribute": "spend_12m", "operator": "at_most", "value": 1500},
        ]
    }
    assert audience.describe(rule) == "Tier is Gold or VIP; Spent at most $1,500 in 12 months"
    assert audience.describe({}) == "Every customer"


def test_what_a_rule_points_at_is_said_by_name_and_a_long_list_by_its_beginning():
    names = Names(stores={"1": "Market Square"}, products={7: "Brie"}, audiences={"a": "Winter"})
    assert audience.describe(home_store(["1", "2"]), names) == "Home store is Market Square or 2"
    of = {"product": [7, 8], "brand": ["Own"], "channel": ["web"]}
    bought = audience.describe(DELI | {"of": of, "days": 1}, names)
    assert bought == "Bought Brie or 8, brand Own, channel web at least 1 time in 1 day"
    taken = {"attribute": "audience", "operator": "in", "value": ["a", "b"]}
    assert audience.describe(taken, names) == "In the audience Winter or b"
    assert audience.describe(home_store("1234567"), names).endswith("2, 3, 4, 5, 6 or 7")
    assert audience.describe(home_store("12345678"), names).endswith("2, 3, 4, 5, 6 or 2 more")


def test_the_parts_of_a_rule_are_read_one_by_one():
    assert audience.describe_parts({"all": [TIER, {"not": TIER}]}) == ["Tier is Gold", "Not (Tier is Gold)"]
    assert audience.describe_parts({"any": [TIER, DELI]}) == [
        "Any of (Tier is Gold; Bought Deli at least 1 time)"
    ]
    assert audience.describe_parts({}) == audience.describe_parts({"all": []}) == ["Every customer"]


def home_store(ids) -> dict:
    return {"attribute": "home_store", "operator": "in", "value": list(ids)}


def test_every_way_of_asking_is_said_in_words_of_its_own():
    said = set()
    for attribute in ("bought", "did"):
        of = {"event": ["carted"]} if attribute == "did" else {}
        for operator in ("at_least", "at_most"):
            for measure in audience.ATTRIBUTES[attribute].measures or (None,):
                rule = {"attribute": attribute, "operator": operator, "value": 2, "of": of}
                said.add(audience.describe(rule | ({"measure": measure} if measure else {})))
    assert len(said) == 8


def test_every_attribute_is_compared_as_its_kinds_are():
    assert audience.ATTRIBUTES["imported"].operators == ("in", "not_in", "at_least", "at_most")
    assert {each.kind for each in audience.ATTRIBUTES.values()} == {"choice", "number"}


def test_what_a_rule_asks_for_is_known_without_deciding_it():
    visits = {"attribute": "visits_12m", "operator": "at_least", "value": 1}
    rule = {"all": [TIER, {"not": {"any": [visits, {"not": TIER}]}}]}
    assert list(audience.conditions(rule)) == [TIER, visits, TIER]
    assert audience.attributes_asked(rule) == {"tier", "visits_12m"}
    assert audience.attributes_asked({}) == frozenset()


def test_what_the_audiences_that_a_rule_takes_in_ask_for_is_asked_for_too():
    rule = {"attribute": "audience", "operator": "in", "value": ["cheese", "seed", "gone", "cheese"]}
    known = audience_stories.audiences()
    assert audience.attributes_asked(rule, known) == {"audience", "bought", "tier"}
    circle = {"a": NamedAudience("A", rule | {"value": ["a", "b"]}), "b": NamedAudience("B", TIER)}
    assert audience.attributes_asked(rule | {"value": ["a"]}, circle) == {"audience", "tier"}


@pytest.mark.parametrize(
    "rule",
    [
        TIER | {"attribute": "shoe_size"},
        TIER | {"operator": "resembles"},
        TIER | {"since": "May"},
        DELI | {"of": {"colour": ["red"]}},
        DELI | {"of": ["Deli"]},
        DELI | {"measure": "weight"},
        {"none": [TIER]},
        {"attribute": "audience", "operator": "in", "value": ["nobody"]},
        {"attribute": "audience", "operator": "not_in", "value": ["nobody"]},
        {"attribute": "audience", "operator": "not_in", "value": ["round"]},
        {"attribute": "audience", "operator": "in", "value": ["list"]},
    ],
    ids=str,
)
def test_what_a_newer_version_asks_or_nobody_gathered_selects_nobody(rule):
    around = {"attribute": "audience", "operator": "in", "value": ["round"]}
    audiences = {"round": NamedAudience("Round", around), "list": NamedAudience("List")}
    facts = CustomerFacts(1, tier="Gold", particulars=Particulars(today=1, bought=(), audiences=audiences))
    for asked in (rule, {"not": rule}, {"any": [rule, {"not": TIER}]}, {"all": [TIER, rule]}):
        answer = audience.evaluate(asked, facts, TODAY)
        assert (answer.selected, answer.failed) == (False, str(ASKS_MORE))
        assert audience.describe(asked)
    assert audience.evaluate({"any": [TIER, rule]}, facts, TODAY).selected


@pytest.mark.parametrize(
    "story", [each for each in CASES["stories"] if audience.attributes_asked(each["rule"]) != {"home_store"}],
    ids=lambda c: c["name"],
)  # fmt: skip
def test_what_nobody_looked_for_selects_nobody(story):
    nobody = CustomerFacts(customer_id=1)
    for rule in (story["rule"], {"not": story["rule"]}):
        assert not audience.evaluate(rule, nobody, TODAY).selected


def test_how_far_back_conditions_look_is_the_longest_of_them():
    look = [DELI | {"days": 30}, DELI | {"days": 90}, TIER]
    assert audience.days_asked(look, "bought") == 90
    assert audience.days_asked([*look, DELI], "bought") is None
    assert audience.days_asked(look, "did") is None


def test_what_a_newer_version_asks_can_be_gone_through():
    newer = {"all": [TIER, {"attribute": "audience", "since": "May"}, {"none": [TIER]}]}
    assert audience.taken_in(newer) == []
    assert [audience.understood(each) is not None for each in audience.all_conditions([newer], {})] == [
        True, False, False,
    ]  # fmt: skip


def test_rules_that_take_in_too_much_are_refused_and_a_long_row_of_them_too():
    def takes(*ids: str) -> dict:
        return {"attribute": "audience", "operator": "in", "value": list(ids)}

    known = {"0": NamedAudience("A0", {"any": [TIER] * 40})}
    known |= {str(n): NamedAudience(f"A{n}", takes(str(n - 1))) for n in range(1, 10)}
    audience.check_rule(takes("6", "5"), known)
    audience.check_rule(takes("7"), known)
    refused(takes("8"), known, "“A8” takes others in more than 8 deep")
    refused(takes(*"0123456"), known, "asks for too much")
    known["wide"] = NamedAudience("Wide", takes(*"0123456"))
    refused(takes("wide"), known, "asks for too much")
    known["two"] = NamedAudience("Two", {"any": [takes("1"), takes("0")]})
    audience.check_rule(takes("two"), known)


def refused(rule: dict, known: dict, says: str) -> None:
    with pytest.raises(InvalidInput) as found:
        audience.check_rule(rule, known)
    assert says in found.value.sentence
