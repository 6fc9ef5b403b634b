"""What to mention to a customer: her lists, worked out here from what the tablet knows of her this moment."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Final

from associate_app.presenters.product_cards import Reasoned, Shelf, cards
from associate_app.presenters.product_views import BasketItem, RecommendationCard, Suggestions
from associate_app.presenters.timeline_rows import ANSWER_WORDS
from associate_app.presenters.turning import toward
from associate_app.presenters.wording import day_text, local, within
from associate_app.store import answers, baskets, catalogue, models
from associate_app.store.catalogue import Catalogue
from associate_app.store.desk import Desk
from associate_app.store.models import Held
from associate_app.store.purchases import Story
from associate_app.store.reading import Snapshot
from shared.consent import Consent, agreed_ms
from shared.customer import CustomerFacts
from shared.experiments import USUAL
from shared.recommendation import Answer, Lists, Suggestion, Toward, goes_with, reason, suggest
from shared.recommendation.answers import has_opted_out
from shared.words import _, lazy, listed, plural

MOST_CARDS: Final = 6
MOST_LEFT_OUT: Final = 3
CONSIDERED: Final = 40
"""Enough to fill a list whose first products are out of stock or read alike."""

NO_CONSENT: Final = lazy("No suggestions: personal offers are not agreed to.")
OPTED_OUT: Final = lazy("No suggestions: she asked us to stop.")
NOTHING_NOW: Final = lazy("Nothing to suggest just now.")
NOTHING_YET: Final = lazy("Nothing to suggest yet: it starts with the first purchases.")


def suggestions(
    desk: Desk,
    snapshot: Snapshot,
    story: Story,
    facts: CustomerFacts,
    consents: Iterable[Consent],
    strategy: str = USUAL["recommendations"],
) -> Suggestions:
    """Her lists as the tablet knows her now; empty, and saying why, if she does not let it use her data."""
    said, agreed = answers.answers(snapshot, facts.customer_id), agreed_ms(consents)
    if has_opted_out(said, agreed):
        return Suggestions(nothing=_(OPTED_OUT), can_ask=True)
    if not facts.may_personalize:
        return Suggestions(nothing=_(NO_CONSENT), can_ask=True)
    now_ms, zone = desk.now_ms(), desk.enrolment.time_zone
    held, known = desk.models.of(snapshot), desk.products.of(snapshot, story.products)
    basket = baskets.of(snapshot, desk.associate.id, facts.customer_id).products
    event = toward(desk, snapshot, facts.customer_id)
    lists = lists_of(desk, snapshot, story, said, known, basket, agreed, event, strategy)
    beside: Sequence[Suggestion] = ()
    if held.model is not None and basket:
        beside = goes_with(basket, model=held.model, allowed=known.allows, limit=CONSIDERED)
    whole = (lists.merged, lists.due_again, lists.new_for_you, beside)
    shelf = Shelf(
        known, catalogue.stock(snapshot, {each.product_id for some in whole for each in some}), now_ms, zone
    )
    likes = {answer.product_id: answer.answer for answer in said}
    settled = {name for each in lists.settled if (name := known.name_of(each))}
    merged, due_again, with_basket = (
        told(some, shelf, likes, settled) for some in (lists.merged, lists.due_again, beside)
    )
    bought = {product.name for product in story.products.values()}
    return Suggestions(
        merged=merged,
        due_again=due_again,
        new_for_you=told(lists.new_for_you, shelf, likes, bought | settled),
        with_basket=with_basket,
        basket=tuple(BasketItem(each, known.name_of(each) or "") for each in basket),
        model_line=model_line(held, now_ms, zone),
        nothing="" if merged or basket else _(NOTHING_NOW if story.lines else NOTHING_YET),
        left_out=_left_out(lists.left_out, said, known),
    )


def lists_of(
    desk: Desk,
    snapshot: Snapshot,
    story: Story,
    said: Collection[Answer],
    known: Catalogue,
    basket: Collection[int] = (),
    agreed: int | None = None,
    event: Toward | None = None,
    strategy: str = USUAL["recommendations"],
) -> Lists:
    """Her lists as the server would make them; consent is the caller's to ask for."""
    return suggest(
        story.lines, said, model=desk.models.of(snapshot).model, now_ms=desk.now_ms(),
        time_zone=desk.enrolment.time_zone, basket=basket, allowed=known.allows, limit=CONSIDERED,
        best=models.best_sellers(snapshot), agreed_ms=agreed, toward=event, strategy=strategy,
    )  # fmt: skip


def _left_out(missing: Iterable[tuple[int, str]], said: Iterable[Answer], known: Catalogue) -> str:
    """What the latest of her answers keep off the lists, and how many more there are."""
    latest = {each.product_id: each.at_ms for each in said}
    ranked = sorted(missing, key=lambda each: (-latest[each[0]], each[0]))
    named = [(name, answer) for product, answer in ranked if (name := known.name_of(product))]
    texts = [
        _("{product} ({answer})").format(product=name, answer=within(_(ANSWER_WORDS[answer])))
        for name, answer in named[:MOST_LEFT_OUT]
    ]
    if len(named) > MOST_LEFT_OUT:
        texts.append(plural("{count} more", "{count} more", len(named) - MOST_LEFT_OUT))
    return _("Left out: {products}").format(products=listed(texts)) if texts else ""


def told(
    ranked: Iterable[Suggestion], shelf: Shelf, said: dict[int, str], known: Collection[str] = ()
) -> tuple[RecommendationCard, ...]:
    """Suggestions as cards, each with its reason; none that reads like one of the `known`."""
    mentioned = (Reasoned(each.product_id, reason(each, shelf.catalogue.name_of)) for each in ranked)
    return cards(mentioned, shelf, said, MOST_CARDS, known)


def model_line(held: Held, now_ms: int, time_zone: str) -> str:
    """Of which day the model is, and whether a newer one is damaged: no list looks fresher than it is."""
    if held.model is None:
        return _("From her own purchases only, so far")
    day = model_day(held.model.as_of, now_ms, time_zone)
    if held.passed_over:
        return _("Model of {day}: the newer one is damaged").format(day=day)
    return _("Model of {day}").format(day=day)


def model_day(as_of: str, now_ms: int, time_zone: str) -> str:
    """The last day that a model knows of."""
    return day_text(date.fromisoformat(as_of), local(now_ms, time_zone).date())
