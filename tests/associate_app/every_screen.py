"""How a person gets to each screen of the app, on a tablet with something in every corner.

The tests that hold on every screen go these ways, and so do the pictures of `make pictures`: a screen that is
added here is tested in every window and drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from associate_app.presenters.view_models import AttentionItem, ConflictItem


def _customer(person: Any) -> None:
    person.tap("Olivia Bennett")
    person.wait_for("Asked for oat milk")


def _history(person: Any) -> None:
    _customer(person)
    person.tap("See all purchases")
    person.wait_for("of 60")


def _purchase(person: Any) -> None:
    _customer(person)
    person.tap("Colombian ground coffee, 12 oz, 13 Nov, this store")
    person.wait_for("Before discounts")


def _departments(person: Any) -> None:
    _history(person)
    person.tap("Filter: All departments")
    person.wait_for("Which department?")


def _note(person: Any) -> None:
    _customer(person)
    person.tap("Add note")


def _edit(person: Any) -> None:
    _customer(person)
    person.tap("Edit details")
    person.wait_for("What she agrees to")


def _wished(person: Any) -> None:
    _customer(person)
    person.tap("More about Sparkling water, 12 cans")
    person.tap("Put it on the wish list")
    person.wait_for("On the wish list")
    person.app.root.snackbar.end()


def _call(person: Any) -> None:
    _customer(person)
    person.tap("Call her")
    person.wait_for("speak only of what")


def _write(person: Any) -> None:
    _customer(person)
    person.tap("Write to her")
    person.wait_for("olivia@example.com")


def _rated(person: Any) -> None:
    _customer(person)
    person.tap("Rate the visit: Very good")
    person.wait_for("rated 5 of 5")


def _message(person: Any) -> None:
    _write(person)
    person.tap("Write to (513) 555-0142")
    person.wait_for("what you asked for is here")


def _refused(person: Any) -> None:
    _message(person)
    person.tap("Text: We have not seen you for a while")
    person.wait_for("news can wait")


def _merge(person: Any) -> None:
    _customer(person)
    merged = "HQ merged two changes. Phone number: (513) 555-0142 kept, (513) 555-0199 set aside"
    person.tap(f"Look at both: {merged}")
    person.wait_for("Keep: 555 0134")


def _twins(person: Any) -> None:
    person.tap("Charlotte Lindqvist")
    person.wait_for("Perhaps she is here twice")


def _one_person(person: Any) -> None:
    _twins(person)
    person.tap("Compare with Charlotte Berg")
    person.wait_for("The stricter word of both")


def _visit(person: Any) -> None:
    _customer(person)
    person.tap("Book visit")
    person.tap("At 15:00")
    person.wait_for("You see Priya Rossi at 15:00")


def _another_visit(person: Any) -> None:
    person.tap("Amara Okafor")
    person.tap("Book visit")
    person.wait_for("Move it to another time")


def _done_today(person: Any) -> None:
    person.tap("My day")
    person.tap("Done: Build the winter table")
    person.wait_for("Done: Build the winter table")
    person.tap("Show what is done today")
    person.wait_for("Done today")
    person.app.root.snackbar.end()


def _day(person: Any) -> None:
    _edit(person)
    person.tap("Choose the birthday")
    person.wait_for("November 2026")


def _new(person: Any) -> None:
    person.tap("New customer")
    person.wait_for("Ask her, and keep her answer")


def _alike(person: Any) -> None:
    person.wait_for("205")
    person.press("k", "ctrl")
    person.type("olivia bennett-lind")
    person.wait_for("Nobody found")
    person.tap("Add a new customer")
    person.wait_for("Ask her, and keep her answer")
    person.fill("Family name", "Bennett")
    person.fill("Phone number", "(513) 555-0142")
    person.wait_for("Very likely the same person")


def _redeem(person: Any) -> None:
    _customer(person)
    person.tap("Redeem Autumn produce: 20% off for Gold members")


def _answers(person: Any) -> None:
    _customer(person)
    person.tap("More answers for Greek yogurt, plain, 32 oz")


def _guide(person: Any) -> None:
    _customer(person)
    person.tap("Show everything there is to say")
    person.tap("Show: What to pack for the hospital")
    person.wait_for("Papers, warm socks")


def _promise(person: Any) -> None:
    _customer(person)
    person.tap("Promise something")
    person.wait_for("For when")


def _advice(person: Any) -> None:
    _customer(person)
    person.tap("Show everything there is to say")
    person.wait_for("Nobody has asked yet")


def _beside(person: Any) -> None:
    _customer(person)
    person.tap("More about Greek yogurt, plain, 32 oz")
    person.wait_for("Grocery")


def _basket(person: Any) -> None:
    _customer(person)
    for title in ("Colombian ground coffee, 12 oz", "Greek yogurt, plain, 32 oz"):
        person.tap(f"More about {title}")
        person.tap("Put it in her basket")
        person.wait_for("In Olivia's basket.")
        person.app.root.snackbar.end()


def _whole_basket(person: Any) -> None:
    _basket(person)
    person.tap("Open the basket: 2 items, $11.28")
    person.wait_for("Goes with it: a tap puts it in")


def _hand_over(person: Any) -> None:
    _whole_basket(person)
    person.tap("Hand the basket over to the till")
    person.tap("Hand over")
    person.wait_for("Ready for the till")


def _put_aside(person: Any) -> None:
    _whole_basket(person)
    person.tap("Put the basket aside for her")
    person.wait_for("Put aside until when?")


def _waiting(person: Any) -> None:
    _hand_over(person)
    person.tap("Done")
    person.app.tablet.customer.basket.put_aside(0, "2026-11-25")
    person.app.root.screen.refresh()
    person.wait_for("Put aside until 25 Nov")


def _scan(person: Any) -> None:
    person.tap("Scan a card or label")
    person.wait_for("There is no camera here")


def _product(person: Any) -> None:
    person.tap("Products")
    person.tap("Greek yogurt, plain, 32 oz")
    person.wait_for("bought every 9 days")


def _page(name: str, text: str) -> Callable[[Any], None]:
    def go(person: Any) -> None:
        person.tap(name)
        person.wait_for(text)

    return go


def _nothing_done(person: Any) -> None:
    person.tap("Store")
    person.wait_for("Mia Torres")
    person.app.root.screen._pages["store"].choose(1)
    person.wait_for("appear here by themselves")


def _report(person: Any) -> None:
    person.tap("Settings")
    person.tap("Read the report")
    person.wait_for("Line: synced")


def _cover(person: Any) -> None:
    person.wait_for("Last visit first")
    person.app.root.cover()
    person.wait_for("Touch the screen")


def _switch(person: Any) -> None:
    person.tap("Change who works here")
    person.wait_for("Who takes over?")


def _other_pin(person: Any) -> None:
    person.tap("Somebody else")


SCREENS: dict[str, tuple[str, Callable[[Any], None]]] = {
    "enrol": ("enrol", lambda person: person.tap("Connect this tablet")),
    "who": ("sign_in", lambda person: person.wait_for("Who is working?")),
    "pin": ("sign_in", _page("Mia Torres", "Type your PIN")),
    "other": ("sign_in", _other_pin),
    "list": ("ready", lambda person: person.wait_for("Last visit first")),
    "customer": ("ready", _customer),
    "history": ("ready", _history),
    "purchase": ("ready", _purchase),
    "departments": ("ready", _departments),
    "note": ("ready", _note),
    "edit": ("ready", _edit),
    "wished": ("ready", _wished),
    "call": ("ready", _call),
    "write": ("ready", _write),
    "message": ("ready", _message),
    "refused": ("ready", _refused),
    "merge": ("ready", _merge),
    "twins": ("ready", _twins),
    "one-person": ("ready", _one_person),
    "rated": ("ready", _rated),
    "day": ("ready", _day),
    "new": ("ready", _new),
    "alike": ("ready", _alike),
    "redeem": ("ready", _redeem),
    "answers": ("ready", _answers),
    "guide": ("ready", _guide),
    "promise": ("ready", _promise),
    "advice": ("ready", _advice),
    "scan": ("ready", _scan),
    "visit": ("ready", _visit),
    "another-visit": ("ready", _another_visit),
    "done-today": ("ready", _done_today),
    "today": ("ready", _page("My day", "Build the winter table")),
    "beside": ("ready", _beside),
    "basket": ("ready", _basket),
    "whole-basket": ("ready", _whole_basket),
    "hand-over": ("ready", _hand_over),
    "put-aside": ("ready", _put_aside),
    "waiting": ("ready", _waiting),
    "products": ("ready", _page("Products", "Best sellers")),
    "product": ("ready", _product),
    "offers": ("ready", _page("Offers", "Autumn produce")),
    "store": ("ready", _page("Store", "Mia Torres")),
    "quiet": ("ready", _nothing_done),
    "sync": ("ready", _page("Sync", "Waiting to be sent")),
    "settings": ("ready", _page("Settings", "Counter 2")),
    "report": ("ready", _report),
    "cover": ("ready", _cover),
    "switch": ("ready", _switch),
}


def fill(tablet: Any) -> Any:
    """The tablet has something in every corner: a refused note, two values that differ."""
    tablet.attention.items = (
        AttentionItem(
            "a1", "Note for Mateo Dahl", "Not in this book.", "Tell the store.", "Quiet hour", True
        ),
    )
    tablet.attention.differing = (
        ConflictItem("c1", "Phone number of Mateo Dahl", "Jon Weber wrote it, today, 09:10.", "555 0134",
                     "555 0199", True),
    )  # fmt: skip
    tablet.shop.status = replace(
        tablet.shop.status, attention=1, conflicts=1, state="attention", text="1 needs attention"
    )
    return tablet
