"""The edge's duty to log: called by every view that shows a customer."""

from __future__ import annotations

from collections.abc import Iterable

from server.api import current_actor, new_id, now_ms
from server.database import db
from server.privacy import service


def log_shown(customer_ids: Iterable[int], purpose: str) -> None:
    """The look-up log says who is about to see these customers.

    What was read is read: its transaction ends here, and the log is written in one of its own, so that
    reading a customer never waits for the writer while it still reads.
    """
    session = db.session()
    session.commit()
    service.log_look_up(
        session,
        actor=current_actor(),
        customer_ids=customer_ids,
        purpose=purpose,
        now_ms=now_ms(),
        new_id=new_id,
    )
    session.commit()
