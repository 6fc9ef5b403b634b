"""Writing, publishing, stopping and copying promotions by the console's forms."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict

from shared.audience import MAX_CONDITIONS
from shared.clock import FixedClock
from tests.server.console.desk import PROMOTION, Desk, Listed, promotion_path

VIP = {
    "rule_count": "1",
    "rule-0-attribute": "tier",
    "rule-0-was": "tier",
    "rule-0-operator": "in",
    "rule-0-value": ["Gold", "VIP"],
}


@pytest.fixture(autouse=True)
def signed_in(desk: Desk) -> None:
    """A marketer is at the desk."""
    desk.sign_in()


def test_a_draft_holds_everything_that_was_typed(desk: Desk, listed: Listed) -> None:
    answer = desk.post("/console/promotions/new", action="save", **{**PROMOTION, **VIP}, regions="North")
    assert "is saved as a draft" in answer.text
    saved = listed()[0]
    assert (saved.name, saved.benefit_value, saved.department) == ("Autumn soup week", 20, "Bakery")
    assert (saved.customer_limit, saved.total_limit, saved.store_ids) == (1, 500, None)
    assert saved.audience == {"all": [{"attribute": "tier", "operator": "in", "value": ["Gold", "VIP"]}]}
    assert saved.status == "draft"


def test_an_amount_in_dollars_is_kept_to_the_cent(desk: Desk, listed: Listed) -> None:
    desk.post("/console/promotions/new", **PROMOTION | {"benefit_kind": "amount", "benefit_value": "$2.50"})
    assert (listed()[0].benefit_kind, listed()[0].benefit_value) == ("amount", 250)


def test_an_end_before_the_start_is_marked_at_its_field_and_nothing_is_lost(
    desk: Desk, listed: Listed
) -> None:
    answer = desk.post(
        "/console/promotions/new", action="save", **{**PROMOTION, **VIP, "ends_local": "2026-11-01T08:00"}
    )
    assert answer.status_code == 422
    assert 'id="ends_local-problem"' in answer.text
    assert "It ends before it starts." in answer.text
    for kept in ("Autumn soup week", "All soups are a fifth off", "2026-11-01T08:00", 'value="500"'):
        assert kept in answer.text
    assert answer.text.count('value="VIP" checked') == 1
    assert listed() == []


def test_everything_wrong_is_said_at_once(desk: Desk) -> None:
    wrong = {
        "name": " ",
        "benefit_value": "much",
        "ends_local": "",
        "total_limit": "many",
        "customer_limit": "0",
    }
    rule = {
        "rule_count": "1",
        "rule-0-attribute": "visits_12m",
        "rule-0-operator": "at_least",
        "rule-0-value": "x",
    }
    answer = desk.post("/console/promotions/new", **{**PROMOTION, **wrong, **rule, "stores_mode": "picked"})
    for name in (
        "name",
        "benefit_value",
        "ends_local",
        "total_limit",
        "customer_limit",
        "store_ids",
        "audience",
    ):
        assert f'id="{name}-problem"' in answer.text, name
    assert 'id="rule-0-problem"' in answer.text
    assert "7 things need your attention" in answer.text
    assert 'value="much"' in answer.text


def test_a_draft_can_be_changed_until_it_is_published(desk: Desk, listed: Listed) -> None:
    path = promotion_path(desk.post("/console/promotions/new", **PROMOTION))
    form = desk.get(f"{path}/edit")
    assert 'value="Autumn soup week"' in form
    changed = PROMOTION | {"name": "Soup fortnight", "stores_mode": "picked", "store_ids": "367"}
    desk.post(f"{path}/edit", **changed, version="1")
    assert (listed()[0].name, listed()[0].store_ids) == ("Soup fortnight", ["367"])
    path = desk.publish(**PROMOTION)
    refused = desk.client.get(f"{path}/edit", follow_redirects=True)
    assert "Stop it, or duplicate it" in refused.text
    late = desk.post(f"{path}/edit", **PROMOTION)
    assert late.status_code == 422
    assert "live" in late.text


def test_a_region_stands_for_its_stores_and_is_recognised_again(desk: Desk, listed: Listed) -> None:
    path = promotion_path(
        desk.post("/console/promotions/new", **PROMOTION | {"stores_mode": "regions", "regions": "North"})
    )
    assert listed()[0].store_ids == ["367", "406"]
    assert 'name="regions" value="North" checked' in desk.get(f"{path}/edit")


def test_submitting_asks_first_and_says_what_will_happen(desk: Desk, listed: Listed) -> None:
    question = desk.post("/console/promotions/new/confirm", headers={"HX-Request": "true"}, **PROMOTION).text
    assert "2 customers may have it" in question
    assert "It goes to 2 stores." in question
    assert "Reaches 2 tablets in 2 stores" in question
    assert "ends early after 500 redemptions" in question
    assert listed() == []
    assert "Somebody else approves it" in question
    desk.submit(**PROMOTION)
    assert listed()[0].phase == "submitted"


def test_a_form_that_cannot_be_submitted_comes_back_marked(desk: Desk) -> None:
    answer = desk.post(
        "/console/promotions/new/confirm", headers={"HX-Request": "true"}, **PROMOTION | {"name": ""}
    )
    assert answer.status_code == 422
    assert answer.headers["HX-Retarget"] == "#promotion-form"
    assert "Give the promotion a name" in answer.text


def test_submitting_what_is_over_is_refused_with_the_reason_and_nothing_half_done(
    desk: Desk, listed: Listed
) -> None:
    over = PROMOTION | {"starts_local": "2026-10-01T08:00", "ends_local": "2026-10-02T08:00"}
    answer = desk.post("/console/promotions/new", action="submit", **over)
    assert "It has ended already." in answer.text
    assert listed() == []
    path = promotion_path(desk.post("/console/promotions/new", action="save", **over))
    assert "It has ended already." in desk.post(f"{path}/submit").text


def test_stopping_asks_first_says_it_is_final_and_leaves_a_copy_to_run_again(
    desk: Desk, listed: Listed
) -> None:
    path = desk.publish(**PROMOTION)
    question = desk.get(f"{path}/stop")
    assert "cannot be undone" in question
    assert "duplicate it" in question
    answer = desk.post(f"{path}/stop")
    assert "is stopped" in answer.text
    assert listed()[0].status == "stopped"
    assert "was stopped" in desk.post(f"{path}/publish").text
    copy = desk.post(f"{path}/duplicate")
    assert 'value="Autumn soup week (copy)"' in copy.text


def test_a_draft_cannot_be_stopped(desk: Desk) -> None:
    path = promotion_path(desk.post("/console/promotions/new", **PROMOTION))
    assert "never published" in desk.post(f"{path}/stop").text


def test_the_page_says_which_tablets_wait(desk: Desk, clock: FixedClock) -> None:
    path = desk.publish(**PROMOTION)
    page = desk.get(path)
    assert "0 of 2 have it" in page
    assert page.count("Waiting for its next contact") == 2
    assert "Tablet of 367" in desk.get(f"{path}/progress")
    assert clock.now().year == 2026


def test_the_list_is_searched_by_name_and_code(desk: Desk) -> None:
    assert "No promotions yet" in desk.get("/console/promotions")
    desk.publish(**PROMOTION)
    desk.post("/console/promotions/new", **PROMOTION | {"name": "Winter tea"})
    found = desk.get("/console/promotions/rows?q=SOUP")
    assert "Autumn soup week" in found
    assert "Winter tea" not in found
    assert "Winter tea" in desk.get("/console/promotions?q=wt-26")
    assert "Nothing called “zebra”" in desk.get("/console/promotions?q=zebra")


def test_the_audience_builder_adds_changes_and_removes_conditions(desk: Desk) -> None:
    added = desk.post("/console/promotions/audience", **{**PROMOTION, **VIP, "add_rule": "1"})
    assert 'id="rule-1"' in added.text
    assert "audience-changed" in added.headers["HX-Trigger"]
    changed = desk.post(
        "/console/promotions/audience", **{**PROMOTION, **VIP, "rule-0-attribute": "spend_12m"}
    )
    assert "at least" in changed.text
    assert 'id="rule-0-value" name="rule-0-value" value=""' in changed.text
    removed = desk.post("/console/promotions/audience", **{**PROMOTION, **VIP, "remove_rule": "0"})
    assert "Every customer who allows personal offers" in removed.text


def test_the_preview_counts_explains_and_masks(desk: Desk) -> None:
    text = desk.post("/console/promotions/preview", **{**PROMOTION, **VIP}).text
    assert 'id="preview-count">2<' in text
    assert "Not “Tier is Gold or VIP”" in text
    assert "E•••• G." in text
    assert "García" not in text
    assert "Reaches 2 tablets in 2 stores" in text


def test_the_preview_says_what_must_be_completed_first(desk: Desk) -> None:
    text = desk.post("/console/promotions/preview", **{**PROMOTION, **VIP, "rule-0-value": []}).text
    assert "Condition 1 cannot be used yet" in text
    assert "Pick at least one store" in desk.post("/console/promotions/preview", stores_mode="picked").text


def test_a_forged_form_is_read_as_far_as_it_makes_sense(desk: Desk) -> None:
    odd = MultiDict(
        {
            "rule_count": "99999",
            "rule-0-attribute": "shoe_size",
            "stores_mode": "moon",
            "rule-0-operator": "like",
        }
    )
    answer = desk.post("/console/promotions/audience", **odd.to_dict())
    assert answer.text.count('class="rule"') == MAX_CONDITIONS


def test_a_budget_and_what_tablets_do_offline_are_kept_and_shown(desk: Desk, listed: Listed) -> None:
    values = PROMOTION | {"benefit_kind": "amount", "benefit_value": "5", "budget_minor": "$2,500.50"}
    path = desk.submit(**values, offline_policy="lease_only")
    assert (listed()[0].budget_minor, listed()[0].offline_policy) == (250_050, "lease_only")
    form = desk.get(f"{path}/edit")
    assert 'value="2500.50"' in form
    assert '<option value="lease_only" selected>' in form
    assert "Where the limits are" not in desk.get(path), "nothing of a draft is anywhere"
    desk.colleague().approve(path)
    desk.post(f"{path}/publish")
    page = desk.get(path)
    assert "Where the limits are" in page
    assert "$2,500.50" in page
    assert "Given only by tablets that hold some" in page


@pytest.mark.parametrize(
    ("budget", "said"),
    [
        ("much", "Give an amount, for example 2,500"), ("1", "enough for one redemption"),
        ("0", "leave it empty for no budget"),
    ],
)  # fmt: skip
def test_a_budget_that_cannot_be_is_marked_at_its_field(desk: Desk, budget: str, said: str) -> None:
    values = PROMOTION | {"benefit_kind": "amount", "benefit_value": "5", "budget_minor": budget}
    answer = desk.post("/console/promotions/new", **values)
    assert 'id="budget_minor-problem"' in answer.text
    assert said in answer.text
