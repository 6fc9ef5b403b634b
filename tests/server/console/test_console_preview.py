"""The preview beside a promotion's form: its rule in words, nobody, those held out, clashes and cost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from server.console.cost_words import cost_words
from server.promotions.forecast import Each, Forecast, Rates
from shared.promotions import Promotion
from tests.server.campaigns.past import remember
from tests.server.console.desk import PROMOTION, Desk
from tests.server.console.visitor import Visitor

VIP = {"rule_count": "1", "rule-0-attribute": "tier", "rule-0-operator": "in", "rule-0-value": ["VIP"]}
NOBODY = VIP | {"rule-0-attribute": "visits_12m", "rule-0-operator": "at_least", "rule-0-value": "900"}
ALONE = {"name": "VIP evening", "stacking": "exclusive", **VIP}
PLAN = Promotion(
    id="", name="Soup week", text="", benefit_kind="percent", benefit_value=20,
    starts_local="2026-11-24T08:00", ends_local="2026-11-30T22:00",
)  # fmt: skip


@pytest.fixture
def shown(desk: Desk) -> Callable[..., str]:
    """What the preview answers to the form with those changes."""
    desk.sign_in()

    def ask(address: str = "/console/promotions/preview", **changed: Any) -> str:
        return desk.post(address, headers={"HX-Request": "true"}, **PROMOTION | changed).text

    return ask


@pytest.fixture
def told(shown: Callable[..., str]) -> Callable[..., str]:
    """What the preview asks for when it has counted two customers: cost, and what it meets."""

    def ask(own: str = "", **changed: Any) -> str:
        return shown(f"/console/promotions/outlook?promotion={own}", **{"counted": "2"} | changed)

    return ask


def test_each_condition_stands_there_in_words_complete_or_not(shown: Callable[..., str]) -> None:
    assert '<span class="strong">In words</span><ul><li>Tier is VIP</li></ul>' in shown(**VIP)
    assert "In words" not in shown()
    group = {
        "rule_count": "4", "rule_how": "any", "rule-0-in": "-1", "rule-1-in": "-1", "rule-1-how": "none",
        "rule-2-attribute": "visits_12m", "rule-2-operator": "at_most", "rule-2-value": "3", "rule-2-in": "1",
        "rule-3-attribute": "tier", "rule-3-operator": "in", "rule-3-in": "1",
    }  # fmt: skip
    text = shown(**VIP | group)
    assert "Condition 3 cannot be used yet" in text
    assert (
        '<span class="strong">In words: at least one of these</span><ul><li>Tier is VIP</li>'
        '<li>None of these:<ul><li>At most 3 visits in 12 months</li><li class="rule-open">'
        "Condition 3: Choose at least one tier.</li></ul></li></ul>"
    ) in text


def test_nobody_is_a_warning_in_the_preview_and_beside_the_rule(shown: Callable[..., str]) -> None:
    text = shown(**NOBODY)
    assert "Nobody gets it like this." in text
    assert "Nobody is in this audience now." in text
    assert "Working out what it may cost" not in text
    assert '<hx-partial hx-target="#stacking-clash" hx-swap="innerHTML"></hx-partial>' in text
    assert "Working out what it may cost" in shown(**VIP)
    assert "Nobody" not in shown(**VIP)


def test_those_held_out_are_told(shown: Callable[..., str]) -> None:
    assert "Of them about 1 held out as control (50%)." in shown(holdout_percent="50")
    assert "held out" not in shown()


def test_what_it_meets_is_told_and_a_clash_beside_the_field(desk: Desk, told: Callable[..., str]) -> None:
    path = desk.publish(**PROMOTION | ALONE)
    text = told()
    clash = "1 customer has both, and “VIP evening” allows nothing beside it: a basket gets one of them."
    assert text.count(clash) == 2, "in the preview and beside the field"
    assert "1 have both" in text
    assert "VIP evening" not in told(starts_local="2027-01-01T08:00", ends_local="2027-01-02T08:00")
    own = path.rsplit("/", 1)[1]
    assert "VIP evening" not in told(own), "not beside itself"


def test_one_that_allows_nothing_beside_it_says_what_that_takes_away(
    desk: Desk, told: Callable[..., str]
) -> None:
    desk.publish(**PROMOTION | {"name": "For all"})
    assert "2 customers have both, and this one allows nothing beside it" in told(stacking="exclusive")
    assert "preview-warn" not in told()


def test_what_it_may_cost_needs_a_complete_offer_and_past_campaigns(
    told: Callable[..., str], session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Complete the offer to see what it may cost" in told(benefit_value="")
    assert "No past campaign tells yet" in told()
    monkeypatch.setattr("server.promotions.forecast.FEWEST", 3)
    remember(session)
    assert "About $" in told()
    assert "66.7% of those reached redeemed in 1 past campaign" in told()


RATES = Rates(9, 0.05, 0.02, 0.08, 1.2)


@pytest.mark.parametrize(
    ("kind", "found", "said"),
    [
        ("percent", Forecast(None, None), "No past campaign"),
        ("percent", Forecast(RATES, None), "bought too little of that"),
        ("gift", Forecast(RATES, None), "Say what the gift costs"),
        ("bundle", Forecast(RATES, None), "of its parts"),
    ],
)
def test_without_a_forecast_the_reason_stands_there(kind: str, found: Forecast, said: str) -> None:
    plan = Promotion(**{**_fields(PLAN), "benefit_kind": kind})
    words = cost_words(found, plan)
    assert said in words.missing
    assert words.figure == ""


def _fields(plan: Promotion) -> dict[str, Any]:
    return {name: getattr(plan, name) for name in Promotion.__dataclass_fields__}


def test_a_forecast_says_figure_range_and_where_it_comes_from() -> None:
    found = Forecast(RATES, Each(120.0, 600.0, 30), (20, 50, 80), (2_400, 6_000, 9_600), "total_limit")
    words = cost_words(found, PLAN)
    assert words.figure == "About $60.00 for 50 redemptions"
    assert words.range == "$24.00 to $96.00, 20 to 80 redemptions"
    reached, each, ends = words.basis
    assert reached == "5.0% of those reached redeemed in 9 past campaigns, mostly 2.0% to 8.0%."
    assert each.startswith("One redemption costs $1.20, from $6.00 spent a purchase on average: up to 400 of")
    assert ends == "The limit in total ends it first."


def test_points_take_off_nothing_and_what_is_certain_has_no_range() -> None:
    points = Promotion(**{**_fields(PLAN), "benefit_kind": "points"})
    words = cost_words(Forecast(RATES, Each(0.0), (20, 50, 80), (0, 0, 0)), points)
    assert (words.figure, words.range) == ("About 50 redemptions", "20 to 80 redemptions")
    assert words.basis[1] == "Points take nothing off at the till."
    amount = Promotion(**{**_fields(PLAN), "benefit_kind": "amount", "benefit_value": 100})
    words = cost_words(Forecast(RATES, Each(100.0), (5, 5, 5), (500, 500, 500)), amount)
    assert (words.figure, words.range) == ("About $5.00 for 5 redemptions", "")
    assert words.basis[1] == "One redemption costs $1.00."


@pytest.mark.browser
def test_the_preview_tells_who_listens_and_the_clash_stands_beside_its_field(
    desk: Desk, visitor: Visitor
) -> None:
    desk.sign_in()
    desk.publish(**PROMOTION | ALONE)
    page = visitor.page
    visitor.sign_in()
    page.get_by_role("link", name="New promotion").click()
    page.get_by_label("Name", exact=True).fill("Soup week")
    page.get_by_label("Benefit", exact=True).fill("20")
    page.get_by_label("Starts").fill("2026-11-20T08:00")
    page.get_by_label("Ends").fill("2026-11-29T22:00")
    expect(page.locator("#preview-told")).to_have_text("2 customers may have it.")
    expect(page.locator("#stacking-clash")).to_contain_text("“VIP evening” allows nothing beside it")
    page.get_by_role("button", name="Add a condition").click()
    page.get_by_role("group", name="Tiers").get_by_label("Gold").check()
    expect(page.locator("#rule-words")).to_contain_text("Tier is Gold")
    expect(page.locator("#stacking-clash")).to_be_empty()
    expect(page.locator("#preview-told")).to_have_text("1 customer may have it.")
    assert visitor.barriers() == []
