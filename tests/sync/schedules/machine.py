"""The rules of a schedule: five tablets at two stores, one server, and every fault in any order.

What is asserted stands in `promises`. A planted fault (see `planted`) must make it fail.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from sync.device.outbox import Outbox
from tests.sync.schedules import promises
from tests.sync.schedules.faults import Trouble, maybe_writes, troubles
from tests.sync.schedules.line import WildFaults
from tests.sync.schedules.newer import NEWER_COLLECTIONS
from tests.sync.schedules.quota import Spending
from tests.sync.schedules.servers import Server, restore, sqlite_server
from tests.sync.schedules.snapshots import shelf
from tests.sync.schedules.tablet import CLOCKS, Tablet, note
from tests.sync.schedules.writes import CUSTOMERS, WRITES, Write, carry_out, past_the_log, writes
from tests.sync.world import STORES, Source, run

PLACES = (("d1", "1"), ("d2", "1"), ("d3", "2"), ("d4", "2"), ("d5", "1"))
ROUNDS_TO_REST = 3
ROUNDS_TO_REPAIR = 9
"""What was damaged is compared slice by slice, one a round: so many slices has the world, and the rest."""

tablets = st.integers(0, len(PLACES) - 1)
CHANGES = ("restart", "update", "move", "an old push arrives", "the clock jumps", "damage")
EVENTS = ("backup", "restore", "snapshot", "a writer goes round the log", "a long transaction")


class Replication(RuleBasedStateMachine):
    """One schedule; `tally` counts over all of them what really happened.

    `menu`, `changes`, `events` and `places` are what there is to draw from: a control names fewer.
    """

    source_type: ClassVar[Callable[..., Source]] = Source
    tablet_type: ClassVar[type[Tablet]] = Tablet
    outbox_type: ClassVar[type[Outbox]] = Outbox
    menu: ClassVar[tuple[int, ...]] = tuple(range(len(WRITES)))
    changes: ClassVar[tuple[str, ...]] = CHANGES
    events: ClassVar[tuple[str, ...]] = EVENTS
    places: ClassVar[tuple[tuple[str, str], ...]] = PLACES
    roughest: ClassVar[int] = 1
    server: ClassVar[Callable[[], Server]] = staticmethod(sqlite_server)
    tally: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.place = type(self).server()
        self.source = self.source_type(
            self.place.engine, page_rows=2, collections=NEWER_COLLECTIONS, applier=Spending
        )
        self.snapshots = shelf(self.source, self.place.folder)
        self.tablets = [
            self.tablet_type(self.source, self.place.folder, name, store, self.outbox_type)
            for name, store in self.places
        ]
        self.version = 0
        self.recorded: dict[str, Tablet] = {}
        self.promised: dict[str, int] = {}
        self.lost_by_restore: set[str] = set()
        self.has_backup = self.is_rough = False
        self.is_quota_safe = True

    @initialize(loaded=st.lists(tablets, max_size=4, unique=True), roughness=st.integers(0, 3))
    def some_have_loaded(self, loaded: list[int], roughness: int) -> None:
        """Most schedules damage nothing: what digests repair there was lost by the protocol itself."""
        self.is_rough = roughness < self.roughest
        self.place.put_back("new")
        for number, tablet in enumerate(self.tablets):
            tablet.line.snapshots = self.snapshots
            tablet.begin()
            if number in loaded:
                tablet.round(WildFaults())

    def _tablet(self, number: int) -> Tablet:
        return self.tablets[number % len(self.tablets)]

    @rule(write=writes)
    def somebody_writes(self, write: Write) -> None:
        self._write(write)

    def _write(self, write: Write) -> None:
        self.version += 1
        with self.place.engine.begin() as connection:
            carry_out(connection, self._chosen(write), self.version)

    def _chosen(self, write: Write) -> Write:
        return (self.menu[write[0] % len(self.menu)], *write[1:])

    @rule(number=tablets, customer=st.sampled_from(CUSTOMERS), body=st.sampled_from(["a note", "old", None]))
    def an_associate_notes(self, number: int, customer: int, body: str | None) -> None:
        tablet = self._tablet(number)
        wire = tablet.outbox.record(note(len(self.recorded), customer, body))
        self.recorded[wire["id"]] = tablet

    @rule(number=tablets, units=st.integers(1, 4))
    def an_associate_spends(self, number: int, units: int) -> None:
        """From her tablet's lease if it holds so much; otherwise the server decides."""
        tablet = self._tablet(number)
        wire = tablet.spend(len(self.recorded), units)
        self.recorded[wire["id"]] = tablet
        if wire["lease"] is not None:
            self.promised[wire["id"]] = units

    @rule(number=tablets, before=maybe_writes, during=maybe_writes)
    def a_round_meets_no_trouble(self, number: int, before: Write | None, during: Write | None) -> None:
        self._round(number, Trouble({}, before, during))

    @rule(number=tablets, trouble=troubles)
    def a_round_meets_trouble(self, number: int, trouble: Trouble) -> None:
        self._round(number, trouble)

    def _round(self, number: int, trouble: Trouble) -> None:
        before, during = trouble.before, trouble.during
        faults = WildFaults(
            **trouble.line,
            before_snapshot=(lambda: self._write(before)) if before else None,
            while_streaming=(lambda: self._write(during)) if during else None,
        )
        self._tablet(number).round(faults, trouble.crash_at)

    @rule(number=tablets, change=st.sampled_from(CHANGES), chance=st.integers(0, 9))
    def something_happens_to_a_tablet(self, number: int, change: str, chance: int) -> None:
        if change not in self.changes or (change == "damage" and not self.is_rough):
            return
        tablet = self._tablet(number)
        self.tally[change] += 1
        if change == "restart":
            tablet.stop()
            tablet.start()
        elif change == "update":
            tablet.update()
        elif change == "move":
            tablet.move(STORES[chance % 2])
            self.is_quota_safe = False  # its lease was for the other store's customers
        elif change == "an old push arrives":
            tablet.line.deliver(chance)
        elif change == "the clock jumps":
            tablet.clock.at = CLOCKS[chance % len(CLOCKS)]
        else:
            tablet.damage(chance)

    @rule(event=st.sampled_from(EVENTS), write=writes)
    def something_happens_to_the_server(self, event: str, write: Write) -> None:
        if event not in self.events or (event == "a writer goes round the log" and not self.is_rough):
            return
        self.tally[event] += 1
        if event == "backup":
            self.place.keep("backup")
            self.has_backup = True
        elif event == "snapshot":
            self.snapshots.prepare(write[3])
        elif event == "restore":
            self._restore()
        elif event == "a long transaction":
            self.version += 1
            self.place.begin_long(self.version)
        else:
            self.version += 1
            past_the_log(self.place.engine, self._chosen(write), self.version)
            for tablet in self.tablets:
                tablet.is_damaged = True

    def _restore(self) -> None:
        if not self.has_backup:
            return
        waiting = {w["id"] for t in self.tablets for w in t.outbox.overlay()}
        restore(self.place, "backup")
        self.is_quota_safe = False  # what was promised meanwhile is forgotten
        for tablet in self.tablets:
            tablet.line.answered = []
        with self.source.reading() as connection:
            kept = set(run(connection, "SELECT id FROM operation_verdicts").scalars())
        self.lost_by_restore |= set(self.recorded) - waiting - kept

    @invariant()
    def every_tablet_shows_what_it_must(self) -> None:
        for tablet in self.tablets:
            if tablet.is_touched:
                tablet.is_touched = False
                promises.shows_whole_checkpoints(tablet)
                own = [operation for operation, owner in self.recorded.items() if owner is tablet]
                promises.keeps_sight_of(tablet, own, self.lost_by_restore)

    def teardown(self) -> None:
        try:
            if all(tablet.is_on for tablet in self.tablets):
                self.at_rest()
        finally:
            for tablet in self.tablets:
                self.tally.update(tablet.troubles)
                tablet.stop()

    def at_rest(self) -> None:
        """Every line heals: within three rounds all is as it must be, and then nothing moves any more."""
        most = ROUNDS_TO_REPAIR if any(tablet.is_damaged for tablet in self.tablets) else ROUNDS_TO_REST
        self.place.end_long()
        for tablet in self.tablets:
            if tablet.is_damaged:
                tablet.update()  # of what an app does not know whole it cannot tell whether it is right
        late, number = self.tablets, 0
        while late and number < most:
            number += 1
            for tablet in late:
                tablet.round(WildFaults())
            with self.source.reading() as connection:
                wrong = {
                    tablet: found
                    for tablet in self.tablets
                    if (found := promises.differences(connection, tablet))
                }
            late = list(wrong)
        assert not wrong, next(iter(wrong.values()))[0]
        self.tally.update({"schedules": 1, f"at rest after {number} rounds": 1})
        self._look_once_more()

    def _look_once_more(self) -> None:
        for tablet in self.tablets:
            assert tablet.is_damaged or promises.repairs_of(tablet) == 0, "P1: a digest found what was lost"
            tablet.is_damaged, tablet.is_touched = False, True
        self.every_tablet_shows_what_it_must()
        with self.source.reading() as connection:
            promises.happened_once(connection, self.recorded, self.lost_by_restore)
            promises.keeps_the_quota(connection, self.promised if self.is_quota_safe else {})
        quiet = self.tablets[self.version % len(self.tablets)].round(WildFaults())
        assert quiet is not None
        assert (quiet.pushed, quiet.rows) == (0, 0), "P10: something moves where nothing changed"
