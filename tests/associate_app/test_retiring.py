"""A tablet that HQ takes out of service: it leaves once everything is sent, and only as the one it is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from associate_app import caretaker, wiring
from associate_app.errors import (
    DeviceRevoked,
    DiskTrouble,
)
from tests.associate_app.field import AWAY, Field
from tests.associate_app.played_office import TERMS
from tests.associate_app.small_world import PIN


def leaving(field: Field) -> None:
    field.office.terms = replace(TERMS, is_leaving=True)
    field.look()


def test_a_tablet_whose_outbox_cannot_be_read_is_not_retired(
    field: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet = field.at_work()
    field.wait(lambda: field.office.heard)

    def refuse(*_: Any, **__: Any) -> None:
        raise DiskTrouble("Failing.")

    monkeypatch.setattr(tablet._desk().recorder, "entries", refuse)
    leaving(field)
    field.wait(lambda: tablet._caretaker._is_leaving)
    tablet._guard.stop()
    tablet._caretaker.look()
    assert tablet.stage == "ready"


def test_a_retired_tablet_waits_until_everything_is_sent_and_then_ends_itself(field: Field) -> None:
    tablet = field.at_work()
    field.record("first")
    leaving(field)
    field.wait(lambda: tablet._caretaker._is_leaving)
    assert tablet.stage == "ready"
    field.decide("applied")
    field.wait(lambda: tablet.stage == "enrol")
    assert tablet.notice == str(wiring.WHY_WIPED["retired"])
    field.wait(lambda: field.office.receipts)
    assert (field.office.receipts[0].reason, field.office.receipts[0].unsent) == ("retired", 0)
    field.wait(lambda: field.left() == set())


def test_what_hq_refused_on_a_retired_tablet_is_sealed_with_its_content(field: Field) -> None:
    tablet = field.at_work()
    field.record("refused")
    field.decide("rejected")
    leaving(field)
    field.wait(lambda: tablet.stage == "enrol")
    assert field.sealed() == ["refused"]


def test_a_locked_tablet_that_is_retired_asks_for_a_sign_in_if_it_holds_unsent_work(field: Field) -> None:
    tablet = field.at_work()
    field.record("first")
    field.lock()
    leaving(field)
    field.wait(lambda: tablet.notice == str(caretaker.LEAVING))
    assert tablet.stage == "sign_in"
    tablet.sign_in.sign_in("101", PIN)
    field.decide("applied")
    field.wait(lambda: tablet.stage == "enrol")


def test_a_locked_tablet_that_is_retired_and_holds_nothing_unsent_ends_itself(field: Field) -> None:
    tablet = field.at_work()
    field.lock()
    leaving(field)
    field.wait(lambda: tablet.stage == "enrol")
    assert field.left() <= {"parting-d1.json"}


def test_a_tablet_that_keeps_work_of_a_former_enrolment_is_not_retired_before_it_is_sent(
    field: Field,
) -> None:
    field.at_work()
    field.record("before")
    field.lock()
    field.office.device_id = "d2"
    tablet = field.tablet
    tablet.enrol.enrol(field.office.address, "ABCD-EFGH")
    assert "unsent" in tablet.notice
    tablet.sign_in.sign_in("102", PIN)
    leaving(field)
    field.wait(lambda: tablet._caretaker._is_leaving)
    tablet._caretaker.look()
    assert tablet.stage == "ready"


def test_a_tablet_enrolled_anew_is_not_retired_as_the_one_it_was(field: Field) -> None:
    tablet = field.by_hand()
    leaving(field)
    tablet._caretaker.look()
    field.wait(lambda: tablet.stage == "enrol")
    field.office.device_id, field.office.terms = "d2", TERMS
    tablet.enrol.enrol(field.office.address, "ABCD-EFGH")
    tablet.sign_in.sign_in("101", PIN)
    field.office.refusal = AWAY
    tablet._caretaker.look()
    assert tablet.stage == "ready"


@pytest.mark.parametrize("answer", ["revoked", "leaving"])
def test_a_late_answer_about_an_earlier_enrolment_ends_nothing(
    field: Field, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    tablet = field.by_hand()
    field.lock()
    contact = field.office.contact

    def late(*asked: Any) -> Any:
        leaving(field)
        answered = contact(*asked)
        field.office.device_id, field.office.terms = "d2", TERMS
        tablet.enrol.enrol(field.office.address, "ABCD-EFGH")
        if answer == "revoked":
            raise DeviceRevoked("Off.")
        return answered

    monkeypatch.setattr(field.office, "contact", late)
    tablet._caretaker.hurry()
    tablet._caretaker.look()
    assert tablet.stage == "sign_in"
    assert field.keystore.load() is not None
    assert tablet._vault.content().parting is None, "what the device before was told is not this one's"
