"""Whether an answer belongs to what was asked: one that was on its way for long must not undo a later one.

Change numbers cannot tell: what is committed but has no number yet is in a later answer of the same number.
So each question has a name that the answer repeats.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from sync.device.replica import Replica
from sync.errors import Unreachable
from sync.protocol import SELF_CHECKING, Cursor


def new_question() -> str:
    """A name that no other question has."""
    return secrets.token_hex(8)


def refuse_stale(
    replica: Replica, base: Cursor | None, question: str | None, checkpoint: Mapping[str, Any]
) -> None:
    """Unreachable, with nothing changed, if the answer is one to another question.

    A server of the first version repeats no name; there only the kind of answer is compared.
    """
    is_resumed = replica.meta("page") is not None
    is_load = replica.meta("loading") is not None if is_resumed else base is None
    is_other = (checkpoint["resumed"], checkpoint["load"]) != (is_resumed, is_load)
    if is_other or (checkpoint["protocol"] >= SELF_CHECKING and checkpoint.get("answers") != question):
        raise Unreachable("An answer came that belongs to an earlier question. It will be asked again.")
