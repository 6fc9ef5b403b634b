"""Facts that follow from a customer's purchases and clicks, worked out the same wherever they lie."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from statistics import median
from typing import Final, NamedTuple, Protocol

from shared.clock import local_date
from shared.consent import Consent, agreed_ms
from shared.fatigue import Fatigue
from shared.next_action.facts import BigPurchase, DueAgain, Noticed, OpenOffer, Owned, Restocked
from shared.next_action.rules import Rules
from shared.promotions import Decision, OfferPolicy, Promotion, Usage, benefit_text
from shared.recommendation.answers import BOUGHT, Answer, has_opted_out, standing

LEAST_TIMES: Final = 3
MOST_DUE: Final = 5
OVERDUE: Final = 2.0
"""Twice its usual gap late, something is not due any more: she has stopped buying it."""

LEAST_GAP_DAYS: Final = 3
OWNED_DAYS: Final = 90
"""How far back a purchase still calls for a guide."""


class Article(NamedTuple):
    """What the catalogue says of a product."""

    name: str
    category: str | None
    department: str
    recommendable: bool = True


class Sold(Protocol):
    """What is read of a purchase line."""

    @property
    def product_id(self) -> int: ...
    @property
    def at_ms(self) -> int: ...
    @property
    def quantity(self) -> int: ...


class Spent(NamedTuple):
    """One purchase as far as it tells what she spends."""

    id: int
    at_ms: int
    total_minor: int


class Click(NamedTuple):
    """Something she did online with a product; `kind` is "viewed" or "carted"."""

    product_id: int
    kind: str
    at_ms: int


def days_bought(lines: Iterable[Sold], now_ms: int, time_zone: str) -> dict[int, list[int]]:
    """For each product the days on which it was bought, as ordinals in order; returns count for nothing."""
    days: dict[int, set[int]] = defaultdict(set)
    known: dict[int, int] = {}
    for line in lines:
        if line.quantity > 0 and line.at_ms <= now_ms:
            at_ms = line.at_ms
            day = known.get(at_ms)
            if day is None:
                day = known[at_ms] = local_date(at_ms, time_zone).toordinal()
            days[line.product_id].add(day)
    return {product_id: sorted(found) for product_id, found in days.items()}


def hidden_by(answers: Iterable[Answer], now_ms: int, time_zone: str) -> frozenset[int]:
    """Products that she has said something of after which they are not to be mentioned now."""
    said = standing(answers, now_ms=now_ms, time_zone=time_zone)
    return frozenset(product for product, each in said.items() if each.hides or each.answer == BOUGHT)


def standing_consents(consents: Sequence[Consent], answers: Collection[Answer]) -> tuple[Consent, ...]:
    """Her consents; who asked for no more suggestions has taken back the one to personalization."""
    if not has_opted_out(answers, agreed_ms(consents)):
        return tuple(consents)
    stopped = Consent("personalization", "any", False, max(each.at_ms for each in answers))
    return (*(each for each in consents if each.purpose != stopped.purpose), stopped)


def policy_of(rules: Rules) -> OfferPolicy:
    """What the guard says of offers, whichever promotions they come from."""
    guard = rules["contact"].settings
    return OfferPolicy(guard["holdout_percent"], guard["most_offers"], guard["offer_days"], fatigue_of(rules))


def fatigue_of(rules: Rules) -> Fatigue:
    """What the guard says over all channels; what a version's rules do not say holds nobody back."""
    guard = rules["contact"].settings
    return Fatigue(guard["quiet_days"], guard.get("most_touches", 0), guard.get("touch_days", 0))


def open_offer(promotion: Promotion, decision: Decision, used: Usage, time_zone: str) -> OpenOffer | None:
    """The offer, if she may have it and has never used it."""
    if not decision.available or used.by_customer:
        return None
    ends_on = local_date(decision.ends_ms, time_zone) if decision.ends_ms else None
    return OpenOffer(promotion.id, f"{promotion.name}: {benefit_text(promotion)}", ends_on)


def due_again(
    days: Mapping[int, list[int]],
    articles: Mapping[int, Article],
    today: int,
    hidden: Collection[int] = (),
) -> tuple[DueAgain, ...]:
    """What is due by its own usual gap (the median) and not given up, the most regular first."""
    found: list[DueAgain] = []
    for product_id, bought in days.items():
        if len(bought) < LEAST_TIMES or product_id in hidden:
            continue
        article = articles.get(product_id)
        since = today - bought[-1]
        if article is None or not article.recommendable:
            continue
        gap = median(later - earlier for earlier, later in pairwise(bought))
        if gap >= LEAST_GAP_DAYS and gap <= since <= gap * OVERDUE:
            found.append(DueAgain(product_id, article.name, len(bought), round(gap), since))
    found.sort(key=lambda each: (-each.times, each.product_id))
    return tuple(found[:MOST_DUE])


def owned(days: Mapping[int, list[int]], articles: Mapping[int, Article], today: int) -> tuple[Owned, ...]:
    """What she bought lately, the latest first."""
    recent = sorted(
        ((bought[-1], product_id) for product_id, bought in days.items() if today - bought[-1] <= OWNED_DAYS),
        key=lambda each: (-each[0], each[1]),
    )
    return tuple(
        Owned(
            product_id, article.name, article.category, article.department, date.fromordinal(day).isoformat()
        )
        for day, product_id in recent
        if (article := articles.get(product_id)) is not None
    )


def noticed(
    clicks: Iterable[Click],
    lines: Iterable[Sold],
    articles: Mapping[int, Article],
    hidden: Collection[int] = (),
) -> tuple[Noticed, ...]:
    """What she looked at or put into the cart and did not buy afterwards, the latest first."""
    bought_ms: dict[int, int] = {}
    for line in lines:
        if line.quantity > 0:
            bought_ms[line.product_id] = max(line.at_ms, bought_ms.get(line.product_id, 0))
    by_product: dict[int, list[Click]] = defaultdict(list)
    for click in clicks:
        if click.product_id in hidden:
            continue
        if click.product_id in articles and click.at_ms > bought_ms.get(click.product_id, -1):
            by_product[click.product_id].append(click)
    found = [
        Noticed(
            product_id, articles[product_id].name, any(c.kind == "carted" for c in some), len(some),
            max(c.at_ms for c in some),
        )
        for product_id, some in by_product.items()
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda each: (-each.last_ms, each.product_id)))


def restocked(
    again_ms: Mapping[int, int],
    wished: Iterable[int],
    noticed: Iterable[Noticed],
    articles: Mapping[int, Article],
    hidden: Collection[int] = (),
) -> tuple[Restocked, ...]:
    """What she wished for or noticed and is there again since the moments given, the latest first."""
    wanted = {*wished, *(each.product_id for each in noticed)}
    found = [
        Restocked(product_id, articles[product_id].name, again_ms[product_id])
        for product_id in wanted
        if product_id in again_ms and product_id in articles and product_id not in hidden
    ]
    return tuple(sorted(found, key=lambda each: (-each.at_ms, each.product_id)))


def latest_purchase(purchases: Sequence[Spent]) -> BigPurchase | None:
    """Her latest purchase beside what she usually spends: the median of the others; None without."""
    known = sorted(purchases, key=lambda each: (each.at_ms, each.id))
    if len(known) < LEAST_TIMES:
        return None
    *before, last = known
    usual = round(median(each.total_minor for each in before))
    return BigPurchase(last.id, last.at_ms, last.total_minor, usual)
