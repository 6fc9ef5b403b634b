"""What to say next: products a customer is likely to want again, and what she answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from server.catalogue import service as catalogue
from server.customers import service as customers
from server.purchases import service as purchases
from server.recommendations.models import RecommendationAnswer
from shared.errors import InvalidInput
from shared.recommendation import ANSWERS, Answer, recommend

MAX_RECOMMENDATIONS = 20


@dataclass(frozen=True, slots=True)
class RecommendationView:
    """One recommended product with its reason in plain words."""

    product_id: int
    name: str
    department: str
    price_minor: int | None
    stock: int | None
    score: float
    reason: str


def recommend_for(
    session: Session, customer_id: int, *, now_ms: int, store_id: str | None, limit: int = MAX_RECOMMENDATIONS
) -> list[RecommendationView]:
    """What to recommend now, best first; nothing at all if she does not let her data be used for it."""
    if not customers.may_personalize(session, customer_id):
        return []
    bought = purchases.bought(session, customer_id)
    allowed = catalogue.recommendable(session, {line.product_id for line in bought})
    time_zone = catalogue.store(session, store_id).time_zone if store_id else "UTC"
    ranked = recommend(
        bought,
        answers(session, customer_id),
        now_ms=now_ms,
        allowed=allowed,
        limit=limit,
        time_zone=time_zone,
    )
    products = catalogue.products(session, [each.product_id for each in ranked], store_id)
    return [
        RecommendationView(
            product_id=each.product_id, name=product.name, department=product.department,
            price_minor=product.price_minor, stock=product.stock, score=each.score, reason=each.reason,
        )
        for each in ranked
        if (product := products.get(each.product_id)) is not None
    ]  # fmt: skip


def answers(session: Session, customer_id: int) -> list[Answer]:
    """What the customer has answered so far."""
    query = select(
        RecommendationAnswer.product_id, RecommendationAnswer.answer, RecommendationAnswer.at_ms
    ).where(RecommendationAnswer.customer_id == customer_id)
    return [Answer(product_id, text, at_ms) for product_id, text, at_ms in session.execute(query)]


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
