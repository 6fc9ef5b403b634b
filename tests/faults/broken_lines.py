"""The line breaks or garbles at a byte of a round between the real client and a real server.

Whatever the byte was part of (a request, its headers, an answer, a page of a pull): the tablet shows what it
showed before or the whole new checkpoint, keeps its outbox, gets an error it can name, and the next rounds
bring both sides together.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sync.device.outbox import Outbox
from tests.faults.ground import LOAD_BY_ROWS, SCENES, Ground, Scene, ground
from tests.faults.player import Played
from tests.faults.proof import Outcome, Proof
from tests.faults.tablet import Event, ScriptedTablet, Step
from tools.line import Direction, Fault, Line

NOTES: Final = ("one", "two")
_RECORD: Final[tuple[Step, ...]] = (("sign_in",), ("open",), *(("note", text) for text in NOTES))
_LOAD: Final[tuple[Step, ...]] = (("sign_in",), ("open",))
ROUNDS: Final = {
    "first load": _LOAD, LOAD_BY_ROWS.name: _LOAD, "erasure": _RECORD, "load again": _RECORD,
}  # fmt: skip
"""The rounds that are broken, with what is done before."""

_NO_ERROR_TOLD: Final = "Sync has a problem of its own"
"""What the tablet says of an error that nobody foresaw."""

Shown = dict[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Exchange:
    """A round that is broken: how it is prepared, what it moves, and what is shown when it is whole."""

    scene: Scene
    before: tuple[Step, ...]
    carried: dict[Direction, int]
    whole: Shown


class BrokenLines:
    """A ground whose tablets sync through a line that can break."""

    def __init__(self, here: Ground, flaws: Sequence[str] = ()) -> None:
        self._here, self._flaws = here, flaws
        self._line = Line(int(here.hq.address.rsplit(":", 1)[1]))

    def close(self) -> None:
        """The line is gone."""
        self._line.close()

    def exchanges(self, names: Iterable[str]) -> list[Exchange]:
        """Those rounds, each played unbroken once."""
        made = []
        for scene in (*SCENES, LOAD_BY_ROWS):
            if scene.name not in names:
                continue
            before = ROUNDS[scene.name]
            tablet, events = self._prepared(scene, before)
            self._line.set_fault(None)
            tablet.play([("sync",)])
            assert events == [{"step": "sync"}], f"{scene.name} does not even work unbroken: {events}"
            carried: dict[Direction, int] = {way: self._line.carried(way) for way in ("up", "down")}
            made.append(Exchange(scene, before, carried, _shown(tablet)))
            _put_away(tablet)
        return made

    def broken(self, exchange: Exchange, fault: Fault) -> list[str]:
        """What is wrong after that fault in that round."""
        tablet, events = self._prepared(exchange.scene, exchange.before)
        notes = [step[1] for step in exchange.before if step[0] == "note"]
        before = _shown(tablet)
        self._line.set_fault(fault)
        tablet.play([("sync",)])
        self._line.set_fault(None)
        wrong = list(_badly_told(events))
        shown = _shown(tablet)
        if shown not in (before, exchange.whole):
            wrong.append(f"half a checkpoint is shown: {_difference(shown, before)}")
        wrong += [f"{text!r} is seen {n} times" for text, n in _seen(tablet, notes).items() if n != 1]
        tablet.http.close()  # what is left of the broken connection is no part of the next round
        played = Played(tuple({"saved": text} for text in notes), 0)
        wrong += self._here.unsettled(tablet, events, exchange.scene, played)
        _put_away(tablet)
        return wrong

    def _prepared(self, scene: Scene, before: Sequence[Step]) -> tuple[ScriptedTablet, list[Event]]:
        events: list[Event] = []
        folder = self._here.set(scene)
        tablet = ScriptedTablet(folder, events.append, self._flaws, address=self._line.address)
        tablet.play(before)
        events.clear()
        return tablet, events


def _put_away(tablet: ScriptedTablet) -> None:
    tablet.play([("close",)])
    tablet.http.close()
    shutil.rmtree(tablet.folder)


def _shown(tablet: ScriptedTablet) -> Shown:
    """Everything that is shown, without what differs in each run (ids of operations)."""
    assert tablet.opened is not None
    assert tablet.opened.replica is not None
    replica = tablet.opened.replica
    shown: Shown = {}
    for name, table in replica.tables.items():
        columns = [each for each in table.columns if name not in _WITH_IDS or each in _WITH_IDS[name]]
        shown[name] = sorted(
            map(repr, replica.connection.execute(f"SELECT {', '.join(columns)} FROM {name}"))
        )
    return shown


_WITH_IDS: Final = {"interactions": ("text",), "operation_verdicts": ("verdict", "code")}


def _difference(shown: Shown, before: Shown) -> str:
    return ", ".join(name for name in shown if shown[name] != before[name])


def _seen(tablet: ScriptedTablet, notes: Sequence[str]) -> dict[str, int]:
    """How often each note is seen: in the outbox while it is pending, in its table once it is shown."""
    assert tablet.opened is not None
    assert tablet.opened.replica is not None
    connection = tablet.opened.replica.connection
    texts = [wire["arguments"]["text"] for wire in Outbox(connection).overlay()]
    texts += [text for (text,) in connection.execute("SELECT text FROM interactions").fetchall()]
    return {text: texts.count(text) for text in notes}


def _badly_told(events: Sequence[Event]) -> Iterator[str]:
    for event in events:
        if "crash" in event or _NO_ERROR_TOLD in event.get("sentence", ""):
            yield f"an error without a name: {event}"


def _faults(
    exchanges: Sequence[Exchange], how: Any, ways: Sequence[Direction], cases: int
) -> Iterator[tuple[Exchange, Fault]]:
    """So many faults, evenly over every byte of every exchange; each byte once if there are enough."""
    every = [
        (exchange, Fault(how, way, byte))
        for exchange in exchanges
        for way in ways
        for byte in range(exchange.carried[way])
    ]
    count = min(cases, len(every))
    return (every[position * len(every) // count] for position in range(count))


def _run(how: Any, ways: Sequence[Direction], cases: int, flaws: Sequence[str] = ()) -> Outcome:
    """The outcome of so many faults; with planted flaws the first that is found is enough."""
    with ground() as here:
        lines, failures, tried = BrokenLines(here, flaws), list[str](), 0
        exchanges = lines.exchanges(("erasure",) if flaws else ROUNDS)
        for exchange, fault in _faults(exchanges, how, ways, cases):
            tried += 1
            where = f"{exchange.scene.name}, {how} at byte {fault.byte} {fault.direction}"
            failures += [f"{where}: {each}" for each in lines.broken(exchange, fault)]
            if flaws and failures:
                break
        lines.close()
        return Outcome(tried, tuple(failures))


PROOFS = (
    Proof(
        name="cut-lines", row=8, short=40, long=6_000,
        promise="a round cut at any byte of a request or an answer shows no half checkpoint, loses nothing",
        run=lambda cases, _: _run("cut", ("up", "down"), cases),
        control=lambda _: _run("cut", ("down",), 24, ("shown page by page",)),
    ),
    Proof(
        name="garbled-lines", row=8, short=25, long=6_000,
        promise="a garbled byte in a request or an answer is refused by name, or comes to the same",
        run=lambda cases, _: _run("garble", ("up", "down"), cases),
        control=lambda _: _run("garble", ("down",), 24, ("takes lines unchecked",)),
    ),
)  # fmt: skip
