"""Leases step by step: what a device may spend, what comes back, and what stays burnt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from sync.device.leases import Wanted, renew
from sync.errors import LeaseExhausted, ProtocolError, Refused, Revoked
from sync.leases import LEASE_LIFE_MS, Counters, Grant, LeaseAnswer, LeaseReport
from sync.source import leases
from sync.source.changelog import change_epoch
from sync.source.holdings import outstanding
from sync.source.shares import Sharer, share_of
from tests.sync.quota_world import Hq, Limit, Tablet
from tests.sync.world import open_engine, run

UNITS, RIGHT = "p:1", "p:1/c:7"
HOUR_MS = 3_600_000


@pytest.fixture
def hq(database_url: str) -> Iterator[Hq]:
    limits = {UNITS: Limit(100), RIGHT: Limit(1)}
    made = Hq(open_engine(database_url), limits, {"d1": "s1", "d2": "s1", "d3": "s2"})
    made.build()
    yield made
    made.engine.dispose()


@pytest.fixture
def make(hq: Hq) -> Iterator[Callable[[str], Tablet]]:
    tablets: list[Tablet] = []

    def start(name: str) -> Tablet:
        tablets.append(Tablet(hq, name))
        return tablets[-1]

    yield start
    for tablet in tablets:
        tablet.connection.close()


def begin_epoch(hq: Hq) -> None:
    with hq.engine.begin() as connection:
        change_epoch(connection)


def burnt(hq: Hq, quota: str = UNITS) -> int:
    with hq.engine.connect() as connection:
        return outstanding(connection, quota)


def test_three_tablets_hold_nearly_all_of_it_and_a_little_stays_for_whoever_asks(hq: Hq, make) -> None:
    tablets = [make(name) for name in hq.groups]
    for _ in range(2):
        for tablet in tablets:
            tablet.sync()
    assert sorted(tablet.held(UNITS) for tablet in tablets) == [32, 33, 33]
    assert burnt(hq) == 98


def test_a_tablet_gives_what_it_holds_and_then_no_more(hq: Hq, make) -> None:
    tablet = make("d1")
    tablet.sync()
    held = tablet.held(UNITS)
    assert [tablet.give(UNITS) for _ in range(held + 1)] == [True] * held + [False]
    assert len(tablet.outbox.queued()) == held
    tablet.sync()
    assert hq.spent(UNITS) == held


def test_where_much_is_used_more_is_held(make) -> None:
    busy, quiet = make("d1"), make("d2")
    for _ in range(3):
        for tablet in (busy, quiet):
            tablet.sync()
    for _ in range(20):
        assert busy.give(UNITS)
    for _ in range(3):
        for tablet in (busy, quiet):
            tablet.sync()
    assert busy.held(UNITS) > 1.5 * quiet.held(UNITS)


def test_a_tablet_that_falls_silent_keeps_what_it_holds_and_the_others_share_the_rest(hq: Hq, make) -> None:
    silent, awake = make("d1"), make("d2")
    silent.sync()
    kept = silent.held(UNITS)
    hq.now_ms += 30 * 24 * HOUR_MS
    for _ in range(3):
        awake.sync()
    assert burnt(hq) == kept + awake.held(UNITS)
    assert kept + awake.held(UNITS) >= 98
    assert not silent.give(UNITS), "its time is over"
    silent.sync()
    silent.sync()
    assert silent.held(UNITS) > 0
    assert burnt(hq) == silent.held(UNITS) + awake.held(UNITS)


def test_the_first_of_the_day_does_not_take_what_belongs_to_those_who_sleep(hq: Hq, make) -> None:
    hq.groups |= {f"sleeper {number}": "s3" for number in range(17)}
    tablet = make("d1")
    tablet.sync()
    assert tablet.held(UNITS) == leases.BOLDEST * 100 // 20


def test_a_newcomer_has_something_at_once(make) -> None:
    first, newcomer = make("d1"), make("d2")
    for _ in range(2):
        first.sync()
    newcomer.sync()
    assert newcomer.held(UNITS) == 2, "of what is kept back"


def test_a_lease_ends_by_hqs_clock_whatever_the_tablets_own_says(hq: Hq, make) -> None:
    tablet = make("d1")
    tablet.skew_ms = 70 * 24 * HOUR_MS
    tablet.sync()
    assert tablet.give(UNITS)
    hq.now_ms += LEASE_LIFE_MS - 1
    assert tablet.give(UNITS)
    hq.now_ms += 1
    assert not tablet.give(UNITS)
    tablet.skew_ms -= (
        365 * 24 * HOUR_MS
    )  # set back by a year: it is no earlier than the last contact for that
    assert tablet.leases.server_ms(tablet.now_ms()) >= 1_000_000


def test_a_crash_after_giving_up_loses_nothing_and_doubles_nothing(hq: Hq, make) -> None:
    first, second = make("d1"), make("d2")
    first.sync()
    before = first.held(UNITS)
    second.sync()
    answer = hq.contact("d1", report := first.leases.report())
    assert first.leases.take(answer, first.now_ms()), "it holds too much and gives some up"
    given_up = before - first.held(UNITS)
    assert given_up > 0
    assert burnt(hq) == before + second.held(UNITS), "HQ has not heard of it: nobody gets it"
    hq.contact("d1", report)
    assert burnt(hq) == before + second.held(UNITS)
    first.sync()
    second.sync()
    assert first.held(UNITS) + second.held(UNITS) == burnt(hq)


def test_only_the_answer_to_the_last_report_counts_and_counts_once(hq: Hq, make) -> None:
    tablet = make("d1")
    old = hq.contact("d1", tablet.leases.report())
    new = hq.contact("d1", tablet.leases.report())
    assert not tablet.leases.take(old, tablet.now_ms())
    assert tablet.held(UNITS) == 0
    tablet.leases.take(new, tablet.now_ms())
    held = tablet.held(UNITS)
    for _ in range(held):
        assert tablet.give(UNITS)
    tablet.leases.take(new, tablet.now_ms())
    assert tablet.held(UNITS) == 0


def test_units_of_an_operation_that_is_refused_are_free_again(hq: Hq, make) -> None:
    tablet = make("d1")
    tablet.sync()
    held = burnt(hq)
    assert tablet.give(UNITS, is_bad=True)
    hq.push("d1", tablet.outbox.queued())
    hq.push("d1", tablet.outbox.queued())
    assert burnt(hq) == held - 1
    with hq.engine.connect() as connection:
        assert hq.free(connection, UNITS) == 100 - held + 1


def test_a_claim_to_a_lease_that_is_not_so_is_no_claim(hq: Hq, make) -> None:
    own, other = make("d1"), make("d3")
    for tablet in (own, other, own):
        tablet.sync()
    lease = own.leases.held(own.now_ms()).lease
    with hq.engine.begin() as connection:
        assert not leases.spend(connection, lease, "s2", UNITS, 1), "another store's"
        assert not leases.spend(connection, "no.lease", "s1", UNITS, 1)
        assert not leases.spend(connection, lease, "s1", "p:2", 1)
        assert not leases.spend(connection, lease, "s1", UNITS, own.held(UNITS) + 1)
        assert leases.spend(connection, lease, "s1", UNITS, own.held(UNITS))


def test_a_report_of_returns_that_cannot_be_is_not_believed(hq: Hq, make) -> None:
    tablet = make("d1")
    tablet.sync()
    held = tablet.held(UNITS)
    for _ in range(held):
        tablet.give(UNITS)
    hq.push("d1", tablet.outbox.queued())
    report = tablet.leases.report()
    forged = replace(report, held=(Counters(UNITS, 10**6, 10**6, 0), Counters("p:9", 5, 5, 0)))
    hq.contact("d1", forged)
    assert hq.spent(UNITS) == held
    with hq.engine.connect() as connection:
        assert 0 <= outstanding(connection, UNITS) <= 100 - held
        assert hq.free(connection, UNITS) >= 0


def test_a_quota_that_is_over_goes_back_and_may_come_again(hq: Hq, make) -> None:
    tablet = make("d1")
    tablet.sync()
    assert tablet.give(UNITS)
    gone = hq.limits.pop(UNITS)
    hq.limits["p:2"] = Limit(10)
    tablet.outbox.note_answers([])
    renew(tablet.leases, lambda report: hq.contact("d1", report), (), tablet.now_ms)
    assert tablet.held(UNITS) == 0
    assert tablet.in_hand(UNITS) == 0
    assert burnt(hq) == 1, "what was spent on something that HQ has not seen yet"
    hq.limits[UNITS] = gone
    tablet.outbox.note_answers(hq.push("d1", tablet.outbox.queued()))
    tablet.leases.take(hq.contact("d1", tablet.leases.report()), tablet.now_ms())
    (counters,) = (each for each in tablet.leases.report().held if each.quota == UNITS)
    assert (counters.returned, counters.used) == (97, 1)
    assert 90 < tablet.in_hand(UNITS) <= burnt(hq), "its totals go on where they stood"


def test_a_right_is_held_while_it_is_wanted_and_by_one_only(hq: Hq, make) -> None:
    first, second = make("d1"), make("d2")
    first.sync([RIGHT])
    second.sync([RIGHT])
    assert (first.held(RIGHT), second.held(RIGHT)) == (1, 0)
    second.give(RIGHT, provisional=True)
    assert [answer.verdict for answer in hq.push("d2", second.outbox.queued())] == ["rejected"]
    first.sync()
    assert first.held(RIGHT) == 0
    second.sync([RIGHT])
    assert second.held(RIGHT) == 1
    for _ in range(3):  # forgotten and granted again: totals go on where they stood
        second.sync()
        second.sync([RIGHT])
    assert second.held(RIGHT) == 1
    assert second.give(RIGHT)
    second.sync([RIGHT])
    assert second.held(RIGHT) == 0
    assert hq.spent(RIGHT) == 1


def test_a_server_restored_from_a_backup_begins_leases_anew_and_never_exceeds_the_quota(hq: Hq, make) -> None:
    tablet = make("d1")
    tablet.sync()
    assert tablet.give(UNITS)
    with hq.engine.begin() as connection:  # as if from before the tablet was granted anything
        run(connection, "DELETE FROM sync_leases")
        run(connection, "DELETE FROM sync_lease_holders")
        change_epoch(connection)
    old = tablet.leases.held(tablet.now_ms()).lease
    tablet.sync()
    assert tablet.leases.held(tablet.now_ms()).lease != old
    assert hq.spent(UNITS) == 1, "what it gave under the old lease is counted as far as there is room"
    assert tablet.held(UNITS) == burnt(hq) <= 99


def test_leases_of_older_epochs_are_closed_when_their_device_names_its_present_one(hq: Hq, make) -> None:
    tablet = make("d1")
    tablet.sync()
    for _ in range(2):
        begin_epoch(hq)
        hq.contact("d1", tablet.leases.report())  # the answer is lost
        assert burnt(hq) >= tablet.in_hand(UNITS) == 98, "it may go on giving from the old one"
    assert tablet.give(UNITS)
    tablet.sync()
    tablet.sync()
    assert hq.spent(UNITS) == hq.given[UNITS] == 1, "taken under the old lease"
    assert 0 < burnt(hq) == tablet.held(UNITS) <= 99


def test_units_that_a_tablet_goes_on_giving_after_a_lost_answer_are_in_no_other_hand(hq: Hq, make) -> None:
    deaf, other = make("d1"), make("d2")
    for _ in range(2):
        for tablet in (deaf, other):
            tablet.sync()
    begin_epoch(hq)
    hq.contact("d1", deaf.leases.report())
    hq.now_ms += HOUR_MS
    for _ in range(4):
        other.sync()
    while deaf.give(UNITS):
        pass
    for _ in range(3):
        for tablet in (deaf, other):
            tablet.sync()
    while deaf.give(UNITS) or other.give(UNITS):
        pass
    for tablet in (deaf, other):
        tablet.sync()
    assert 90 < hq.given[UNITS] == hq.spent(UNITS) <= 100


def test_what_is_given_between_report_and_answer_is_sent_before_the_old_lease_is_over(hq: Hq, make) -> None:
    tablet = make("d1")
    tablet.sync()
    begin_epoch(hq)
    answer = hq.contact("d1", tablet.leases.report())
    assert tablet.give(UNITS)
    assert not tablet.leases.take(answer, tablet.now_ms()), "first it sends what it gave"
    tablet.sync()
    assert hq.spent(UNITS) == hq.given[UNITS] == 1
    assert tablet.leases.held(tablet.now_ms()).lease == answer.lease
    assert burnt(hq) == tablet.held(UNITS)


@pytest.mark.parametrize("refusal", [Refused("No leases here.", status=404), Revoked("Off.", status=403)])
def test_a_server_that_leases_nothing_changes_nothing(make, refusal: Refused) -> None:
    tablet = make("d1")

    def ask(_: LeaseReport) -> LeaseAnswer:
        raise refusal

    if isinstance(refusal, Revoked):
        with pytest.raises(Revoked):
            renew(tablet.leases, ask, (), tablet.now_ms)
    else:
        renew(tablet.leases, ask, (), tablet.now_ms)
    assert tablet.leases.held(tablet.now_ms()).units == {}
    with pytest.raises(LeaseExhausted):
        tablet.leases.spend("any", {UNITS: 1}, tablet.now_ms())


def test_an_answer_travels_whole() -> None:
    answer = LeaseAnswer(3, "e.d1", 5, 9, is_alone=True, grants=(Grant(UNITS, 10, 4, 2, 1),))
    assert LeaseAnswer.of_wire(answer.to_wire()) == answer


@pytest.mark.parametrize(
    "change",
    [
        {"grants": None}, {"grants": [[UNITS, 1, 1]]}, {"grants": [[UNITS, -1, 0, 0, 0]]},
        {"grants": [[UNITS, 1, 1, 1, 1]]}, {"grants": [[UNITS, True, 1, 0, 0]]}, {"contact": "x"},
        {"grants": [[UNITS, 1 << 60, 1, 0, 0]]},
    ],
)  # fmt: skip
def test_a_garbled_answer_is_refused(change: dict[str, object]) -> None:
    wire = LeaseAnswer(3, "e.d1", 5, 9, is_alone=False).to_wire() | change
    with pytest.raises(ProtocolError):
        LeaseAnswer.of_wire(wire)


def test_what_is_wanted_is_news_once() -> None:
    wanted = Wanted()
    assert wanted.set([RIGHT])
    assert not wanted.set([RIGHT])
    assert wanted.quotas() == (RIGHT,)


def shares(pool: int, sharers: list[Sharer], most: int, quota: str) -> dict[str, int]:
    recent = {"d3": 500.0}
    return {each.name: share_of(each.name, pool, sharers, recent, most, quota) for each in sharers}


def test_shares_add_up_and_no_device_gets_more_than_the_most() -> None:
    sharers = [Sharer(f"d{number}", f"s{number % 3}") for number in range(20)]
    for pool in (0, 1, 7, 20, 999):
        found = shares(pool, sharers, 10**9, "q")
        assert sum(found.values()) == pool
        assert pool < 20 or found["d3"] == max(found.values())
        capped = shares(pool, sharers, 30, "q")
        assert sum(capped.values()) == min(pool, 600)
        assert max(capped.values()) <= 30
    few = [shares(2, sharers[4:], 1, quota) for quota in ("a", "b", "c", "d")]
    assert len({tuple(name for name in each if each[name]) for each in few}) > 1, "not always the same ones"
    assert share_of("stranger", 100, sharers, {}, 100, "q") == 0
