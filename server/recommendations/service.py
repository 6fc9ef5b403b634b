"""What to say next to a customer, and what she answered. The scoring is `shared.recommendation`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, insert, select
from sqlalchemy.orm import Session

from server.catalogue import service as catalogue
from server.customers import service as customers
from server.experiments.choosing import chosen
from server.purchases import service as purchases
from server.recommendations.allowing import settled
from server.recommendations.cards import Card, cards
from server.recommendations.current import best_sellers, current
from server.recommendations.models import RecommendationAnswer
from server.recommendations.turning import toward
from shared.clock import local_date
from shared.consent import agreed_ms, may_use
from shared.errors import InvalidInput
from shared.recommendation import ANSWERS, Answer, Lists, Suggestion, suggest

MAX_RECOMMENDATIONS: Final = 20


@dataclass(frozen=True, slots=True)
class ListsView:
    """A customer's lists with reasons, and of which day the model is that made them (None: there is none)."""

    may_personalize: bool
    recommendations: Sequence[Card] = ()
    due_again: Sequence[Card] = ()
    new_for_you: Sequence[Card] = ()
    model_as_of: str | None = None


def recommend_for(
    session: Session,
    customer_id: int,
    *,
    now_ms: int,
    store_id: str | None,
    basket: Collection[int] = (),
    limit: int = MAX_RECOMMENDATIONS,
) -> ListsView:
    """What to recommend now; nothing at all if she does not let her data be used for it."""
    consents = customers.consents_of(session, [customer_id]).get(customer_id, [])
    if not may_use(consents, "personalization").allowed:
        return ListsView(may_personalize=False)
    lists = lists_for(
        session, customer_id, now_ms=now_ms, store_id=store_id, basket=basket, limit=limit,
        agreed=agreed_ms(consents),
    )  # fmt: skip
    merged, due, new = cards(session, (lists.merged, lists.due_again, lists.new_for_you), store_id)
    model = current(session).model
    return ListsView(True, merged, due, new, model.as_of if model else None)


def lists_for(
    session: Session,
    customer_id: int,
    *,
    now_ms: int,
    store_id: str | None,
    basket: Collection[int] = (),
    limit: int = MAX_RECOMMENDATIONS,
    agreed: int | None = None,
) -> Lists:
    """Her lists as a tablet of that store makes them; consent is the caller's to ask for."""
    bought, said = purchases.bought(session, customer_id), answers(session, customer_id)
    model, best = current(session).model, best_sellers(session, store_id)
    time_zone = catalogue.store(session, store_id).time_zone if store_id else "UTC"
    event = toward(session, customer_id, local_date(now_ms, time_zone))
    tried = chosen(session, "recommendations", customer_id, store_id=store_id, now_ms=now_ms)

    def shown(lists: Lists) -> Iterator[Suggestion]:
        yield from (*lists.merged, *lists.due_again, *lists.new_for_you)

    return settled(
        session,
        lambda allowed: suggest(
            bought, said, model=model, now_ms=now_ms, time_zone=time_zone, basket=basket, allowed=allowed,
            limit=limit, best=best, agreed_ms=agreed, toward=event, strategy=tried.strategy,
        ),
        shown,
        doubtful={line.product_id for line in bought},
    )  # fmt: skip


def answers(session: Session, customer_id: int) -> list[Answer]:
    """What the customer has answered so far."""
    return answers_of(session, [customer_id]).get(customer_id, [])


def answers_of(session: Session, customers: Select[int] | Collection[int]) -> dict[int, list[Answer]]:
    """What each of the customers has answered so far."""
    record = RecommendationAnswer
    query = select(record.customer_id, record.product_id, record.answer, record.at_ms).where(
        record.customer_id.in_(customers)
    )
    found: dict[int, list[Answer]] = {}
    for customer_id, product_id, said, at_ms in session.execute(query):
        found.setdefault(customer_id, []).append(Answer(product_id, said, at_ms))
    return found


def answer(
    session: Session,
    *,
    answer_id: str,
    customer_id: int,
    product_id: int,
    store_id: str,
    associate_id: str,
    answer: str,
    at_ms: int,
    shown_in: str | None = None,
    model: str | None = None,
) -> None:
    """The customer's answer is kept; repeating it with the same id changes nothing."""
    if answer not in ANSWERS:
        raise InvalidInput(f"An answer is one of {', '.join(ANSWERS)}.", answer="unknown")
    if session.get(RecommendationAnswer, answer_id) is None:
        session.add(
            RecommendationAnswer(
                id=answer_id, customer_id=customer_id, product_id=product_id, store_id=store_id,
                associate_id=associate_id, answer=answer, at_ms=at_ms, shown_in=shown_in, model=model,
            )
        )  # fmt: skip
        session.flush()


def add_answers(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """The answers, each checked and new, are kept: all, or IntegrityError."""
    session.execute(insert(RecommendationAnswer), [dict(row) for row in rows])
