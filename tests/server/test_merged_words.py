"""Two records of one person: of two words the stricter holds, and empty fields are filled."""

from __future__ import annotations

from sqlalchemy import insert, select, text, update
from sqlalchemy.orm import Session

from server.customers import pins, service
from server.customers.models import ConsentRecord, Customer, Preference
from server.purchases.models import Purchase
from tests.server.merge_world import merge, said, say, undo
from tests.server.people import ELENA, MARCO
from tests.server.world import NOW_MS, Actors


def test_of_two_words_on_consent_the_stricter_holds_and_both_proofs_are_kept(
    session: Session, people: Actors
) -> None:
    for channel, hers, theirs in (("any", 1, 1), ("email", 1, 0), ("phone", 0, 1)):
        say(session, ELENA, channel, hers)
        say(session, MARCO, channel, theirs)
    say(session, MARCO, "message", 0)
    before = said(session, ELENA), said(session, MARCO)
    made = merge(session, people)
    assert said(session, ELENA) == {
        "any": (1, f"asked {ELENA} any"), "email": (0, f"asked {MARCO} email"),
        "phone": (0, f"asked {ELENA} phone"), "message": (0, f"asked {MARCO} message"),
    }  # fmt: skip
    assert said(session, MARCO) == {}, "nothing of hers may be used"
    kept = session.execute(text("SELECT moved FROM customer_merges")).scalar_one()
    assert f"asked {ELENA} email" in kept
    assert f"asked {MARCO} phone" in kept
    undo(session, made)
    assert (said(session, ELENA), said(session, MARCO)) == before


def test_a_withdrawal_said_since_stands_for_both_and_a_grant_for_the_kept_one(
    session: Session, people: Actors
) -> None:
    say(session, MARCO, "email", 1)
    say(session, MARCO, "phone", 0)
    made = merge(session, people)
    session.execute(
        update(ConsentRecord)
        .where(ConsentRecord.customer_id == ELENA, ConsentRecord.purpose == "marketing")
        .values(granted=1 - ConsentRecord.granted, wording="asked since")
    )
    undo(session, made)
    assert said(session, ELENA) == {"email": (0, "asked since"), "phone": (1, "asked since")}
    assert said(session, MARCO) == {"email": (0, "asked since"), "phone": (0, f"asked {MARCO} phone")}


def test_what_is_said_since_the_merge_stays_with_the_kept_customer(session: Session, people: Actors) -> None:
    tea = {"kind": "likes", "value": "tea", "associate_id": "a"}
    session.execute(insert(Preference), {**tea, "customer_id": MARCO, "at_ms": 5})
    session.execute(update(Customer).where(Customer.id == MARCO).values(since="2020-01-01"))
    made = merge(session, people)
    session.execute(update(Preference).where(Preference.customer_id == ELENA).values(at_ms=6))
    session.execute(update(Customer).where(Customer.id == ELENA).values(since="2019-01-01"))
    bought = {"id": 5, "store_id": "367", "at_ms": NOW_MS, "total_minor": 1, "line_count": 0}
    session.execute(insert(Purchase), {**bought, "customer_id": ELENA})
    undo(session, made)
    held = select(Preference.customer_id, Preference.at_ms).order_by(Preference.at_ms)
    assert [tuple(each) for each in session.execute(held)] == [(MARCO, 5), (ELENA, 6)]
    assert session.scalar(select(Purchase.customer_id).where(Purchase.id == 5)) == ELENA
    assert session.scalar(select(Customer.since).where(Customer.id == ELENA)) == "2019-01-01"


def test_what_the_record_does_not_say_is_filled_and_the_old_card_finds_the_kept_one(
    session: Session, people: Actors
) -> None:
    made = merge(session, people, kept=MARCO, merged=ELENA)
    marco = session.execute(
        select(Customer.phone, Customer.loyalty_number, Customer.tier).where(Customer.id == MARCO)
    ).one()
    assert tuple(marco) == ("+1 (555) 010-4477", "4000123", "Gold")
    undo(session, made)
    session.execute(update(Customer).where(Customer.id == MARCO).values(loyalty_number="4000999"))
    merge(session, people, kept=MARCO, merged=ELENA)
    assert pins.find(session, "4000123") == MARCO
    assert [found.id for found in service.search(session, "García", people.reader.actor)] == []
