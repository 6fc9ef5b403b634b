"""The customer screen: everything on it is true, of one moment, and includes what was just recorded."""

from __future__ import annotations

from datetime import timedelta

import pytest

from associate_app.errors import CannotSave, CustomerNotHere, OfferNotAvailable
from associate_app.presenters.customer import CustomerPresenter
from associate_app.presenters.history_rows import FORGOTTEN
from associate_app.presenters.suggestions import NO_CONSENT
from shared.clock import DAY_MS
from shared.operations import NOTE_LIMIT
from sync.errors import LeaseExhausted
from tests.associate_app.replica_world import ReplicaWorld
from tests.associate_app.small_world import MIA, NOW_MS, PROMOTION

OTHER_PROMOTION = "01980000-0000-7000-8000-000000000002"


@pytest.fixture
def presenter(world: ReplicaWorld) -> CustomerPresenter:
    return CustomerPresenter(lambda: world.desk)


def test_who_she_is_stands_at_the_top(presenter: CustomerPresenter) -> None:
    view = presenter.open(1)
    assert (view.name, view.given_name, view.initials, view.tier) == (
        "Olivia Bennett",
        "Olivia",
        "OB",
        "Gold",
    )
    assert (view.phone, view.email) == ("+1 555-0134", "olivia@example.com")
    assert view.line == "Customer since 2016 · Prefers e-mail · Usually buys Dairy, Produce"
    assert view.consent_line == "Agreed to personal offers (18 Oct 2025) · No e-mail news"
    assert 0 <= view.hue < 1


def test_little_is_said_of_whom_little_is_known(presenter: CustomerPresenter) -> None:
    view = presenter.open(2)
    assert (view.line, view.phone, view.history, view.timeline) == ("", "", (), ())
    assert view.consent_line == "Not asked about personal offers yet · No e-mail news"
    assert (view.suggestions.merged, view.offers, view.suggestions.nothing) == ((), (), str(NO_CONSENT))
    assert view.suggestions.can_ask
    assert [kpi.value for kpi in view.kpis] == ["$0", "0", "$0.00", "Never"]


def test_a_customer_of_another_store_is_not_here(presenter: CustomerPresenter) -> None:
    with pytest.raises(CustomerNotHere, match="Search again"):
        presenter.open(3)
    with pytest.raises(CustomerNotHere):
        presenter.add_note(3, "hello")


def test_the_history_is_newest_first_with_where_how_many_and_what_came_back(
    presenter: CustomerPresenter, world: ReplicaWorld
) -> None:
    world.buy(500, DAY_MS, [(10, 2, 698), (11, -1, -199), (777, 1, 100)], store_id="406")
    world.buy(501, 2 * DAY_MS, [(10, 1, 349)], channel="online")
    world.buy(502, 3 * DAY_MS, [(10, 1, 349)], store_id="nowhere")
    world.be_ready(2)
    rows = presenter.open(1).history
    first = [(row.title, row.meta, row.amount, row.status, row.icon) for row in rows[:4]]
    assert first == [
        ("Whole milk, 1 gal", "21 Nov, Otter Bend, 2 pieces", "$6.98", "", "cow"),
        ("Gala apples", "21 Nov, Otter Bend", "-$1.99", "Returned", "food-apple-outline"),
        (str(FORGOTTEN), "21 Nov, Otter Bend", "$1.00", "", "cart-outline"),
        ("Whole milk, 1 gal", "20 Nov, online", "$3.49", "", "cow"),
    ]
    assert rows[4].meta == "19 Nov"
    assert [row.purchase_id for row in rows[:5]] == [500, 500, 500, 501, 502]


