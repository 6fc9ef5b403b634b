"""What to mention to a customer: lists worked out here, each product with its reason, price and stock."""

from __future__ import annotations

from typing import Final

from associate_app.presenters.product_cards import Reasoned, Shelf, cards
from associate_app.presenters.product_views import Suggestions
from associate_app.presenters.wording import moment_text
from associate_app.store import answers, catalogue
from associate_app.store.desk import Desk
from associate_app.store.purchases import Story
from associate_app.store.reading import Snapshot
from shared.customer import CustomerFacts
from shared.recommendation import recommend

MOST_CARDS: Final = 6
CONSIDERED: Final = 20

NO_CONSENT: Final = "No suggestions: personal offers are not agreed to"
NOTHING_YET: Final = "Nothing to suggest yet: it starts with the first purchases."


def suggestions(desk: Desk, snapshot: Snapshot, story: Story, facts: CustomerFacts) -> Suggestions:
    """Her lists as the tablet knows her now; empty, and saying why, if she does not let it use her data."""
    if not facts.may_personalize:
        return Suggestions(nothing=NO_CONSENT, can_ask=True)
    now_ms, zone = desk.now_ms(), desk.enrolment.time_zone
    said = answers.answers(snapshot, facts.customer_id)
    allowed = {key: product for key, product in story.products.items() if product.recommendable}
    ranked = recommend(story.lines, said, now_ms=now_ms, allowed=allowed, limit=CONSIDERED, time_zone=zone)
    stock = catalogue.stock(snapshot, [each.product_id for each in ranked])
    shelf = Shelf(story.products, stock, now_ms, zone)
    latest = {answer.product_id: answer.answer for answer in said}
    due = cards([Reasoned(each.product_id, each.reason) for each in ranked], shelf, latest, MOST_CARDS)
    known_ms = snapshot.replica.status().checkpoint_ms
    line = f"As of {moment_text(known_ms, now_ms, zone)}" if known_ms else ""
    return Suggestions(merged=due, due_again=due, model_line=line, nothing="" if due else NOTHING_YET)
