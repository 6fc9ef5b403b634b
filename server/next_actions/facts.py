"""Facts for the next best action of some customers, gathered by one query a table."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from server.behaviour import service as behaviour
from server.catalogue import articles as catalogue
from server.catalogue import stocking
from server.customers import lives
from server.follow_ups import service as follow_ups
from server.guides import service as guides
from server.next_actions import fitting
from server.next_actions.outcomes import outcomes_for
from server.purchases import service as purchases
from server.purchases import stories
from server.recommendations import service as recommendations
from shared.clock import DAY_MS, local_date
from shared.customer import Visit, figures_of
from shared.lapsing import rhythm_of
from shared.next_action import ActionFacts
from shared.next_action.actions import DONE
from shared.next_action.facts import FollowUp, Outcome
from shared.next_action.gathering import (
    OWNED_DAYS,
    days_bought,
    due_again,
    hidden_by,
    latest_purchase,
    noticed,
    owned,
    restocked,
    standing_consents,
)

CLICKS_DAYS = 90
AGAIN_DAYS = 30
"""How far back a product that is there again is news to anybody."""


def facts_for(
    session: Session,
    customer_ids: Sequence[int],
    *,
    now_ms: int,
    time_zone: str,
    since_ms: int = 0,
    store_id: str | None = None,
) -> list[ActionFacts]:
    """The facts of those of the customers who are there, by id; offers are decided where she stands.

    What happens in a store, who comes in and what is there again, is known of the one named.
    Lines before `since_ms` are not read: what is due again needs them all, reasons to contact her do not.
    """
    known = lives.lives(session, customer_ids)
    clicks = behaviour.clicks(session, customer_ids, now_ms - CLICKS_DAYS * DAY_MS)
    spent, lines = stories.spent(session, customer_ids), stories.lines(session, customer_ids, since_ms)
    promises, outcomes = follow_ups.promises(session, customer_ids), outcomes_for(session, customer_ids)
    fitted, all_guides = fitting.latest(session), tuple(guides.guides(session))
    products = {line.product_id for some in lines.values() for line in some}
    products |= {click.product_id for some in clicks.values() for click in some}
    products |= {product for life in known.values() for product in life.wished}
    articles = catalogue.articles(session, products)
    answers = recommendations.answers_of(session, list(known))
    departments = purchases.departments_for(session, now_ms, list(known))
    today = local_date(now_ms, time_zone).toordinal()
    arrived: dict[int, int] = {}
    again: dict[int, int] = {}
    if store_id is not None:
        arrived = behaviour.arrivals(session, list(known), store_id, now_ms - DAY_MS)
        again = stocking.back_since(session, store_id, products, now_ms - AGAIN_DAYS * DAY_MS)
    found = []
    for customer_id, life in sorted(known.items()):
        visits = [each for each in spent.get(customer_id, ()) if each.at_ms <= now_ms]
        said = answers.get(customer_id, [])
        hidden = hidden_by(said, now_ms, time_zone)
        days = days_bought(lines.get(customer_id, ()), now_ms, time_zone)
        figures = figures_of([Visit(each.at_ms, each.total_minor) for each in visits], now_ms)
        recent = {product: some for product, some in days.items() if today - some[-1] <= OWNED_DAYS}
        done = outcomes.get(customer_id, ())
        seen = noticed(clicks.get(customer_id, ()), lines.get(customer_id, ()), articles, hidden)
        found.append(
            ActionFacts(
                customer_id=customer_id,
                now_ms=now_ms,
                time_zone=time_zone,
                consents=standing_consents(life.consents, said),
                dates=life.dates,
                rhythm=rhythm_of((each.at_ms for each in visits), now_ms, time_zone),
                fit=fitted.fit if fitted else None,
                last_visit_ms=figures.last_visit_ms,
                usual_gap_days=figures.usual_gap_days,
                due_again=due_again(days, articles, today, hidden),
                noticed=seen,
                latest=latest_purchase(visits),
                follow_ups=_open(promises.get(customer_id, ()), done),
                guides=all_guides,
                owned=owned(recent, articles, today),
                departments=departments.get(customer_id, frozenset()),
                has_size=life.has_size,
                outcomes=done,
                arrived_ms=arrived.get(customer_id),
                purchases=len(visits),
                restocked=restocked(again, life.wished, seen, articles, hidden),
            )
        )
    return found


def _open(promises: Sequence[follow_ups.Promise], outcomes: Sequence[Outcome]) -> tuple[FollowUp, ...]:
    done = {o.subject for o in outcomes if o.action == "follow_up" and o.outcome == DONE}
    return tuple(FollowUp(*each) for each in promises if each.id not in done)
