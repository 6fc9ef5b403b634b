"""The page on sales credit, in words: by window, against control, by store and associate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from server.console.figure_words import COURSES, NOTHING, course_of, money_between, signed_money
from server.console.view_models import Kpi
from server.console.wording import count, percent, plural
from server.crediting import service
from server.crediting.controls import FEWEST, Against
from server.crediting.service import AssociateCredit, CreditView, StoreCredit
from shared.credit import WINDOW_DAYS
from shared.money import as_round_text, as_text

ROWS_SHOWN: Final = 40


@dataclass(frozen=True, slots=True)
class Earned:
    """What was earned against control: its words, and between what it lies."""

    value: str
    tone: str
    words: str
    note: str


@dataclass(frozen=True, slots=True)
class WindowRow:
    """What counts if a touch counts for so many days; `share` is that of the longest window."""

    words: str
    is_chosen: bool
    is_tablets: bool
    purchases: str
    amount: str
    share: float
    earned: Earned


@dataclass(frozen=True, slots=True)
class TrialRow:
    """What one trial earned in the window."""

    name: str
    treated: str
    control: str
    each: str
    earned: Earned


@dataclass(frozen=True, slots=True)
class CreditRow:
    """A store or an associate."""

    name: str
    meta: str
    customers: str
    purchases: str
    amount: str
    share: float
    of: str
    earned: Earned


@dataclass(frozen=True, slots=True)
class CreditPage:
    """The page."""

    days: int
    window: int
    periods: tuple[tuple[int, str], ...]
    window_choices: tuple[tuple[int, str], ...]
    kpis: tuple[Kpi, ...]
    windows: tuple[WindowRow, ...]
    trials: tuple[TrialRow, ...]
    stores: tuple[CreditRow, ...]
    associates: tuple[CreditRow, ...]
    more_associates: int
    more_stores: int


def page(session: Session, days: int, window: int, now_ms: int) -> CreditPage:
    """The page over the last days, a touch counting for that window; what is not offered is the usual."""
    days = days if days in service.PERIODS else service.USUAL_DAYS
    window = window if window in service.WINDOWS else WINDOW_DAYS
    view = service.view(session, days=days, window_days=window, now_ms=now_ms)
    most = max((each.amount_minor for each in view.windows), default=0)
    return CreditPage(
        days=days,
        window=window,
        periods=tuple((each, plural(each, "day")) for each in service.PERIODS),
        window_choices=tuple((each, plural(each, "day")) for each in service.WINDOWS),
        kpis=kpis(view),
        windows=tuple(
            WindowRow(
                plural(each.days, "day"), each.days == window, each.days == WINDOW_DAYS,
                count(each.purchases), as_round_text(each.amount_minor),
                each.amount_minor / most if most else 0.0, earned(each.against),
            )
            for each in view.windows
        ),
        trials=tuple(_trial(each.name, each.against) for each in view.trials),
        stores=tuple(store_row(each) for each in view.stores[:ROWS_SHOWN]),
        associates=tuple(_associate(each, view) for each in view.associates[:ROWS_SHOWN]),
        more_associates=max(0, len(view.associates) - ROWS_SHOWN),
        more_stores=max(0, len(view.stores) - ROWS_SHOWN),
    )  # fmt: skip


def kpis(view: CreditView) -> tuple[Kpi, ...]:
    """The headline: what is credited, to how many purchases, and what was really earned."""
    share = percent(view.amount_minor, view.sold_minor)
    against = earned(view.against)
    return (
        Kpi("Credited sales", as_round_text(view.amount_minor), f"{share} of all that was sold"),
        Kpi("Purchases credited", count(view.purchases), f"in {plural(view.days, 'day')}"),
        Kpi("Customers in touch", count(view.customers), "contacted, given an offer, served"),
        Kpi(f"Earned in {plural(view.window_days, 'day')}", against.value, against.note or "not enough yet"),
    )


def earned(against: Against) -> Earned:
    """What was earned in all, in words; a dash where there are too few customers."""
    if against.earned is None:
        met = f"{count(against.treated)} treated, {count(against.control)} in control"
        note = met if against.treated + against.control else ""
        few = min(against.treated, against.control) < FEWEST
        return Earned(NOTHING, "muted", "Not enough yet" if few else "All spent the same", note)
    tone, words = COURSES[course_of(against.earned)]
    words = {"Better": "Earned", "Worse": "Lost", "No clear change": "No clear difference"}.get(words, words)
    return Earned(signed_money(against.earned.value), tone, words, money_between(against.earned))


def _trial(name: str, against: Against) -> TrialRow:
    each = against.difference
    words = NOTHING if each is None else f"{'−' if each.value < 0 else '+'}{as_text(round(abs(each.value)))}"
    return TrialRow(name, count(against.treated), count(against.control), words, earned(against))


def store_row(each: StoreCredit) -> CreditRow:
    """A store."""
    share = each.amount_minor / each.sold_minor if each.sold_minor > 0 else 0.0
    return CreditRow(
        each.name, f"Store {each.store_id}", count(each.customers), count(each.purchases),
        as_round_text(each.amount_minor), min(1.0, share), percent(each.amount_minor, each.sold_minor),
        earned(each.against),
    )  # fmt: skip


def _associate(each: AssociateCredit, view: CreditView) -> CreditRow:
    share = each.amount_minor / view.amount_minor if view.amount_minor > 0 else 0.0
    return CreditRow(
        each.name or "Not known any more", each.store_name, count(each.customers), count(each.purchases),
        as_round_text(each.amount_minor), share, percent(each.amount_minor, view.amount_minor),
        earned(each.against),
    )  # fmt: skip
