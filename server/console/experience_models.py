"""The page on how visits were rated, in words and drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from server.console import charts
from server.console.charts import Chart, Course
from server.console.figure_words import COURSES, NOTHING, between, change, course_of, rating, signed
from server.console.view_models import Kpi
from server.console.wording import count, day, percent, plural
from server.experience import service
from server.experience.service import (
    AssociateExperience,
    Experience,
    ExperienceView,
    PromotionExperience,
    Slice,
    StoreExperience,
)
from server.statistics.comparing import Estimate
from shared.clock import from_millis
from shared.money import as_round_text
from shared.visit_ratings import RATINGS, RatingFigures

MARKS: Final = (1, 2, 3, 4, 5)
ROWS_SHOWN: Final = 40
"""Of a table; those with most ratings come first."""

ANSWER_WORDS: Final = ("very bad", "bad", "so-so", "good", "very good")


@dataclass(frozen=True, slots=True)
class Told:
    """A rating beside another time or others: its mean, how many, and what chance allows to say of it."""

    mean: str
    count: str
    share: float
    tone: str
    words: str
    note: str


@dataclass(frozen=True, slots=True)
class ExperienceRow:
    """A line of a table: who or what, how it was rated, and what was sold."""

    name: str
    meta: str
    told: Told
    sales: str
    sales_note: str
    id: str = ""
    other: str = ""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """How often one answer was given."""

    rating: int
    words: str
    count: str
    share: float
    percent: str


@dataclass(frozen=True, slots=True)
class ExperiencePage:
    """The page; charts are None where no visit was rated."""

    days: int
    periods: tuple[tuple[int, str], ...]
    kpis: tuple[Kpi, ...]
    course: Course | None
    sales: Chart | None
    rows: tuple[tuple[str, str, str, str], ...]
    answers: tuple[AnswerRow, ...]
    stores: tuple[ExperienceRow, ...]
    more_stores: int
    associates: tuple[ExperienceRow, ...]
    more_associates: int
    promotions: tuple[ExperienceRow, ...]


def page(session: Session, days: int, now_ms: int) -> ExperiencePage:
    """The page over the last days; another number than those offered is the usual one."""
    chosen = days if days in service.PERIODS else service.USUAL_DAYS
    view = service.view(session, days=chosen, now_ms=now_ms)
    some = view.whole.rated.count > 0
    return ExperiencePage(
        days=chosen,
        periods=tuple((each, plural(each, "day")) for each in service.PERIODS),
        kpis=kpis(view.whole, chosen),
        course=course(view) if some else None,
        sales=_sales(view) if some else None,
        rows=tuple(
            (
                _named(each, view),
                rating(each.rated),
                count(each.rated.count),
                as_round_text(each.sales.amount_minor),
            )
            for each in view.slices
        ),
        answers=_answers(view.whole.rated),
        stores=tuple(_store(each) for each in view.stores[:ROWS_SHOWN]),
        more_stores=max(0, len(view.stores) - ROWS_SHOWN),
        associates=tuple(_associate(each) for each in view.associates[:ROWS_SHOWN]),
        more_associates=max(0, len(view.associates) - ROWS_SHOWN),
        promotions=tuple(_promotion(each) for each in _by_redemptions(view.promotions)[:ROWS_SHOWN]),
    )


def kpis(whole: Experience, days: int) -> tuple[Kpi, ...]:
    """The headline: the mean, good visits, how many were rated, and what was sold meanwhile."""
    rated = whole.rated.count
    before = f"the {plural(days, 'day')} before"
    return (
        Kpi("Visit rating", f"{rating(whole.rated)} of 5" if rated else NOTHING, course_words(whole)),
        Kpi("Good visits", percent(round((whole.good_share or 0) * rated), rated), "rated 4 or 5"),
        Kpi("Visits rated", count(whole.rated.count), f"{count(whole.before.count)} in {before}"),
        Kpi("Revenue", as_round_text(whole.sales.amount_minor),
            f"{change(whole.sales.amount_minor, whole.sales_before.amount_minor)} against {before}"),
    )  # fmt: skip


def course_words(whole: Experience) -> str:
    """Where the rating goes, in words: "+0.12 against before", "no clear change"."""
    if not whole.rated.count:
        return "no visit was rated"
    if whole.change is None:
        return "too few to compare"
    if whole.course == "same":
        return f"no clear change ({between(whole.change)})"
    return f"{whole.course} than before ({between(whole.change)})"


def _named(each: Slice, view: ExperienceView) -> str:
    return day(from_millis(each.from_ms), this_year=from_millis(view.until_ms).year)


def _sentence(each: Slice, view: ExperienceView) -> str:
    rated = f"rated {rating(each.rated)} by {count(each.rated.count)}" if each.rated.count else "nobody rated"
    return f"From {_named(each, view)}: {rated}, sold {as_round_text(each.sales.amount_minor)}"


def course(view: ExperienceView) -> Course:
    """How the rating went, drawn."""
    said = (
        f"Mean visit rating over {plural(view.days, 'day')}, from 1 to 5:"
        f" {rating(view.whole.rated)} from {plural(view.whole.rated.count, 'visit')}."
    )
    return charts.course_of(
        [each.rated.average for each in view.slices],
        [_named(each, view) for each in view.slices],
        [_sentence(each, view) for each in view.slices],
        said, MARKS, charts.HALF,
    )  # fmt: skip


def _sales(view: ExperienceView) -> Chart:
    dollars = [max(0, round(each.sales.amount_minor / 100)) for each in view.slices]
    said = f"Revenue over {plural(view.days, 'day')}: {as_round_text(view.whole.sales.amount_minor)}."
    return charts.columns_of(
        dollars, [_named(each, view) for each in view.slices],
        [_sentence(each, view) for each in view.slices], said, charts.HALF,
    )  # fmt: skip


def _answers(rated: RatingFigures) -> tuple[AnswerRow, ...]:
    rows = zip(RATINGS, ANSWER_WORDS, rated.counts, strict=True)
    return tuple(
        AnswerRow(
            value, words, count(many), many / rated.count if rated.count else 0.0, percent(many, rated.count)
        )
        for value, words, many in reversed(list(rows))
    )


def _told(rated: RatingFigures, compared: Estimate | None, better: str = "", worse: str = "") -> Told:
    """A rating with a tag that says better or worse only where chance does not explain it."""
    if not rated.count:
        return Told(NOTHING, "none rated", 0.0, "", "", "")
    course = course_of(compared)
    tone, words = COURSES[course]
    words = {"better": better or words, "worse": worse or words}.get(course, words)
    note = "" if compared is None else f"{signed(compared.value)} ({between(compared)})"
    share = ((rated.average or 1) - 1) / 4
    return Told(rating(rated), plural(rated.count, "visit"), share, tone, words, note)


def _store(each: StoreExperience) -> ExperienceRow:
    figures = each.figures
    return ExperienceRow(
        each.name, f"Store {each.store_id}", _told(figures.rated, figures.change),
        as_round_text(figures.sales.amount_minor),
        f"{change(figures.sales.amount_minor, figures.sales_before.amount_minor)} against before",
    )  # fmt: skip


def _associate(each: AssociateExperience) -> ExperienceRow:
    return ExperienceRow(
        each.name or "Nobody noted",
        each.store_name,
        _told(each.rated, each.change),
        "",
        "",
        id=each.associate_id,
    )


def _by_redemptions(found: tuple[PromotionExperience, ...]) -> list[PromotionExperience]:
    return sorted(found, key=lambda each: (-each.redemptions, each.name, each.promotion_id))


def _promotion(each: PromotionExperience) -> ExperienceRow:
    return ExperienceRow(
        each.name, plural(each.redemptions, "redemption"),
        _told(each.rated, each.difference, "Better than others", "Worse than others"),
        as_round_text(each.sales.amount_minor), f"in {plural(each.sales.purchases, 'purchase')}",
        id=each.promotion_id, other=rating(each.others),
    )  # fmt: skip
