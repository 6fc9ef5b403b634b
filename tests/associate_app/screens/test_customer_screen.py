"""The customer, and what an associate does there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from associate_app.errors import CustomerNotHere, OfferNotAvailable
from associate_app.presenters.product_views import Suggestions
from associate_app.presenters.suggestions import NOTHING_YET
from associate_app.presenters.view_models import OfferCard

pytestmark = pytest.mark.window

MORE = "More answers for Greek yogurt, plain, 32 oz"


@pytest.fixture
def person(show: Any) -> Any:
    """In front of Olivia's screen."""
    someone = show()
    someone.tap("Olivia Bennett")
    someone.wait_for("Asked for oat milk")
    return someone


def test_her_whole_story_is_on_one_screen(person: Any) -> None:
    for text in (
        "Gold", "$12,480", "Usual gap: 26 days", "Eligible. Ends in 3 days.", "Sourdough bread", "Returned",
        "Bought with the granola on 9 Nov", "4 here as of 09:00", "Model of 21 Nov", "Asked for oat milk",
        "Agreed to personal offers", "Left out: Rye bread (wrong size)",
    ):  # fmt: skip
        person.wait_for(text)


def test_a_note_is_saved_and_waits_for_hq_in_sight(person: Any, tablet: Any) -> None:
    person.tap("Add note")
    assert not person.can_use("Save note"), "an empty note cannot be saved"
    person.type("Likes it dark")
    person.tap("Save note")
    person.wait_for("Note saved on this tablet")
    person.wait_for("waiting to be sent")
    assert tablet.told == [("note", 0, "Likes it dark")]


def test_a_note_for_managers_is_chosen_while_writing_and_stays_so_after_an_undo(
    person: Any, tablet: Any
) -> None:
    person.tap("Add note")
    person.type("Till complaint")
    person.tap("Only managers")
    person.press("escape")
    person.tap("Undo")
    person.wait_for("Till complaint")
    person.tap("Save note")
    person.wait_for("Note for managers saved on this tablet")
    assert tablet.told == [("manager note", 0, "Till complaint")]


def test_a_half_written_note_for_managers_comes_back_as_one(person: Any, tablet: Any) -> None:
    person.tap("Add note")
    assert person.app.root.top_layer().draft_kind == "note"
    person.tap("Only managers")
    kind = person.app.root.top_layer().draft_kind
    person.press("escape")
    person.app.root.screen.when_shown(0, lambda deeds: deeds.take_up(kind, {"text": "Till complaint"}))
    person.tap("Save note")
    person.until(lambda: tablet.told == [("manager note", 0, "Till complaint")], "the note to be saved")


def test_a_note_too_long_says_so_and_cannot_be_saved(person: Any) -> None:
    person.tap("Add note")
    person.app.root.top_layer().text = "x" * 4001
    person.wait_for("A note has at most 4,000 characters; this one has 4,001")
    assert not person.can_use("Save note")


def test_a_discarded_note_can_be_taken_back(person: Any, tablet: Any) -> None:
    person.tap("Add note")
    person.type("Almost lost")
    person.press("escape")
    person.tap("Undo")
    person.wait_for("Almost lost")
    person.tap("Save note")
    person.until(lambda: tablet.told == [("note", 0, "Almost lost")], "the note to be saved")


def test_what_is_known_of_her_is_put_right_on_one_sheet(person: Any, tablet: Any) -> None:
    seen = tablet.editing.form(0)
    person.tap("Edit details")
    person.wait_for("What she agrees to")
    sheet = person.app.root.top_layer()
    sheet.ids.phone.text = "555 0199"
    sheet.ids.likes.text = "oat milk, tea,, tea"
    person.tap("Prefers: In the store")
    person.tap("News and offers: she does not agree")
    person.tap("Save details")
    person.wait_for("Saved on this tablet")
    person.wait_for("HQ has not confirmed it yet")
    ((_, wanted),) = tablet.told
    assert (wanted.phone, wanted.email, wanted.preferred_channel) == ("555 0199", seen.email, "store")
    assert (wanted.likes, wanted.dislikes) == (("oat milk", "tea"), seen.dislikes)
    assert [choice.granted for choice in wanted.consents] == [True, False]


def test_what_cannot_be_saved_stays_on_the_sheet_with_its_reason(person: Any, tablet: Any) -> None:
    person.tap("Edit details")
    person.wait_for("What she agrees to")
    sheet = person.app.root.top_layer()
    sheet.ids.phone.text, sheet.ids.email.text = "call me", "nobody"
    person.tap("Save details")
    person.wait_for("A phone number has 5 to 20 digits")
    person.wait_for("looks like name@example.com")
    sheet.ids.phone.text = sheet.ids.email.text = ""
    person.tap("Save details")
    person.wait_for("Saved on this tablet")
    assert (tablet.told[0][1].phone, tablet.told[0][1].email) == ("", "")


def test_a_sheet_that_changed_nothing_records_nothing(person: Any, tablet: Any) -> None:
    person.tap("Edit details")
    person.wait_for("What she agrees to")
    person.tap("Save details")
    person.wait_gone("What she agrees to")
    assert tablet.told == []


def test_an_offer_is_redeemed_after_one_question(person: Any, tablet: Any) -> None:
    person.tap("Redeem Autumn produce: 20% off for Gold members")
    person.wait_for("Redeem for Olivia Bennett?")
    person.tap("Cancel")
    assert tablet.told == []
    person.tap("Redeem Autumn produce: 20% off for Gold members")
    person.press("enter")
    person.wait_for("Used today.")
    assert tablet.told == [("redeem", 0, "p1")]
    assert not person.can_use("Redeem Autumn produce: 20% off for Gold members")


