"""One customer's lists by the server and by a tablet: its own rows, its own model, its own way of scoring."""

from __future__ import annotations

from dataclasses import replace

from associate_app.presenters import suggestions
from associate_app.presenters.turning import toward
from associate_app.store import answers, customers, models, purchases
from associate_app.store.catalogue import Catalogue
from associate_app.store.desk import Desk
from associate_app.store.reading import Snapshot
from shared.consent import agreed_ms, may_use
from shared.recommendation import Lists

SHOWN = 20


def on_the_tablet(desk: Desk, snapshot: Snapshot, customer_id: int) -> Lists:
    """The first 20 of each list as the customer screen works them out."""
    consents = customers.consents(snapshot, customer_id)
    if not may_use(consents, "personalization").allowed:
        return Lists()
    story = purchases.story(snapshot, customer_id)
    said = answers.answers(snapshot, customer_id)
    known = Catalogue(snapshot, story.products)
    event = toward(desk, snapshot, customer_id)
    made = suggestions.lists_of(desk, snapshot, story, said, known, (), agreed_ms(consents), event)
    return replace(
        made,
        due_again=made.due_again[:SHOWN],
        new_for_you=made.new_for_you[:SHOWN],
        merged=made.merged[:SHOWN],
    )


def is_held(desk: Desk, snapshot: Snapshot) -> bool:
    """True if the tablet has a model and best sellers to score by."""
    return desk.models.of(snapshot).model is not None and bool(models.best_sellers(snapshot))