def test_a_note_is_shown_at_once_and_stays(presenter: CustomerPresenter, world: ReplicaWorld) -> None:
    view = presenter.add_note(1, "  Gluten-free: кекс, 蛋糕 🎂  ")
    row = view.timeline[0]
    assert (row.text, row.pending) == ("Gluten-free: кекс, 蛋糕 🎂", True)
    assert row.meta == "today, 10:00 · by Mia Sato · saved here"
    (wire,) = world.pending()
    assert (wire["kind"], wire["customer_id"], wire["associate_id"]) == ("note_added", 1, MIA)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", "a note needs some text"), (" \n ", "needs some text"), ("x" * (NOTE_LIMIT + 1), "at most 4000")],
)
def test_an_empty_or_endless_note_is_refused_in_words(
    presenter: CustomerPresenter, world: ReplicaWorld, text: str, sentence: str
) -> None:
    with pytest.raises(CannotSave, match=sentence):
        presenter.add_note(1, text)
    assert world.pending() == []


def test_the_timeline_tells_every_kind_of_event_newest_first(
    presenter: CustomerPresenter, world: ReplicaWorld
) -> None:
    base = {"customer_id": 1, "store_id": "367", "associate_id": MIA}
    stranger = base | {"associate_id": "gone"}
    world.put("interactions", base | {"id": "a", "kind": "call", "text": "Called back", "at_ms": NOW_MS - 5})
    world.put(
        "interactions", stranger | {"id": "b", "kind": "waved", "text": "Waved", "at_ms": NOW_MS - DAY_MS}
    )
    for key, promotion in (("c", PROMOTION), ("d", "gone")):
        world.put("redemptions", base | {"id": key, "promotion_id": promotion, "at_ms": NOW_MS - 2 * DAY_MS})
    for key, product, answer in (("e", 10, "not_now"), ("f", 777, "shrugged")):
        row = {"id": key, "product_id": product, "answer": answer, "at_ms": NOW_MS - 3 * DAY_MS}
        world.put("recommendation_answers", base | row)
    rows = [(row.text, row.meta, row.icon) for row in presenter.open(1).timeline if row.group != "visit"]
    assert rows == [
        ("Called back", "today, 09:59 · by Mia Sato", "phone-outline"),
        ("Waved", "21 Nov, 10:00", "history"),
        ("Used an offer of the past", "20 Nov, 10:00 · by Mia Sato", "ticket-percent-outline"),
        ("Used the offer Gold week", "20 Nov, 10:00 · by Mia Sato", "ticket-percent-outline"),
        ("shrugged: an item of the past", "19 Nov, 10:00 · by Mia Sato", "heart-outline"),
        ("Not now: Whole milk, 1 gal", "19 Nov, 10:00 · by Mia Sato", "heart-outline"),
    ]


def test_an_offer_says_what_until_when_and_that_hq_must_still_confirm(
    presenter: CustomerPresenter, world: ReplicaWorld
) -> None:
    (card,) = presenter.open(1).offers
    assert (card.title, card.available, card.redeemed) == ("Gold week: 20% off Dairy", True, False)
    assert card.sentence == (
        "Eligible. Ends in 8 days. Will be confirmed by HQ when the line is back. Cannot be combined."
    )
    assert card.provisional
    world.desk.line.note("synced", NOW_MS)
    (card,) = presenter.open(1).offers
    assert (card.sentence, card.provisional) == ("Eligible. Ends in 8 days. Cannot be combined.", False)


def test_a_used_offer_is_saved_here_until_hq_has_it_and_cannot_be_used_again(
    presenter: CustomerPresenter, world: ReplicaWorld
) -> None:
    (card,) = presenter.redeem(1, PROMOTION).offers
    assert (card.available, card.provisional, card.redeemed) == (False, True, True)
    assert card.sentence == "Saved here; HQ confirms when the line is back."
    with pytest.raises(OfferNotAvailable, match="already used"):
        presenter.redeem(1, PROMOTION)
    (wire,) = world.pending()
    row = {"id": wire["id"], "promotion_id": PROMOTION, "customer_id": 1, "store_id": "367"}
    world.put("redemptions", row | {"associate_id": MIA, "at_ms": NOW_MS})
    world.do("DELETE FROM outbox")
    (card,) = presenter.open(1).offers
    assert (card.sentence, card.redeemed, card.provisional) == ("Used. HQ has it.", True, False)


