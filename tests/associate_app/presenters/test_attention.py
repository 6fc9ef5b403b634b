"""What HQ refused and what lost a conflict: readable in every kind, and dealt with in one tap."""

from __future__ import annotations

import json
from typing import Any

import pytest

from associate_app.errors import CannotSave
from associate_app.presenters.attention import AttentionPresenter
from associate_app.presenters.customer import CustomerPresenter
from associate_app.presenters.sync import SyncPresenter
from shared.operation_kinds import KINDS, NOBODY
from shared.operation_newcomers import CREATED
from sync.device.outbox import Outbox
from tests.associate_app.replica_world import ReplicaWorld
from tests.associate_app.small_world import LEO, NOW_MS, PROMOTION

GONE_PROMOTION = "01980000-0000-7000-8000-00000000dead"
STANDS_ON = {"basis": "provisional", "lease": None, "spent": []}
EDIT = {
    "changes": {
        "phone": {"from": "+1 555-0134", "to": None}, "preferred_channel": {"from": "email", "to": "phone"},
    },
    "settles": [],
}  # fmt: skip
CONSENT = {"purpose": "marketing", "channel": "email", "granted": True, "wording": "May we?", "seen": None}
ANSWER = {"product_id": 10, "answer": "liked", "shown_in": "due_again", "model": None}
DONE: list[tuple[str, dict[str, Any], str, str, bool]] = [
    ("note_added", {"text": "Moved to Boston"}, "Note for Olivia Bennett", "Moved to Boston", True),
    ("recommendation_answered", ANSWER, "Answer of Olivia Bennett",
     "Liked: Whole milk, 1 gal", True),
    ("recommendation_answered", ANSWER | {"product_id": 777, "answer": "bought"}, "Answer of Olivia Bennett",
     "Bought: an item no longer in the catalogue", True),
    ("offer_redeemed", {"promotion_id": PROMOTION, "stands_on": STANDS_ON}, "Offer used by Olivia Bennett",
     "Gold week", False),
    ("offer_redeemed", {"promotion_id": GONE_PROMOTION, "stands_on": STANDS_ON},
     "Offer used by Olivia Bennett", "an offer that HQ has taken back", False),
    ("customer_edited", EDIT, "Details of Olivia Bennett",
     "Phone number: nothing\nPreferred channel: phone calls", True),
    ("customer_edited", {"changes": {}, "settles": [PROMOTION]}, "Details of Olivia Bennett",
     "Both values looked at; what stands may stand", True),
    ("preferences_changed", {"kind": "likes", "added": ["tea"], "removed": ["milk", "oats"]},
     "Preferences of Olivia Bennett", "Likes: added tea; no longer milk, oats", True),
    ("consent_changed", CONSENT, "Consent of Olivia Bennett", "News and offers by e-mail: given", True),
    ("consent_changed", CONSENT | {"channel": "any", "granted": False}, "Consent of Olivia Bennett",
     "News and offers: withdrawn", True),
    ("dates_changed", {"added": [{"kind": "due_date", "day": "2027-03-14"}],
                       "removed": [{"kind": "child_birthday", "day": "2020-01-02"}]},
     "Days of Olivia Bennett", "Baby due 2027-03-14: noted\nChild's birthday 2020-01-02: taken back", True),
    ("follow_up_promised", {"text": "Call about oat milk", "due_on": "2026-11-25"},
     "Promise to Olivia Bennett", "Call about oat milk (2026-11-25)", True),
    ("action_taken", {"action": "date", "subject": "birthday/2026-11-25", "outcome": "done",
                      "channel": "phone", "text": "Birthday on Wednesday"},
     "Action for Olivia Bennett", "Called: Birthday on Wednesday", True),
    ("message_handed_over", {"action": "date", "subject": "birthday/2026-11-25", "channel": "email",
                             "text": "Birthday wishes", "template_id": "starter-birthday-en"},
     "Message to Olivia Bennett", "E-mailed: Birthday wishes", True),
    ("manager_note_added", {"text": "Till complaint"}, "Note for managers on Olivia Bennett",
     "Till complaint", True),
    ("wish_changed", {"product_id": 10, "wished": True}, "Wish list of Olivia Bennett",
     "Wished for: Whole milk, 1 gal", True),
    ("customers_merged", {"merged_id": 2}, "Two records of Olivia Bennett made one",
     "One person with Zoë O'Brien-Łukasz", True),
    ("merge_undone", {"merge_id": PROMOTION}, "Records of Olivia Bennett made two again",
     "They are two people", True),
    ("told_apart", {"other_id": 2, "apart": True}, "Who Olivia Bennett is not",
     "Not the same person as Zoë O'Brien-Łukasz", True),
    ("visit_rated", {"rating": 4, "corrects": None}, "Visit of Olivia Bennett", "Rated 4 of 5", True),
    ("visit_rated", {"rating": None, "corrects": PROMOTION}, "Visit of Olivia Bennett",
     "The rating is taken back", True),
    ("task_ended", {"task_id": PROMOTION, "outcome": "done", "reason": None}, "A task of HQ", "Done", True),
    ("task_ended", {"task_id": PROMOTION, "outcome": "not_possible", "reason": "No cloth"}, "A task of HQ",
     "Not possible: No cloth", True),
    ("appointment_made", {"starts_local": "2026-11-27T15:00", "minutes": 30, "about": ""},
     "Appointment with Olivia Bennett", "2026-11-27, 15:00", True),
    ("appointment_made", {"starts_local": "2026-11-27T15:00", "minutes": 30, "about": "Coats"},
     "Appointment with Olivia Bennett", "2026-11-27, 15:00: Coats", True),
    ("appointment_changed",
     {"appointment_id": PROMOTION, "settles": [], "changes": {
         "state": {"from": "agreed", "to": "moved"}, "about": {"from": "Coats", "to": ""}}},
     "Appointment with Olivia Bennett", "moved; nothing", True),
    ("basket_handed", {"total_minor": 698, "offers": [], "lines": [
        {"product_id": 10, "quantity": 2, "unit_minor": 349, "discount_minor": 0}]},
     "Basket of Olivia Bennett", "2 × Whole milk, 1 gal; $6.98 in all", True),
    ("exposed", {"trial_id": "t", "variant": "a", "surface": "offers"}, "What Olivia Bennett was shown", "",
     True),
    ("guide_shown", {"guide_id": "milk"}, "What Olivia Bennett was shown", "", True),
    ("offers_shown", {"strategy": "value", "day": "2026-11-22", "as_of": None, "size": 100, "offers": [
        {"promotion_id": PROMOTION, "layout": "words", "fit": "any", "chance": 1_000_000}]},
     "Offers shown to Olivia Bennett", "Gold week", True),
    ("put_aside", {"lines": [{"product_id": 10, "quantity": 1}], "until_on": "2026-11-25"},
     "Put aside for Olivia Bennett", "Whole milk, 1 gal, until 25 Nov", True),
    ("put_aside_ended", {"put_aside_id": PROMOTION, "outcome": "undone"},
     "Put aside for Olivia Bennett", "Put aside by mistake", True),
]  # fmt: skip


