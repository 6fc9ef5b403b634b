"""The page that the console begins with: what runs and earned, how visits went, what is to be decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from server.actors import Actor
from server.console import credit_models, experience_models, fleet, maturity_models
from server.console.charts import Course
from server.console.credit_models import CreditRow
from server.console.due_today import SHOWN, Due, due
from server.console.figure_words import COURSES, NOTHING, course_of, money_between, rating, signed_money
from server.console.maturity_models import ModelPanel
from server.console.promotion_board import benefit_of
from server.console.view_models import Kpi, Reach
from server.console.wording import count, plural, window
from server.crediting import service as crediting
from server.devices import service as devices
from server.experience import service as experience
from server.experience.service import Experience
from server.experiments import service as experiments
from server.experiments.service import ExperimentView
from server.insights import service as insights
from server.insights.service import Brief, Earned
from server.insights.verdict import WORTHLESS
from server.promotions import results
from server.promotions import service as promotions
from server.promotions.service import PromotionView
from server.replication.freshness import up_to_date
from shared.credit import WINDOW_DAYS
from shared.money import as_round_text

DAYS: Final = 28
RUNNING_SHOWN: Final = 8
STORES_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class RunningRow:
    """Something that runs: what it gives or tries, until when, whom it reached and what it earned."""

    name: str
    what: str
    days: str
    reached: Reach | None
    met: str
    earned: str
    note: str
    tone: str
    words: str
    endpoint: str
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Overview:
    """The page."""

    kpis: tuple[Kpi, ...]
    due: tuple[Due, ...]
    more_due: int
    running: tuple[RunningRow, ...]
    more_running: int
    course: Course | None
    rating: str
    rating_tone: str
    rating_words: str
    rating_note: str
    credit: tuple[Kpi, ...]
    stores: tuple[CreditRow, ...]
    maturity: tuple[ModelPanel, ...]


def page(session: Session, actor: Actor, now_ms: int) -> Overview:
    """The page for her who looks."""
    offers = promotions.list_promotions(session, now_ms)
    tests = experiments.list_experiments(session, now_ms)
    briefs = insights.briefs(session, now_ms)
    tablets = devices.fleet(session)
    seen = experience.view(session, days=DAYS, now_ms=now_ms)
    credit = crediting.view(session, days=DAYS, window_days=WINDOW_DAYS, now_ms=now_ms, windows=())
    found = due(offers, tests, briefs, tablets, actor, now_ms)
    rows = _running(session, offers, tests, briefs, now_ms)
    whole = seen.whole
    tone, words = COURSES[whole.course]
    return Overview(
        kpis=(
            _running_kpi(offers, tests),
            fleet.kpis(tablets, up_to_date(session, tablets), now_ms)[1],
            _earned_kpi(insights.earned(session, now_ms)),
            _rating_kpi(whole),
        ),
        due=tuple(found[:SHOWN]),
        more_due=max(0, len(found) - SHOWN),
        running=tuple(rows[:RUNNING_SHOWN]),
        more_running=max(0, len(rows) - RUNNING_SHOWN),
        course=experience_models.course(seen) if whole.rated.count else None,
        rating=rating(whole.rated),
        rating_tone=tone,
        rating_words=words,
        rating_note=f"{plural(whole.rated.count, 'visit')} rated, revenue"
        f" {as_round_text(whole.sales.amount_minor)}",
        credit=credit_models.kpis(credit)[:1] + credit_models.kpis(credit)[3:],
        stores=tuple(credit_models.store_row(each) for each in credit.stores[:STORES_SHOWN]),
        maturity=maturity_models.panels(session, now_ms),
    )


def _running_kpi(offers: Sequence[PromotionView], tests: Sequence[ExperimentView]) -> Kpi:
    live, tried = (sum(each.phase == "running" for each in some) for some in (offers, tests))
    coming = sum(each.phase == "scheduled" for some in (offers, tests) for each in some)
    return Kpi(
        "Running now", count(live + tried),
        f"{plural(live, 'promotion')}, {plural(tried, 'experiment')}; {count(coming)} scheduled",
    )  # fmt: skip


def _earned_kpi(earned: Earned) -> Kpi:
    label = "Earned against control"
    if earned.amount is None:
        return Kpi(label, NOTHING, "not enough yet" if earned.untold else "no trial runs")
    return Kpi(
        label, signed_money(earned.amount.value),
        f"{money_between(earned.amount)}, by {plural(earned.trials, 'trial')}",
    )  # fmt: skip


def _rating_kpi(whole: Experience) -> Kpi:
    value = f"{rating(whole.rated)} of 5" if whole.rated.count else NOTHING
    return Kpi("Visit rating", value, experience_models.course_words(whole))


def _running(
    session: Session,
    offers: Sequence[PromotionView],
    tests: Sequence[ExperimentView],
    briefs: Sequence[Brief],
    now_ms: int,
) -> list[RunningRow]:
    told = {each.started.trial.id: each for each in briefs}
    live = [each for each in offers if each.phase == "running"]
    reached = results.reach(session, [each.id for each in live])
    rows = [
        _row(
            each.name, benefit_of(each), window(each.starts_local, each.ends_local, now_ms),
            Reach(reached[each.id].have, reached[each.id].of) if each.id in reached else None,
            plural(each.redemptions, "redemption"), told.get(each.id), "console.promotion",
            {"promotion_id": each.id},
        )
        for each in live
    ]  # fmt: skip
    return rows + [
        _row(
            each.name, "Experiment", window(each.starts_local, each.ends_local, now_ms), None,
            plural(each.exposures, "customer"), told.get(each.id), "console.trial", {"trial_id": each.id},
        )
        for each in tests
        if each.phase == "running"
    ]  # fmt: skip


def _row(
    name: str, what: str, days: str, reached: Reach | None, met: str, brief: Brief | None, endpoint: str,
    values: dict[str, str],
) -> RunningRow:  # fmt: skip
    earned, note, tone, words = _told(brief)
    return RunningRow(name, what, days, reached, met, earned, note, tone, words, endpoint, values)


def _told(brief: Brief | None) -> tuple[str, str, str, str]:
    """What it earned, between what, and a tag that says so only where chance does not explain it.

    Of several arms it is the best one's, whose name stands beside it.
    """
    if brief is None:
        return NOTHING, "", "", "No control"
    found = brief.results
    if found.verdict.kind in WORTHLESS:
        return NOTHING, "", "bad", "Not as planned"
    amounts = [(each.earned, each.arm) for each in found.main if each.metric == "revenue" and each.earned]
    if not amounts:
        return NOTHING, "", "muted", "Not enough yet"
    best, arm = max(amounts, key=lambda each: each[0].value)
    tone, words = COURSES[course_of(best)]
    words = {"Better": "Earned", "Worse": "Lost", "No clear change": "No clear difference"}.get(words, words)
    names = {each.arm.key: each.arm.name for each in found.arms}
    by = f", by “{names[arm]}”" if len(found.main) > 1 else ""
    return signed_money(best.value), f"{money_between(best)}{by}", tone, words
