"""What a message to a customer takes: HQ's templates, and how often she was contacted."""

from __future__ import annotations

from typing import Final

from associate_app.store.reading import Snapshot
from shared.message_templates import MessageTemplate, template_from_row
from shared.next_action.facts import Outcome

_NAMES: Final = tuple(MessageTemplate.__dataclass_fields__)
_OUTCOMES: Final = """
    SELECT action, subject, outcome, channel, at_ms FROM action_outcomes WHERE customer_id = ?
"""


def templates(snapshot: Snapshot) -> list[MessageTemplate]:
    """HQ's templates that are on, by name."""
    asked = f"SELECT {', '.join(_NAMES)} FROM message_templates WHERE is_on ORDER BY name, id"
    return [template_from_row(dict(zip(_NAMES, row, strict=True))) for row in snapshot.rows(asked)]


def contacts(snapshot: Snapshot, customer_id: int) -> list[Outcome]:
    """Everything that became of actions for her, what waits to be sent, too: contacts are among it."""
    stored = [Outcome(*row) for row in snapshot.rows(_OUTCOMES, (customer_id,))]
    pending = snapshot.pending("action_outcomes", customer_id=customer_id)
    return stored + [Outcome(*(row[name] for name in _FIELDS)) for row in pending]


_FIELDS: Final = ("action", "subject", "outcome", "channel", "at_ms")
