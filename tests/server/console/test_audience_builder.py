"""The audience builder: the whole language in a form, to the rule and back without a difference."""

from __future__ import annotations

import json
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from server.console.rule_form import MOST_PARTS, change, group_of_form
from server.console.rule_rows import RuleGroup, RuleKept, RuleRow, group_of_rule, mark, rule_of, walk
from shared.errors import InvalidInput
from tests.server.console.desk import PROMOTION, Desk, Listed, promotion_path

TIER = {"attribute": "tier", "operator": "in", "value": ["Gold", "VIP"]}
SPENT = {"attribute": "spend_12m", "operator": "at_least", "value": 1234567.25}
BOUGHT = {
    "attribute": "bought", "operator": "at_least", "value": 2, "days": 90, "measure": "items",
    "of": {"category": ["Yogurt"], "product": [7, 8], "store": ["367"]},
}  # fmt: skip
DID = {"attribute": "did", "operator": "at_most", "value": 3, "of": {"event": ["viewed"]}}
DATE = {"attribute": "days_to_date", "operator": "at_most", "value": 9, "of": {"kind": ["due_date"]}}
LIKES = {"attribute": "noted", "operator": "not_in", "value": ["Tea", "Rum"], "of": {"kind": "likes"}}
IMPORTED = {"attribute": "imported", "operator": "at_least", "value": -2.5, "of": {"name": "score"}}
SCORE = {"attribute": "score", "operator": "at_most", "value": 0, "of": {"name": "rfm"}}
REGION = {"attribute": "region", "operator": "in", "value": ["North"]}
STORE = {"attribute": "home_store", "operator": "not_in", "value": ["406"]}
TAKES_IN = {"attribute": "audience", "operator": "in", "value": ["some-audience"]}
DEEP = {"any": [{"all": [{"not": {"any": [{"all": [TIER, SCORE]}, REGION]}}, DATE]}, DID]}

RULES: tuple[dict[str, Any], ...] = (
    {},
    {"all": [TIER, SPENT, BOUGHT, DID, DATE, LIKES, IMPORTED, SCORE, REGION, STORE, TAKES_IN]},
    {"any": [TIER, {"all": [BOUGHT, {"not": REGION}]}]},
    {"not": {"any": [TIER, REGION]}},
    {"all": [{"not": {"all": [TIER, REGION]}}]},
    DEEP,
    {"all": [{"attribute": "noted", "operator": "in", "value": ["a; b"], "of": {"kind": "sizes"}}, TIER]},
)


def form_of(root: RuleGroup) -> MultiDict[str, str]:
    """What the browser would send of the builder as it stands."""
    data: MultiDict[str, str] = MultiDict({"rule_how": root.how})
    count = 0
    for part, parent in walk(root):
        name, count = f"rule-{part.number}", count + 1
        data[f"{name}-in"] = str(parent.number)
        if isinstance(part, RuleGroup):
            data[f"{name}-how"] = part.how
        elif isinstance(part, RuleKept):
            data[f"{name}-kept"] = part.text
        else:
            fields = {"attribute": part.attribute, "was": part.attribute, "operator": part.operator,
                      "days": part.days, "measure": part.measure}  # fmt: skip
            data.update({f"{name}-{key}": value for key, value in fields.items()})
            data.setlist(f"{name}-value", [part.value] if part.is_typed else part.values)
            for key, chosen in part.about.items():
                data.setlist(f"{name}-of-{key}", chosen)
    data["rule_count"] = str(count)
    return data


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_of_any_form_comes_back_out_of_the_form_as_it_was(rule: dict[str, Any]) -> None:
    assert rule_of(group_of_form(form_of(group_of_rule(rule)))) == rule


def test_what_lies_deeper_than_the_builder_shows_is_kept_in_words(desk: Desk) -> None:
    desk.sign_in()
    data = form_of(group_of_rule(DEEP))
    text = desk.post("/console/promotions/audience", **PROMOTION | data.to_dict(flat=False)).text
    assert "<strong>All of (Tier is Gold or VIP; rfm is at most 0)</strong>" in text
    assert "kept as it is" in text


def test_groups_and_conditions_are_added_where_the_button_stands_and_taken_away() -> None:
    root = group_of_rule({"all": [TIER, {"any": [REGION]}]})
    data = form_of(root)
    assert change(root, MultiDict({**data, "add_rule": "1", "new_attribute": "bought"})) == 3
    added = root.parts[1]
    assert isinstance(added, RuleGroup)
    assert [part.attribute for part in added.parts if isinstance(part, RuleRow)] == ["region", "bought"]
    assert change(root, MultiDict({"add_group": "whole"})) == 5
    assert change(root, MultiDict({"remove_rule": "1"})) == "add"
    assert [type(part) for part in root.parts] == [RuleRow, RuleGroup]
    assert change(root, MultiDict({"remove_rule": "77"})) is None


