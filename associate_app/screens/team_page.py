"""The store: who did what and what came of it, over today, a week or four; how visits were."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from kivy.app import App
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.presenters.team import PERIODS
from associate_app.presenters.team_views import TeamRow, TeamView, WaitingRow
from associate_app.screens import page_head, rating_card
from associate_app.screens.filling import Filler
from associate_app.widgets import avatar, load_kv
from associate_app.widgets.chip import Chip
from associate_app.widgets.day_bars import DayBar, ShareBar
from associate_app.widgets.kpi import KpiCard
from associate_app.widgets.reason_row import ReasonRow
from shared.operations import NOBODY
from shared.words import Lazy, _, lazy

__all__ = ["TeamPage", "avatar", "page_head", "rating_card"]

NAMES: Final[dict[int, Lazy]] = {1: lazy("Today"), 7: lazy("7 days"), 28: lazy("28 days")}
SHOWN: Final = ("name", "initials", "hue", "did", "credited", "purchases", "rating")


class TeamLine(BoxLayout):
    """One associate: what she did, what counts for her, how visits with her were."""

    name = StringProperty()
    initials = StringProperty()
    hue = NumericProperty(0.4)
    did = StringProperty()
    credited = StringProperty()
    purchases = StringProperty()
    rating = StringProperty()
    first = BooleanProperty(False)


class TeamPage(BoxLayout):
    """Shows the time that is chosen; a visit without a name can be rated here."""

    view = ObjectProperty(None, allownone=True)
    days = NumericProperty(7)
    whose = StringProperty()
    window = StringProperty()
    came = StringProperty()
    best = StringProperty()
    first_day = StringProperty()
    last_day = StringProperty()
    nothing = StringProperty()
    store_rating = StringProperty()
    own_rating = StringProperty()
    waiting = NumericProperty(0)
    has_sales = BooleanProperty(False)
    two_columns = BooleanProperty(False)

    def __init__(self, **properties: Any) -> None:
        super().__init__(**properties)
        self._filler = Filler()
        self._visits = self.ids.visits.__self__  # ids hold weakly, and it moves between the columns
        for days in PERIODS:
            chip = Chip(text=_(NAMES[days]), accessible_name=_(NAMES[days]), chosen=days == self.days)
            chip.bind(on_release=lambda _chip, days=days: self.choose(days))
            self.ids.periods.add_widget(chip)
        self.bind(two_columns=self._arrange)
        self._arrange()

    def refresh(self) -> None:
        """The work is as the tablet knows it now."""
        app, days = App.get_running_app(), int(self.days)
        app.asker.ask("team", lambda: app.tablet.team.view(days), self._show)
        self.ids.rating.show(NOBODY)

    def step_back(self) -> bool:
        """There is nothing to go back to here."""
        return False

    def choose(self, days: int) -> None:
        """That time is shown."""
        self.days = days
        for chip, each in zip(reversed(self.ids.periods.children), PERIODS, strict=True):
            chip.chosen = each == days
        self.refresh()

    def _show(self, view: TeamView) -> None:
        if view.days != self.days or view == self.view:
            return
        self.view = view
        self.whose, self.window, self.came, self.best = view.whose, view.window, view.came, view.best
        self.nothing = view.nothing
        self.store_rating, self.own_rating = view.ratings
        self.has_sales = bool(view.sales)
        self.first_day, self.last_day = (
            (view.sales[0].label, view.sales[-1].label) if view.sales else ("", "")
        )
        fill, ids = self._filler.fill, self.ids
        fill(ids.kpis, KpiCard, [
            {"label": k.label, "value": k.value, "delta": k.delta, "icon": k.icon, "tone": k.tone}
            for k in view.kpis
        ])  # fmt: skip
        fill(ids.team, TeamLine, [_line(row, first=place == 0) for place, row in enumerate(view.team)])
        fill(ids.answers, ShareBar, [
            {"name": a.name, "icon": a.icon, "count": a.count, "share": a.share} for a in view.answers
        ])  # fmt: skip
        self.waiting = len(view.waiting)
        fill(ids.waiting, self._make_waiting, [_waiting(row, view.waiting) for row in view.waiting])
        fill(ids.sales, DayBar, [{"share": each.share} for each in view.sales])

    def _make_waiting(self) -> ReasonRow:
        row = ReasonRow()
        row.bind(on_release=lambda row: App.get_running_app().root.screen.go_to_customer(int(row.key)))
        return row

    def _arrange(self, *_changed: Any) -> None:
        """How visits were stands beside the team where there is room, else below it."""
        left, right = self.ids.left, self.ids.right
        if self._visits.parent is not None:
            self._visits.parent.remove_widget(self._visits)
        (right if self.two_columns else left).add_widget(self._visits)
        right.size_hint_x = 0.62 if self.two_columns else None
        right.width = 0


def _line(row: TeamRow, *, first: bool) -> dict[str, Any]:
    return {name: getattr(row, name) for name in SHOWN} | {"first": first}


def _waiting(row: WaitingRow, rows: Sequence[WaitingRow]) -> dict[str, Any]:
    return {
        "key": row.customer_id, "initials": row.initials, "hue": row.hue, "title": row.name,
        "reason": " · ".join(filter(None, (row.until, row.meta))), "note": row.items, "last": row is rows[-1],
        "accessible_name": _("Open {name}: {what}").format(name=row.name, what=row.items),
    }  # fmt: skip


load_kv(__file__)
