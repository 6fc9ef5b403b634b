"""The facts that rules ask of a customer, worked out from the replica as the server works them out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from associate_app.store.customers import CustomerRecord
from associate_app.store.purchases import Story
from shared.consent import Consent, may_use
from shared.customer import YEAR_MS, CustomerFacts, figures_of


def facts_of(
    record: CustomerRecord,
    story: Story,
    departments: Iterable[str],
    consents: Iterable[Consent],
    now_ms: int,
) -> CustomerFacts:
    """The customer's facts at that moment."""
    return CustomerFacts(
        customer_id=record.id,
        tier=record.tier,
        home_store_id=record.home_store_id,
        birthday=record.birthday,
        figures=figures_of(story.visits, now_ms),
        departments=frozenset(departments),
        may_personalize=may_use(consents, "personalization").allowed,
    )


def usual_departments(story: Story, now_ms: int) -> list[str]:
    """Where the customer bought in the 12 months up to that moment, most lines first."""
    products, begin_ms = story.products, now_ms - YEAR_MS
    lines = Counter(
        [
            products[line.product_id].department
            for line in story.lines
            if line.quantity > 0 and begin_ms < line.at_ms <= now_ms and line.product_id in products
        ]
    )
    return [name for name, _ in sorted(lines.items(), key=lambda each: (-each[1], each[0]))]
