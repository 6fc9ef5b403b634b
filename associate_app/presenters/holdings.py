"""What this tablet holds, how old it is, and whether it agrees with HQ."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from associate_app.presenters.suggestions import model_day
from associate_app.presenters.trust_views import CheckState, Fact
from associate_app.presenters.wording import as_of_text, moment_text
from associate_app.store.checking import UNDER_WAY
from associate_app.store.desk import Desk
from associate_app.store.holdings import HeldRows, Room, held_rows, room
from associate_app.store.latest import Latest
from associate_app.store.models import Held
from shared.words import _, lazy, locale, number, plural
from sync.device.leases import Leases

MEGABYTE: Final = 1_000_000
LITTLE_ROOM: Final = 500 * MEGABYTE
"""Below it a first load may not fit beside what is there."""

CLOCK_AGREES_MS: Final = 120_000


_CHECKED: Final = {
    "none": lazy("Each update compares a part with HQ; this compares all of it at once."),
    "asked": lazy("It begins as soon as HQ can be reached."),
    "running": lazy("Every record is being compared with HQ. You can go on working."),
    "agreed": lazy("Every record agreed with HQ: {when}."),
    "unhealed": lazy("Some records still differ from HQ: {when}. Check again; tell HQ if it stays so."),
}


class HoldingsPresenter:
    """The part of the sync page that tells of the tablet itself, of the open desk."""

    def __init__(self, desk: Callable[[], Desk], nudge: Callable[[], None]) -> None:
        self._desk = desk
        self._nudge = nudge
        self._rows = Latest[HeldRows]()

    def facts(self) -> tuple[Fact, ...]:
        """What is held and how old it is, how much room is left, and how the clock goes."""
        desk = self._desk()
        with desk.reader.snapshot() as snapshot:
            held = desk.models.of(snapshot)
            key = (desk.enrolment.device_id, snapshot.replica.cursor())
            rows = self._rows.of(key, lambda: held_rows(snapshot))
            space = room(snapshot)
            checkpoint_ms = snapshot.replica.status().checkpoint_ms
            behind_ms = Leases(snapshot.connection).clock_behind_ms()
        now_ms, zone = desk.now_ms(), desk.enrolment.time_zone
        since = as_of_text(checkpoint_ms, now_ms, zone) if checkpoint_ms else ""
        as_of = _("As of {when}").format(when=since) if since else _("Not here yet")
        facts = (
            Fact(_("Customers"), number(rows.customers)),
            Fact(_("Purchases"), number(rows.purchases)),
            Fact(_("Promotions"), as_of),
            Fact(_("Suggestions"), _model(held, now_ms, zone), is_well=not held.passed_over),
            Fact(_("Storage"), _storage(space), is_well=space.free_bytes >= LITTLE_ROOM),
        )
        return (*facts, *_clock(behind_ms))

    def check(self) -> CheckState:
        """How the full comparison with HQ stands."""
        desk = self._desk()
        result = desk.check.result
        when = moment_text(result.at_ms, desk.now_ms(), desk.enrolment.time_zone)
        if result.name == "repaired":
            sentence = plural(
                "{count} record differed and came anew from HQ: {when}.",
                "{count} records differed and came anew from HQ: {when}.",
                result.rows,
                when=when,
            )
        else:
            sentence = _(_CHECKED[result.name]).format(when=when)
        return CheckState(sentence, can_begin=result.name not in UNDER_WAY)

    def check_everything(self) -> CheckState:
        """Every record is compared with HQ's as soon as HQ can be reached."""
        self._desk().check.ask()
        self._nudge()
        return self.check()


def _model(held: Held, now_ms: int, zone: str) -> str:
    if held.model is None:
        return _("Not here yet; they come by themselves")
    day = model_day(held.model.as_of, now_ms, zone)
    if held.passed_over:
        return _("Model of {day}; a newer one came damaged").format(day=day)
    return _("Model of {day}").format(day=day)


def _storage(space: Room) -> str:
    text = _("{used} used, {free} free")
    return text.format(used=_size(space.file_bytes), free=_size(space.free_bytes))


def _size(count: int) -> str:
    megabytes = count / MEGABYTE
    if megabytes >= 1000:
        return _("{number} GB").format(number=locale().decimals(megabytes / 1000, 1))
    return _("{number} MB").format(number=locale().decimals(megabytes, 1 if megabytes < 10 else 0))


def _clock(behind_ms: int | None) -> tuple[Fact, ...]:
    """Nothing while the clock agrees with HQ's; what was recorded carries HQ's time in any case."""
    if behind_ms is None or abs(behind_ms) < CLOCK_AGREES_MS:
        return ()
    minutes = abs(behind_ms) // 60_000
    if minutes < 120:
        much = plural("{count} minute", "{count} minutes", minutes)
    elif minutes < 2 * 24 * 60:
        much = plural("{count} hour", "{count} hours", minutes // 60)
    else:
        much = plural("{count} day", "{count} days", minutes // (24 * 60))
    sentence = _(_SLOW if behind_ms > 0 else _FAST).format(much=much)
    return (Fact(_("Clock"), sentence, is_well=False),)


_SLOW: Final = lazy("{much} slow. Set it right in the tablet's own settings; what you record has HQ's time.")
_FAST: Final = lazy("{much} fast. Set it right in the tablet's own settings; what you record has HQ's time.")
