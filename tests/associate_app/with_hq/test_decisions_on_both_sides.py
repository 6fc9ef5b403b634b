"""Two tablets and HQ put the same offers in the same order, and HQ hears once of what was in sight."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import select, update

from associate_app.wiring import Tablet
from server.decisions import counting, policy, service
from server.decisions.models import CountedOdds, OfferDecision, OfferOdds, OfferShowing
from server.promotions import service as promotions
from shared.clock import FixedClock
from tests.associate_app.hq_world import Headquarters, Screen, make_tablet
from tests.associate_app.small_world import NOW_MS, PIN
from tests.server.insights.crowds import put
from tests.server.publishing import put_live
from tests.server.world import counted_bytes
from tools.line import Line

IDS: Final = tuple(f"0198f7a0-0000-7000-8000-0000000000d{place}" for place in range(4))
RULE: Final = {
    "text": "", "benefit_kind": "percent", "benefit_value": 10, "starts_local": "2026-11-20T08:00",
    "ends_local": "2026-12-20T22:00", "customer_limit": None,
}  # fmt: skip
CUSTOMERS: Final = tuple(range(9_001, 9_009))


@pytest.fixture
def hq_clock(clock: FixedClock) -> FixedClock:
    """HQ and the tablets agree on the time."""
    return clock


@pytest.fixture
def counted(hq: Headquarters) -> Headquarters:
    """Four offers are live, HQ has counted, and the chain learns."""
    word = {"purpose": "personalization", "channel": "any", "granted": 1, "wording": "yes", "source": "till"}
    with hq.session() as session:
        put(
            session, "customers",
            [
                {"id": who, "given_name": "Ada", "family_name": f"No {who}", "attributes": "{}"}
                for who in CUSTOMERS
            ],
        )  # fmt: skip
        put(session, "client_book", [{"store_id": "367", "customer_id": who} for who in CUSTOMERS])
        put(session, "consents", [{"customer_id": who, "at_ms": NOW_MS, **word} for who in CUSTOMERS])
        for place, promotion_id in enumerate(IDS):
            says = RULE | {"name": f"Offer {place}"}
            promotions.create(session, says, by="marketer", now_ms=NOW_MS, new_id=promotion_id)
            put_live(session, promotion_id)
        policy.change(session, "learning", 30, version=0, by="marketer", now_ms=NOW_MS)
        counting.count(session, NOW_MS)
        for table in (OfferOdds, CountedOdds):
            session.execute(update(table).values(margin_minor=500, cost_minor=100, basket_minor=2_000))
    return hq


@pytest.fixture
def tablets(
    counted: Headquarters, tmp_path: Path, clock: FixedClock, screen: Screen
) -> Iterator[list[tuple[Tablet, Line]]]:
    """Two tablets of the store, each on its own line, signed in and synced."""
    made = []
    for name, number, pin in (("first", "101", PIN), ("second", "102", "1357")):
        line = Line(int(counted.address.rsplit(":", 1)[1]))
        tablet = make_tablet(tmp_path / name, clock, screen, counted_bytes(name))
        tablet.enrol.enrol(line.address, counted.make_code())
        tablet.sign_in.sign_in(number, pin)
        screen.wait(lambda tablet=tablet: tablet.sync.status().state == "synced")
        made.append((tablet, line))
    yield made
    for tablet, line in made:
        tablet.close()
        line.cut()


def order(tablet: Tablet, customer_id: int) -> list[str]:
    return [card.promotion_id for card in tablet.customer.open(customer_id).offers if card.available]


def test_what_stands_first_is_the_same_everywhere_and_heard_of_once(
    counted: Headquarters, tablets: list[tuple[Tablet, Line]], screen: Screen
) -> None:
    for _tablet, line in tablets:
        line.cut()
    shown = {}
    for customer_id in CUSTOMERS:
        with counted.session() as session:
            found = service.decide(session, customer_id, "367", NOW_MS)
        shown[customer_id] = [each.promotion_id for each in found.offers]
        for tablet, _line in tablets:
            assert order(tablet, customer_id) == shown[customer_id]
            tablet.customer.seen(customer_id, ["offers"])
            tablet.customer.seen(customer_id, ["offers"])
    assert {len(offers) for offers in shown.values()} == {len(IDS)}
    assert len({offers[0] for offers in shown.values()}) > 1  # what is little known is tried on some
    for tablet, line in tablets:
        line.restore()
        tablet._desk().recorder.announce()
        screen.wait(
            lambda tablet=tablet: tablet.sync.status().state == "synced" and not tablet.sync.status().pending
        )
    with counted.session() as session:
        kept = session.execute(
            select(OfferShowing.customer_id, OfferShowing.promotion_id, OfferShowing.place)
        )
        told = sorted(tuple(row) for row in kept)
        strategies = set(session.scalars(select(OfferDecision.strategy)))
        chances = list(session.scalars(select(OfferShowing.chance).where(OfferShowing.place == 1)))
    assert told == sorted(
        (customer_id, promotion_id, place)
        for customer_id, offers in shown.items()
        for place, promotion_id in enumerate(offers, 1)
    )
    assert strategies == {"learning"}
    assert all(0 < chance < 1_000_000 for chance in chances)
