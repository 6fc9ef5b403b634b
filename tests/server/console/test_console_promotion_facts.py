"""What a promotion gives and all that was chosen for it is read on its page, whatever it is."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from sqlalchemy.orm import Session

from server.console.promotion_facts import ALWAYS, ELSEWHERE
from server.console.wording import HOUR_MS
from server.offers import service as offers
from server.promotions.saying import PARTS
from server.promotions.service import DeliveryRow
from shared.promotions.benefit import KINDS
from tests.server.audiences.saved import LOVERS, save_some
from tests.server.campaigns.past import remember
from tests.server.console.desk import PROMOTION, Desk, Listed, promotion_path
from tests.server.console.every_page import SOUP
from tests.server.offers.pictures import drawn
from tests.server.people import BREAD, MILK
from tests.server.world import NOW_MS

OF_KIND: dict[str, tuple[dict[str, Any], str]] = {
    "percent": ({"benefit_value": "20"}, "20% off"),
    "amount": ({"benefit_value": "5"}, "$5.00 off"),
    "price": ({"benefit_value": "1.99"}, "$1.99 each"),
    "n_for_m": ({"benefit_value": "", "benefit_take": "3", "benefit_pay": "2"}, "3 for 2"),
    "gift": ({"benefit_value": "", "benefit_product_id": "9", "benefit_cost_minor": "1.20"}, "A gift"),
    "points": ({"benefit_value": "100", "benefit_each_minor": "10"}, "100 points for each $10.00"),
    "bundle": (
        {"benefit_value": "12.50", "part_count": "2", "part-0-of-department": ["Deli"],
         "part-0-quantity": "2", "part-1-of-department": ["Bakery"]},
        "2 × Deli + 1 × Bakery for $12.50",
    ),
}  # fmt: skip
"""The fields of each kind of benefit, and what it is called."""


@pytest.fixture(autouse=True)
def signed_in(desk: Desk) -> None:
    """A marketer is at the desk."""
    desk.sign_in()


@pytest.mark.parametrize("kind", KINDS)
def test_a_benefit_of_every_kind_is_shown_on_the_list_its_page_and_the_overview(
    desk: Desk, kind: str
) -> None:
    fields, said = OF_KIND[kind]
    form = PROMOTION | {"department": "", "benefit_kind": kind} | fields
    path = promotion_path(desk.post("/console/promotions/new", action="save", **form))
    assert said in desk.get(path)
    assert said in desk.get("/console/promotions")
    assert "Autumn soup week" not in desk.get("/console/overview"), "nobody has it yet"
    desk.publish(**form)
    assert said in desk.get("/console/overview")


POINTS_AT: dict[str, Any] = {
    "stores_mode": "picked", "store_ids": "367", "rule_count": "1", "rule-0-attribute": "audience",
    "rule-0-was": "audience", "rule-0-operator": "in", "rule-0-value": [LOVERS], "department": "",
    "benefit_of-product": [str(BREAD)], "conditions_of-product": [str(MILK)],
    "conditions_min_spend_minor": "30", "picture_id": SOUP, "variant_count": "2",
    "variant-0-key": "Warm", "variant-0-weight": "1", "variant-0-text": "Come in.", "variant-0-picture": SOUP,
    "variant-1-key": "Cold", "variant-1-weight": "1", "variant-1-text": "Stay out.",
    "variant-1-picture": "",
}  # fmt: skip
"""A form that points at a store, products, an audience and a picture."""


@pytest.fixture
def pointed_at(session: Session) -> None:
    """The audience and the picture that the form points at are there."""
    save_some(session)
    values = {"name": "Pumpkin soup", "alt": "A bowl", "text": "", "picture": drawn((960, 600), "#d9772b")}
    offers.add(session, values, by="marketer", now_ms=NOW_MS, new_id=SOUP)
    session.commit()


@pytest.mark.usefixtures("pointed_at")
def test_what_a_change_points_at_is_called_by_its_name_in_the_history_and_between_two_editors(
    desk: Desk,
) -> None:
    path = promotion_path(desk.post("/console/promotions/new", action="save", **PROMOTION))
    desk.post(f"{path}/edit", **PROMOTION | POINTS_AT, version="1")
    late = desk.post(f"{path}/edit", **PROMOTION | {"name": "Late", "total_limit": "9"}, version="1").text
    for text in (desk.get("/console/history"), late):
        for name in (
            "Store 367",
            "Bread lovers",
            "off Rye bread",
            "product Whole milk",
            "“Pumpkin soup”",
        ):
            assert name in text, name
        for internal in (LOVERS, SOUP, SOUP[:8], str(BREAD), str(MILK)):
            assert internal not in _read(text), internal


EVERYTHING = POINTS_AT | {
    "benefit_most_minor": "7", "priority": "3", "store_limit": "40", "stacking": "exclusive",
    "frequency_most": "2", "frequency_days": "7", "frequency_counts": "shown", "holdout_percent": "10",
    "offline_policy": "lease_only", "budget_minor": "900", "conditions_min_items": "3",
}  # fmt: skip
"""A form in which everything is chosen that can be."""


@pytest.mark.usefixtures("pointed_at")
def test_an_approver_reads_everything_that_was_chosen_and_nothing_by_its_id(desk: Desk) -> None:
    path = desk.submit(**PROMOTION | EVERYTHING)
    facts = _facts(desk.colleague().get(path))
    assert set(facts) == {part.label for part in PARTS if part.key not in ELSEWHERE}
    for label, said in {
        "Benefit": "20% off Rye bread; at most $7.00",
        "Condition": "from $30.00; from 3 items; product Whole milk",
        "Starts": "Fri, Nov 20 at 08:00",
        "Ends": "Sun, Nov 29 at 22:00, by each store’s own clock",
        "Stores": "1 store: Store 367",
        "Times per store": "40",
        "Redemptions in total": "500",
        "How often": "At most 2 times shown in 7 days",
        "Beside other offers": "Nothing beside it",
        "Priority": "3",
        "Held out": "10% of customers",
        "Picture": "“Pumpkin soup”",
        "Variants": "Warm (1): “Come in.”, picture “Pumpkin soup”; Cold (1): “Stay out.”",
    }.items():
        assert facts[label] == said


def test_what_was_left_as_it_comes_is_not_read_on_the_page(desk: Desk) -> None:
    facts = _facts(desk.get(desk.submit(**PROMOTION)))
    assert set(facts) == {part.label for part in PARTS if part.key in ALWAYS}
    assert facts["Stores"] == "All 2 stores"


def test_whoever_approves_reads_what_it_may_cost_and_what_it_meets(
    desk: Desk, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.promotions.forecast.FEWEST", 3)
    remember(session)
    session.commit()
    desk.publish(**PROMOTION | {"name": "Everybody’s week"})
    path = desk.submit(**PROMOTION | {"stacking": "exclusive"})
    approver = desk.colleague()
    asked = f'hx-get="{path}/outlook"'
    assert asked in approver.get(path)
    told = approver.get(f"{path}/outlook")
    assert "of those reached redeemed in 1 past campaign" in told
    assert "customers have both, and this one allows nothing beside it" in told
    assert "hx-partial" not in told, "only the editor has a place for clashes beside the stacking"
    approver.approve(path)
    assert asked in approver.get(path)
    approver.post(f"{path}/publish")
    assert asked not in approver.get(path), "who is to have it has it"


def test_what_nobody_may_have_costs_nothing(desk: Desk) -> None:
    nobody = {"rule_count": "1", "rule-0-attribute": "visits_12m", "rule-0-operator": "at_least",
              "rule-0-value": "900"}  # fmt: skip
    path = desk.submit(**PROMOTION | nobody)
    assert "Nobody may have it as of now" in desk.get(f"{path}/outlook")


@pytest.mark.parametrize("written", ["2026-11-20T08:00", "2026-11-20 08:00", "2026-11-20T08:00:30"])
def test_a_time_is_kept_in_one_form_however_it_was_written(desk: Desk, listed: Listed, written: str) -> None:
    desk.post("/console/promotions/new", action="save", **PROMOTION | {"starts_local": written})
    assert listed()[0].starts_local == "2026-11-20T08:00"


def test_a_bare_date_is_refused_beside_its_field_for_it_leaves_the_hour_open(
    desk: Desk, listed: Listed
) -> None:
    form = PROMOTION | {"ends_local": "2026-11-29"}
    answer = desk.post("/console/promotions/new", action="save", **form)
    assert 'id="ends_local-problem"' in answer.text
    assert "Give a date and a time" in answer.text
    assert listed() == []


def test_before_a_stop_she_reads_when_a_silent_tablet_stops_by_itself(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = desk.publish(**PROMOTION)
    rows = [
        DeliveryRow(device_id=f"d{number}", device_name="Till", store_id="367", store_name="Store 367",
                    app_version="1", can_read=True, has_it=True, since_ms=NOW_MS, seen_ms=None,
                    stops_ms=NOW_MS + number * HOUR_MS)
        for number in (1, 2)
    ]  # fmt: skip
    monkeypatch.setattr("server.promotions.service.delivery", lambda *_: rows[:1])
    assert "at the next contact. Unheard, it stops by itself within 1 hour." in desk.get(f"{path}/stop")
    monkeypatch.setattr("server.promotions.service.delivery", lambda *_: rows)
    question = desk.get(f"{path}/stop")
    assert "Unheard, they stop by themselves within 2 hours." in question
    assert "lease" not in question, "it may be the end of the promotion"


def _facts(page: str) -> dict[str, str]:
    """What the page says of the promotion, by label."""
    about = page.split('id="promotion-about"', maxsplit=1)[1].split("</dl>", maxsplit=1)[0]
    found = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", about)
    return {unescape(label): unescape(said) for label, said in found}


def _read(text: str) -> str:
    """What people read of a page: its text without tags."""
    return re.sub(r"<(script|option)\b.*?</\1>|<[^>]*>", " ", text, flags=re.DOTALL)
