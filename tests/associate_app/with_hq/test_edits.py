"""Edits on a real tablet meet a real server: nothing is undone unseen, and what lost comes back."""

from __future__ import annotations

from dataclasses import replace

from associate_app.wiring import Tablet
from tests.associate_app.hq_world import Headquarters, Screen
from tests.associate_app.small_world import NOW_MS


def is_quiet(tablet: Tablet) -> bool:
    status = tablet.sync.status()
    return status.state in ("synced", "attention") and not status.pending


def test_an_offline_edit_meets_another_and_both_values_come_to_every_screen(
    hq: Headquarters, tablet: Tablet, screen: Screen
) -> None:
    hq.down()
    form = tablet.editing.form(1)
    personal, news = form.consents
    wanted = replace(
        form, phone="111 11 11", likes=("tea",), consents=(replace(personal, granted=False), news)
    )  # fmt: skip
    assert tablet.editing.save(form, wanted).phone == "111 11 11"
    hq.execute("UPDATE customers SET phone = '222 22 22', email = 'new@example.com' WHERE id = 1")
    hq.up()
    screen.wait(lambda: is_quiet(tablet))
    assert hq.rows("SELECT phone, email FROM customers WHERE id = 1") == [("111 11 11", "new@example.com")]
    assert hq.rows("SELECT kind, value FROM customer_preferences") == [("likes", "tea")]
    assert hq.rows("SELECT granted, source FROM consents WHERE customer_id = 1") == [(0, "store 367")]
    assert hq.rows("SELECT verdict FROM operation_verdicts ORDER BY sequence") == [
        ("merged",), ("applied",), ("applied",),
    ]  # fmt: skip
    view = tablet.customer.open(1)
    assert (view.phone, view.email, view.facts[0].text, view.unconfirmed) == (
        "111 11 11", "new@example.com", "tea", "",
    )  # fmt: skip
    (item,) = tablet.attention.conflicts()
    assert (item.now, item.other) == ("111 11 11", "222 22 22")
    tablet.attention.take_other(item.id)
    screen.wait(lambda: is_quiet(tablet))
    assert hq.rows("SELECT phone FROM customers WHERE id = 1") == [("222 22 22",)]
    assert hq.rows("SELECT count(*) FROM customer_conflicts WHERE settled_ms IS NULL") == [(0,)]
    assert tablet.attention.conflicts() == ()
    assert tablet.customer.open(1).phone == "222 22 22"


def test_a_grant_that_did_not_know_of_the_withdrawal_ends_as_withdrawn(
    hq: Headquarters, tablet: Tablet, screen: Screen
) -> None:
    hq.execute("UPDATE consents SET granted = 0, at_ms = 5 WHERE customer_id = 1")
    screen.wait(lambda: tablet.editing.form(1).consents[0].granted is False)
    hq.down()
    form = tablet.editing.form(1)
    agreed = replace(form, consents=(replace(form.consents[0], granted=True), form.consents[1]))
    assert tablet.editing.save(form, agreed).consent_line.startswith("Agreed to personal offers")
    hq.execute(f"UPDATE consents SET granted = 0, at_ms = {NOW_MS} WHERE customer_id = 1")
    hq.up()
    screen.wait(lambda: is_quiet(tablet))
    assert tablet.customer.open(1).consent_line.startswith("Wants no personal offers")
    (item,) = tablet.attention.conflicts()
    assert (item.now, item.other, item.can_take_other) == ("Withdrawn", "Given", False)


def test_what_hq_refused_is_tried_again_and_taken(hq: Headquarters, tablet: Tablet, screen: Screen) -> None:
    hq.down()
    form = tablet.editing.form(1)
    tablet.editing.save(form, replace(form, email="o@example.com"))
    hq.execute("DELETE FROM client_book WHERE customer_id = 1")
    hq.up()
    screen.wait(lambda: [each.again for each in tablet.attention.refused()] == [False])
    (item,) = tablet.attention.refused()
    assert item.content == "E-mail address: o@example.com"
    hq.execute("INSERT INTO client_book (store_id, customer_id) VALUES ('367', 1)")
    screen.wait(lambda: [each.again for each in tablet.attention.refused()] == [True])
    tablet.attention.try_again(item.id)
    screen.wait(lambda: is_quiet(tablet) and not tablet.sync.status().attention)
    assert hq.rows("SELECT email FROM customers WHERE id = 1") == [("o@example.com",)]


def test_a_wish_noted_offline_reaches_hq_and_comes_back_as_one(
    hq: Headquarters, tablet: Tablet, screen: Screen
) -> None:
    hq.down()
    tablet.customer.wish(1, 10, wished=True)
    tablet.customer.wish(1, 11, wished=True)
    view = tablet.customer.wish(1, 11, wished=False)
    assert [(row.product_id, row.pending) for row in view.online.wishes] == [(10, True)]
    hq.up()
    screen.wait(lambda: is_quiet(tablet))
    assert hq.rows("SELECT kind, value FROM customer_preferences") == [("wishes", "10")]
    view = tablet.customer.open(1)
    assert [(row.product_id, row.pending) for row in view.online.wishes] == [(10, False)]


def test_a_note_for_managers_travels_as_one(hq: Headquarters, tablet: Tablet, screen: Screen) -> None:
    tablet.customer.add_note(1, "Till complaint", for_managers=True)
    screen.wait(lambda: is_quiet(tablet))
    assert hq.rows("SELECT kind, text FROM interactions") == [("manager_note", "Till complaint")]
    (row,) = (row for row in tablet.customer.open(1).timeline if row.group == "note")
    assert (row.text, row.pending, row.icon) == ("Till complaint", False, "lock-outline")
