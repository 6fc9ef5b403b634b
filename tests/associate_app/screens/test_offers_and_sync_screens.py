"""The store's offers, and how fresh the tablet is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from associate_app.presenters.trust_views import Fact, Waiting, WaitingItem
from associate_app.presenters.view_models import AttentionItem, ConflictItem

pytestmark = pytest.mark.window


def test_offers_are_listed_with_window_and_state_and_can_be_narrowed(show: Any) -> None:
    person = show()
    person.tap("Offers")
    person.wait_for("Autumn produce: 20% off")
    person.wait_for("20 Nov, 09:00 to 27 Nov, 21:00")
    person.wait_for("Starts in 5 days")
    person.tap("Show coming offers")
    person.wait_gone("Autumn produce: 20% off")
    person.tap("Show offers that are over")
    person.wait_for("10% off Bakery")


def test_no_offers_is_said(show: Any, tablet: Any) -> None:
    tablet.offers.list = lambda: ()
    person = show()
    person.tap("Offers")
    person.wait_for("HQ has not sent this store any offers yet.")


def test_the_sync_pill_is_on_every_page_and_leads_to_its_page(show: Any, tablet: Any) -> None:
    tablet.shop.status = replace(tablet.shop.status, state="offline", text="Offline, 3 waiting", pending=3)
    person = show()
    for place in ("Customers", "Offers", "Sync"):
        person.tap(place)
        person.wait_for("Offline, 3 waiting")
    person.tap("Offers")
    person.tap("Sync state: Offline, 3 waiting")
    person.wait_for("Waiting to be sent")
    assert person.sees("goes on by itself when the line is back")


def test_the_sync_page_says_by_which_model_the_tablet_suggests(show: Any, tablet: Any) -> None:
    person = show()
    person.tap("Sync")
    person.wait_for("Model of 21 Nov")
    torn = Fact("Suggestions", "Model of 14 Nov; a newer one came damaged", is_well=False)
    tablet.holdings.told = (torn,)
    tablet.changed()
    person.wait_for("Model of 14 Nov; a newer one came damaged")


ITEM = AttentionItem(
    "a1",
    "Note for Olivia Bennett",
    "HQ does not know who recorded this.",
    "Try again.",
    "Likes it dark",
    True,
)
PHONE = ConflictItem("c1", "Phone number of Olivia Bennett", "Jon wrote it.", "555 0134", "555 0199", True)
CONSENT = ConflictItem("c2", "Consent of Olivia Bennett", "She withdrew it.", "Withdrawn", "Given", False)


@pytest.fixture
def person(show: Any, tablet: Any) -> Any:
    """In front of the sync page with one refused item."""
    tablet.attention.items = (ITEM,)
    tablet.shop.status = replace(tablet.shop.status, state="attention", text="1 needs attention", attention=1)
    someone = show()
    someone.tap("Sync")
    someone.wait_for(ITEM.reason)
    assert someone.sees(ITEM.advice)
    assert someone.sees(ITEM.content)
    return someone


def test_an_item_that_was_let_go_is_gone_for_good_when_its_undo_has_passed(person: Any, tablet: Any) -> None:
    person.tap("Let go: Note for Olivia Bennett")
    person.wait_gone(ITEM.reason)
    assert tablet.told == []
    person.app.root.snackbar.end()
    person.until(lambda: tablet.told == [("let go", "a1")], "the item to be let go")


def test_letting_go_can_be_undone(person: Any, tablet: Any) -> None:
    person.tap("Let go: Note for Olivia Bennett")
    person.tap("Undo")
    person.wait_for(ITEM.reason)
    assert tablet.told == []


def test_a_refused_item_can_be_tried_again(person: Any, tablet: Any) -> None:
    person.tap("Try again: Note for Olivia Bennett")
    person.wait_for("Recorded again")
    person.wait_gone(ITEM.reason)
    assert tablet.told == [("again", "a1")]


def test_what_cannot_be_tried_again_offers_no_button_for_it(show: Any, tablet: Any) -> None:
    tablet.attention.items = (replace(ITEM, again=False),)
    person = show()
    person.tap("Sync")
    person.wait_for(ITEM.reason)
    assert not person.can_use("Try again: Note for Olivia Bennett")


@pytest.mark.parametrize(
    ("button", "told", "word"),
    [
        ("Use the other: Phone number of Olivia Bennett", "other", "Now: 555 0199"),
        ("Keep it: Phone number of Olivia Bennett", "keep", "It stays as it is"),
    ],
)
def test_two_values_stand_side_by_side_and_one_tap_settles_them(
    show: Any, tablet: Any, button: str, told: str, word: str
) -> None:
    tablet.attention.differing = (PHONE, CONSENT)
    tablet.shop.status = replace(tablet.shop.status, conflicts=2)
    person = show()
    person.tap("Sync")
    for text in ("Two people wrote different things", "555 0134", "555 0199", "She withdrew it."):
        person.wait_for(text)
    assert not person.can_use("Use the other: Consent of Olivia Bennett")
    person.tap(button)
    person.wait_for(word)
    person.wait_gone(PHONE.title)
    assert tablet.told == [(told, "c1")]


def test_tab_goes_round_and_a_sheet_keeps_the_keyboard_to_itself(show: Any) -> None:
    person = show()
    person.tap("Olivia Bennett")
    person.wait_for("Suggested for Olivia")
    person.tap("Redeem Autumn produce: 20% off for Gold members")
    seen = set()
    for _ in range(5):
        person.press("tab")
        seen.add(person.focused())
    assert seen == {"Cancel", "Redeem now"}
    person.press("tab", "shift")
    person.press("escape")
    person.until(lambda: person.can_use("Customers"), "the sheet to close")


def test_arrows_go_to_the_neighbour_on_the_rail(show: Any) -> None:
    person = show()
    person.find("Offers").focus = True
    person.press("down")
    assert person.focused() == "Store"
    person.press("up")
    assert person.focused() == "Offers"


def test_what_waits_is_listed_with_what_for_whom_and_since_when(show: Any, tablet: Any) -> None:
    person = show()
    person.tap("Sync")
    person.wait_for("Nothing waits: everything done here has reached HQ.")
    tablet.pending.now = Waiting(
        (
            WaitingItem("w1", "Note for Olivia Bennett", "Since today, 09:10 · Likes it dark", is_sent=True),
            WaitingItem("w2", "Answer of Mateo Dahl", "Since today, 09:12 · Liked: Rye bread", is_sent=False),
        ),
        more=12,
    )
    tablet.changed()
    person.wait_for("Since today, 09:10 · Likes it dark · HQ has it")
    person.wait_for("Since today, 09:12 · Liked: Rye bread")
    person.wait_for("And 12 more.")
    assert not person.sees("Nothing waits")


def test_the_tablet_says_what_it_holds_and_everything_can_be_checked(show: Any) -> None:
    person = show()
    person.tap("Sync")
    for text in ("12,418", "84 MB used, 12.3 GB free", "09:12", "Model of 21 Nov"):
        person.wait_for(text)
    person.tap("Check everything")
    person.wait_for("Every record is being compared with HQ.")
    assert person.app.root.screen.ids.place.children[0].ids.facts.can_check is False


def test_nothing_on_the_sync_page_says_again_what_the_pill_says(person: Any) -> None:
    from associate_app.widgets.text import BaseText

    page = person.app.root.screen.ids.place
    texts = [widget.text for widget in page.walk(restrict=True) if isinstance(widget, BaseText)]
    assert texts.count("1 needs attention") == 1
    said = [text for text in texts if len(text) > 12]
    assert len(said) == len(set(said))
