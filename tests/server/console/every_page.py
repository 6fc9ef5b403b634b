"""Every page of the console, on a chain with something to see on each.

The tests that hold on every page open these, and so do the pictures of `make pictures`: a page that is added
here is looked through for barriers and drawn, and one that is missing fails a test.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from server.database import Base
from server.decisions import counting
from server.guides import service as guide_service
from server.offers import service as offers
from server.promotions import service as promotions
from server.promotions.models import Redemption
from server.sequences import service as sequences
from shared.sequences import FollowUpSequence, Step
from tests.server.audiences.saved import LOVERS, save_some
from tests.server.campaigns.past import AUTUMN, remember
from tests.server.console.desk import PROMOTION
from tests.server.decisions import past as decided
from tests.server.experience import visits
from tests.server.experiments.trying import draft
from tests.server.insights import crowds
from tests.server.offers.pictures import drawn
from tests.server.people import ELENA, MARCO
from tests.server.world import NOW_MS

SOUP, COFFEE = (f"0198f7a0-0000-7000-8000-0000000000{place}" for place in ("b1", "b2"))
TO_TRY = "0198f7a0-0000-7000-8000-0000000000e9"
DRAFT, LIVE = (f"0198f7a0-0000-7000-8000-0000000000{place}" for place in ("a1", "a2"))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page is, and the role of somebody who sees all of it."""

    path: str
    role: str = "marketer"


PAGES: Final = {
    "overview": Place("/console/overview"),
    "experience": Place("/console/experience"),
    "trials": Place("/console/results"),
    "trial": Place(f"/console/results/{crowds.SOUP}"),
    "credit": Place("/console/sales-credit"),
    "maturity": Place("/console/maturity"),
    "experiments": Place("/console/experiments", "administrator"),
    "experiment": Place(f"/console/experiments/{crowds.ORDER}"),
    "new_experiment": Place("/console/experiments/new"),
    "edit_experiment": Place(f"/console/experiments/{TO_TRY}/edit"),
    "promotions": Place("/console/promotions"),
    "promotion": Place(f"/console/promotions/{LIVE}"),
    "new_promotion": Place("/console/promotions/new"),
    "edit_promotion": Place(f"/console/promotions/{DRAFT}/edit"),
    "offers": Place("/console/offers"),
    "picture": Place(f"/console/offers/{SOUP}"),
    "new_picture": Place("/console/offers/new"),
    "audiences": Place("/console/audiences"),
    "saved_audience": Place(f"/console/audiences/{LOVERS}"),
    "new_audience": Place("/console/audiences/new"),
    "new_list": Place("/console/audiences/lists/new"),
    "decisions": Place("/console/decisions"),
    "first_customers": Place(f"/console/promotions/{LIVE}/first?store=367"),
    "campaigns": Place("/console/campaigns"),
    "campaign": Place(f"/console/campaigns/{AUTUMN}"),
    "tablets": Place("/console/tablets"),
    "guides": Place("/console/guides"),
    "guide": Place("/console/guides/soup-guide"),
    "edit_guide": Place("/console/guides/soup-guide/edit"),
    "new_guide": Place("/console/guides/new"),
    "next_actions": Place("/console/next-actions"),
    "sequences": Place("/console/sequences"),
    "sequence": Place("/console/sequences/first-visit"),
    "new_sequence": Place("/console/sequences/new"),
    "edit_sequence": Place("/console/sequences/first-visit/edit"),
    "action_rule": Place("/console/next-actions/left_in_cart"),
    "history": Place("/console/history"),
    "exports": Place("/console/exports", "administrator"),
    "sign_in": Place("/console/sign-in", ""),
}
"""By endpoint; without a role nobody has signed in."""

