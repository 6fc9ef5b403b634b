"""Figures of a time beside those of the time before it, in words."""

from __future__ import annotations

from associate_app.presenters.view_models import Tone
from shared.money import as_round_text, as_text
from shared.visit_ratings import RatingFigures
from shared.words import _, locale, plural

Delta = tuple[str, str, Tone]

CENTS_BELOW = 100_00
LEAST_CHANGE = 0.05
"""Of an average with one place: less is not seen."""


def amount(minor: int) -> str:
    """Money in a headline: "$12,480", "$31.80"."""
    return as_round_text(minor) if abs(minor) >= CENTS_BELOW else as_text(minor)


def average(rated: RatingFigures) -> str:
    """The mean with one place: "4.6"; a dash where nothing was rated."""
    return "–" if rated.average is None else locale().decimals(rated.average, 1)


def more_or_fewer(difference: int) -> Delta:
    """How many more than in as many days before."""
    if difference == 0:
        return _("As before"), "trending-neutral", "muted"
    if difference > 0:
        return (
            plural("{count} more than before", "{count} more than before", difference),
            "trending-up",
            "good",
        )
    return (
        plural("{count} fewer than before", "{count} fewer than before", -difference),
        "trending-down",
        "bad",
    )


def percent(now: int, before: int) -> Delta:
    """By how much more than in as many days before."""
    if before <= 0:
        return _("Nothing to compare with"), "trending-neutral", "muted"
    change = round((now - before) / before * 100)
    if change == 0:
        return _("As before"), "trending-neutral", "muted"
    size = locale().percentage(abs(change))
    if change > 0:
        return _("{percent} more than before").format(percent=size), "trending-up", "good"
    return _("{percent} less than before").format(percent=size), "trending-down", "bad"


def rating_delta(now: RatingFigures, before: RatingFigures) -> Delta:
    """How the mean has moved since as many days before."""
    if now.average is None or before.average is None:
        return _("Nothing to compare with"), "trending-neutral", "muted"
    change = now.average - before.average
    if abs(change) < LEAST_CHANGE:
        return _("As before"), "trending-neutral", "muted"
    size = locale().decimals(abs(change), 1)
    if change > 0:
        return _("{points} better than before").format(points=size), "trending-up", "good"
    return _("{points} worse than before").format(points=size), "trending-down", "bad"


def rating_line(whose: str, now: RatingFigures, before: RatingFigures) -> str:
    """Whose visits were rated how, and how that has moved: "The store: 4.6 in 38 visits. As before"."""
    if not now.count:
        return _("{whose}: no visit rated yet").format(whose=whose)
    return plural(
        "{whose}: {rating} in {count} visit. {change}",
        "{whose}: {rating} in {count} visits. {change}",
        now.count, whose=whose, rating=average(now), change=rating_delta(now, before)[0],
    )  # fmt: skip
