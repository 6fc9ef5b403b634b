"""Taking in what a tablet could not send: the operations of a sealed file, decided like a push of it.

The file may come weeks later, by any hands, more than once: each operation keeps its id, so it has one effect
and one verdict, and what the server had already decided is only told again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from server.actors import Actor
from server.devices import keys, parting
from server.replication.applying import StoreOperations
from sync.protocol import MAX_PUSH_OPERATIONS, Answer
from sync.rescue import digest_of, header_of, unseal
from sync.source.intake import Intake


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of a file: the tablet it came from, and each operation with the server's word on it."""

    tablet: Actor
    decided: list[tuple[Any, Answer]]

    @property
    def refused(self) -> list[tuple[Any, Answer]]:
        """What somebody must look at."""
        return [pair for pair in self.decided if pair[1].verdict == "rejected"]

    @property
    def waiting(self) -> int:
        """How many this version cannot decide yet."""
        return sum(answer.verdict == "deferred" for _, answer in self.decided)


def take_in(
    session: Session,
    file: bytes,
    *,
    secret_key: str,
    now_ms: int,
    on_trouble: Callable[[Exception], None],
) -> TakenIn:
    """Everything in the file is decided, in the caller's transaction.

    RescueUnreadable if it is not for this server, NotFound if it is of no tablet of ours. The tablet is told
    that its file is no longer needed only if nothing in it waits.
    """
    tablet = parting.known_as(session, header_of(file).device_id)
    operations = unseal(
        file,
        private_key=keys.rescue_private_key(secret_key),
        parting_key=keys.parting_key(secret_key, tablet.id),
    )
    intake = Intake(
        session, StoreOperations(session, tablet, now_ms), device_id=tablet.id, now_ms=now_ms,
        on_trouble=on_trouble,
    )  # fmt: skip
    answers: list[Answer] = []
    for start in range(0, len(operations), MAX_PUSH_OPERATIONS):
        answers += intake.take(operations[start : start + MAX_PUSH_OPERATIONS])
    taken = TakenIn(tablet, list(zip(operations, answers, strict=True)))
    if not taken.waiting:
        parting.record_rescue(session, tablet.id, digest_of(file), now_ms)
    return taken