PARTS: Final = {
    "ask_experiment", "home", "static", "promotion_rows", "trial_sheet", "choices", "progress", "fleet",
    "picture_content", "audience_rows", "audience_now", "list_left_out", "promotion_outlook",
    # questions before something is done; they are opened by `test_console_accessibility`
    "delete_audience", "ask_alike",
    "delete_picture", "enrol", "report", "retire", "revoke", "submit", "approve", "publish", "stop",
    "send_back", "withdraw", "delete", "bring_back",
}  # fmt: skip
"""What is asked for with GET and is no page of its own: it is a part of one, or leads to one."""


def furnish(session: Session) -> None:
    """There is something to see on every page. Needs `world.Cast` and `people.settle`."""
    remember(session)
    save_some(session)
    for picture_id, name, alt, text, colour in (
        (SOUP, "Pumpkin soup", "A bowl of pumpkin soup", "Something warm for the evening.", "#d9772b"),
        (COFFEE, "Coffee", "A cup of coffee", "", "#5b4636"),
    ):
        values = {"name": name, "alt": alt, "text": text, "picture": drawn((960, 600), colour)}
        offers.add(session, values, by="marketer", now_ms=NOW_MS, new_id=picture_id)
    form: dict[str, Any] = {
        name: PROMOTION[name] for name in ("name", "text", "department", "starts_local", "ends_local")
    }
    form |= {
        "benefit_kind": "percent",
        "benefit_value": 20,
        "customer_limit": 1,
        "total_limit": 500,
        "picture_id": SOUP,
    }
    promotions.create(session, form, by="marketer", now_ms=NOW_MS, new_id=LIVE)
    promotions.submit(session, LIVE, by="marketer", now_ms=NOW_MS)
    version = promotions.get(session, LIVE, NOW_MS).version
    promotions.approve(session, LIVE, version=version, by="approver", now_ms=NOW_MS)
    promotions.publish(session, LIVE, by="approver", now_ms=NOW_MS)
    promotions.create(session, form | {"name": "Winter warmers", "picture_id": COFFEE}, by="marketer",
                      now_ms=NOW_MS, new_id=DRAFT)  # fmt: skip
    session.execute(
        insert(Redemption),
        [
            {
                "id": f"r{who}", "promotion_id": LIVE, "customer_id": who, "store_id": "367",
                "associate_id": "a", "at_ms": NOW_MS - 3_600_000,
            }
            for who in (ELENA, MARCO)
        ],
    )  # fmt: skip
    guides = Base.metadata.tables["guides"]
    if session.scalar(select(guides.c.id).where(guides.c.id == "soup-guide")) is None:
        session.execute(
            insert(guides).values(
                id="soup-guide", title="What keeps longest", text="Soup freezes well for three months.",
                tie="department", about="Bakery", first_day=0, last_day=14, department=None, is_on=1,
                updated_by="marketer", updated_ms=NOW_MS,
            )
        )  # fmt: skip
    soup = guide_service.get(session, "soup-guide").newest
    guide_service.write(session, replace(soup, last_day=21), version=0, by="marketer", now_ms=NOW_MS)
    guide_service.submit(session, "soup-guide", by="marketer", now_ms=NOW_MS)
    _sequences(session)
    decided.remember(session, LIVE)
    counting.count(session, NOW_MS)
    visits.remember(session)
    crowds.remember(session)
    draft(session, TO_TRY, by="marketer", name="What the store sells most")
    session.commit()


def _sequences(session: Session) -> None:
    """One that was written and changed, with every kind of step; what it is made of is in the cast's days."""
    steps = (
        Step(0, "task", "Write her name into the book", "So that the next shift knows her."),
        Step(3, "message", "Thank her for her first purchase", "Thank you for coming in."),
        Step(10, "offer", "Offer her the soup", promotion_id=LIVE),
        Step(24, "task", "Think of something for her second visit"),
    )
    first = FollowUpSequence(
        "first-visit", "After the first visit", "silence", None, 1, steps[1:], is_on=False
    )
    for version, sequence in enumerate((first, replace(first, steps=steps, is_on=True))):
        sequences.save(
            session, sequence, version=version or None, by="marketer", now_ms=NOW_MS - 7_200_000,
            change_id=f"first-visit-{version}",
        )  # fmt: skip
