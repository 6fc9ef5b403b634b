"""Pages on what trials earned, in words and drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from server.console.drawn import CoursePoint, Drawn, ForestRow, Span, Tone, course, forest
from server.console.trial_words import (
    GUARD_TITLES,
    PHASES,
    SEGMENTS,
    figure_of,
    late_words,
    line_of,
    missing_words,
    split_words,
    tone_of,
    what_it_is,
)
from server.console.view_models import Kpi
from server.console.wording import count, day, percent, plural, window
from server.errors import NotFound
from server.insights import service
from server.insights.outcomes import Outcome, is_holding, is_worse
from server.insights.readings import Reading
from server.insights.results import ArmResult, Results, SegmentResult
from server.insights.service import Brief, Earned
from server.insights.verdict import METRIC_WORDS, WORTHLESS, signed
from server.statistics.comparing import Estimate
from shared.clock import from_millis
from shared.money import as_round_text, as_text

MOST_ROWS: Final = 16
"""More rows of a forest plot than this nobody reads; the sheet has all of them."""


@dataclass(frozen=True, slots=True)
class TrialRow:
    """A trial in the list."""

    id: str
    name: str
    what: str
    status: str
    days: str
    customers: int
    uplift: str
    uplift_note: str
    tone: str
    icon: str
    verdict: str


@dataclass(frozen=True, slots=True)
class ArmRow:
    """An arm with its figures, ready to be shown."""

    name: str
    note: str
    customers: str
    share: str
    buyers: str
    redeemed: str
    revenue: str
    change: str
    between: str
    one_look: str


@dataclass(frozen=True, slots=True)
class GuardRow:
    """A guard-rail of an arm beside its control."""

    name: str
    arm: str
    control: str
    treated: str
    change: str
    tone: str
    icon: str
    words: str


@dataclass(frozen=True, slots=True)
class VerdictBox:
    """The verdict with its looks."""

    sentence: str
    tone: str
    icon: str


@dataclass(frozen=True, slots=True)
class TrialPage:
    """A trial's page; charts are None where there is nothing to draw yet.

    `origin` says what is tried: an experiment, a promotion, the holdout.
    """

    id: str
    name: str
    what: str
    status: str
    days: str
    origin: str
    verdict: VerdictBox
    notes: tuple[str, ...]
    late: str
    kpis: tuple[Kpi, ...]
    metric: str
    arms: tuple[ArmRow, ...]
    split: tuple[str, str, str] | None
    guards: tuple[GuardRow, ...]
    kinds: tuple[tuple[str, str], ...]
    kind: str
    segments: Drawn | None
    segments_note: str
    timeline: Drawn | None
    is_sequential: bool


@dataclass(frozen=True, slots=True)
class TrialBoard:
    """The list of trials with headline figures."""

    kpis: tuple[Kpi, ...]
    rows: tuple[TrialRow, ...]


@dataclass(frozen=True, slots=True)
class TrialPanel:
    """What another page says of its trial: the verdict and the arms."""

    id: str
    verdict: VerdictBox
    arms: tuple[ArmRow, ...]
    late: str


def board(session: Session, now_ms: int) -> TrialBoard:
    """All trials, what runs first."""
    briefs = service.briefs(session, now_ms)
    order = {phase: place for place, phase in enumerate(PHASES)}
    rows = sorted(briefs, key=lambda brief: order[brief.results.phase])
    running = sum(each.results.phase == "running" for each in briefs)
    earned = service.earned(session, now_ms)
    decided = sum(each.results.verdict.kind in ("better", "worse", "harm") for each in briefs)
    alarms = sum(each.results.verdict.kind in WORTHLESS for each in briefs)
    return TrialBoard(
        (
            Kpi("Running", count(running), f"of {plural(len(briefs), 'trial')}"),
            Kpi("Earned by them", *_earned_words(earned)),
            Kpi("Decided", count(decided), "better or worse for sure"),
            Kpi("Splits gone wrong", count(alarms), "look at these first" if alarms else "all as planned"),
        ),
        tuple(_row(each, now_ms) for each in rows),
    )


def _earned_words(earned: Earned) -> tuple[str, str]:
    if earned.amount is None:
        return "–", "not enough yet"
    low, high = (_round_money(end) for end in (earned.amount.low, earned.amount.high))
    return _round_money(earned.amount.value), f"between {low} and {high}"


def _round_money(minor: float) -> str:
    return ("+" if minor >= 0 else "−") + as_round_text(abs(round(minor)))


def _row(brief: Brief, now_ms: int) -> TrialRow:
    found = brief.results
    best = _best(found)
    tone, icon = tone_of(found.verdict.kind)
    uplift = best.decisive_uplift if best else None
    return TrialRow(
        id=brief.started.trial.id, name=brief.started.trial.name, what=what_it_is(brief.started),
        status=PHASES[found.phase], days=_days(found, now_ms), customers=found.customers,
        uplift=signed(uplift.value) if uplift else "–",
        uplift_note=f"{signed(uplift.low)} to {signed(uplift.high)}" if uplift else "not enough yet",
        tone=tone, icon=icon, verdict=found.verdict.sentence,
    )  # fmt: skip


def _best(found: Results) -> Outcome | None:
    told = [(each.decisive.value, place) for place, each in enumerate(found.main) if each.decisive]
    return found.main[max(told)[1]] if told else None


def _days(found: Results, now_ms: int) -> str:
    trial = found.started.trial
    if trial.starts_local is None or trial.ends_local is None:
        return "Without an end"
    return window(trial.starts_local, trial.ends_local, now_ms)


def panel(session: Session, trial_id: str, now_ms: int) -> TrialPanel | None:
    """What the page of an experiment or a promotion says of its results; None without a trial."""
    try:
        found = service.results(session, trial_id, now_ms)
    except NotFound:
        return None
    return TrialPanel(trial_id, _box(found), _arms(found), late_words(found.missing, now_ms))


def page(session: Session, trial_id: str, kind: str, now_ms: int) -> TrialPage:
    """The page of one trial, its segments those of that kind; NotFound if there is no such trial."""
    found = service.results(session, trial_id, now_ms)
    readings = service.readings_of(session, trial_id)
    kinds = [
        (key, word) for key, word in SEGMENTS.items() if any(s.segment.kind == key for s in found.segments)
    ]
    chosen = kind if kind in dict(kinds) else kinds[0][0] if kinds else ""
    segments = [each for each in found.segments if each.segment.kind == chosen]
    return TrialPage(
        id=trial_id, name=found.started.trial.name, what=what_it_is(found.started),
        status=PHASES[found.phase], days=_days(found, now_ms), origin=found.started.kind, verdict=_box(found),
        notes=missing_words(found, now_ms), late=late_words(found.missing, now_ms),
        kpis=_kpis(found), metric=METRIC_WORDS[found.metric], arms=_arms(found),
        split=split_words(found.split), guards=tuple(_guard(each, found) for each in found.guards),
        kinds=tuple(kinds), kind=chosen, segments=_forest(found, segments),
        segments_note=_segments_note(found, segments), timeline=_course(found, readings),
        is_sequential=not found.is_final,
    )  # fmt: skip


def _box(found: Results) -> VerdictBox:
    tone, icon = tone_of(found.verdict.kind)
    return VerdictBox(found.verdict.sentence, tone, icon)


def _kpis(found: Results) -> tuple[Kpi, ...]:
    best = _best(found)
    earned = best.earned if best and best.metric == "revenue" else None
    uplift = best.decisive_uplift if best else None
    buyers = sum(each.sums.buyers for each in found.arms)
    return (
        Kpi("Customers", count(found.customers), f"{percent(buyers, found.customers)} bought since"),
        Kpi(
            "Uplift", signed(uplift.value) if uplift else "–",
            f"{signed(uplift.low)} to {signed(uplift.high)}" if uplift else "not enough yet",
        ),
        Kpi(
            "Earned beyond control", _round_money(earned.value) if earned else "–",
            f"{_round_money(earned.low)} to {_round_money(earned.high)}" if earned else "not enough yet",
        ),
        Kpi(
            "Explained beforehand", f"{best.saved * 100:.0f}%" if best else "–",
            "of the spread, by what they spent before",
        ),
    )  # fmt: skip


def _arms(found: Results) -> tuple[ArmRow, ...]:
    return tuple(_arm(each, found) for each in found.arms)


def _arm(row: ArmResult, found: Results) -> ArmRow:
    sums = row.sums
    own = next((each for each in found.main if each.arm == row.arm.key), None)
    change, between, one_look = _change(own)
    return ArmRow(
        name=row.arm.name,
        note="compared with" if row.is_control else "",
        customers=count(sums.customers),
        share=f"{percent(sums.customers, found.customers)}, planned {row.arm.weight / 100:g}%",
        buyers=percent(sums.buyers, sums.customers),
        redeemed=percent(sums.redeemers, sums.customers),
        revenue="–" if row.per_customer is None else as_text(round(row.per_customer)),
        change=change,
        between=between,
        one_look=one_look,
    )


def _change(own: Outcome | None) -> tuple[str, str, str]:
    """The uplift, between what it lies, and between what it lies at one look."""
    if own is None:
        return "–", "", ""
    if own.decisive is None:
        return "–", "not enough yet", ""
    figure = own.decisive_uplift
    if figure is None:
        return line_of(own, own.decisive.value), _ends(own, own.decisive), ""
    at_once = own.uplift_at_one_look
    seen = (
        f"{signed(at_once.low)} to {signed(at_once.high)} at one look" if at_once and not own.is_final else ""
    )
    return signed(figure.value), f"{signed(figure.low)} to {signed(figure.high)}", seen


def _ends(own: Outcome, value: Estimate) -> str:
    return f"{line_of(own, value.low)} to {line_of(own, value.high)}"


def _guard(each: Outcome, found: Results) -> GuardRow:
    broken = is_worse(each)
    told = each.decisive
    tone, icon, words = (
        ("bad", "alert-triangle", "Worse") if broken
        else ("muted", "clock", "Too early") if told is None
        else ("good", "check", "Holds") if is_holding(each)
        else ("muted", "circle-dashed", "No harm seen")
    )  # fmt: skip
    if nothing := _nothing_yet(each, found):
        tone, icon, words = "muted", "circle-dashed", "Nothing yet"
    arm = next(row.arm.name for row in found.arms if row.arm.key == each.arm)
    return GuardRow(
        name=GUARD_TITLES[each.metric], arm=arm, control=figure_of(each, each.control),
        treated=figure_of(each, each.treated),
        change=f"{line_of(each, told.low)} to {line_of(each, told.high)}" if told else nothing or each.why,
        tone=tone, icon=icon, words=words,
    )  # fmt: skip


def _nothing_yet(each: Outcome, found: Results) -> str:
    """What has not happened in any group, so that nothing can have got worse; empty if it has."""
    if each.metric == "returned_share" and not any(row.sums.returned for row in found.arms):
        return "Nothing was brought back in any group."
    if each.metric == "rating" and not any(row.sums.ratings for row in found.arms):
        return "Nobody has rated a visit yet."
    return ""


def _forest(found: Results, segments: Sequence[SegmentResult]) -> Drawn | None:
    if not any(each.outcome.decisive for each in segments):
        return None
    many = len(found.main) > 1
    told = [("All customers", each, _is_sure(each)) for each in found.main]
    told += [(each.name, each.outcome, each.stands_out) for each in segments[: MOST_ROWS - len(told)]]
    names = {row.arm.key: row.arm.name for row in found.arms}
    rows = [
        _forest_row(f"{name} · {names[each.arm]}" if many else name, each, sure=sure)
        for name, each, sure in told
    ]
    return forest(rows, words=f"Uplift by segment. {found.verdict.sentence}", of="Segment", figure="Uplift")


def _is_sure(each: Outcome) -> bool:
    return each.decisive is not None and (each.decisive.is_above_zero or each.decisive.is_below_zero)


def _forest_row(label: str, each: Outcome, *, sure: bool) -> ForestRow:
    uplift, look = each.decisive_uplift, each.uplift_at_one_look
    if uplift is None or look is None:
        return ForestRow(label, None, "not enough yet")
    said = f"{signed(uplift.value)} ({signed(uplift.low)} to {signed(uplift.high)})"
    tone: Tone = ("good" if uplift.value > 0 else "bad") if sure else "open"
    return ForestRow(label, Span(look.value, look.low, look.high, uplift.low, uplift.high), said, tone)


def _segments_note(found: Results, segments: Sequence[SegmentResult]) -> str:
    out = [each for each in segments if each.stands_out]
    asked = sum(each.adjusted_p is not None for each in found.segments)
    left = max(0, len(segments) - MOST_ROWS + len(found.main))
    rest = f" {plural(left, 'smaller segment')} more in the sheet." if left else ""
    if not asked:
        return f"Each group of a segment needs 100 customers before anything is said of it.{rest}"
    sure = f"Coloured only where it is sure with {plural(asked, 'segment')} asked at once"
    lines = "The thin line may be read every day, the thick one at one look."
    return f"{lines} {sure}: {count(len(out))} here.{rest}"


def _course(found: Results, readings: Sequence[Reading]) -> Drawn | None:
    names = {row.arm.key: row.arm.name for row in found.arms}
    points = [
        CoursePoint(
            reading.day, names.get(point.arm, point.arm), point.uplift.value, point.uplift.low,
            point.uplift.high,
            f"{signed(point.uplift.value)} ({signed(point.uplift.low)} to {signed(point.uplift.high)})",
        )
        for reading in readings
        for point in reading.points
        if point.uplift is not None
    ]  # fmt: skip
    if not points:
        return None
    last = readings[-1]
    said = day(from_millis(last.taken_ms), this_year=from_millis(last.taken_ms).year)
    return course(points, words=f"Uplift as it was read, day by day, until {said}.", figure="Uplift")
