"""The vault: who can open it, when, and what a thief can do."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from associate_app.errors import (
    DiskTrouble,
    NotEnrolled,
    PinLocked,
    SlotDestroyed,
    TabletError,
    VaultDamaged,
    WrongPin,
)
from associate_app.platform import durable_file
from associate_app.platform.keystore import MemoryKeystore
from associate_app.store import vault as vault_module
from associate_app.store.sealing import Stretch
from associate_app.store.slots import Associate, Enrolment
from associate_app.store.vault import Vault
from shared.clock import FixedClock, to_millis
from tests.server.world import NOW, counted_bytes

CHEAP = Stretch(time_cost=1, memory_kib=8, lanes=1)
MIA = Associate("a1", "101", "Mia Sato", "associate")
ENROLMENT = Enrolment("https://hq.example", "d1", "367", "Linden Square", "America/New_York")
UNLOCK, SHARE = b"unlock share", b"pin share"
LIFE_MS = 72 * 3_600_000


@dataclass
class Kit:
    vault: Vault
    clock: FixedClock
    keystore: MemoryKeystore
    path: Path
    data_key: bytes

    def again(self) -> Vault:
        """The same vault after a restart."""
        return Vault(self.path, self.keystore, self.clock, counted_bytes(), CHEAP)

    def guess(self, pin: str = "0000") -> Exception | None:
        try:
            self.again().open_slot("101", pin)
        except TabletError as error:
            return error
        return None


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    clock, keystore, path = FixedClock(NOW), MemoryKeystore(), tmp_path / "vault.json"
    vault = Vault(path, keystore, clock, counted_bytes(), CHEAP)
    vault.enrol(ENROLMENT, "device-token", UNLOCK)
    key = vault.open_enrolment(UNLOCK)
    vault.write_slot(MIA, "2468", data_key=key, share=SHARE, expires_ms=to_millis(NOW) + LIFE_MS)
    return Kit(vault, clock, keystore, path, key)


def test_the_pin_opens_the_same_key_that_enrolment_made(kit: Kit) -> None:
    assert len(kit.data_key) == 32
    assert kit.again().open_slot("101", "2468") == (kit.data_key, MIA)
    assert kit.again().token() == "device-token"
    assert kit.again().has_valid_slot("101")
    assert not kit.again().has_valid_slot("999")


def test_before_enrolment_there_is_nothing_to_open(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "vault.json", MemoryKeystore(), FixedClock(NOW), counted_bytes(), CHEAP)
    with pytest.raises(NotEnrolled, match="enrolment code"):
        vault.content()


def test_neither_key_pin_nor_token_lies_in_the_file(kit: Kit) -> None:
    content = kit.path.read_bytes()
    for secret in (kit.data_key, kit.data_key.hex().encode(), b"2468", b"device-token", UNLOCK):
        assert secret not in content


def test_the_files_alone_open_nothing_on_another_machine(kit: Kit) -> None:
    kit.keystore.save(bytes(32))
    with pytest.raises(WrongPin):
        kit.again().open_slot("101", "2468")
    with pytest.raises(VaultDamaged, match="do not fit"):
        kit.again().open_enrolment(UNLOCK)
    with pytest.raises(VaultDamaged):
        kit.again().token()


@pytest.mark.parametrize(
    "change", [{"memory_kib": 2}, {"memory_kib": 1 << 40}, {"lanes": 9}, {"time_cost": 0}]
)
def test_a_garbled_cost_is_damage(kit: Kit, change: dict[str, int]) -> None:
    value = orjson.loads(kit.path.read_bytes())
    value["slots"][0]["cost"] |= change
    kit.path.write_bytes(orjson.dumps(value))
    with pytest.raises(VaultDamaged):
        kit.again().open_slot("101", "2468")


def test_another_unlock_share_opens_nothing(kit: Kit) -> None:
    with pytest.raises(VaultDamaged):
        kit.vault.open_enrolment(b"guessed share")


def test_five_wrong_pins_delay_and_each_further_one_twice_as_long(kit: Kit) -> None:
    for left in (9, 8, 7, 6, 5):
        error = kit.guess()
        assert isinstance(error, WrongPin)
        assert error.attempts_left == left
    waits = []
    for _ in range(4):
        error = kit.guess("2468")
        assert isinstance(error, PinLocked)
        waits.append(error.wait_seconds)
        kit.clock.advance(timedelta(seconds=error.wait_seconds))
        assert isinstance(kit.guess(), WrongPin)
    assert waits == [30, 60, 120, 240]


def test_the_right_pin_after_wrong_ones_starts_the_count_anew(kit: Kit) -> None:
    for _ in range(4):
        kit.guess()
    assert kit.guess("2468") is None
    error = kit.guess()
    assert isinstance(error, WrongPin)
    assert error.attempts_left == 9


def test_ten_wrong_pins_destroy_the_slot_and_only_an_online_sign_in_makes_a_new_one(kit: Kit) -> None:
    for _ in range(9):
        kit.clock.advance(timedelta(hours=1))
        assert isinstance(kit.guess(), WrongPin)
    kit.clock.advance(timedelta(hours=1))
    assert isinstance(kit.guess(), SlotDestroyed)
    assert isinstance(kit.guess("2468"), SlotDestroyed)
    assert kit.vault.is_destroyed("101")
    assert not kit.vault.is_destroyed("999")
    assert not kit.vault.has_valid_slot("101")
    key = kit.vault.open_enrolment(UNLOCK)
    kit.vault.write_slot(MIA, "2468", data_key=key, share=SHARE, expires_ms=to_millis(NOW) + LIFE_MS)
    assert kit.guess("2468") is None


def test_an_answer_that_was_under_way_while_pins_were_guessed_takes_no_guess_back(kit: Kit) -> None:
    expires_ms = to_millis(NOW) + 2 * LIFE_MS
    grant: dict[str, Any] = {"data_key": kit.data_key, "share": SHARE, "expires_ms": expires_ms}
    begun = kit.vault.content().slots["101"]
    kit.guess()
    kit.vault.write_slot(MIA, "2468", **grant, in_place_of=begun)
    assert kit.vault.content().slots["101"].failures == 1
    kit.vault.write_slot(MIA, "2468", **grant, in_place_of=kit.vault.content().slots["101"])
    assert kit.vault.content().slots["101"].failures == 0
    kit.vault.forget("101")
    kit.vault.write_slot(MIA, "2468", **grant, in_place_of=begun)
    assert not kit.vault.has_valid_slot("101"), "whoever lost her slot meanwhile stays out"


def test_the_tenth_try_may_still_be_the_right_one(kit: Kit) -> None:
    for _ in range(9):
        kit.clock.advance(timedelta(hours=1))
        kit.guess()
    kit.clock.advance(timedelta(hours=1))
    assert kit.guess("2468") is None


def test_a_kill_during_a_guess_is_no_free_guess(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_: object) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(vault_module, "stretch_pin", die)
    with pytest.raises(KeyboardInterrupt):
        kit.again().open_slot("101", "0000")
    monkeypatch.undo()
    error = kit.guess()
    assert isinstance(error, WrongPin)
    assert error.attempts_left == 8


def test_when_the_shares_life_ends_no_pin_opens_and_the_share_is_gone(kit: Kit) -> None:
    kit.clock.advance(timedelta(milliseconds=LIFE_MS - 1))
    assert kit.vault.has_valid_slot("101")
    kit.clock.advance(timedelta(milliseconds=1))
    assert not kit.vault.has_valid_slot("101")
    assert kit.vault.content().slots["101"].share is None


def test_a_clock_set_back_extends_nothing(kit: Kit) -> None:
    kit.clock.advance(timedelta(hours=71))
    assert kit.guess("2468") is None  # the vault has seen this moment
    kit.clock.advance(timedelta(days=-30))
    assert kit.again().has_valid_slot("101")
    for _ in range(5):
        kit.guess()
    assert isinstance(kit.guess("2468"), PinLocked)
    kit.clock.advance(timedelta(days=30, hours=1))
    assert not kit.again().has_valid_slot("101")
    kit.clock.advance(timedelta(days=-30))
    assert not kit.again().has_valid_slot("101")


def test_the_time_at_the_server_repairs_a_clock_that_ran_ahead(kit: Kit) -> None:
    kit.clock.advance(timedelta(days=400))
    assert not kit.vault.has_valid_slot("101")
    kit.clock.advance(timedelta(days=-400))
    now_ms = to_millis(kit.clock.now())
    kit.vault.write_slot(
        MIA, "2468", data_key=kit.data_key, share=SHARE, expires_ms=now_ms + LIFE_MS, server_ms=now_ms
    )
    assert kit.again().has_valid_slot("101")


def failing(_: int) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_disk_that_fails_keeps_nobody_with_the_right_pin_out(
    kit: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    syncs = iter([os.fsync, os.fsync])  # the file and its folder: the try is counted, and no more is taken

    def fail_later(descriptor: int) -> None:
        next(syncs, failing)(descriptor)

    monkeypatch.setattr(os, "fsync", fail_later)
    assert kit.vault.open_slot("101", "2468") == (kit.data_key, MIA)
    with pytest.raises(DiskTrouble):
        kit.vault.open_slot("101", "2468")  # a try that cannot be counted is none


def test_on_a_disk_that_fails_an_ended_share_opens_nothing_all_the_same(
    kit: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", failing)
    kit.clock.advance(timedelta(hours=73))
    assert not kit.vault.has_valid_slot("101")


def test_a_forgotten_associate_is_unknown_and_others_stay(kit: Kit) -> None:
    leo = replace(MIA, id="a2", number="102", name="Leo Brand")
    kit.vault.write_slot(leo, "1357", data_key=kit.data_key, share=SHARE, expires_ms=to_millis(NOW) + LIFE_MS)
    kit.vault.forget("101")
    assert set(kit.vault.content().slots) == {"102"}
    assert kit.vault.open_slot("102", "1357") == (kit.data_key, leo)


def test_a_revoked_tablet_has_no_secret_and_no_slot(kit: Kit) -> None:
    kit.vault.revoke()
    kit.vault.revoke()
    assert kit.keystore.load() is None
    assert kit.vault.content().revoked
    assert kit.vault.content().slots == {}
    with pytest.raises(VaultDamaged, match="secret is missing"):
        kit.vault.token()


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: raw[:-20],
        lambda _: b"",
        lambda _: b"{}",
        lambda raw: raw.replace(b'"salt": "', b'"salt": "!'),
        lambda raw: raw.replace(b'"device_id"', b'"gadget_id"'),
        lambda raw: raw.replace(b'"highest_ms": ', b'"highest_ms": "x", "other": '),
    ],
)
def test_a_damaged_file_says_what_to_do(kit: Kit, damage: Callable[[bytes], bytes]) -> None:
    kit.path.write_bytes(damage(kit.path.read_bytes()))
    with pytest.raises(VaultDamaged, match="Enrol the tablet again"):
        kit.again().content()


def test_a_newer_file_is_left_as_it_is(kit: Kit) -> None:
    raw = kit.path.read_bytes().replace(b'"version": 2', b'"version": 3')
    kit.path.write_bytes(raw)
    with pytest.raises(VaultDamaged, match="Update the app"):
        kit.again().content()
    assert kit.path.read_bytes() == raw


def test_a_kill_while_writing_leaves_a_vault_that_opens(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    for call in ("fsync", "fchmod"):

        def die(*_: object) -> None:
            raise Killed

        monkeypatch.setattr(durable_file.os, call, die)
        with pytest.raises(Killed):
            kit.vault.forget("101")
        monkeypatch.undo()
        assert kit.again().open_slot("101", "2468")[0] == kit.data_key
