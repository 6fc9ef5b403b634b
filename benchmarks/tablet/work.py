"""What presenters take, with no window: search, the customer's screen, lists, saving; beside the database."""

from __future__ import annotations

import random
import time
from typing import Final

from associate_app.wiring import Tablet
from benchmarks.figures import Emit
from benchmarks.tablet.sample import Person, mistyped, people, typed
from benchmarks.tablet.timing import report, timed

NOTE: Final = "Asked for the new catalogue"
TAP_SECONDS: Final = 0.1
"""Nobody taps faster; meanwhile the line is tried in vain, as it is in a store without one."""

SEARCHED: Final = 60
OPENED: Final = 200
SAVED: Final = 100


def measure(tablet: Tablet, emit: Emit, case: str) -> None:
    """Every figure that needs no window."""
    sample = people(tablet._desk(), OPENED)
    search(tablet, emit, case, sample[:SEARCHED])
    customer(tablet, emit, case, sample)
    lists(tablet, emit, case, sample)
    save(tablet, emit, case, sample[:SAVED])


def search(tablet: Tablet, emit: Emit, case: str, sample: list[Person]) -> None:
    """Each letter of names, fragments of phones, addresses and cards; then names with a mistake."""
    exact = typed(person.name for person in sample)
    exact += [person.phone[-7:] for person in sample if person.phone]
    exact += [person.email.split("@")[0] for person in sample if person.email]
    exact += [person.card for person in sample]
    spent = timed(tablet.look_up.search, exact)
    raw = timed(lambda query: _bare_search(tablet, query), typed(person.name for person in sample))
    report(emit, "search_exact_p95_ms", spent, case, "16 ms budget")
    report(emit, "search_bare_p95_ms", raw, f"{case}: the index asked, 300 rows read, no more", "nothing")
    wrong = mistyped((person.name for person in sample), random.Random(367))  # noqa: S311 - repeatable
    tablet._desk().names.drop()
    began = time.perf_counter()
    tablet.look_up.search(wrong[0])
    first = (time.perf_counter() - began) * 1000
    emit("search_first_typo_ms", first, "ms", f"{case}, names not yet in memory", "60 ms budget")
    report(emit, "search_typo_p95_ms", timed(tablet.look_up.search, wrong), case, "60 ms budget")


def _bare_search(tablet: Tablet, query: str) -> None:
    words = " AND ".join(f'"{word}"*' for word in query.replace('"', "").split() if word[0].isalnum())
    with tablet._desk().reader.snapshot() as snapshot:
        snapshot.rows(
            "SELECT * FROM customers WHERE id IN"
            " (SELECT rowid FROM customer_names WHERE customer_names MATCH ? LIMIT 300)",
            (words or '"a"*',),
        )


def customer(tablet: Tablet, emit: Emit, case: str, sample: list[Person]) -> None:
    """Her screen with history, advice, offers and suggestions; beside it her own rows and nothing more."""
    ids = [person.id for person in sample]
    report(emit, "customer_p95_ms", timed(tablet.customer.open, ids), case, "50 ms budget")
    bare = timed(lambda key: _bare_customer(tablet, key), ids)
    report(emit, "customer_bare_p95_ms", bare, f"{case}: her purchases and lines read, no more", "nothing")


def _bare_customer(tablet: Tablet, customer_id: int) -> None:
    with tablet._desk().reader.snapshot() as snapshot:
        snapshot.rows("SELECT * FROM purchases WHERE customer_id = ?", (customer_id,))
        snapshot.rows("SELECT * FROM purchase_lines WHERE customer_id = ?", (customer_id,))


def lists(tablet: Tablet, emit: Emit, case: str, sample: list[Person]) -> None:
    """The pages beside: whom to contact, the book, products, who would want one."""
    wanted = [
        card.product_id for each in sample[:3] for card in tablet.customer.open(each.id).suggestions.merged
    ]
    for figure, question in (
        ("today_ms", lambda _: tablet.today.list()),
        ("book_ms", lambda _: tablet.look_up.search("")),
        ("products_ms", lambda _: tablet.products.search("wool coat")),
    ):
        spent = max(timed(question, range(3)))
        emit(figure, spent, "ms", f"{case}, off the screen's thread, the slowest of 3", "nothing")
    asked = timed(tablet.products.who_wants, wanted[:5])
    emit("who_wants_ms", max(asked), "ms", f"{case}, the slowest of {len(asked)} products", "nothing")


def save(tablet: Tablet, emit: Emit, case: str, sample: list[Person]) -> None:
    """A note, until it is on the disk and the fresh screen is worked out."""

    def get_ready(customer_id: int) -> None:
        tablet.customer.open(customer_id)
        time.sleep(TAP_SECONDS)

    ids = [person.id for person in sample]
    spent = timed(lambda key: tablet.customer.add_note(key, NOTE), ids, get_ready)
    report(emit, "save_p95_ms", spent, f"{case}, FULL sync, fresh screen included", "50 ms budget")
    desk = tablet._desk()
    alone = timed(lambda key: desk.recorder.record("note_added", key, {"text": NOTE}), ids)
    report(emit, "save_alone_p95_ms", alone, f"{case}, FULL sync, until it is on the disk", "nothing")
