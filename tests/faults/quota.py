"""Row 11: however many tablets are offline, no unit of a quota is given twice, and nearly all can be given.

A schedule is twenty tablets with three quotas, of units, of money and of one store's units: they spend, fall
silent, crash, are lost; messages are lost, repeated, and arrive late in either direction; clocks are wrong by
days and jump; HQ begins new epochs. What was promised over the counter counts, not what the server has heard
of. Then all but the lost ones sync and are cut off at once, and what they hold is compared with what is left.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import text

from sync.device.leases import Leases
from sync.errors import LeaseExhausted
from sync.leases import LeaseAnswer, LeaseReport
from sync.source import leases
from sync.source.changelog import change_epoch
from sync.source.holdings import holdings, outstanding
from tests.faults.proof import Outcome, Proof
from tests.sync.plain_engine import PlainEngine
from tests.sync.quota_world import AWAKE_MS, Hq, Limit, Tablet

DEVICES = 20
STEPS = 45
DAY_MS = 86_400_000
MEASURED = 0.05
"""In so many of the schedules it is measured how much was usable offline: that takes most of their time."""

CONTROL_CASES = 500
USABLE = 0.95
"""The part of what is left that must be there for giving once all tablets are cut off."""


class Crash(BaseException):
    """The app dies here; what was not committed is gone."""


@dataclass
class Schedule:
    """One run: who does what when follows from the seed."""

    hq: Hq
    dice: random.Random
    tablet_type: type[Tablet] = Tablet
    tablets: list[Tablet] = field(default_factory=list)
    late_reports: list[tuple[str, LeaseReport]] = field(default_factory=list)
    late_answers: list[tuple[Tablet, LeaseAnswer]] = field(default_factory=list)

    def run(self) -> tuple[str | None, float | None]:
        """What broke the promise, if anything, and the part of the quotas that was usable offline."""
        self.tablets = [self.tablet_type(self.hq, name) for name in self.hq.groups]
        for tablet in self.tablets:
            tablet.skew_ms = self.dice.choice((0, 0, self.dice.randint(-3 * DAY_MS, 3 * DAY_MS)))
        for tablet in self.tablets[:: self.dice.randint(1, 3)]:
            tablet.sync()
        deeds = (
            self._spends,
            self._spends,
            self._contacts,
            self._late_message,
            self._time_passes,
            self._clock_jumps,
            self._epoch_changes,
        )
        for _ in range(STEPS):
            self.dice.choice(deeds)(self.dice.choice(self.tablets))
            if broken := self._broken():
                return broken, None
        usable = self._usable_offline() if self.dice.random() < MEASURED else None
        return self._broken() or self._broken_at_rest(), usable

    def close(self) -> None:
        """Server and tablets are gone."""
        self.hq.engine.dispose()
        for tablet in self.tablets:
            tablet.connection.close()

    def _spends(self, tablet: Tablet) -> None:
        for _ in range(self.dice.randint(1, 6)):
            quota = self.dice.choice(self._quotas_of(tablet))
            tablet.give(quota, is_bad=self.dice.random() < 0.1, provisional=self.dice.random() < 0.3)

    def _contacts(self, tablet: Tablet) -> None:
        """A round with one fault or none; a crash leaves what was committed."""
        fault = self.dice.choice(
            ("none", "none", "lost", "answer lost", "twice", "late", "answer late", "crash")
        )
        if self.dice.random() < 0.8:
            answers = self.hq.push(tablet.name, tablet.outbox.queued())
            if self.dice.random() < 0.8:
                tablet.outbox.note_answers(answers)
        ask = partial(self._ask, tablet, fault)
        with suppress(Crash):
            for _ in range(2):
                answer = ask(tablet.leases.report())
                if answer is None or not tablet.leases.take(answer, tablet.now_ms()):
                    return
                if fault == "crash":  # given up, and HQ has not heard of it
                    raise Crash

    def _ask(self, tablet: Tablet, fault: str, report: LeaseReport) -> LeaseAnswer | None:
        if fault == "lost":
            return None
        if fault == "late":
            self.late_reports.append((tablet.name, report))
            return None
        answer = self.hq.contact(tablet.name, report)
        if fault == "twice":
            self.hq.contact(tablet.name, report)
        if fault == "answer late":
            self.late_answers.append((tablet, answer))
        return None if fault in ("answer lost", "answer late") else answer

    def _late_message(self, _: Tablet) -> None:
        if self.late_reports and self.dice.random() < 0.5:
            self.hq.contact(*self.dice.choice(self.late_reports))
        elif self.late_answers:
            tablet, answer = self.dice.choice(self.late_answers)
            tablet.leases.take(answer, tablet.now_ms())

    def _time_passes(self, _: Tablet) -> None:
        self.hq.now_ms += self.dice.choice((60_000, AWAKE_MS, DAY_MS // 4, DAY_MS, 4 * DAY_MS))

    def _clock_jumps(self, tablet: Tablet) -> None:
        tablet.skew_ms = self.dice.randint(-3 * DAY_MS, 3 * DAY_MS)

    def _epoch_changes(self, _: Tablet) -> None:
        """Now and then, and sometimes twice before anybody has heard of it; no tablet need learn of it."""
        while self.dice.random() < 0.3:
            with self.hq.engine.begin() as connection:
                change_epoch(connection)

    def _broken(self) -> str | None:
        """Never are more units given than there are, whoever knows of them."""
        for quota, limit in self.hq.limits.items():
            if self.hq.given[quota] > limit.total:
                return f"{quota}: {self.hq.given[quota]} of {limit.total} given"
        return None

    def _usable_offline(self) -> float:
        """All but the lost ones have synced and are cut off: the part of what is left that they hold."""
        alive = self.tablets[self.dice.randint(0, DEVICES // 4) :]
        lost = set(self.hq.groups) - {tablet.name for tablet in alive}
        self.hq.now_ms += AWAKE_MS + 1  # the lost ones have been silent for so long
        for _ in range(3):
            for tablet in alive:
                tablet.sync()
        worst = 1.0
        for quota, limit in self.hq.limits.items():
            if not self._is_served(limit, lost):
                continue
            with self.hq.engine.connect() as connection:
                kept = holdings(connection, [quota]).get(quota, ())
            burnt = sum(each.outstanding for each in kept if each.holder in lost)
            left = (limit.total - self.hq.spent(quota) - burnt) // limit.step
            usable = sum(tablet.held(quota) // limit.step for tablet in alive)
            worst = min(worst, usable / left if left else 1.0)
        for tablet in alive:
            while tablet.give(self.dice.choice(self._quotas_of(tablet))) and self.dice.random() < 0.5:
                pass
        return worst

    def _quotas_of(self, tablet: Tablet) -> list[str]:
        return self.hq.open_to(self.hq.groups[tablet.name])

    def _is_served(self, limit: Limit, lost: set[str]) -> bool:
        """True unless more than a quarter of those that share it are lost: then it is theirs, too."""
        among = {name for name, group in self.hq.groups.items() if limit.group in (None, group)}
        return len(among & lost) * 4 <= len(among)

    def _broken_at_rest(self) -> str | None:
        """When all have reported, HQ has accepted what they gave from leases, and no unit is in two hands."""
        for tablet in self.tablets:
            tablet.outbox.note_answers(self.hq.push(tablet.name, tablet.outbox.queued()))
        with self.hq.engine.connect() as connection:
            accepted = dict(map(tuple, connection.execute(text("SELECT id, ok FROM spendings"))))
            for tablet in self.tablets:
                for key, wire in tablet.promised.items():
                    if accepted.get(key) != int(not wire["is_bad"]):
                        return f"{tablet.name}: what it gave from its own lease was not accepted"
            for quota, limit in self.hq.limits.items():
                in_hand = sum(tablet.in_hand(quota) for tablet in self.tablets)
                if in_hand > outstanding(connection, quota) or self.hq.free(connection, quota) < 0:
                    return f"{quota}: {in_hand} of {limit.total} in hand, more than HQ counts"
        return None


def schedule(
    seed: int, *, engine: Any = None, tablet_type: type[Tablet] = Tablet, hq_type: type[Hq] = Hq
) -> Schedule:
    """The schedule of that seed, on a server of its own unless one is given."""
    dice = random.Random(seed)
    total = dice.choice((20, 50, 200, 1000))
    limits = {
        "p:1": Limit(total), "p:1/b": Limit(total * dice.choice((250, 500)), 500),
        "p:1/s:s0": Limit(max(1, total // 4), group="s0"),
    }  # fmt: skip
    groups = {f"d{number}": f"s{number % dice.randint(1, 8)}" for number in range(DEVICES)}
    hq = hq_type(engine or PlainEngine(), limits, groups)
    hq.build()
    return Schedule(hq, dice, tablet_type)


def tried(cases: int, seed: int, make: Callable[[int], Schedule] = schedule) -> Outcome:
    """So many schedules, one after another."""
    failures, shares = [], []
    for number in range(cases):
        running = make(seed * 1_000_000 + number)
        broken, usable = running.run()
        running.close()
        if broken:
            failures.append(f"schedule {number}: {broken}")
        if usable is not None:
            shares.append(usable)
            if usable < USABLE:
                failures.append(f"schedule {number}: only {usable:.3f} usable offline")
    facts = {"least_usable_offline": round(min(shares, default=1.0), 4), "measured": len(shares)}
    return Outcome(cases, tuple(failures), facts)


class CarelessLeases(Leases):
    """The planted fault of a device: what is spent is looked at and not lowered."""

    def spend(self, lease: str, costs: Mapping[str, int], now_ms: int) -> None:
        held = self.held(now_ms)
        if held.lease != lease or any(held.units.get(quota, 0) < units for quota, units in costs.items()):
            raise LeaseExhausted("Nothing is held.")


class CarelessTablet(Tablet):
    """Spends without lowering."""

    leases_type = CarelessLeases


class HastyHq(Hq):
    """The planted fault of a server: an old lease is closed before its device has heard of the new one."""

    def contact(self, device: str, report: LeaseReport) -> LeaseAnswer:
        with self.engine.begin() as connection:
            leases.close_others(connection, device, leases.lease_of(connection, device))
        return super().contact(device, report)


class ForgetfulHq(Hq):
    """The planted fault of a server: what silent devices hold is given to others."""

    def contact(self, device: str, report: LeaseReport) -> LeaseAnswer:
        with self.engine.begin() as connection:
            silent = [name for name, seen_ms in self.seen_ms.items() if seen_ms < self.now_ms - DAY_MS]
            for name in silent:
                leases.close_others(connection, name, "")
        return super().contact(device, report)


def control(seed: int) -> Outcome:
    """Each planted fault by itself must be found, in as many schedules as the short form has at most."""
    planted = (
        partial(schedule, tablet_type=CarelessTablet),
        partial(schedule, hq_type=ForgetfulHq),
        partial(schedule, hq_type=HastyHq),
    )
    each = [_until_found(seed, make) for make in planted]
    found = [outcome.failures for outcome in each]
    return Outcome(sum(outcome.cases for outcome in each), sum(found, ()) if all(found) else ())


def _until_found(seed: int, make: Callable[[int], Schedule]) -> Outcome:
    """One schedule after another until one fails: how soon a fault shows is a matter of luck."""
    for number in range(CONTROL_CASES):
        found = tried(1, seed * 1_000 + number, make)
        if found.failures:
            return Outcome(number + 1, found.failures)
    return Outcome(CONTROL_CASES, ())


PROOFS = (
    Proof(
        name="quota", row=11, short=500, long=10_000, run=tried, control=control,
        promise="no unit of a quota is given twice, and 95 % of it can be given offline",
    ),
)  # fmt: skip
