"""Sales credit at HQ: the tablets' rule on the same cases, by window, and what lots say it brought."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from server.crediting import controls, counting, service
from server.customers.models import Customer, CustomerMerge
from server.experiments.models import Exposure
from server.next_actions.models import ActionOutcome
from server.promotions import service as promotions
from server.promotions.models import Redemption
from server.purchases.models import Purchase
from server.selling.models import HandedBasketRecord
from server.statistics.sums import Sums
from shared import credit
from shared.clock import DAY_MS
from shared.ids import scoped_id
from tests.server.crediting.trialled import COMPARED, EARNED_MINOR, MANY, met
from tests.server.people import customer
from tests.server.test_promotions import DRAFT
from tests.server.world import NOW_MS, Actors
from tests.shared.cases import load

CASES = load("credit")["cases"]
PROMOTION = "0198f7a0-0000-7000-8000-0000000000f2"
FIRST = 50_000


@pytest.fixture
def store(actors: Actors, session: Session) -> Session:
    """Two stores, a promotion, and customers of whom nothing is known."""
    promotions.create(session, DRAFT, by=actors.marketer.actor.id, now_ms=NOW_MS, new_id=PROMOTION)
    session.execute(insert(Customer), [customer(FIRST + n, "Kim", str(n)) for n in range(12)])
    return session


def keep(session: Session, touches: list[credit.Touch], purchases: list[credit.Purchase]) -> None:
    """The touches and purchases are recorded as tablets and tills record them."""
    rows: Mapping[str, list[dict[str, Any]]] = {kind: [] for kind in credit.TOUCHES}
    more: Mapping[str, dict[str, Any]] = {
        "contact": {"action": "win_back", "subject": "", "outcome": "done", "channel": "phone", "text": ""},
        "redemption": {"promotion_id": PROMOTION},
        "hand_over": {"code": "", "lines": "[]", "offers": "[]", "total_minor": 0},
    }
    for place, each in enumerate(touches):
        rows[each.kind].append(
            {"id": f"t{place}", "customer_id": FIRST + each.customer_id, "store_id": "367",
             "associate_id": each.associate_id, "at_ms": each.at_ms} | more[each.kind]
        )  # fmt: skip
    tables = {"contact": ActionOutcome, "redemption": Redemption, "hand_over": HandedBasketRecord}
    for kind, table in tables.items():
        if rows[kind]:
            session.execute(insert(table), rows[kind])
    sales = [
        {"id": scoped_id(1, 9_000 + key), "customer_id": FIRST + who, "store_id": "406", "channel": "web",
         "at_ms": at_ms, "total_minor": cents, "line_count": 0}
        for key, who, at_ms, cents in purchases
    ]  # fmt: skip
    if sales:
        session.execute(insert(Purchase), sales)


def summed(found: list[credit.Credit]) -> dict[str, tuple[int, int]]:
    """By associate how many purchases, and what they came to."""
    told: dict[str, tuple[int, int]] = {}
    for each in found:
        many, cents = told.get(each.associate_id, (0, 0))
        told[each.associate_id] = (many + 1, cents + each.total_minor)
    return told


def counted(session: Session, days: int, window_days: int = credit.WINDOW_DAYS) -> dict[str, tuple[int, int]]:
    found = counting.credited(session, NOW_MS - days * DAY_MS, NOW_MS, window_days)
    assert {each.store_id for each in found} <= {"367"}, "it counts where she was met, not where she bought"
    return {each.associate_id: (each.purchases, each.amount_minor) for each in found}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_purchases_count_as_on_the_tablets(store: Session, case: dict[str, Any]) -> None:
    def at(days: float) -> int:
        return NOW_MS - int(days * DAY_MS)

    touches = [credit.Touch(kind, customer, who, at(days)) for kind, customer, who, days in case["touches"]]
    purchases = [
        credit.Purchase(key, customer, at(days), cents) for key, customer, days, cents in case["purchases"]
    ]
    keep(store, touches, purchases)
    assert counted(store, 28) == summed(credit.credit(touches, purchases))
    assert {key: who for key, who, _ in case["credits"]} == {
        each.purchase_id: each.associate_id for each in credit.credit(touches, purchases)
    }


def test_whatever_happened_the_statement_and_the_rule_agree(store: Session) -> None:
    draw = Random(7)
    hours = DAY_MS // 24
    touches = [
        credit.Touch(draw.choice(credit.TOUCHES), draw.randrange(12), draw.choice("abc"),
                     NOW_MS - draw.randrange(20 * 24) * hours)
        for _ in range(150)
    ]  # fmt: skip
    purchases = [
        credit.Purchase(
            key, draw.randrange(12), NOW_MS - (1 + draw.randrange(14 * 24)) * hours, draw.randrange(-200, 900)
        )
        for key in range(150)
    ]
    keep(store, touches, purchases)
    assert counted(store, 14) == summed(credit.credit(touches, purchases))
    assert counted(store, 14, 1) != counted(store, 14), "the window matters"


def test_a_touch_counts_for_as_long_as_the_window_says(store: Session) -> None:
    keep(
        store,
        [credit.Touch("contact", 1, "mia", NOW_MS - 15 * DAY_MS)],
        [credit.Purchase(place, 1, NOW_MS - days * DAY_MS, 500) for place, days in enumerate((14, 9, 2))],
    )
    told = service.view(store, days=28, window_days=7, now_ms=NOW_MS)
    assert [(each.days, each.purchases) for each in told.windows] == [(1, 0), (7, 2), (14, 3), (28, 3)]
    assert (told.customers, told.purchases, told.amount_minor) == (1, 2, 1000)
    (hers,) = told.associates
    assert (hers.name, hers.customers, hers.purchases) == ("", 1, 2)
    assert told.against.earned is None


def test_against_control_the_planted_effect_is_found_by_store_and_associate(
    people: Actors, session: Session
) -> None:
    met(session, {"367": people.associate.actor.id, "406": people.elsewhere.actor.id})
    told = service.view(session, days=28, window_days=7, now_ms=NOW_MS)
    assert (told.against.treated, told.against.control) == (MANY * 2 // 3, MANY // 3)
    assert told.against.difference is not None
    assert told.against.difference.low < EARNED_MINOR < told.against.difference.high
    assert told.against.earned is not None
    assert told.against.earned.is_above_zero
    assert [each.name for each in told.trials] == ["Held out by lot"]
    assert {each.store_id for each in told.stores} == {"367", "406"}
    earned = [each.against.earned for each in told.stores]
    assert all(each is not None and each.is_above_zero for each in earned)
    before = service.view(session, days=7, window_days=7, now_ms=NOW_MS)
    assert before.against.treated == 0, "their window was over before these days"
    assert service.view(session, days=28, window_days=28, now_ms=NOW_MS).against.treated == 0, "not over yet"


def test_who_met_two_arms_belongs_to_none(people: Actors, session: Session) -> None:
    met(session, {"367": people.associate.actor.id}, many=60)
    at_ms = NOW_MS - 20 * DAY_MS
    session.execute(
        insert(Exposure).values(
            id="both", trial_id=COMPARED, customer_id=scoped_id(1, 20_001), variant="held_out",
            surface="offers",
            store_id="367", associate_id="x", at_ms=at_ms, received_ms=at_ms,
        )
    )  # fmt: skip
    told = service.view(session, days=28, window_days=7, now_ms=NOW_MS).against
    assert (told.treated, told.control) == (39, 20)


def test_who_goes_on_as_somebody_else_is_counted_once_and_not_at_all_where_both_met_another_arm(
    people: Actors, session: Session
) -> None:
    met(session, {"367": people.associate.actor.id}, many=60)
    known = [scoped_id(1, 20_000 + place) for place in range(60)]
    pairs = [(known[1], known[2]), (known[3], known[4])]  # both were offered it; the first was held out
    session.execute(
        insert(CustomerMerge),
        [
            {"id": f"m{kept}", "kept_id": kept, "merged_id": merged, "by_kind": "hq", "by_id": "x",
             "at_ms": NOW_MS, "undone_ms": None, "moved": "{}"}
            for kept, merged in pairs
        ],
    )  # fmt: skip
    told = service.view(session, days=28, window_days=7, now_ms=NOW_MS).against
    assert (told.treated, told.control) == (38, 19)
    session.execute(update(CustomerMerge).values(undone_ms=NOW_MS))
    told = service.view(session, days=28, window_days=7, now_ms=NOW_MS).against
    assert (told.treated, told.control) == (40, 20)


def test_of_a_trial_whose_customers_are_not_split_as_the_lots_were_nothing_is_told(
    people: Actors, session: Session
) -> None:
    met(session, {"367": people.associate.actor.id})
    lost = [f"e{place}" for place in range(0, MANY, 3)][:60]
    session.execute(delete(Exposure).where(Exposure.id.in_(lost)))
    told = service.view(session, days=28, window_days=7, now_ms=NOW_MS)
    assert told.against == controls.Against(0, 0), "20 of 180 were held out, not a third"
    assert told.trials == ()
    assert all(each.against.earned is None for each in (*told.stores, *told.associates, *told.windows))


def test_what_several_trials_earned_adds_up_and_their_arms_are_never_thrown_together() -> None:
    # one trial among big spenders has a small control, one among small spenders a large one; neither earns
    def arm(customers: int, cents: int) -> Sums:
        return Sums(customers, customers * cents, customers * (cents * cents + 2_500))

    unequal = {"big": (arm(20, 9_000), arm(400, 9_000)), "small": (arm(400, 100), arm(20, 100))}
    told = controls.against(unequal)
    assert told.earned is not None
    assert told.earned.low < 0 < told.earned.high
    assert told.difference is None
    assert controls.against({"few": (arm(9, 100), arm(400, 900))}).earned is None


def test_staff_read_it_over_rest(people: Actors, session: Session, client: FlaskClient) -> None:
    met(session, {"367": people.associate.actor.id})
    session.commit()
    told = client.get("/api/v1/sales-credit?days=28&window_days=7", headers=people.reader.headers).json
    assert told["against"]["treated"] == MANY * 2 // 3
    assert told["everything"] == {"treated": 0, "control": 0, "earned": None, "difference": None}
    assert [each["days"] for each in told["windows"]] == [1, 7, 14, 28]
    assert client.get("/api/v1/sales-credit?window_days=0", headers=people.reader.headers).status_code == 422
