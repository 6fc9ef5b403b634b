"""What is said next: the same for the same facts, ranked, with its reason, and never too soon again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from shared.errors import InvalidInput
from shared.next_action import DEFAULTS, next_actions, rules_of
from shared.next_action.candidates import FINDERS
from shared.next_action.facts import FollowUp, OpenOffer
from shared.next_action.rules import MEANINGS, Rule, check_rule
from tests.shared.next_action_cases import CASES, facts_of


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["name"])
def test_what_is_said_next_is_what_the_case_says(case):
    found = next_actions(facts_of(case), rules_of(case.get("rules", ())))
    if "expected_kinds" in case:
        assert [each.kind for each in found] == case["expected_kinds"]
    else:
        said = [[each.kind, each.subject, each.title, each.reason, each.deed] for each in found]
        assert said == case["expected"]
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)


def test_every_rule_has_its_words_its_default_and_its_finder():
    assert list(MEANINGS) == list(dict.fromkeys(MEANINGS))
    assert set(DEFAULTS) == set(MEANINGS)
    assert set(FINDERS) == set(MEANINGS) - {"contact"}
    for rule in DEFAULTS.values():
        check_rule(rule)
        assert set(rule.settings) == set(MEANINGS[rule.kind].settings)


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        (Rule("tides", True, 5, 5, {}), "kind"),
        (Rule("guide", True, 101, 5, {}), "weight"),
        (Rule("guide", True, 5, 366, {}), "rest_days"),
        (Rule("date", True, 5, 5, {"ahead_days": 61}), "ahead_days"),
        (Rule("date", True, 5, 5, {}), "ahead_days"),
        (Rule("guide", True, 5, 5, {"moon": 1}), "settings"),
    ],
)
def test_a_rule_that_makes_no_sense_names_its_field(rule, field):
    with pytest.raises(InvalidInput) as refused:
        check_rule(rule)
    assert set(refused.value.fields) == {field}


def test_by_day_what_is_due_first_stands_first_and_what_has_no_day_stands_behind():
    """What an experiment may try beside the usual order, which stays for everybody else."""
    facts = replace(
        facts_of({"consents": []}),
        follow_ups=(
            FollowUp("f1", "Call her", "2026-11-20"), FollowUp("f2", "Hem the coat", "2026-11-10"),
        ),
        offers=(OpenOffer("p1", "Soup", date(2026, 11, 15)), OpenOffer("p2", "Bread", None)),
    )  # fmt: skip
    rules = rules_of(())
    usual, by_day = (next_actions(facts, rules, strategy=way) for way in ("ranked", "dated"))
    assert next_actions(facts, rules) == usual
    due = [each.subject for each in by_day if each.subject in ("f1", "f2", "p1")]
    days = {"f1": "2026-11-20", "f2": "2026-11-10", "p1": "2026-11-15"}
    assert due == sorted(due, key=days.__getitem__)
    assert by_day[-1].kind == "missing"
