"""Recommendations as cards: worked out here, each with its reason, its price and what lies in this store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from associate_app.presenters.icons import icon_for
from associate_app.presenters.view_models import RecommendationCard
from associate_app.presenters.wording import as_of_text
from associate_app.store.catalogue import StockLevel
from associate_app.store.purchases import Product, Story
from shared.money import as_text
from shared.recommendation import Answer, Recommendation, recommend

MOST_CARDS: Final = 6
CONSIDERED: Final = 20

NO_CONSENT: Final = "No suggestions: personal offers are not agreed to"


def ranked(story: Story, answers: Iterable[Answer], now_ms: int, time_zone: str) -> list[Recommendation]:
    """What to suggest, best first; only what the catalogue knows and may be recommended."""
    allowed = {key: product for key, product in story.products.items() if product.recommendable}
    return recommend(
        story.lines, answers, now_ms=now_ms, allowed=allowed, limit=CONSIDERED, time_zone=time_zone
    )


def cards(
    recommendations: Iterable[Recommendation],
    products: Mapping[int, Product],
    stock: Mapping[int, StockLevel],
    answers: Iterable[Answer],
    now_ms: int,
    time_zone: str,
) -> tuple[RecommendationCard, ...]:
    """The best suggestions not known to be out of stock here; of products that read alike, the best."""
    latest = {answer.product_id: answer.answer for answer in answers}
    shown: dict[str, RecommendationCard] = {}
    for each in recommendations:
        product, level = products[each.product_id], stock.get(each.product_id)
        if product.name in shown or (level is not None and level.quantity <= 0):
            continue
        shown[product.name] = RecommendationCard(
            product_id=each.product_id,
            title=product.name,
            price=as_text(product.price_minor) if product.price_minor is not None else "",
            reason=each.reason,
            stock=_stock_text(level, now_ms, time_zone),
            icon=icon_for(product.department, product.category),
            answer="liked" if latest.get(each.product_id) == "liked" else None,
        )
    return tuple(shown.values())[:MOST_CARDS]


def _stock_text(level: StockLevel | None, now_ms: int, time_zone: str) -> str:
    if level is None:
        return "Stock not known"
    return f"{level.quantity:,} here as of {as_of_text(level.at_ms, now_ms, time_zone)}"
