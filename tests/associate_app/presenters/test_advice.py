"""What to say next stands on the customer's screen with its reason; one tap does it, and then it rests."""

from __future__ import annotations

from datetime import timedelta

import pytest

from associate_app.errors import CannotSave, CustomerNotHere
from associate_app.presenters.advice import AdvicePresenter
from associate_app.presenters.advice_views import ActionRow
from associate_app.presenters.customer import CustomerPresenter
from associate_app.presenters.editing import WORDINGS
from shared.clock import DAY_MS
from tests.associate_app import advice_rows
from tests.associate_app.replica_world import ReplicaWorld
from tests.associate_app.small_world import PROMOTION


@pytest.fixture
def customer(world: ReplicaWorld) -> CustomerPresenter:
    return CustomerPresenter(lambda: world.desk)


@pytest.fixture
def presenter(world: ReplicaWorld, customer: CustomerPresenter) -> AdvicePresenter:
    return AdvicePresenter(lambda: world.desk, customer.open)


def said(customer: CustomerPresenter, number: int = 1) -> list[tuple[str, str]]:
    return [(row.title, row.reason) for row in customer.open(number).advice.rows]


def the(customer: CustomerPresenter, kind: str, number: int = 1) -> ActionRow:
    return next(row for row in customer.open(number).advice.rows if row.kind == kind)


OFFER = ("Gold week: 20% off Dairy", "May be used until 30 Nov; not used yet")
NEWS = ("Ask about news and offers", "Nobody has asked yet")


def test_what_the_tablet_knows_is_said_in_order_of_use(
    customer: CustomerPresenter, world: ReplicaWorld
) -> None:
    assert said(customer) == [OFFER, NEWS]
    advice_rows.promise(world, "Call about the oat milk", "2026-11-20")
    advice_rows.click(world, 10)
    world.change("customers", 1, birthday="1990-11-25")
    world.be_ready(2)
    assert said(customer) == [
        ("Call about the oat milk", "Promised for 20 Nov, 2 days ago"),
        ("Left in the cart: Whole milk, 1 gal", "Put into the online cart 2 days ago, not bought since"),
        ("Birthday on Wednesday", "25 Nov. A kind word is enough"),
        OFFER,
        NEWS,
    ]


def test_what_is_due_again_follows_her_own_gap_and_what_she_answered(
    customer: CustomerPresenter, world: ReplicaWorld
) -> None:
    world.clock.advance(timedelta(days=32))
    assert ("Due again: Gala apples", "Buys it every 40 days; last time 41 days ago") in said(customer)
    customer.answer(1, 11, "not_interested")
    assert not [title for title, _ in said(customer) if "apples" in title]


def test_a_large_purchase_and_a_long_silence_are_noticed(
    customer: CustomerPresenter, world: ReplicaWorld
) -> None:
    world.buy(500, DAY_MS, [(11, 40, 21_400)])
    world.be_ready(2)
    assert ("Say thank you for the big shop", "Spent $214 yesterday; usually $5") in said(customer)
    advice_rows.fit(world)
    world.clock.advance(timedelta(days=170))
    assert the(customer, "lapsing").reason == "Usually here every 35 days; last visit 171 days ago"


def test_one_due_date_turns_the_screen(customer: CustomerPresenter, world: ReplicaWorld) -> None:
    world.put("guides", advice_rows.PACK)
    assert customer.open(1).advice.occasion == ""
    advice_rows.note_date(world, "due_date", "2026-12-20")
    advice = customer.open(1).advice
    assert advice.occasion == "Baby due in 4 weeks, 20 Dec"
    first = advice.rows[0]
    assert (first.title, first.reason, first.verb) == (
        "What to pack for the hospital",
        "Baby due in 4 weeks",
        "Show",
    )
    assert first.body == "Papers, warm socks, a snack."


def test_who_wants_no_suggestions_gets_no_advice_but_a_kept_promise(
    customer: CustomerPresenter, world: ReplicaWorld
) -> None:
    advice_rows.click(world, 10)
    advice_rows.note_date(world, "due_date", "2026-12-20")
    advice_rows.promise(world, "Call about the oat milk", "2026-11-22")
    customer.answer(1, 10, "opted_out")
    view = customer.open(1)
    assert [row.kind for row in view.advice.rows] == ["follow_up", "missing"]
    assert view.advice.occasion == ""


