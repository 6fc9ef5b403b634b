from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from shared import clock, ids, money
from shared.consent import Consent, may_use


def test_an_id_is_a_version_7_uuid_ordered_by_its_moment():
    early, late = ids.uuid7(1_000, os.urandom), ids.uuid7(2_000, os.urandom)
    assert early < late
    assert ids.is_uuid(early)
    assert early[14] == "7"
    assert early[19] in "89ab"


def test_ten_thousand_ids_of_one_moment_differ():
    assert len({ids.uuid7(5, os.urandom) for _ in range(10_000)}) == 10_000


@pytest.mark.parametrize("text", [None, 7, "", "x" * 36, "0198F7A0-0000-7000-8000-000000000001"])
def test_only_the_canonical_form_is_an_id(text):
    assert not ids.is_uuid(text)


def test_numbers_of_two_sources_never_meet_and_stay_exact_in_json():
    assert ids.scoped_id(1, 41_481_280_000) != ids.scoped_id(2, 41_481_280_000)
    assert ids.scoped_id(ids.MAX_SOURCE, (1 << 40) - 1) < 1 << 53
    for source, number in ((-1, 0), (ids.MAX_SOURCE + 1, 0), (1, -1), (1, 1 << 40)):
        with pytest.raises(ValueError, match="not"):
            ids.scoped_id(source, number)


def test_moments_survive_storage_and_need_a_zone():
    at = datetime(2026, 11, 22, 17, 5, 8, 123_000, UTC)
    assert clock.from_millis(clock.to_millis(at)) == at
    with pytest.raises(ValueError, match="time zone"):
        clock.to_millis(datetime(2026, 11, 22))  # noqa: DTZ001 - the point of the test


def test_a_stores_wall_clock_is_a_moment_of_its_own():
    new_york = clock.local_to_millis("2026-11-27T09:00", "America/New_York")
    chicago = clock.local_to_millis("2026-11-27T09:00", "America/Chicago")
    assert chicago - new_york == 3_600_000
    assert clock.local_date(new_york, "Asia/Tokyo").isoformat() == "2026-11-27"


def test_clocks_tell_aware_time():
    fixed = clock.FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
    fixed.advance(timedelta(hours=2))
    assert fixed.now().hour == 2
    assert clock.SystemClock().now().tzinfo is UTC


def test_money_is_exact_and_reads_as_people_write_it():
    assert money.to_minor(Decimal("12.345")) == 1235
    assert money.from_minor(-305) == Decimal("-3.05")
    assert money.as_text(123_456) == "$1,234.56"
    assert money.as_text(-300) == "-$3.00"
    assert money.as_round_text(1_248_050) == "$12,481"
    assert money.as_round_text(-12_00) == "-$12"
    assert money.as_round_text(-40) == "$0"


def said(purpose, channel, granted):
    return Consent(purpose, channel, granted, 0)


@pytest.mark.parametrize(
    ("consents", "channel", "reason"),
    [
        ([], "any", "never_asked"),
        ([said("personalization", "any", True)], "any", "never_asked"),
        ([said("marketing", "any", True)], "any", "granted"),
        ([said("marketing", "any", True)], "email", "granted"),
        ([said("marketing", "any", True), said("marketing", "email", False)], "email", "withdrawn"),
        ([said("marketing", "any", True), said("marketing", "email", False)], "phone", "granted"),
        ([said("marketing", "any", False), said("marketing", "email", True)], "email", "withdrawn"),
        ([said("marketing", "email", True)], "phone", "never_asked"),
    ],
)
def test_nothing_is_used_without_a_standing_yes(consents, channel, reason):
    answer = may_use(consents, "marketing", channel)
    assert (answer.allowed, answer.reason) == (reason == "granted", reason)


def test_numbers_made_on_tablets_meet_no_sources_and_stay_exact_in_json():
    lowest, highest = ids.tablet_id(bytes), ids.tablet_id(lambda size: b"\xff" * size)
    assert ids.scoped_id(ids.MAX_SOURCE, (1 << 40) - 1) + 1 == lowest
    assert highest == (1 << 53) - 1
    assert [ids.is_of_tablet(number) for number in (lowest - 1, lowest, highest, highest + 1)] == [
        False, True, True, False,
    ]  # fmt: skip
