"""The fleet as the console shows it: which tablets are there, online, and up to date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from server.catalogue import service as catalogue
from server.console.view_models import Ask, Board, Fact, Kpi, TabletRow
from server.console.wording import MINUTE_MS, ago, count, day, percent, plural
from server.devices import service as devices
from server.devices.service import FleetRow
from server.errors import NotFound
from server.promotions import arrivals
from server.promotions.arrivals import Arrival
from server.promotions.receiving import reads_terms
from server.replication.freshness import up_to_date
from server.replication.lag import Lag, lags
from shared.clock import from_millis
from sync.protocol import PROTOCOL_VERSION

ONLINE_MS = 2 * MINUTE_MS
"""A connected tablet is heard of far more often than this."""

TABLETS_SHOWN = 300
"""A page that asks for itself every few seconds must stay small; the search finds the rest."""


def is_online(row: FleetRow, now_ms: int) -> bool:
    """True if the tablet was heard of a moment ago."""
    return row.status == "active" and was_heard_of(row.seen_ms, now_ms)


def was_heard_of(seen_ms: int | None, now_ms: int) -> bool:
    """True if that is a moment ago."""
    return seen_ms is not None and now_ms - seen_ms <= ONLINE_MS


def active(session: Session) -> list[FleetRow]:
    """Every tablet that may hold anything."""
    return [row for row in devices.fleet(session) if row.status == "active"]


def kpis(rows: Iterable[FleetRow], fresh: Mapping[str, bool], now_ms: int) -> tuple[Kpi, Kpi]:
    """How many of the active tablets are online, and how many have everything."""
    tablets = [row for row in rows if row.status == "active"]
    online = sum(is_online(row, now_ms) for row in tablets)
    current = sum(fresh.get(row.id, False) for row in tablets)
    return _share("Tablets online", online, len(tablets)), _share("Tablets up to date", current, len(tablets))


def _share(label: str, have: int, of: int) -> Kpi:
    meta = f"of {count(of)} · {percent(have, of)}" if of else "none enrolled yet"
    return Kpi(label, count(have), meta)


def board(session: Session, query: str, now_ms: int) -> Board:
    """The Tablets page; `query` narrows the table, not the figures."""
    rows = devices.fleet(session)
    fresh = up_to_date(session, rows)
    tablets = [row for row in rows if row.status == "active"]
    stores = {row.store_id for row in tablets}
    waiting = sum(row.pending for row in tablets)
    holding = sum(row.pending > 0 for row in tablets)
    figures = (
        *kpis(rows, fresh, now_ms),
        Kpi("Stores with a tablet", count(len(stores)), f"of {count(len(catalogue.stores(session)))}"),
        Kpi(
            "Waiting to be sent", count(waiting), f"on {plural(holding, 'tablet')}" if waiting else "all sent"
        ),
    )
    wanted = query.strip().casefold()
    shown = [row for row in rows if wanted in f"{row.store_name} {row.store_id} {row.name}".casefold()]
    shown.sort(key=lambda row: (row.status != "active", row.store_name, row.name, row.id))
    behind, shown_now = lags(session), shown[:TABLETS_SHOWN]
    last = arrivals.last_promotions(session, [row for row in shown_now if row.status in devices.HOLDING])
    listed = [
        _tablet(row, fresh.get(row.id, False), behind.get(row.id), last.get(row.id), now_ms)
        for row in shown_now
    ]
    return Board(figures, listed, query, more=max(0, len(shown) - TABLETS_SHOWN))


def _tablet(row: FleetRow, fresh: bool, lag: Lag | None, last: Arrival | None, now_ms: int) -> TabletRow:
    status, tone = _status(row, now_ms)
    freshness, freshness_tone = _freshness(row, fresh, now_ms)
    return TabletRow(
        id=row.id,
        name=row.name,
        store=row.store_name,
        store_number=f"Store {row.store_id}",
        status=status,
        status_tone=tone,
        status_note=_note(row, now_ms),
        freshness=freshness,
        freshness_tone=freshness_tone,
        behind=_behind(row, lag),
        repaired=_repaired(row),
        model=_model(row, now_ms),
        seen=ago(row.seen_ms, now_ms),
        pending=row.pending,
        version=row.app_version,
        version_note=_version_note(row),
        promotion=last.name if last else "",
        promotion_id=last.promotion_id if last else "",
        promotion_note=_arrived(last, now_ms) if last else "",
        report=f"Report, {ago(row.report_ms, now_ms)}" if row.report_ms else "",
        may_retire=row.status == "active",
        may_revoke=row.status in devices.HOLDING,
    )


def _arrived(last: Arrival, now_ms: int) -> str:
    """Since when the tablet's last promotion has been on its way, and how many it still waits for."""
    sent = f"{'Stopped' if last.is_stop else 'Published'} {ago(last.at_ms, now_ms)}"
    return f"{sent}; waits for {count(last.waiting)} more" if last.waiting else sent


