"""Rules come from anywhere: whatever JSON it is, it is passed or refused by name, at once."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared import audience
from shared.audience import MAX_CONDITIONS, MAX_DEPTH, MAX_NODES, MAX_VALUES, InvalidRule
from shared.errors import InvalidInput
from tests.shared import audience_stories
from tests.shared.audience_stories import CASES

TIER = {"attribute": "tier", "operator": "in", "value": ["Gold"]}
VISITS = {"attribute": "visits_12m", "operator": "at_least", "value": 12}
BOUGHT = {"attribute": "bought", "operator": "at_least", "value": 1}
LONG = {"attribute": "home_store", "operator": "in", "value": ["x" * 120] * MAX_VALUES}
TODAY = date(2026, 11, 22)
AT_ONCE_S = 0.05


def refused(rule: object) -> InvalidRule:
    """The refusal of that rule, which came at once."""
    began = time.process_time()
    with pytest.raises(InvalidRule) as found:
        audience.check_rule(rule)
    assert time.process_time() - began <= AT_ONCE_S
    return found.value


def nested(levels: int, kind: str) -> object:
    rule: object = TIER
    for _ in range(levels):
        rule = {kind: rule} if kind == "not" else {kind: [rule]}
    return rule


def test_more_conditions_than_anyone_needs_are_refused():
    audience.check_rule({"all": [TIER] * MAX_CONDITIONS})
    assert "at most 59" in refused({"all": [TIER] * (MAX_CONDITIONS + 1)}).sentence
    groups = {"any": [{"all": [TIER] * 9}] * 6}
    assert "at most 59" in refused(groups).sentence
    assert MAX_NODES == MAX_CONDITIONS + 1


@pytest.mark.parametrize("kind", ["not", "all", "any"])
def test_a_rule_nested_a_thousand_deep_is_refused(kind):
    audience.check_rule(nested(MAX_DEPTH - 1, kind))
    assert "nested too deep" in refused(nested(MAX_DEPTH, kind)).sentence
    assert "nested too deep" in refused(nested(1_000, kind)).sentence
    assert "nested too deep" in refused({"all": [TIER, nested(100_000, kind)]}).sentence


HUGE = {
    "a million conditions": lambda: {"all": [TIER] * 1_000_000},
    "a hundred thousand keys": lambda: {str(n): n for n in range(100_000)},
    "a condition of a hundred thousand keys": lambda: {"all": [{str(n): n for n in range(100_000)}]},
    "a million values": lambda: TIER | {"value": ["Gold"] * 1_000_000},
    "a value as long as a book": lambda: TIER | {"value": ["x" * 10_000_000]},
    "an attribute as long as a book": lambda: TIER | {"attribute": "x" * 10_000_000},
    "an operator a hundred thousand deep": lambda: TIER | {"operator": nested(100_000, "not")},
    "a value a hundred thousand deep": lambda: TIER | {"value": nested(100_000, "all")},
    "a number of five thousand digits": lambda: VISITS | {"value": 10**5_000},
    "all lists as long as they may be": lambda: {"any": [LONG] * MAX_CONDITIONS},
    "about a hundred thousand things": lambda: TIER | {"of": {str(n): [] for n in range(100_000)}},
    "about a hundred thousand deep": lambda: BOUGHT | {"of": {"department": nested(100_000, "all")}},
    "more of a window than there is": lambda: BOUGHT | {"days": 10**5_000},
    "no number": lambda: VISITS | {"value": float("nan")},
    "the highest number": lambda: VISITS | {"value": float("inf")},
}


@pytest.mark.parametrize("name", HUGE)
def test_a_huge_rule_is_refused_at_once(name):
    assert len(refused(HUGE[name]()).sentence) < 400


def test_a_list_of_values_has_an_end():
    named = {"attribute": "departments", "operator": "in"}
    audience.check_rule(named | {"value": [str(n) for n in range(MAX_VALUES)]})
    assert "at most 500" in refused(named | {"value": [str(n) for n in range(MAX_VALUES + 1)]}).sentence


def test_the_part_that_is_wrong_is_named_for_people_and_for_forms():
    wrong = TIER | {"value": ["Platinum"]}
    error = refused({"all": [TIER, {"any": [TIER, {"not": wrong}]}]})
    assert error.path == (2, 2)
    assert error.sentence == "Condition 2, part 2: tiers are Member, Silver, Gold, VIP."
    assert error.fields == {"audience": error.sentence}
    assert refused({"not": wrong}).path == ()


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
WORDS = st.sampled_from([
    "all", "any", "not", "attribute", "operator", "value", "of", "days", "measure", "in", "at_least",
    *audience.ATTRIBUTES,
])  # fmt: skip
ANY_JSON = st.recursive(
    SCALARS | WORDS,
    lambda inside: (
        st.lists(inside, max_size=5) | st.dictionaries(WORDS | st.text(max_size=5), inside, max_size=5)
    ),
    max_leaves=30,
)
ABOUT = st.dictionaries(
    st.sampled_from(["department", "product", "store", "event", "kind", "name"]) | st.text(max_size=3),
    st.lists(st.sampled_from(["Deli", "viewed", "due_date", 7]), max_size=3)
    | st.sampled_from(["sizes", "rfm"])
    | ANY_JSON,
    max_size=3,
)
CONDITIONS = st.fixed_dictionaries(
    {
        "attribute": WORDS | ANY_JSON,
        "operator": st.sampled_from(["in", "not_in", "at_least", "at_most"]) | ANY_JSON,
        "value": (
            st.lists(st.sampled_from(["Gold", "VIP", "Deli"]), max_size=3) | st.integers(0, 400) | ANY_JSON
        ),
    },
    optional={
        "of": ABOUT | ANY_JSON, "days": st.none() | st.integers(-1, 400) | ANY_JSON,
        "measure": st.sampled_from(["times", "items", "spend"]) | ANY_JSON,
    },
)  # fmt: skip
RULES = st.recursive(
    CONDITIONS,
    lambda inside: st.dictionaries(
        st.sampled_from(["all", "any", "not"]), st.lists(inside, max_size=4) | inside, min_size=1, max_size=2
    ),
    max_leaves=12,
)


HER = audience_stories.facts_of(
    {"purchases": [{"id": 1, "at": "2026-11-20T10:00:00Z", "store": "319", "channel": "store", "lines": []}]}
)


def refusal_of(rule: object) -> InvalidInput | None:
    try:
        audience.check_rule(rule)
    except InvalidInput as error:
        return error
    return None


def passed_or_refused(rule: object) -> None:
    """A rule that passes can be decided and said; any other is refused by name; both come at once."""
    began = time.process_time()
    error = refusal_of(rule)
    if error is not None:
        assert error.sentence
        assert error.fields == {"audience": error.sentence}
    elif isinstance(rule, dict):
        assert audience.describe(rule)
        answer = audience.evaluate(rule, HER, TODAY)
        assert answer.selected is (answer.failed is None)
        assert set(audience.attributes_asked(rule)) <= set(audience.ATTRIBUTES)
    assert time.process_time() - began <= AT_ONCE_S


@settings(max_examples=100, deadline=None)
@given(ANY_JSON | RULES)
def test_whatever_is_sent_is_passed_or_refused_by_name(rule):
    passed_or_refused(rule)


@pytest.mark.long
def test_a_hundred_and_fifty_thousand_bent_rules_are_passed_or_refused_by_name():
    """Every rule of the cases, with parts of it thrown away, doubled, wrapped or replaced by anything."""
    chance = random.Random(20261122)
    rules = [each["rule"] for kind in ("cases", "stories", "refused") for each in CASES[kind]]
    outcomes = Counter()
    for _ in range(150_000):
        rule = bent(chance, deepcopy(chance.choice(rules)), rules)
        passed_or_refused(rule)
        outcomes[refusal_of(rule) is None] += 1
    assert min(outcomes[True], outcomes[False]) > 15_000


def bent(chance: random.Random, rule: Any, others: list[Any]) -> Any:
    """The rule after a few accidents."""
    for _ in range(chance.randint(0, 3)):
        places = list(places_in(rule))
        if not places:
            return deepcopy(chance.choice(JUNK))
        inside, key = chance.choice(places)
        accident = chance.randrange(5)
        if accident == 0:
            del inside[key]
        elif accident == 1:
            inside[key] = deepcopy(chance.choice(JUNK))
        elif accident == 2:
            inside[key] = deepcopy(chance.choice(others))
        elif accident == 3:
            inside[key] = {
                chance.choice(["all", "any", "not", "of"]): chance.choice([[inside[key]], inside[key]])
            }
        elif isinstance(inside, list):
            inside.insert(key, deepcopy(inside[key]))
        else:
            inside[chance.choice(["days", "measure", "of", "value", "operator"])] = deepcopy(inside[key])
    return rule


def places_in(rule: Any) -> Iterator[tuple[Any, Any]]:
    """Everywhere in the rule, as what it is in and under which key."""
    keys = list(rule) if isinstance(rule, dict) else range(len(rule)) if isinstance(rule, list) else ()
    for key in keys:
        yield rule, key
        yield from places_in(rule[key])


JUNK = [
    None, True, 0, -1, 7, 1.5, 10**400, float("nan"), "", "Gold", "\x00", "x" * 1_000, "\ud800", [], {}, [[]],
    ["Gold"] * 600, ["x" * 121], [None], {"all": []}, {"not": {}}, {"any": [{}]}, {"name": "a.b"}, [7, "7"],
    nested(40, "not"), {"department": "Deli"}, {"event": ["viewed"]}, "at_least", "in", "times",
]  # fmt: skip