def test_what_is_done_rests_and_stands_on_the_timeline(
    presenter: AdvicePresenter, customer: CustomerPresenter, world: ReplicaWorld
) -> None:
    advice_rows.click(world, 10)
    row = the(customer, "left_in_cart")
    view = presenter.take(1, row, "done")
    assert [each.kind for each in view.advice.rows] == ["offer", "missing"]
    assert view.timeline[0].text == "Done in the store: Left in the cart: Whole milk, 1 gal"
    assert view.timeline[0].pending
    (wire,) = world.pending()
    assert wire["arguments"] == {
        "action": "left_in_cart", "subject": "10", "outcome": "done", "channel": None,
        "text": "Left in the cart: Whole milk, 1 gal",
    }  # fmt: skip
    assert world.recorded == [True]
    world.clock.advance(timedelta(days=13))
    assert "left_in_cart" not in [each.kind for each in customer.open(1).advice.rows]


def test_what_is_put_off_comes_back_after_three_days(
    presenter: AdvicePresenter, customer: CustomerPresenter, world: ReplicaWorld
) -> None:
    world.change("customers", 1, birthday="1990-11-28")
    assert "date" not in [each.kind for each in presenter.take(1, the(customer, "date"), "later").advice.rows]
    assert customer.open(1).timeline[0].text.startswith("Put off: Birthday on")
    world.clock.advance(timedelta(days=3))
    assert the(customer, "date").title == "Birthday on Saturday"


def test_a_promise_is_made_and_kept(
    presenter: AdvicePresenter, customer: CustomerPresenter, world: ReplicaWorld
) -> None:
    view = presenter.promise(1, " Call about the oat milk ", 3)
    assert view.timeline[0].text == "Promised for 25 Nov: Call about the oat milk"
    world.clock.advance(timedelta(days=3))
    row = the(customer, "follow_up")
    assert (row.reason, row.verb) == ("Promised for today", "Done")
    assert "follow_up" not in [each.kind for each in presenter.take(1, row, "done").advice.rows]
    world.clock.advance(timedelta(days=400))
    assert "follow_up" not in [each.kind for each in customer.open(1).advice.rows], "done is done"
    with pytest.raises(CannotSave):
        presenter.promise(1, "", 3)


def test_a_question_is_asked_in_its_words_and_answered_with_one_tap(
    presenter: AdvicePresenter, customer: CustomerPresenter, world: ReplicaWorld
) -> None:
    row = the(customer, "missing", 2)
    assert (row.subject, row.deed, row.body) == (
        "personalization",
        "ask_consent",
        str(WORDINGS["personalization"]),
    )
    view = presenter.answer_consent(2, "personalization", granted=True)
    assert view.consent_line.startswith("Agreed to personal offers")
    assert world.pending()[0]["arguments"]["wording"] == str(WORDINGS["personalization"])
    assert the(customer, "missing", 2).subject == "marketing"
    view = presenter.answer_consent(2, "marketing", granted=False)
    assert view.advice.rows == ()


def test_a_size_is_asked_where_it_matters_and_noted(
    presenter: AdvicePresenter, customer: CustomerPresenter, world: ReplicaWorld
) -> None:
    advice_rows.agree(world)
    world.change("products", 11, department="Apparel")
    world.be_ready(2)
    assert the(customer, "missing").reason == "Buys Apparel; no size is noted"
    view = presenter.note_size(1, " M ")
    assert "missing" not in [each.kind for each in view.advice.rows]
    assert ("Sizes", "M") in {(fact.label, fact.text) for fact in view.facts}


def test_an_offer_that_was_used_is_advised_no_more(customer: CustomerPresenter) -> None:
    assert the(customer, "offer").subject == PROMOTION
    view = customer.redeem(1, PROMOTION)
    assert "offer" not in [each.kind for each in view.advice.rows]


def test_rules_that_hq_changes_count_on_the_tablet(customer: CustomerPresenter, world: ReplicaWorld) -> None:
    world.change("customers", 1, birthday="1990-12-20")
    assert "date" not in [each.kind for each in customer.open(1).advice.rows]
    advice_rows.rule(world, "date", settings='{"ahead_days": 40}', weight=99)
    assert customer.open(1).advice.rows[0].title == "Birthday on 20 Dec"
    advice_rows.rule(world, "date", is_on=0)
    assert "date" not in [each.kind for each in customer.open(1).advice.rows]


def test_nothing_is_recorded_of_a_customer_who_is_not_here(
    presenter: AdvicePresenter, customer: CustomerPresenter, world: ReplicaWorld
) -> None:
    row = the(customer, "offer")
    with pytest.raises(CustomerNotHere):
        presenter.take(3, row, "done")
    assert world.pending() == []
