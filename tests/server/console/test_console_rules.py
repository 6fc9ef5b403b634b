"""Rules of the whole language as the console tells them, whoever wrote them."""

from __future__ import annotations

import json

from sqlalchemy import update
from sqlalchemy.orm import Session

from server.audiences.models import AudienceRecord
from server.promotions.models import PromotionRecord
from tests.server.console.desk import PROMOTION, Desk, promotion_path

MILK = {"attribute": "bought", "operator": "at_least", "value": 2, "of": {"store": ["367"]}, "days": 90}
GUESTS = {"attribute": "audience", "operator": "in", "value": ["guests"]}
RULE = {"any": [MILK, GUESTS, {"not": {"attribute": "tier", "operator": "in", "value": ["Gold"]}}]}
SAID = (
    "Any of (Bought store {store} at least 2 times in 90 days; In the audience {audience};"
    " Not (Tier is Gold))"
)


def test_list_and_page_say_a_rule_of_any_form_with_the_names_of_what_it_points_at(
    desk: Desk, session: Session
) -> None:
    desk.sign_in()
    path = promotion_path(desk.post("/console/promotions/new", **PROMOTION))
    session.add(
        AudienceRecord(
            id="guests", name="Summer guests", kind="list", created_by="S", created_ms=1, updated_by="S",
            updated_ms=1,
        )
    )  # fmt: skip
    session.execute(update(PromotionRecord).values(audience=json.dumps(RULE)))
    session.commit()
    said = SAID.format(store="Store 367", audience="Summer guests")
    assert said in desk.get(path)
    assert said in desk.get("/console/promotions")