def test_a_refused_redemption_says_why(person: Any, tablet: Any) -> None:
    def refuse(*_: Any) -> None:
        raise OfferNotAvailable("All redemptions of this offer are used up.")

    tablet.customer.redeem = refuse
    person.tap("Redeem Autumn produce: 20% off for Gold members")
    person.tap("Redeem now")
    person.wait_for("All redemptions of this offer are used up.")


@pytest.mark.parametrize(
    ("control", "choice", "answer", "word"),
    [
        ("Like Greek yogurt, plain, 32 oz", None, "liked", "it moves up"),
        ("Not now: Greek yogurt, plain, 32 oz", None, "not_now", "comes back in two weeks"),
        (MORE, "Not interested", "not_interested", "not suggested again"),
        (MORE, "Already has it", "already_owns", "not suggested again"),
        (MORE, "Wrong size", "wrong_size", "this one is not suggested"),
        (MORE, "Bought it", "bought", "counted with her purchases"),
        (MORE, "Out of stock here", "out_of_stock", "left out today"),
        (MORE, "Brought it back", "returned", "what goes with it less"),
        (MORE, "Wants no suggestions", "opted_out", "No suggestions from now on"),
    ],
)
def test_an_answer_to_a_suggestion_is_kept(
    person: Any, tablet: Any, control: str, choice: str | None, answer: str, word: str
) -> None:
    person.tap(control)
    if choice:
        person.tap(choice)
    person.wait_for(word)
    assert tablet.told == [("answer", 0, 72, answer, "merged")]
    if answer == "liked":
        assert person.sees("Liked")
        assert not person.can_use(control), "what is liked need not be liked again"
    else:
        person.until(lambda: not person.can_use(control), "the card to go")


def test_a_change_from_hq_appears_without_a_key(person: Any, tablet: Any) -> None:
    view = tablet.views[0]
    card = replace(view.offers[0], promotion_id="p9", title="Fresh from HQ")
    tablet.views[0] = replace(view, offers=(card, *view.offers))
    tablet.changed()
    person.wait_for("Fresh from HQ")


def test_an_unexpected_failure_is_told_and_changes_nothing(person: Any, tablet: Any) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("internal words")

    tablet.customer.add_note = fail
    person.tap("Add note")
    person.type("hello")
    person.tap("Save note")
    person.wait_for("That did not work")
    assert not person.sees("internal words")


def test_a_customer_who_left_the_book_is_told(show: Any, tablet: Any) -> None:
    def gone(*_: Any) -> None:
        raise CustomerNotHere("This customer is no longer in your store's book.")

    tablet.customer.open = gone
    person = show()
    person.tap("Olivia Bennett")
    person.wait_for("no longer in your store")


def test_what_could_not_be_opened_says_so_in_its_place_and_is_tried_again(show: Any, tablet: Any) -> None:
    opens, failures = tablet.customer.open, iter([RuntimeError("internal words")])

    def open_at_the_second_try(customer_id: int) -> Any:
        for failure in failures:
            raise failure
        return opens(customer_id)

    tablet.customer.open = open_at_the_second_try
    person = show()
    person.tap("Olivia Bennett")
    person.wait_for("She could not be opened")
    assert not person.sees("internal words")
    person.tap("Try again")
    person.wait_for("Suggested for Olivia")
    assert not person.sees("She could not be opened")


def test_nothing_to_show_is_said_in_each_part(show: Any, tablet: Any) -> None:
    tablet.views[0] = replace(
        tablet.views[0], offers=(), history=(), timeline=(), phone="", email="", tier="",
        suggestions=Suggestions(nothing=str(NOTHING_YET)),
    )  # fmt: skip
    person = show()
    person.tap("Olivia Bennett")
    for text in ("No purchases yet.", "Nothing to suggest yet", "Nothing yet. A note helps"):
        person.wait_for(text)
    assert not person.can_use("See all purchases")


def test_what_the_first_customer_needs_is_made_before_anybody_opens_her(
    show: Any, tablet: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from associate_app.screens import customer

    person = show()
    person.until(lambda: tablet.look_up.is_ready, "all that is kept ready")
    monkeypatch.setattr(customer, "KpiCard", None)
    monkeypatch.setattr(customer, "PurchaseRow", None)
    person.tap("Olivia Bennett")
    person.wait_for("Suggested for Olivia")


def test_offers_she_cannot_have_now_wait_behind_one_button(show: Any, tablet: Any) -> None:
    sold_out = [
        OfferCard(f"s{n}", f"Sold out {n}", "All redemptions of this offer are used up.", False, False, False)
        for n in range(3)
    ]
    for key in (0, 1):
        view = tablet.customer.open(key)
        tablet.shop.views[key] = replace(view, offers=(*(view.offers if key == 0 else ()), *sold_out))
    person = show()
    person.tap("Olivia Bennett")
    person.wait_for("Autumn produce: 20% off for Gold members")
    assert not person.sees("Sold out")
    person.tap("3 offers she cannot have now")
    person.wait_for("Sold out 2")
    person.tap("Amara Okafor")
    person.wait_for("Sold out 0")
    assert not person.sees("Sold out 1"), "with nothing else the first says why, and the rest waits"
    person.find("2 offers she cannot have now")