@pytest.fixture
def presenter(world: ReplicaWorld) -> AttentionPresenter:
    return AttentionPresenter(lambda: world.desk)


def test_every_kind_has_its_words() -> None:
    new = {CREATED}  # is about somebody who is not there yet: see test_new_customer
    assert {kind for kind, *_ in DONE} | new == {kind for kind, _ in KINDS}


def test_what_hq_refused_is_listed_with_its_content_and_what_can_be_done(
    presenter: AttentionPresenter, world: ReplicaWorld
) -> None:
    for kind, arguments, *_ in DONE:
        world.desk.recorder.record(kind, 1, arguments)
    world.refuse("odd_code", "Because.")
    items = presenter.refused()
    assert [(item.title, item.content, item.again) for item in items] == [
        (title, content, again) for _, _, title, content, again in DONE
    ]
    assert {item.reason for item in items} == {"Because."}
    assert items[0].advice == "Try again if it is still right, or let it go."
    assert items[3].advice == "Tell the customer, look for another offer, then let this go."
    presenter.let_go(items[0].id)
    assert len(presenter.refused()) == len(DONE) - 1


def test_what_is_about_somebody_elsewhere_or_erased_cannot_be_tried_again(
    presenter: AttentionPresenter, world: ReplicaWorld
) -> None:
    world.desk.recorder.record("note_added", 55, {"text": "hers"})
    world.refuse("customer_not_here", "Not in your book.")
    (item,) = presenter.refused()
    assert (item.title, item.again) == ("Note for a customer of another store", False)
    presenter.let_go(item.id)
    world.desk.recorder.record("note_added", 55, {"text": "hers"})
    world.refuse("customer_erased", "She was erased.")
    (item,) = presenter.refused()
    assert (item.title, item.content, item.again) == ("Note for an erased customer", "", False)


