"""Finding a customer while typing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Final

from associate_app.presenters.view_models import CustomerRow, SearchResult
from associate_app.presenters.wording import days_ago, hue, initials
from associate_app.store import filters
from associate_app.store.customers import BookRow
from associate_app.store.desk import Desk
from associate_app.store.filters import Asker, Choices, Filters
from associate_app.store.name_words import version_of
from associate_app.store.search import Match, search
from shared.words import _

NO_FILTERS: Final = Filters()


class LookUpPresenter:
    """The list of customers of the open desk."""

    def __init__(self, desk: Callable[[], Desk]) -> None:
        self._desk = desk

    def get_ready(self) -> None:
        """The words of all names are in memory: the first typing mistake waits no longer than the others."""
        desk = self._desk()
        with desk.reader.snapshot() as snapshot:
            desk.names.get_ready(snapshot, version_of(snapshot))

    def search(
        self, query: str, sequence: int = 0, wanted: Filters = NO_FILTERS, viewed: Sequence[int] = ()
    ) -> SearchResult:
        """Customers that match, at most 300, of those that are wanted.

        An empty query lists the book: first those just viewed, then the most recent visit first.
        """
        desk = self._desk()
        now_ms, zone = desk.now_ms(), desk.enrolment.time_zone
        with desk.reader.snapshot() as snapshot:
            asker = Asker(desk.associate.id, now_ms, zone)
            asked = filters.conditions(snapshot, wanted, asker)
            found = search(snapshot, query, desk.names, version_of(snapshot), asked=asked, viewed=viewed)
        visiting = desk.visitors.at(now_ms)
        rows = tuple(_row(match, now_ms, zone, visiting) for match in found.matches)
        return SearchResult(query=query, rows=rows, total=found.total, sequence=sequence)

    def choices(self) -> Choices:
        """What the list can be narrowed to."""
        with self._desk().reader.snapshot() as snapshot:
            return filters.choices(snapshot)


def _row(match: Match, now_ms: int, time_zone: str, visiting: Collection[int]) -> CustomerRow:
    row = match.row
    visited = _visited(row, now_ms, time_zone)
    return CustomerRow(
        id=row.id,
        name=f"{row.given_name} {row.family_name}",
        initials=initials(row.given_name, row.family_name),
        hue=hue(row.id),
        tier=row.tier,
        subtitle=_("Visiting · {visited}").format(visited=visited) if row.id in visiting else visited,
        why=_why(match),
    )


def _visited(row: BookRow, now_ms: int, time_zone: str) -> str:
    if row.last_visit_ms is None:
        return _("No purchases yet")
    when = days_ago(row.last_visit_ms, now_ms, time_zone)
    if row.last_store:
        return _("Visited {when}, {store}").format(when=when, store=row.last_store)
    return _("Visited {when}").format(when=when)


def _why(match: Match) -> str:
    row = match.row
    return {
        "viewed": _("Just viewed"),
        "recent": "",
        "name": "",
        "phone": _("Phone {number}").format(number=row.phone),
        "email": _("E-mail {address}").format(address=row.email),
        "card": _("Card {number}").format(number=row.loyalty_number),
        "similar": _("Similar name"),
    }[match.why]