def test_an_offer_whose_lease_was_given_up_meanwhile_is_decided_once_more_and_then_refused(
    presenter: CustomerPresenter, world: ReplicaWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[str] = []

    def given_up(*_: object, **__: object) -> None:
        tries.append("tried")
        raise LeaseExhausted("This tablet holds none of it any more.", quota="p")

    with monkeypatch.context() as patched:
        for name in ("record", "record_all"):
            patched.setattr(type(world.desk.recorder), name, given_up)
        with pytest.raises(OfferNotAvailable, match="holds none"):
            presenter.redeem(1, PROMOTION)
    assert tries == ["tried", "tried"]
    assert world.pending() == []


def test_an_offer_that_may_be_used_twice_stays_available_after_once(
    presenter: CustomerPresenter, world: ReplicaWorld
) -> None:
    world.do("UPDATE promotions SET customer_limit = 2, text = ''")
    (card,) = presenter.redeem(1, PROMOTION).offers
    assert (card.available, card.redeemed) == (True, True)
    assert card.sentence == "Saved here; HQ confirms when the line is back."


def test_used_offers_stand_below_those_she_may_have(
    presenter: CustomerPresenter, world: ReplicaWorld
) -> None:
    columns = "code, name, text, benefit_kind, benefit_value, department, starts_local, ends_local, audience"
    columns += ", total_limit, customer_limit, priority, status, version"
    world.do(f"INSERT INTO promotions (id, {columns}) SELECT ?, {columns} FROM promotions", OTHER_PROMOTION)
    world.change("promotions", OTHER_PROMOTION, priority=0, name="Second")
    view = presenter.redeem(1, PROMOTION)
    assert [card.title.split(":")[0] for card in view.offers] == ["Second", "Gold week"]


def test_an_offer_that_is_not_for_her_is_not_shown_and_cannot_be_used(
    presenter: CustomerPresenter, world: ReplicaWorld
) -> None:
    world.change("customers", 1, tier="Member")
    assert presenter.open(1).offers == ()
    with pytest.raises(OfferNotAvailable, match="Tier is Gold"):
        presenter.redeem(1, PROMOTION)
    with pytest.raises(OfferNotAvailable, match="taken this offer back"):
        presenter.redeem(1, OTHER_PROMOTION)
    assert world.pending() == []


def test_an_offer_ends_by_the_stores_own_clock(presenter: CustomerPresenter, world: ReplicaWorld) -> None:
    world.clock.advance(timedelta(days=8, hours=9, minutes=59))
    assert presenter.open(1).offers[0].available
    world.clock.advance(timedelta(minutes=1))
    assert presenter.open(1).offers == ()


def test_who_wants_no_personal_offers_gets_none(presenter: CustomerPresenter, world: ReplicaWorld) -> None:
    world.do("UPDATE consents SET granted = 0, at_ms = ?", NOW_MS)
    consent = {"customer_id": 1, "purpose": "marketing", "channel": "email", "granted": 1, "at_ms": NOW_MS}
    world.put("consents", consent)
    view = presenter.open(1)
    assert view.consent_line == "Wants no personal offers (22 Nov) · E-mail news welcome"
    assert (view.offers, view.suggestions.merged, view.suggestions.nothing) == ((), (), str(NO_CONSENT))
    assert "Usually buys" not in view.line


def test_a_new_checkpoint_is_shown_at_once(presenter: CustomerPresenter, world: ReplicaWorld) -> None:
    assert presenter.open(1).kpis[1].value == "6"
    world.buy(500, DAY_MS, [(10, 1, 349)])
    world.be_ready(2)
    assert presenter.open(1).kpis[1].value == "7"
