"""A really damaged replica and a real server: the rows come anew, and nothing that was done here is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from associate_app.store import repairing
from associate_app.wiring import Tablet
from tests.associate_app.hq_world import Headquarters, Screen
from tests.associate_app.small_world import PIN

Damage = Callable[[Path], None]


class Killed(BaseException):
    """The app is gone at this point."""


@pytest.fixture
def replica(hq: Headquarters, tablet: Tablet, screen: Screen, tmp_path: Path) -> Path:
    """The closed replica of a loaded tablet; one note has reached HQ, and two were written offline since."""
    tablet.customer.add_note(1, "sent before")
    screen.wait(lambda: notes(hq) == ["sent before"] and not tablet.sync.status().pending)
    hq.down()
    tablet.customer.add_note(1, "first")
    tablet.customer.add_note(1, "second")
    tablet.close()
    (path,) = (tmp_path / "tablet").glob("replica-*.db")
    return path


def notes(hq: Headquarters) -> list[str]:
    return sorted(text for (text,) in hq.rows("SELECT text FROM interactions"))


def first_page(path: Path) -> None:
    """Nothing opens it any more."""
    path.write_bytes(b"\x00" * 4096 + path.read_bytes()[4096:])


def garbled(path: Path) -> None:
    path.write_bytes(b"garbled" * 2000)


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def all_is_well(tablet: Tablet, hq: Headquarters, screen: Screen, folder: Path) -> None:
    """Rows are back, everything reached HQ exactly once, and no damaged file is left."""
    hq.up()
    screen.wait(lambda: tablet.sync.status().state == "synced", 60)
    screen.wait(lambda: notes(hq) == ["first", "second", "sent before"])
    assert tablet.customer.open(1).name == "Olivia Bennett"
    assert len(list(folder.glob("replica-*.db"))) == 1
    assert tablet.sync.status().attention == 0


@pytest.mark.parametrize("damage", [first_page, garbled, cut_off])
def test_a_damaged_replica_comes_anew_under_the_same_enrolment_with_its_outbox(
    replica: Path, hq: Headquarters, boot: Callable[[], Tablet], screen: Screen, damage: Damage
) -> None:
    damage(replica)
    tablet = boot()
    assert tablet.stage == "sign_in"
    tablet.sign_in.sign_in("101", PIN)
    assert tablet.sync.status().pending == 2, "before there is a line"
    all_is_well(tablet, hq, screen, replica.parent)
    assert len(hq.rows("SELECT id FROM devices")) == 1


def test_a_replica_that_was_found_torn_in_use_is_read_for_its_outbox(
    replica: Path, hq: Headquarters, boot: Callable[[], Tablet], screen: Screen
) -> None:
    Path(f"{replica}{repairing.COPY}").unlink()
    tablet = boot()
    tablet.sign_in.sign_in("101", PIN)
    writing: Any = tablet._desk().recorder._writing()
    ((page,),) = writing.execute("SELECT rootpage FROM sqlite_master WHERE name = 'customers'").fetchall()
    tablet.close()
    torn = replica.read_bytes()
    replica.write_bytes(torn[: (page - 1) * 4096] + b"\xff" * 4096 + torn[page * 4096 :])
    Path(f"{replica}{repairing.COPY}").unlink(missing_ok=True)
    tablet = boot()
    tablet.sign_in.sign_in("101", PIN)
    Path(f"{replica}{repairing.COPY}").unlink(missing_ok=True)
    told: list[str] = []
    tablet.worker.run(lambda: tablet.customer.open(1), on_error=lambda error: told.append(error.sentence))
    screen.wait(lambda: told)
    assert told[0].startswith(
        "The customer data on this tablet is damaged. Lock the tablet and sign in again"
    )
    tablet.lock()
    tablet._wait_for_closing()
    Path(f"{replica}{repairing.COPY}").unlink(missing_ok=True)
    tablet.sign_in.sign_in("101", PIN)
    assert tablet.sync.status().pending == 2
    all_is_well(tablet, hq, screen, replica.parent)


@pytest.mark.parametrize("step", ["set_aside", "take_back", "adopt", "unlink"])
def test_a_kill_at_any_step_goes_on_at_the_next_sign_in(
    replica: Path,
    hq: Headquarters,
    boot: Callable[[], Tablet],
    screen: Screen,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
) -> None:
    first_page(replica)
    kill(monkeypatch, step)
    tablet = boot()
    with pytest.raises(Killed):
        tablet.sign_in.sign_in("101", PIN)
    monkeypatch.undo()
    tablet = boot()
    tablet.sign_in.sign_in("101", PIN)
    all_is_well(tablet, hq, screen, replica.parent)


def kill(monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """The app is killed during that step: between the renames, before, or after what was taken over."""

    def die(*_: Any, **__: Any) -> None:
        raise Killed

    if step == "set_aside":
        monkeypatch.setattr(repairing, "_sync", die)
    elif step == "take_back":
        monkeypatch.setattr(repairing, "take_back", die)
    elif step == "adopt":
        monkeypatch.setattr(repairing, "_entries", die)
    else:
        monkeypatch.setattr(Path, "unlink", die)