def test_what_is_about_nobody_says_so_and_can_be_tried_again(
    presenter: AttentionPresenter, world: ReplicaWorld
) -> None:
    world.desk.recorder.record("visit_rated", NOBODY, {"rating": 2, "corrects": None})
    world.refuse("unknown_associate", "Sign in yourself.")
    (item,) = presenter.refused()
    assert (item.title, item.content, item.again) == ("A visit", "Rated 2 of 5", True)
    presenter.try_again(item.id)
    assert [wire["arguments"]["rating"] for wire in world.pending()] == [2]


@pytest.mark.parametrize(
    ("kind", "arguments"), [("tea_served", {"sort": "Assam"}), ("customer_edited", {"fields": ["phone"]})]
)
def test_what_another_version_wrote_is_shown_as_it_stands(
    presenter: AttentionPresenter, world: ReplicaWorld, kind: str, arguments: dict[str, Any]
) -> None:
    wire = {
        "id": PROMOTION, "kind": kind, "version": 9, "customer_id": 1, "associate_id": LEO, "at_ms": NOW_MS,
        "arguments": arguments,
    }  # fmt: skip
    Outbox(world.connection).record(lambda sequence: wire | {"sequence": sequence})
    world.refuse("invalid_operation", "Nobody can read it.")
    (item,) = presenter.refused()
    assert json.loads(item.content) == arguments
    assert not item.again


def test_trying_again_records_it_anew_as_it_is_seen_now_and_at_once_in_its_place(
    presenter: AttentionPresenter, world: ReplicaWorld
) -> None:
    word = {"customer_id": 1, "purpose": "marketing", "channel": "email", "granted": 0, "at_ms": 77}
    world.desk.recorder.record("customer_edited", 1, EDIT)
    world.desk.recorder.record("consent_changed", 1, CONSENT)
    world.desk.recorder.record("note_added", 1, {"text": "Hello"})
    world.refuse("unknown_associate", "Sign in yourself.")
    old = [item.id for item in presenter.refused()]
    world.change("customers", 1, phone="999 99 99")
    world.put("consents", word)
    for item in old:
        presenter.try_again(item)
    assert presenter.refused() == ()
    edit, consent, note = world.pending()
    assert edit["arguments"]["changes"]["phone"] == {"from": "999 99 99", "to": None}
    assert consent["arguments"]["seen"] == 77
    assert note["arguments"] == {"text": "Hello"}
    assert not {edit["id"], consent["id"], note["id"]} & set(old)
    with pytest.raises(CannotSave, match="dealt with this already"):
        presenter.try_again(old[0])
    assert len(world.pending()) == 3