_LEFT = {"retiring": ("Retiring", "warn"), "retired": ("Retired", "muted"), "revoked": ("Revoked", "bad")}


def _status(row: FleetRow, now_ms: int) -> tuple[str, str]:
    if row.status in _LEFT:
        return _LEFT[row.status]
    return ("Online", "good") if is_online(row, now_ms) else ("Offline", "muted")


def _note(row: FleetRow, now_ms: int) -> str:
    """What is known of a tablet that leaves or has left: whether its keys are gone, what it left behind."""
    if row.status == "active":
        return ""
    if row.wiped_ms is None:
        since = ago(row.ordered_ms, now_ms)
        return f"Asked {since}" if row.status == "retiring" else f"Revoked {since}, not heard of since"
    wiped = f"Keys destroyed {ago(row.wiped_ms, now_ms)}"
    if row.wipe_reason == "silent":
        wiped = f"Too long silent. {wiped}"
    if row.rescued_ms is not None:
        return f"{wiped}; its unsent work is taken in"
    if row.left_unsent is None:
        return f"{wiped}; unsent work unknown"
    return f"{wiped}; {count(row.left_unsent)} unsent, sealed on it" if row.left_unsent else wiped


def _freshness(row: FleetRow, fresh: bool, now_ms: int) -> tuple[str, str | None]:
    if row.status != "active":
        return "", None
    if row.acknowledged_ms is None:
        return "First load not finished", "warn"
    if fresh:
        return "Up to date", "good"
    return f"As of {ago(row.acknowledged_ms, now_ms)}", "warn"


def _behind(row: FleetRow, lag: Lag | None) -> str:
    """How much the tablet does not have yet."""
    if row.status not in devices.HOLDING or row.acknowledged_ms is None:
        return ""
    if lag is None:
        return "Loads everything again"
    if not lag.changes:
        return ""
    return f"{'At least ' if lag.is_least else ''}{plural(lag.changes, 'change')} behind"


def _repaired(row: FleetRow) -> str:
    """What checking its copy against ours has found; nothing should ever be."""
    parts = []
    if row.repaired_slices:
        parts.append(f"{plural(row.repaired_rows, 'row')} repaired")
    if row.unhealed_slices:
        parts.append(f"{plural(row.unhealed_slices, 'part')} not repaired")
    return ", ".join(parts)


def _model(row: FleetRow, now_ms: int) -> str:
    """By which model it suggests, and whether a newer one came damaged; nothing before it has said so."""
    if row.status not in devices.HOLDING or (row.model_as_of is None and row.model_damaged is None):
        return ""
    used = f"Model of {_day(row.model_as_of, now_ms)}" if row.model_as_of else "No model"
    return f"{used}: that of {_day(row.model_damaged, now_ms)} is damaged" if row.model_damaged else used


def _day(iso: str, now_ms: int) -> str:
    return day(datetime.fromisoformat(iso), this_year=from_millis(now_ms).year)


def _version_note(row: FleetRow) -> str:
    if row.status not in devices.HOLDING:
        return ""
    if row.protocol is not None and row.protocol < PROTOCOL_VERSION:
        return "Update the app: its copy is not checked"
    return "" if reads_terms(row.app_version) else "Update the app: it reads only simple promotions"


def tablet(session: Session, device_id: str) -> FleetRow:
    """That tablet; NotFound if it is not there or may hold nothing any more."""
    for row in devices.fleet(session):
        if row.id == device_id and row.status in devices.HOLDING:
            return row
    raise NotFound("This tablet is not enrolled any more.")


def ask_retire(row: FleetRow, url: str) -> Ask:
    """What retiring the tablet will do."""
    facts = [
        Fact(
            "send", "It first sends everything that is recorded on it, then destroys its keys and its data."
        ),
        Fact("lock", "If it is locked and holds unsent work, somebody signs in on it once more."),
        Fact("receipt", "Its receipt shows here. If the tablet was stolen, revoke it instead."),
    ]
    return Ask(name=row.name, store=row.store_name, facts=facts, url=url)


def ask_revoke(row: FleetRow, url: str) -> Ask:
    """What revoking the tablet will do."""
    facts = [
        Fact("ban", "From now on it is sent nothing and nothing it sends is taken."),
        Fact(
            "lock",
            "At its next contact it destroys its keys, then its data. Without one no PIN opens it "
            "when its share has run out.",
        ),
    ]
    if row.pending:
        words = (
            f"It still has {plural(row.pending, 'thing')} to send: sealed for HQ in a file that stays on it."
        )
        facts.append(Fact("alert-triangle", words, warn=True))
    return Ask(name=row.name, store=row.store_name, facts=facts, url=url)
