"""What needs a decision today: approvals, trials with a verdict, offers running out, silent tablets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from server.actors import Actor
from server.console import fleet
from server.console.wording import DAY_MS, ago, count, percent, plural, until
from server.devices.service import FleetRow
from server.experiments.service import ExperimentView
from server.insights.service import Brief
from server.promotions import permissions
from server.promotions.service import PromotionView
from shared.promotions import ends_ms

SOON_MS: Final = 2 * DAY_MS
"""What ends so soon is worth a look today."""

NEARLY_USED: Final = 0.9
SILENT_MS: Final = DAY_MS
SHOWN: Final = 12


@dataclass(frozen=True, slots=True)
class Due:
    """Something to decide: the more urgent the smaller its `rank`; `endpoint` and `values` say where."""

    rank: int
    icon: str
    tone: str
    words: str
    note: str
    act: str
    endpoint: str
    values: dict[str, str] = field(default_factory=dict)


def due(
    promotions: Iterable[PromotionView],
    experiments: Iterable[ExperimentView],
    briefs: Iterable[Brief],
    tablets: Sequence[FleetRow],
    actor: Actor,
    now_ms: int,
) -> list[Due]:
    """What there is for her who looks, the most urgent first."""
    found: list[Due] = []
    for view in promotions:
        found += _of_promotion(view, actor, now_ms)
    for experiment in experiments:
        found += _of_experiment(experiment, actor, now_ms)
    for brief in briefs:
        found += _of_trial(brief)
    found += _of_tablets(tablets, now_ms)
    return sorted(found, key=lambda each: (each.rank, each.words))


def _of_promotion(view: PromotionView, actor: Actor, now_ms: int) -> Iterator[Due]:
    here = {"promotion_id": view.id}
    if view.phase == "submitted":
        since = f"submitted {ago(view.submitted_ms, now_ms)}"
        yield _waiting(
            view.name, since, "promotion", "console.promotion", here,
            may=actor.role in permissions.ROLES["approve"] and permissions.own_work(view, actor.id) is None,
        )  # fmt: skip
    elif view.phase == "approved":
        note = f"approved {ago(view.approved_ms, now_ms)}; no tablet has it before it is published"
        yield Due(2, "speakerphone", "waiting", f"“{view.name}” is approved, not published", note,
                  "Publish", "console.promotion", here)  # fmt: skip
    elif view.phase == "running":
        yield from _running_out(view, here, now_ms)


def _running_out(view: PromotionView, here: dict[str, str], now_ms: int) -> Iterator[Due]:
    limit = view.total_limit
    if limit and view.redemptions >= NEARLY_USED * limit:
        note = f"{count(view.redemptions)} of {count(limit)} redeemed ({percent(view.redemptions, limit)})"
        yield Due(
            3, "ticket", "warn", f"“{view.name}” is running out", note, "Look", "console.promotion", here
        )
    left = ends_ms(view, "UTC") - now_ms
    if 0 < left <= SOON_MS:
        note = f"{until(now_ms + left, now_ms)}, by the clock of each store"
        yield Due(5, "clock", "muted", f"“{view.name}” ends soon", note, "Look", "console.promotion", here)


def _of_experiment(view: ExperimentView, actor: Actor, now_ms: int) -> Iterator[Due]:
    here = {"experiment_id": view.id}
    if view.phase == "submitted":
        may = actor.role in permissions.ROLES["approve"] and actor.id not in (view.created_by, view.edited_by)
        since = f"submitted {ago(view.submitted_ms, now_ms)}"
        yield _waiting(view.name, since, "experiment", "console.experiment", here, may=may)
    elif view.phase == "approved":
        note = f"approved {ago(view.approved_ms, now_ms)}"
        yield Due(2, "target", "waiting", f"“{view.name}” is approved, not started", note, "Start",
                  "console.experiment", here)  # fmt: skip


def _waiting(name: str, since: str, what: str, endpoint: str, here: dict[str, str], *, may: bool) -> Due:
    if may:
        return Due(1, "clipboard-check", "warn", f"“{name}” waits for your approval", f"{what}, {since}",
                   "Approve", endpoint, here)  # fmt: skip
    return Due(4, "clipboard-check", "muted", f"“{name}” waits for somebody’s approval", f"{what}, {since}",
               "Look", endpoint, here)  # fmt: skip


_VERDICTS: Final = {
    "split": (0, "alert-triangle", "bad", "is not split as planned: do not trust its figures"),
    "harm": (0, "alert-triangle", "bad", "does harm"),
    "better": (2, "circle-check", "good", "has a winner: stop it, or let it run"),
    "worse": (1, "alert-circle", "warn", "does worse than its control"),
}
"""Verdicts that ask for a decision while a trial runs."""


def _of_trial(brief: Brief) -> Iterator[Due]:
    verdict = brief.results.verdict
    if brief.results.phase == "running" and verdict.kind in _VERDICTS:
        rank, icon, tone, words = _VERDICTS[verdict.kind]
        trial = brief.started.trial
        yield Due(rank, icon, tone, f"“{trial.name}” {words}", verdict.sentence, "Look", "console.trial",
                  {"trial_id": trial.id})  # fmt: skip


def _of_tablets(tablets: Sequence[FleetRow], now_ms: int) -> Iterator[Due]:
    silent = [
        row for row in tablets
        if row.status == "active" and not fleet.is_online(row, now_ms)
        and (row.seen_ms is None or now_ms - row.seen_ms >= SILENT_MS)
    ]  # fmt: skip
    if silent:
        holding = [row for row in silent if row.pending]
        unsent = sum(row.pending for row in holding)
        note = (
            f"{plural(unsent, 'thing')} unsent on {plural(len(holding), 'tablet')}"
            if unsent else "no unsent work was told of"
        )  # fmt: skip
        words = f"{plural(len(silent), 'tablet')} not heard of for a day or more"
        yield Due(3, "device-tablet", "warn", words, note, "Look", "console.tablets")