def test_an_answer_in_its_first_form_is_tried_again_in_todays(
    presenter: AttentionPresenter, world: ReplicaWorld
) -> None:
    wire = {
        "id": PROMOTION, "kind": "recommendation_answered", "version": 1, "customer_id": 1,
        "associate_id": LEO, "at_ms": NOW_MS, "arguments": {"product_id": 10, "answer": "liked"},
    }  # fmt: skip
    Outbox(world.connection).record(lambda sequence: wire | {"sequence": sequence})
    world.refuse("unknown_associate", "Sign in yourself.")
    presenter.try_again(presenter.refused()[0].id)
    (again,) = world.pending()
    assert again["version"] > 1
    assert again["arguments"] == {"product_id": 10, "answer": "liked", "shown_in": None, "model": None}


def conflict(world: ReplicaWorld, number: int, field: str, kept: str | None, lost: str | None) -> str:
    row = {
        "id": f"c0000000-0000-4000-8000-{number:012}", "customer_id": 1, "store_id": "367",
        "associate_id": LEO if number % 2 else "gone", "field": field, "kept": kept, "lost": lost,
        "at_ms": NOW_MS - 1000 + number, "settled_ms": None,
    }  # fmt: skip
    world.put("customer_conflicts", row)
    return str(row["id"])


def test_both_values_are_shown_and_taking_the_other_writes_it_over_what_stands_now(
    presenter: AttentionPresenter, world: ReplicaWorld
) -> None:
    key = conflict(world, 1, "phone", "555 0100", "555 0199")
    (item,) = presenter.conflicts()
    assert (item.title, item.now, item.other) == ("Phone number of Olivia Bennett", "+1 555-0134", "555 0199")
    assert (
        item.sentence == "Leo Brand wrote it, today, 09:59, while somebody else had written something else."
    )
    assert SyncPresenter(lambda: world.desk).status().conflicts == 1
    presenter.take_other(key)
    assert presenter.conflicts() == ()
    assert CustomerPresenter(lambda: world.desk).open(1).phone == "555 0199"
    (wire,) = world.pending()
    assert wire["arguments"] == {
        "changes": {"phone": {"from": "+1 555-0134", "to": "555 0199"}}, "settles": [key],
    }  # fmt: skip
    with pytest.raises(CannotSave, match="dealt with this already"):
        presenter.take_other(key)


def test_what_stands_may_stand(presenter: AttentionPresenter, world: ReplicaWorld) -> None:
    key = conflict(world, 2, "email", "olivia@example.com", None)
    (item,) = presenter.conflicts()
    assert (item.now, item.other, item.can_take_other) == ("olivia@example.com", "nothing", True)
    assert item.sentence.startswith("somebody in another store wrote it")
    presenter.keep(key)
    assert presenter.conflicts() == ()
    assert CustomerPresenter(lambda: world.desk).open(1).email == "olivia@example.com"


def test_a_value_that_nobody_could_write_today_cannot_be_taken(
    presenter: AttentionPresenter, world: ReplicaWorld
) -> None:
    conflict(world, 1, "phone", "555 0100", "ask her husband")
    conflict(world, 3, "phone", "555 0100", "+1 555-0134")
    assert [item.can_take_other for item in presenter.conflicts()] == [False, False]


def test_a_grant_that_lost_says_that_only_she_can_give_it(
    presenter: AttentionPresenter, world: ReplicaWorld
) -> None:
    conflict(world, 1, "consent/marketing/email", "withdrawn", "granted")
    (item,) = presenter.conflicts()
    assert item.title == "Consent of Olivia Bennett: News and offers by e-mail"
    assert (item.now, item.other, item.can_take_other) == ("Withdrawn", "Given", False)
    assert "She had withdrawn it" in item.sentence


def test_a_conflict_that_pending_work_will_make_is_shown_before_hq_has_it(
    presenter: AttentionPresenter, world: ReplicaWorld
) -> None:
    world.desk.recorder.record("customer_edited", 1, EDIT)
    assert presenter.conflicts() == ()
    world.change("customers", 1, phone="999 99 99")
    (item,) = presenter.conflicts()
    assert (item.now, item.other) == ("nothing", "999 99 99")
    assert item.sentence.startswith("Mia Sato wrote it")
