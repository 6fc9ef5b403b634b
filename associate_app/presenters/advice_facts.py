"""Facts for the next best action out of what the tablet knows of a customer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from associate_app.store.advice import Known, Orders
from shared.consent import Consent
from shared.customer import Visit, figures_of
from shared.lapsing import rhythm_of
from shared.life_dates import BIRTHDAY, LifeDate
from shared.next_action import ActionFacts
from shared.next_action.actions import DONE
from shared.next_action.contact import Reach
from shared.next_action.facts import FollowUp, Outcome
from shared.next_action.gathering import (
    Article,
    days_bought,
    hidden_by,
    latest_purchase,
    noticed,
    owned,
    restocked,
    standing_consents,
)
from shared.recommendation import Answer


def facts_of(
    known: Known, orders: Orders, articles: Mapping[int, Article], now_ms: int, time_zone: str
) -> ActionFacts:
    """Everything but offers and what is due again: these need more of her story."""
    visits = [Visit(each.at_ms, each.total_minor) for each in known.purchases]
    figures = figures_of(visits, now_ms)
    answers = [Answer(row["product_id"], row["answer"], row["at_ms"]) for row in known.answers]
    hidden = hidden_by(answers, now_ms, time_zone)
    consents = [
        Consent(row["purpose"], row["channel"], bool(row["granted"]), row["at_ms"]) for row in known.consents
    ]
    facts = ActionFacts(
        customer_id=known.record["id"],
        now_ms=now_ms,
        time_zone=time_zone,
        consents=standing_consents(consents, answers),
        dates=_dates(known),
        rhythm=rhythm_of((each.at_ms for each in known.purchases), now_ms, time_zone),
        fit=orders.fit,
        last_visit_ms=figures.last_visit_ms,
        usual_gap_days=figures.usual_gap_days,
        latest=latest_purchase([each for each in known.purchases if each.at_ms <= now_ms]),
        follow_ups=_open_promises(known),
        guides=orders.guides,
        has_size=any(row["kind"] == "sizes" for row in known.preferences),
        outcomes=tuple(
            Outcome(row["action"], row["subject"], row["outcome"], row["channel"], row["at_ms"])
            for row in known.outcomes
        ),
    )
    today = facts.today.toordinal()
    seen = noticed(known.clicks, known.lines, articles, hidden)
    return replace(
        facts,
        noticed=seen,
        arrived_ms=known.arrived_ms,
        purchases=sum(1 for each in known.purchases if each.at_ms <= now_ms),
        restocked=restocked(known.again_ms, known.wished, seen, articles, hidden),
        owned=owned(days_bought(known.lines, now_ms, time_zone), articles, today),
    )


def _dates(known: Known) -> tuple[LifeDate, ...]:
    birthday = known.record["birthday"]
    own = (LifeDate(BIRTHDAY, birthday),) if birthday else ()
    return own + tuple(LifeDate(row["kind"], row["day"]) for row in known.dates)


def _open_promises(known: Known) -> tuple[FollowUp, ...]:
    """What was promised and not said to be done."""
    done = {
        row["subject"] for row in known.outcomes if row["action"] == "follow_up" and row["outcome"] == DONE
    }
    return tuple(
        FollowUp(row["id"], row["text"], row["due_on"])
        for row in sorted(known.promises, key=lambda row: (row["due_on"], row["id"]))
        if row["id"] not in done
    )


def reach_of(known: Known) -> Reach:
    """How she can be reached."""
    record = known.record
    return Reach(record["preferred_channel"], bool(record["phone"]), bool(record["email"]))
