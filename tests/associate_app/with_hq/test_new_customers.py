"""Who begins on a real tablet without a line comes to a real HQ, with all that was recorded on her."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from associate_app.presenters.new_customer_views import NewCustomerForm
from associate_app.wiring import Tablet
from server.database import db
from server.privacy.erasure import erase
from tests.associate_app.hq_world import Headquarters, Screen
from tests.associate_app.small_world import PIN

Boot = Callable[[], Tablet]


def nora(tablet: Tablet) -> NewCustomerForm:
    form = tablet.new_customer.form("nora lind")
    personal, news = form.consents
    consents = (replace(personal, granted=True), replace(news, granted=False))
    return replace(form, phone="555 013 4777", card_number="N-1001", consents=consents)


def is_quiet(tablet: Tablet) -> bool:
    status = tablet.sync.status()
    return status.state in ("synced", "attention") and not status.pending


def test_she_survives_a_restart_without_a_line_and_is_then_in_the_stores_book(
    hq: Headquarters, tablet: Tablet, screen: Screen, boot: Boot
) -> None:
    hq.down()
    number = tablet.new_customer.save(nora(tablet))
    tablet.customer.add_note(number, "Likes blue")
    tablet.customer.wish(number, 10, wished=True)
    again = boot()
    again.sign_in.sign_in("101", PIN)
    assert again.look_up.search("nora").rows[0].id == number
    assert again.customer.open(number).timeline[0].text
    hq.up()
    screen.wait(lambda: is_quiet(again))
    assert again.sync.status().attention == 0
    assert hq.rows(f"SELECT store_id FROM client_book WHERE customer_id = {number}") == [("367",)]
    assert hq.rows(f"SELECT text FROM interactions WHERE customer_id = {number}") == [("Likes blue",)]
    assert hq.rows(
        f"SELECT purpose, granted, source FROM consents WHERE customer_id = {number} ORDER BY purpose"
    ) == [("marketing", 0, "store 367"), ("personalization", 1, "store 367")]
    view = again.customer.open(number)
    assert (view.name, view.unconfirmed) == ("Nora Lind", "")
    assert [row.product_id for row in view.online.wishes] == [10]
    for query in ("lind", "013-4777", "N-1001", "linb"):
        assert [row.id for row in again.look_up.search(query).rows] == [number], query
    again.holdings.check_everything()
    screen.wait(lambda: again.holdings.check().sentence.startswith("Every record agreed with HQ"))


def test_who_was_made_twice_is_shown_as_likely_the_same_person(
    hq: Headquarters, tablet: Tablet, screen: Screen
) -> None:
    first = tablet.new_customer.save(nora(tablet))
    screen.wait(lambda: is_quiet(tablet))
    (known,) = tablet.new_customer.look_alikes(replace(nora(tablet), card_number=""))
    assert (known.id, known.why, known.sureness) == (first, "Has the same name and phone number", "sure")
    second = tablet.new_customer.save(nora(tablet))
    screen.wait(lambda: is_quiet(tablet))
    cards = f"SELECT id, loyalty_number FROM customers WHERE id IN ({first}, {second})"
    assert set(hq.rows(cards)) == {(first, "N-1001"), (second, None)}, "a card is one person's"
    assert [row.id for row in tablet.look_up.search("N-1001").rows] == [first]


def test_one_who_is_erased_at_hq_leaves_with_what_waited_here(
    hq: Headquarters, tablet: Tablet, screen: Screen
) -> None:
    number = tablet.new_customer.save(nora(tablet))
    screen.wait(lambda: is_quiet(tablet))
    hq.down()
    tablet.customer.add_note(number, "Likes blue")
    with hq.app.app_context():
        erase(db.engine, number, 1)
    hq.up()
    screen.wait(lambda: tablet.look_up.search("nora").rows == ())
    (item,) = tablet.attention.refused()
    assert (item.title, item.content, item.again) == ("Note for an erased customer", "", False)
