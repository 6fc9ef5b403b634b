"""What a store's associates did in some days and in as many before, and what was bought after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from associate_app.store import ratings, team
from associate_app.store.desk import Desk
from associate_app.store.reading import Snapshot
from shared.clock import DAY_MS, local_date, local_to_millis
from shared.credit import CONTACT, WINDOW_DAYS, Credit, Followed, Purchase, Touch, credit, followed
from shared.visit_ratings import Rating, RatingFigures, figures


@dataclass(frozen=True, slots=True)
class Span:
    """A time: its first moment, and the one after its last."""

    begin_ms: int
    end_ms: int

    def has(self, at_ms: int) -> bool:
        """True if the moment is in it."""
        return self.begin_ms <= at_ms < self.end_ms


@dataclass(frozen=True, slots=True)
class Work:
    """Everything of one time; credit is given among all associates, whoever of them is looked at."""

    span: Span
    all_touches: Sequence[Touch]
    purchases: Sequence[Purchase]
    all_credits: Sequence[Credit]
    counts: Mapping[str, Counter[str]]
    facts: Sequence[Rating]

    @property
    def touches(self) -> list[Touch]:
        """Whom they were in touch with."""
        return [each for each in self.all_touches if self.span.has(each.at_ms)]

    @property
    def contacts(self) -> list[Touch]:
        """Whom they called or wrote to."""
        return [each for each in self.touches if each.kind == CONTACT]

    @property
    def credits(self) -> list[Credit]:
        """What was bought in the time and counts for one of them."""
        return [each for each in self.all_credits if self.span.has(each.at_ms)]

    @property
    def earned_minor(self) -> int:
        """How much that was."""
        return sum(each.total_minor for each in self.credits)

    @property
    def rated(self) -> RatingFigures:
        """How visits were rated."""
        return figures(self.facts, self.span.begin_ms, self.span.end_ms)

    @property
    def came(self) -> Followed:
        """What came of the contacts."""
        return followed(self.contacts, self.purchases)

    def of(self, associate_id: str) -> Work:
        """The part of one associate."""
        return replace(
            self,
            all_touches=[each for each in self.all_touches if each.associate_id == associate_id],
            all_credits=[each for each in self.all_credits if each.associate_id == associate_id],
            counts={
                name: Counter({associate_id: counted[associate_id]}) for name, counted in self.counts.items()
            },
            facts=[each for each in self.facts if each.associate_id == associate_id],
        )


def work_of(desk: Desk, snapshot: Snapshot, days: int) -> tuple[Work, Work]:
    """The last `days` days on the store's calendar, today among them, and as many before."""
    zone = desk.enrolment.time_zone
    today = local_date(desk.now_ms(), zone)
    begin_ms, before_ms = (
        local_to_millis(f"{today - timedelta(days=back)}T00:00", zone) for back in (days - 1, 2 * days - 1)
    )
    touches = team.touches(snapshot, before_ms - WINDOW_DAYS * DAY_MS)
    bought = team.purchases(snapshot, (each.customer_id for each in touches), before_ms)
    now = Work(
        span=Span(begin_ms, desk.now_ms() + 1),
        all_touches=touches,
        purchases=bought,
        all_credits=credit(touches, bought),
        counts=team.counts(snapshot, begin_ms),
        facts=ratings.facts(snapshot, before_ms),
    )
    return now, replace(now, span=Span(before_ms, begin_ms))
