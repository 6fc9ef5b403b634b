"""What a customer said of products, recorded: structured, with the list and the model behind it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from associate_app.store import customers
from associate_app.store.desk import Desk
from associate_app.store.recorder import Deed
from shared.recommendation.answers import OPTED_OUT
from shared.words import _, lazy

STOP: Final = lazy("She asked us to stop suggesting things to her.")
"""The wording kept with a consent that ends by an answer."""


def bought(product_ids: Iterable[int], model: str | None) -> list[Deed]:
    """What she is taking to the till counts with her purchases until the till's own record comes."""
    return [
        Deed(
            "recommendation_answered",
            {"product_id": each, "answer": "bought", "shown_in": "with_basket", "model": model},
        )
        for each in product_ids
    ]


def record_answers(
    desk: Desk, customer_id: int, product_ids: Iterable[int], answer: str, shown_in: str
) -> None:
    """Each answer is safely on the tablet; "opted_out" withdraws the consent to personal offers with it."""
    with desk.reader.snapshot() as snapshot:
        customers.customer(snapshot, customer_id)
        model = desk.models.of(snapshot).model
        agreed = any(
            each.granted and each.purpose == "personalization"
            for each in customers.consents(snapshot, customer_id)
        )
        seen = customers.name_of_last_word(snapshot, customer_id, "personalization", "any")
    for product_id in product_ids:
        arguments = {
            "product_id": product_id, "answer": answer, "shown_in": shown_in,
            "model": model.version if model else None,
        }  # fmt: skip
        desk.recorder.record("recommendation_answered", customer_id, arguments)
    if answer == OPTED_OUT and agreed:
        arguments = {
            "purpose": "personalization", "channel": "any", "granted": False, "wording": _(STOP),
            "seen": seen,
        }  # fmt: skip
        desk.recorder.record("consent_changed", customer_id, arguments)
