"""The store's page: who did what, what came of it; managers see the team, everybody else herself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from associate_app.presenters import asides
from associate_app.presenters.team_figures import (
    amount,
    average,
    more_or_fewer,
    percent,
    rating_delta,
    rating_line,
)
from associate_app.presenters.team_rows import answers, best_day, sales, team_rows
from associate_app.presenters.team_views import TeamView
from associate_app.presenters.team_work import Work, work_of
from associate_app.presenters.view_models import Kpi
from associate_app.store import team
from associate_app.store.desk import Desk
from shared.clock import local_date
from shared.credit import WINDOW_DAYS
from shared.operation_people import MANAGER
from shared.words import _, lazy, number, plural

PERIODS: Final = (1, 7, 28)
"""Days that can be chosen, today among them."""

NOTHING: Final = lazy("Contacts, notes, offers given and ratings of visits appear here by themselves.")


class TeamPresenter:
    """The work of the open desk's store."""

    def __init__(self, desk: Callable[[], Desk]) -> None:
        self._desk = desk

    def view(self, days: int) -> TeamView:
        """The last `days` days on the store's calendar, today among them."""
        desk = self._desk()
        zone, me = desk.enrolment.time_zone, desk.associate
        with desk.reader.snapshot() as snapshot:
            store, store_before = work_of(desk, snapshot, days)
            people = team.colleagues(snapshot)
            waiting = asides.in_store(desk, snapshot)
        sees_all = me.role == MANAGER
        mine, mine_before = store.of(me.id), store_before.of(me.id)
        shown, before = (store, store_before) if sees_all else (mine, mine_before)
        rows = team_rows(shown, (each for each in people if sees_all or each.id == me.id))
        first, today = (local_date(at_ms, zone) for at_ms in (store.span.begin_ms, desk.now_ms()))
        is_empty = not store.rated.count and not any(row.did or row.credited for row in rows)
        return TeamView(
            days=days,
            whose=_("The whole team") if sees_all else _("Your own work; a manager sees the whole team"),
            kpis=_kpis(shown, before),
            team=rows,
            window=_window(),
            came=_came(shown),
            answers=answers(store.rated),
            ratings=(
                rating_line(_("The store"), store.rated, store_before.rated),
                rating_line(_("You"), mine.rated, mine_before.rated),
            ),
            sales=sales(shown.credits, first, days, zone),
            best=best_day(shown.credits, today, zone) if days > 1 else "",
            nothing=_(NOTHING) if is_empty else "",
            waiting=waiting,
        )


def _kpis(now: Work, before: Work) -> tuple[Kpi, ...]:
    contacts, bought = len(now.contacts), len(now.credits)
    rated = now.rated
    return (
        Kpi(_("Contacts"), number(contacts), *more_or_fewer(contacts - len(before.contacts))),
        Kpi(_("Purchases after it"), number(bought), *more_or_fewer(bought - len(before.credits))),
        Kpi(_("Sales credit"), amount(now.earned_minor), *percent(now.earned_minor, before.earned_minor)),
        Kpi(_("Visit rating"), average(rated), *rating_delta(rated, before.rated)),
    )


def _window() -> str:
    return plural(
        "A purchase counts once: for who last contacted her, gave her an offer or handed over her basket "
        "within {count} day before it.",
        "A purchase counts once: for who last contacted her, gave her an offer or handed over her basket "
        "within {count} days before it.",
        WINDOW_DAYS,
    )


def _came(work: Work) -> str:
    came = work.came
    if not came.contacted:
        return ""
    return plural(
        "{bought} of {count} customer contacted came and bought.",
        "{bought} of {count} customers contacted came and bought.",
        came.contacted,
        bought=number(came.bought),
    )
