"""Sales credit of stores and associates over a time, by window, and what was earned against control."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from server.catalogue import service as catalogue
from server.crediting import controls, counting
from server.crediting.controls import Against, Spent
from server.crediting.counting import Credited
from server.experiments import service as experiments
from server.experiments.started import started
from server.staff import service as staff
from shared.clock import DAY_MS
from shared.credit import WINDOW_DAYS
from shared.experiments import EVERYTHING

PERIODS: Final = (7, 28, 91)
USUAL_DAYS: Final = 28
WINDOWS: Final = (1, WINDOW_DAYS, 14, 28)
"""Days for which a touch can count; tablets use the second."""

Touched = Mapping[tuple[str | None, str | None], int]

_NOBODY: Final = Against(0, 0)


@dataclass(frozen=True, slots=True)
class ByWindow:
    """What counts if a touch counts for so many days."""

    days: int
    purchases: int
    amount_minor: int
    against: Against


@dataclass(frozen=True, slots=True)
class OfTrial:
    """What one trial earned in the window."""

    trial_id: str
    name: str
    against: Against


@dataclass(frozen=True, slots=True)
class StoreCredit:
    """One store; `sold_minor` is what it sold in all."""

    store_id: str
    name: str
    customers: int
    purchases: int
    amount_minor: int
    sold_minor: int
    against: Against


@dataclass(frozen=True, slots=True)
class AssociateCredit:
    """One associate in one store; `name` is empty for one who is not known here any more."""

    associate_id: str
    name: str
    store_id: str
    store_name: str
    customers: int
    purchases: int
    amount_minor: int
    against: Against


@dataclass(frozen=True, slots=True)
class CreditView:
    """Sales credit over a time; most first. `everything` is the trial of those to whom nothing is offered."""

    since_ms: int
    until_ms: int
    days: int
    window_days: int
    customers: int
    purchases: int
    amount_minor: int
    sold_minor: int
    against: Against
    everything: Against
    windows: tuple[ByWindow, ...]
    trials: tuple[OfTrial, ...]
    stores: tuple[StoreCredit, ...]
    associates: tuple[AssociateCredit, ...]


def view(
    session: Session, *, days: int, window_days: int, now_ms: int, windows: Sequence[int] = WINDOWS
) -> CreditView:
    """The last `days` days, a touch counting for `window_days`; `windows` are set beside each other."""
    since_ms = now_ms - days * DAY_MS
    trials = experiments.trials(session)
    spent = controls.spent(session, since_ms, now_ms, window_days)
    alarmed = controls.alarmed(spent, (each.trial for each in started(session) if each.changed_ms is None))
    names = {each.id: each.name for each in trials}
    control = {each.id: each.control for each in trials if each.id not in alarmed}
    found = counting.credited(session, since_ms, now_ms, window_days)
    touched = counting.in_touch(session, since_ms, now_ms)
    sold = counting.sold(session, since_ms, now_ms)
    alone = {key: value for key, value in control.items() if key != EVERYTHING}
    arms = controls.by_trial(spent, control)
    return CreditView(
        since_ms=since_ms,
        until_ms=now_ms,
        days=days,
        window_days=window_days,
        customers=touched.get((None, None), 0),
        purchases=sum(each.purchases for each in found),
        amount_minor=sum(each.amount_minor for each in found),
        sold_minor=sum(sold.values()),
        against=controls.against({key: pair for key, pair in arms.items() if key != EVERYTHING}),
        everything=controls.against({key: pair for key, pair in arms.items() if key == EVERYTHING}),
        windows=tuple(_by_window(session, each, since_ms, now_ms, alone) for each in windows),
        trials=tuple(OfTrial(key, names[key], controls.against({key: pair})) for key, pair in arms.items()),
        stores=_stores(
            session, found, touched, sold, controls.grouped(spent, alone, lambda each: each.store_id)
        ),
        associates=_associates(session, found, touched, spent, alone),
    )


def _by_window(
    session: Session, days: int, since_ms: int, until_ms: int, control: dict[str, str]
) -> ByWindow:
    found = counting.credited(session, since_ms, until_ms, days)
    arms = controls.by_trial(controls.spent(session, since_ms, until_ms, days), control)
    return ByWindow(
        days, sum(each.purchases for each in found), sum(each.amount_minor for each in found),
        controls.against(arms),
    )  # fmt: skip


def _stores(
    session: Session,
    found: Iterable[Credited],
    touched: Touched,
    sold: dict[str, int],
    against: dict[str, Against],
) -> tuple[StoreCredit, ...]:
    purchases, amounts = Counter[str](), Counter[str]()
    for each in found:
        purchases[each.store_id] += each.purchases
        amounts[each.store_id] += each.amount_minor
    rows = [
        StoreCredit(
            store.id, store.name, touched.get((store.id, None), 0), purchases[store.id], amounts[store.id],
            sold.get(store.id, 0), against.get(store.id, _NOBODY),
        )
        for store in catalogue.stores(session)
        if store.id in amounts or (store.id, None) in touched or store.id in against
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda each: (-each.amount_minor, each.name, each.store_id)))


def _associates(
    session: Session,
    found: Iterable[Credited],
    touched: Touched,
    spent: Iterable[Spent],
    control: dict[str, str],
) -> tuple[AssociateCredit, ...]:
    names = staff.associate_names(session)
    stores = {store.id: store.name for store in catalogue.stores(session)}
    against = controls.grouped(spent, control, lambda each: each.associate_id)
    credit = {(each.store_id, each.associate_id): each for each in found}
    rows = []
    known = {(store, associate) for store, associate in touched if store and associate}
    for key in credit.keys() | known:
        store_id, associate_id = key
        hers = credit.get(key, Credited(*key, 0, 0))
        rows.append(
            AssociateCredit(
                associate_id, names.get(associate_id, ""), store_id, stores[store_id], touched.get(key, 0),
                hers.purchases, hers.amount_minor, against.get(associate_id, _NOBODY),
            )
        )  # fmt: skip
    return tuple(
        sorted(rows, key=lambda each: (-each.amount_minor, each.name, each.associate_id, each.store_id))
    )
