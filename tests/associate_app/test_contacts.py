"""What contacts with the server change on a tablet, and what their absence does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson
import pytest

from associate_app import caretaker
from associate_app.errors import (
    DeviceRevoked,
    ServerRefused,
    SilentTooLong,
    SlotDestroyed,
    WrongPin,
)
from associate_app.guard import Guard
from associate_app.platform.head_office import ContactAnswer
from associate_app.store import terms
from associate_app.store.vault import Vault
from tests.associate_app.field import AWAY, Field
from tests.associate_app.hq_world import CHEAP
from tests.associate_app.played_office import SHARE_MS, TERMS
from tests.associate_app.small_world import NOW_MS, PIN


def test_a_contact_while_somebody_works_lengthens_her_share(field: Field) -> None:
    field.at_work()
    for _ in range(4):
        field.advance(hours=50)
        before = len(field.office.heard)
        field.look()
        field.wait(lambda before=before: len(field.office.heard) > before)
    field.lock()
    field.office.refusal = AWAY
    field.advance(hours=71)
    assert field.tablet.sign_in.sign_in("101", PIN).name == "Mia Sato"


def test_a_contact_of_a_locked_tablet_lengthens_no_share(field: Field) -> None:
    field.at_work()
    field.lock()
    field.advance(hours=50)
    field.look()
    field.wait(lambda: field.office.heard and field.office.heard[-1][0] is None)
    field.advance(hours=23)
    assert not field.tablet._vault.has_valid_slot("101")


def test_an_open_tablet_locks_when_the_share_of_who_works_has_ended(field: Field) -> None:
    tablet = field.at_work()
    field.wait(lambda: field.office.heard)
    field.office.refusal = AWAY
    field.advance(milliseconds=SHARE_MS)
    tablet._guard.nudge()
    field.wait(lambda: tablet.stage == "sign_in")
    assert tablet.notice == str(caretaker.SHARE_ENDED)


@pytest.mark.parametrize("standing", ["pin_changed", "left"])
def test_who_is_shut_out_is_locked_out_at_the_next_contact(field: Field, standing: str) -> None:
    tablet = field.at_work()
    field.office.standings = {"a101": standing}
    field.look()
    field.wait(lambda: tablet.stage == "sign_in")
    assert tablet.notice == str(caretaker.PIN_CHANGED)
    assert tablet.sign_in.associates() == ()


def test_a_new_pin_from_hq_opens_at_once_and_costs_no_try(field: Field) -> None:
    tablet = field.at_work()
    field.lock()
    vault = tablet._vault
    vault.write_slot(  # what she last proved here was another PIN
        vault.content().slots["101"].associate, "9999",
        data_key=vault.open_enrolment(b"unlock"), share=b"share", expires_ms=NOW_MS + SHARE_MS, mark="old",
    )  # fmt: skip
    field.office.standings = {"a101": "pin_changed"}
    assert tablet.sign_in.sign_in("101", PIN).name == "Mia Sato"
    assert vault.content().slots["101"].failures == 0


def test_a_wrong_pin_counts_if_the_server_knows_of_no_other_or_is_away(field: Field) -> None:
    tablet = field.at_work()
    field.lock()
    for field.office.refusal in (None, AWAY, ServerRefused("Busy.")):
        with pytest.raises(WrongPin):
            tablet.sign_in.sign_in("101", "0000")
    assert tablet._vault.content().slots["101"].failures == 3


def test_ten_wrong_pins_destroy_the_slot_all_the_same(field: Field) -> None:
    tablet = field.at_work()
    field.lock()
    field.office.refusal = AWAY
    for _ in range(9):
        field.advance(hours=1)
        with pytest.raises(WrongPin):
            tablet.sign_in.sign_in("101", "0000")
    field.advance(hours=1)
    with pytest.raises(SlotDestroyed):
        tablet.sign_in.sign_in("101", "0000")


def test_after_too_long_a_silence_the_keys_go_and_what_was_unsent_is_sealed(field: Field) -> None:
    tablet = field.at_work()
    field.record("first")
    field.lock()
    field.office.refusal = AWAY
    field.advance(days=29)
    field.look()
    with pytest.raises(Exception, match="too long"):
        tablet.sign_in.sign_in("101", PIN)
    assert tablet.stage == "sign_in"
    field.advance(days=1)
    field.look()
    field.wait(lambda: tablet.stage == "enrol")
    assert str(caretaker.TOO_SILENT) in tablet.notice
    assert (field.keystore.load(), field.sealed()) == (None, ["first"])


def test_a_sign_in_after_too_long_a_silence_opens_nothing(field: Field) -> None:
    tablet = field.at_work()
    field.lock()
    tablet._vault.renew("101", NOW_MS + 100 * SHARE_MS)
    tablet._guard.stop()
    field.office.refusal = AWAY
    field.advance(days=30)
    with pytest.raises(SilentTooLong):
        tablet.sign_in.sign_in("101", PIN)
    assert (tablet.stage, field.keystore.load()) == ("enrol", None)


def test_a_clock_that_ran_ahead_costs_nothing_while_the_server_can_tell_the_time(field: Field) -> None:
    tablet = field.at_work()
    field.lock()
    tablet._guard.stop()
    field.clock.advance(timedelta(days=4000))
    assert tablet.sign_in.sign_in("101", PIN).name == "Mia Sato"
    field.lock()
    field.office.refusal = DeviceRevoked("Off.")
    field.clock.advance(timedelta(days=4000))
    with pytest.raises(DeviceRevoked):
        tablet.sign_in.sign_in("101", PIN)
    assert tablet.stage == "enrol"


def test_terms_are_sealed_under_the_device_secret(field: Field) -> None:
    tablet = field.at_work()
    field.lock()
    assert terms.parting_keys(tablet._vault) == terms.PartingKeys(TERMS.parting_key, TERMS.rescue_key)
    for secret in (TERMS.parting_key, TERMS.rescue_key):
        assert secret not in (field.folder / "vault.json").read_bytes()
    field.keystore.save(b"x" * 32)
    assert terms.parting_keys(tablet._vault) is None


def test_a_vault_of_0_1_0_opens_and_hears_its_terms_at_the_next_contact(field: Field) -> None:
    tablet = field.at_work()
    field.close()
    path = field.folder / "vault.json"
    value = orjson.loads(path.read_bytes()) | {"version": 1}
    for name in ("contact_ms", "wipe_after_ms", "parting", "unsent"):
        del value[name]
    del value["slots"][0]["mark"]
    path.write_bytes(orjson.dumps(value))
    tablet = field.boot()
    assert not terms.is_silent_too_long(Vault(path, field.keystore, field.clock, field.draw, CHEAP))
    assert tablet.sign_in.sign_in("101", PIN).name == "Mia Sato"
    field.wait(lambda: terms.parting_keys(tablet._vault) is not None)


def test_a_look_that_fails_ends_no_guard(caplog: pytest.LogCaptureFixture) -> None:
    looks: list[int] = []

    def look() -> None:
        looks.append(1)
        guard.nudge()
        if len(looks) == 3:
            guard.stop()
        raise KeyError("a mistake")

    guard = Guard(look, 60.0)
    guard.start()
    guard._thread.join(10)
    assert (len(looks), len(caplog.records)) == (3, 3)


def test_of_whom_the_server_says_nothing_nothing_changes(
    field: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet = field.at_work()
    field.lock()
    tablet._guard.stop()
    heard = field.office.contact

    def silent_on_all(*said: Any) -> ContactAnswer:
        return replace(heard(*said), standings={})

    monkeypatch.setattr(field.office, "contact", silent_on_all)
    before = tablet._vault.content().slots
    assert tablet._session.contact(None, ()).shut_out == frozenset()
    assert tablet._vault.content().slots == before
