"""The rows of the store's page: who did what, how visits were rated, what was sold day by day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from associate_app.presenters.rating_views import RATING_WORDS
from associate_app.presenters.team_figures import amount, average
from associate_app.presenters.team_views import Answer, DaySales, TeamRow
from associate_app.presenters.team_work import Work
from associate_app.presenters.wording import day_text, hue, initials
from associate_app.store.team import ANSWERS, NOTES, Colleague
from shared.clock import local_date
from shared.credit import CONTACT, HAND_OVER, REDEMPTION, Credit
from shared.visit_ratings import RatingFigures
from shared.words import _, number, plural


def team_rows(work: Work, people: Iterable[Colleague]) -> tuple[TeamRow, ...]:
    """One row for each who works here or did something, who earned most first."""
    found = [(each, work.of(each.id)) for each in people]
    rows = [(own.earned_minor, _row(person, own), person.is_active) for person, own in found]
    shown = [
        (earned, row) for earned, row, is_active in rows if is_active or row.did or row.credited or row.rating
    ]
    shown.sort(key=lambda each: (-each[0], each[1].name))
    return tuple(row for _earned, row in shown)


def _row(person: Colleague, own: Work) -> TeamRow:
    rated, bought = own.rated, len(own.credits)
    return TeamRow(
        associate_id=person.id,
        name=person.name,
        initials=initials(*person.name.split()),
        hue=hue(sum(person.id.encode())),
        did=_did(person.id, own),
        credited=amount(own.earned_minor) if bought else "",
        purchases=plural("{count} purchase", "{count} purchases", bought) if bought else "",
        rating=plural(
            "Rated {rating} in {count} visit", "Rated {rating} in {count} visits", rated.count,
            rating=average(rated),
        ) if rated.count else "",
    )  # fmt: skip


def _did(associate_id: str, own: Work) -> str:
    touched = Counter(each.kind for each in own.touches)
    contacts, given, handed = touched[CONTACT], touched[REDEMPTION], touched[HAND_OVER]
    notes, answers = (own.counts[name][associate_id] for name in (NOTES, ANSWERS))
    parts = (
        plural("{count} contact", "{count} contacts", contacts) if contacts else "",
        plural("{count} note", "{count} notes", notes) if notes else "",
        plural("{count} answer", "{count} answers", answers) if answers else "",
        plural("{count} offer given", "{count} offers given", given) if given else "",
        plural("{count} basket handed over", "{count} baskets handed over", handed) if handed else "",
    )
    return " · ".join(filter(None, parts))


def answers(rated: RatingFigures) -> tuple[Answer, ...]:
    """How often each of the five was given, the best first."""
    most = max(rated.counts) or 1
    return tuple(
        Answer(_(word.name), word.icon, number(count), count / most)
        for word, count in reversed(list(zip(RATING_WORDS, rated.counts, strict=True)))
    )


def sales(counted: Sequence[Credit], first: date, days: int, zone: str) -> tuple[DaySales, ...]:
    """What counts for somebody, day by day; nothing for a single day, or if nothing was bought."""
    if days == 1 or not counted:
        return ()
    totals, last = _by_day(counted, zone), first + timedelta(days=days - 1)
    most = max(totals.values())
    on = [first + timedelta(days=after) for after in range(days)]
    return tuple(
        DaySales(day_text(day, last) if day in (first, last) else "", totals[day] / most) for day in on
    )


def best_day(counted: Sequence[Credit], today: date, zone: str) -> str:
    """On which day most was sold, and how much; nothing if nothing was."""
    if not counted:
        return ""
    day, total = max(_by_day(counted, zone).items(), key=lambda each: (each[1], each[0]))
    return _("Best day: {day}, {amount}").format(day=day_text(day, today), amount=amount(total))


def _by_day(counted: Iterable[Credit], zone: str) -> Counter[date]:
    totals: Counter[date] = Counter()
    for each in counted:
        totals[local_date(each.at_ms, zone)] += each.total_minor
    return totals
