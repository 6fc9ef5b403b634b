"""The server and a tablet make the same lists of everybody, to the last bit of every score and reason."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from associate_app.wiring import Tablet
from server.customers import service as people
from server.recommendations import service
from shared.consent import agreed_ms, may_use
from shared.recommendation import ANSWERS, ForEvent, Lists, Suggestion, scoring
from shared.recommendation import engine as engines
from tests.associate_app.both_sides import is_held, on_the_tablet
from tests.associate_app.crowd import EVERYBODY, settle_everybody, stock_the_shop
from tests.associate_app.hq_world import Headquarters, Screen
from tests.associate_app.small_world import NOW_MS


@pytest.fixture
def hq(hq: Headquarters) -> Headquarters:
    """A store full of people."""
    stock_the_shop(hq, random.Random(11))
    settle_everybody(hq, random.Random(12))
    return hq


@pytest.fixture
def pure(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From then on numpy is not there."""
    return lambda: monkeypatch.setattr(engines, "usual", lambda: scoring.explore)


def by_the_server(hq: Headquarters) -> dict[int, Lists]:
    with hq.session() as session:
        consents = people.consents_of(session, list(EVERYBODY))
        return {
            c: service.lists_for(session, c, now_ms=NOW_MS, store_id="367", agreed=agreed_ms(consents[c]))
            if may_use(consents[c], "personalization").allowed
            else Lists()
            for c in EVERYBODY
        }


def is_for_event(suggestion: Suggestion) -> bool:
    return any(isinstance(term, ForEvent) for term in suggestion.terms)


def by_the_tablet(tablet: Tablet) -> dict[int, Lists]:
    desk = tablet._desk()
    with desk.reader.snapshot() as snapshot:
        assert is_held(desk, snapshot)
        return {c: on_the_tablet(desk, snapshot, c) for c in EVERYBODY}


def test_lists_are_the_same_for_everybody(hq: Headquarters, tablet: Tablet, pure: Callable[[], None]) -> None:
    by_hq = by_the_server(hq)
    pure()
    assert by_the_tablet(tablet) == by_hq
    assert sum(len(lists.merged) == 20 for lists in by_hq.values()) > 30
    assert sum(lists == Lists() for lists in by_hq.values()) >= 3
    turned = {c for c, lists in by_hq.items() if any(is_for_event(each) for each in lists.new_for_you)}
    assert turned == {c for c in EVERYBODY[::3] if by_hq[c] != Lists()}


def test_what_a_tablet_shows_offline_is_what_the_server_will_show_when_it_knows(
    hq: Headquarters, tablet: Tablet, screen: Screen, pure: Callable[[], None]
) -> None:
    draw, before = random.Random(13), by_the_server(hq)
    hq.down()
    answered = [c for c in EVERYBODY if before[c].merged]
    for number, c in enumerate(answered):
        product = draw.choice(before[c].merged[:5]).product_id
        tablet.customer.answer(c, product, ANSWERS[number % len(ANSWERS)])
    offline = by_the_tablet(tablet)
    assert by_the_server(hq) == before
    hq.up()
    tablet._desk().recorder.announce()  # else it waits until it dares again
    screen.wait(lambda: tablet.sync.status().text == "Synced just now")
    after = by_the_server(hq)
    assert after == offline
    assert all(after[c] != before[c] for c in answered)
    pure()
    assert by_the_tablet(tablet) == after
