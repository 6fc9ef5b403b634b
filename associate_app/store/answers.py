"""What a customer said of recommended products."""

from __future__ import annotations

from associate_app.store.reading import Snapshot
from shared.recommendation import Answer


def answers(snapshot: Snapshot, customer_id: int) -> list[Answer]:
    """Every answer in order of time, pending ones too."""
    rows = snapshot.rows(
        "SELECT product_id, answer, at_ms FROM recommendation_answers WHERE customer_id = ?", (customer_id,)
    )
    rows += [
        (row["product_id"], row["answer"], row["at_ms"])
        for row in snapshot.pending("recommendation_answers", customer_id=customer_id)
    ]
    return sorted((Answer(*row) for row in rows), key=lambda answer: answer.at_ms)
