"""What the state of a sequence does not allow."""

from __future__ import annotations

from server.errors import Conflict


class SequenceChanged(Conflict):
    """Somebody else has changed it since it was read."""

    code = "sequence_changed"
