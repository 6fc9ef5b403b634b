"""What the day asks of a customer: where she may be reached, what became of things, which step is due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from associate_app.presenters.advice_facts import reach_of
from associate_app.store.advice import Known
from associate_app.store.beginnings import Beginning
from shared.automatic_tasks import task_id
from shared.clock import local_date, local_to_millis
from shared.consent import Consent, may_use
from shared.fatigue import Fatigue
from shared.next_action.contact import channel_for
from shared.next_action.facts import Outcome
from shared.sequences import STEP, DueStep, FollowUpSequence, SequenceFacts, due_step


class Today(NamedTuple):
    """The moment, as the store's calendar and clock have it."""

    now_ms: int
    zone: str
    at: datetime

    @property
    def day(self) -> date:
        """The day on the calendar."""
        return self.at.date()

    @property
    def wall(self) -> str:
        """What the clock on the wall shows, as appointments are written."""
        return self.at.replace(tzinfo=None).isoformat(timespec="minutes")

    @property
    def midnight_ms(self) -> int:
        """When the day began."""
        return local_to_millis(f"{self.day.isoformat()}T00:00", self.zone)


def due_steps(
    begun: Iterable[Beginning],
    people: Mapping[int, Known],
    sequences: Sequence[FollowUpSequence],
    offers: Mapping[int, frozenset[str]],
    fatigue: Fatigue,
    today: Today,
) -> dict[str, DueStep]:
    """The step that is due for each of the customers, by the id of its task.

    `offers` are the promotions that each of them may have now.
    """
    found = {}
    for customer_id, beginning, used_on in begun:
        known = people.get(customer_id)
        if known is None:
            continue
        facts = SequenceFacts(
            customer_id, today.day, today.now_ms, beginning,
            may_personalize=may_use(consents_of(known), "personalization").allowed,
            channel=channel_of(known, promised=False),
            outcomes=tuple(outcomes_of(known)),
            word_on=_word_on(known, today.zone),
            used_on=used_on,
            offers=offers.get(customer_id, frozenset()),
        )  # fmt: skip
        due = due_step(sequences, facts, fatigue=fatigue)
        if due is not None:
            found[task_id(STEP, customer_id, due.subject)] = due
    return found


def channel_of(known: Known, *, promised: bool) -> str | None:
    """On which channel she may be contacted; None if on none."""
    return channel_for(consents_of(known), reach_of(known), promised=promised)


def consents_of(known: Known) -> list[Consent]:
    """Her words on each purpose and channel."""
    return [
        Consent(row["purpose"], row["channel"], bool(row["granted"]), row["at_ms"]) for row in known.consents
    ]


def outcomes_of(known: Known) -> list[Outcome]:
    """What became of actions for her."""
    return [
        Outcome(row["action"], row["subject"], row["outcome"], row["channel"], row["at_ms"])
        for row in known.outcomes
    ]


def _word_on(known: Known, zone: str) -> date | None:
    """The day of her latest answer to a suggestion."""
    last = max((row["at_ms"] for row in known.answers), default=None)
    return None if last is None else local_date(last, zone)