def test_no_button_makes_a_rule_longer_than_the_language_allows() -> None:
    root = RuleGroup(parts=[RuleRow() for _ in range(MOST_PARTS)])
    change(root, MultiDict({"add_rule": "whole"}))
    change(root, MultiDict({"add_group": "whole"}))
    assert len(root.parts) == MOST_PARTS


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (RuleRow("tier"), "at least one tier"),
        (RuleRow("visits_12m", "at_least", "many"), "a number from 0 up"),
        (RuleRow("score", "at_least", "1"), "Choose which score"),
        (RuleRow("bought", "at_least", "1", days="soon"), "whole days"),
        (RuleRow("did", "at_least", "1"), "Choose what she did"),
        (RuleRow("noted", "in", " ; "), "at least one value"),
        (RuleRow("imported", "in", "x", about={"name": ["a.b"]}), "one short name"),
        (RuleRow("bought", "at_least", "1", days="99999"), "from 1 to 3660"),
        (RuleGroup(), "Add a condition to this group"),
        (RuleKept({"all": [{"x": 1}]}), "needs an attribute"),
    ],
)
def test_what_cannot_be_used_says_so_beside_its_own_part(row: Any, said: str) -> None:
    root = RuleGroup(parts=[RuleRow(values=["Gold"]), row])
    with pytest.raises(InvalidInput, match="cannot be used yet"):
        rule_of(root)
    assert said in row.error
    first = root.parts[0]
    assert first.error is None


def test_several_wrong_parts_are_told_together() -> None:
    with pytest.raises(InvalidInput, match="Some conditions"):
        rule_of(RuleGroup(parts=[RuleRow(), RuleGroup()]))


def test_a_place_that_the_check_names_is_found_again() -> None:
    root = group_of_rule({"all": [TIER, {"not": {"any": [REGION, STORE]}}, {"not": TAKES_IN}]})
    mark(root, (2, 2), "here")
    mark(root, (3,), "and here")
    wrong = [
        (part.attribute, part.error) for part, _ in walk(root) if isinstance(part, RuleRow) and part.error
    ]
    assert wrong == [("home_store", "here"), ("audience", "and here")]


def test_a_forged_form_is_no_rule_and_no_fault() -> None:
    odd = MultiDict({"rule_count": "3", "rule_how": "some", "rule-0-kept": "[" * 5000, "rule-1-in": "2",
                     "rule-1-attribute": "tier", "rule-2-kept": '{"not": 7}'})  # fmt: skip
    root = group_of_form(odd)
    assert root.how == "all"
    with pytest.raises(InvalidInput):
        rule_of(root)


def test_a_rule_of_the_whole_language_is_saved_from_the_form_and_shown_in_it_again(
    desk: Desk, listed: Listed
) -> None:
    desk.sign_in()
    rule = {"any": [TIER, {"all": [BOUGHT, {"not": REGION}, LIKES]}]}
    sent = form_of(group_of_rule(rule)).to_dict(flat=False)
    path = promotion_path(desk.post("/console/promotions/new", **PROMOTION | sent))
    assert listed()[0].audience == json.loads(json.dumps(rule))
    page = desk.get(f"{path}/edit")
    assert page.count('class="rule-group"') == 1 + 1
    assert 'value="Tea; Rum"' in page
    assert "Store 367" in page


def test_things_are_found_by_their_words_and_what_is_chosen_stays(desk: Desk) -> None:
    desk.sign_in()
    find = "/console/choices/product?field=rule-0-of-product"
    assert "Rye bread" in desk.get(f"{find}&q=BREAD+rye")
    assert "Whole milk" not in desk.get(f"{find}&q=bread")
    chosen = desk.get(f"{find}&q=bread").split('value="')[1].split('"')[0]
    kept = desk.get(f"{find}&q=milk&rule-0-of-product={chosen}")
    assert kept.index("Rye bread") < kept.index("Whole milk")
    assert f'value="{chosen}" checked' in kept
    assert "Nothing like that" in desk.get(f"{find}&q=zebra")
    assert "Store 367" in desk.get("/console/choices/store?field=rule-0-value&q=north+367")
    assert "Dairy" in desk.get("/console/choices/department?field=benefit_of-department&q=dai&single=1")
    for odd in (
        "/console/choices/moon?field=x",
        "/console/choices/store?field=a b",
        "/console/choices/store",
    ):
        assert desk.client.get(odd).status_code == 404
