"""The change log forgets after 90 days, and a device away for longer loads again with its outbox whole."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Engine

from sync.source.changelog import state_of
from sync.source.retention import KEPT_MS, Cleaned, clean
from tests.sync.line import FaultyLine
from tests.sync.tablet import Tablet
from tests.sync.test_outbox import effects, note
from tests.sync.world import COLLECTIONS, GROUPINGS, Source, held_by, run, shown_by

DAY_MS = 86_400_000
ALL = frozenset(("*", "s:1", "s:2", "d:d1", "d:d2"))


def clean_at(engine: Engine, day: float, in_use: Iterable[str] = ALL) -> Cleaned:
    """What the server does each hour, on that day."""
    with engine.begin() as connection:
        return clean(connection, COLLECTIONS, GROUPINGS, now_ms=int(day * DAY_MS), in_use=frozenset(in_use))


def change(engine: Engine, version: int) -> None:
    """Goods have changed."""
    with engine.begin() as connection:
        run(connection, "UPDATE goods SET version = :v", v=version)


def entries(engine: Engine) -> int:
    """How much the log remembers."""
    with engine.connect() as connection:
        return int(run(connection, "SELECT COUNT(*) FROM sync_changes").scalar() or 0)


def agree(engine: Engine, tablet: Tablet) -> bool:
    """True if the tablet shows what it must hold."""
    with Source(engine).reading() as connection:
        return shown_by(tablet.connection) == held_by(connection, tablet.line.store, tablet.line.device)


def test_nothing_older_than_ninety_days_is_remembered(engine: Engine, tablet: Tablet) -> None:
    assert KEPT_MS == 90 * DAY_MS
    change(engine, 1)
    clean_at(engine, 0)
    with engine.begin() as connection:
        run(connection, "UPDATE staff SET version = 2 WHERE store_id = '1'")
    clean_at(engine, 1)
    assert clean_at(engine, 89.9) == Cleaned(0, 0, ())
    assert entries(engine) == 4
    assert clean_at(engine, 90.5).entries == 3
    assert entries(engine) == 1
    tablet.engine.round()  # it had seen neither
    assert agree(engine, tablet)


def test_a_device_that_was_here_in_time_is_brought_up_to_date(engine: Engine, tablet: Tablet) -> None:
    change(engine, 1)
    tablet.engine.round()
    clean_at(engine, 0)
    change(engine, 2)
    clean_at(engine, 90.1)
    assert not tablet.engine.round().loaded
    assert agree(engine, tablet)


def test_a_device_away_for_longer_loads_again_and_loses_no_work(engine: Engine, tablet: Tablet) -> None:
    change(engine, 1)
    clean_at(engine, 0)
    note(tablet.outbox)
    clean_at(engine, 90.1)
    assert tablet.engine.round().loaded
    assert len(effects(engine)) == 1
    assert agree(engine, tablet)


def test_scopes_that_nobody_uses_go_and_the_others_stay(
    engine: Engine, tablet: Tablet, tmp_path: Path
) -> None:
    other = Tablet(tablet.line.source, tmp_path / "other.db", FaultyLine(tablet.line.source, "2", "d2"))
    other.engine.round()
    clean_at(engine, 0)
    change(engine, 1)
    tablet.engine.round()
    assert clean_at(engine, 90.1, ("*", "s:1", "d:d1")).scopes == ("d:d2", "s:2")
    change(engine, 2)
    assert not tablet.engine.round().loaded
    assert other.engine.round().loaded, "its scopes were asleep"
    assert agree(engine, other)
    other.connection.close()


def test_a_scope_woken_by_another_device_tells_the_first_nothing_it_missed(
    engine: Engine, tablet: Tablet, tmp_path: Path
) -> None:
    """The cursor is still the newest number, but the log was not kept since: it must not be believed."""
    clean_at(engine, 0)
    assert clean_at(engine, 90.1, ()).scopes == ("*", "d:d1", "s:1")
    with engine.begin() as connection:
        run(connection, "UPDATE lines SET version = 5 WHERE purchase_id = 1")
    Source(engine).stamp()
    other = Tablet(tablet.line.source, tmp_path / "other.db", FaultyLine(tablet.line.source, "1", "d2"))
    other.engine.round()
    with engine.begin() as connection:
        run(connection, "INSERT INTO sync_scopes SELECT 'd:d1', stamp FROM sync_state")
    assert tablet.engine.round().loaded
    assert agree(engine, tablet)
    other.connection.close()


def test_a_scope_that_has_just_woken_is_not_put_to_sleep(engine: Engine, tablet: Tablet) -> None:
    clean_at(engine, 0, ())
    change(engine, 1)
    clean_at(engine, 89, ())
    with engine.begin() as connection:
        run(connection, "INSERT INTO sync_scopes SELECT 'd:new', stamp FROM sync_state")
    assert "d:new" not in clean_at(engine, 90.1, ()).scopes
    assert tablet.engine.round().loaded


def test_a_clock_put_back_makes_nothing_look_old(engine: Engine, tablet: Tablet) -> None:
    clean_at(engine, 1000)
    change(engine, 1)
    clean_at(engine, 1)
    assert clean_at(engine, 1001) == Cleaned(0, 0, ())
    assert not tablet.engine.round().loaded


def test_cursors_below_the_floor_are_refused_as_the_floor_says(engine: Engine, tablet: Tablet) -> None:
    for version in range(3):
        change(engine, version)
        clean_at(engine, version)
    clean_at(engine, 91.5)
    with engine.connect() as connection:
        state = state_of(connection)
    assert (state.oldest, state.stamp) == (2, 3)
    assert tablet.engine.round().loaded
