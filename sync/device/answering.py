"""Whether an answer belongs to what was asked: one that was on its way for long must not undo a later one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sync.device.replica import Replica
from sync.errors import Unreachable
from sync.protocol import Cursor

STAGED: Final = "staged"
"""As of which change number the newest page of a pull that is under way was read."""


def refuse_stale(replica: Replica, base: Cursor | None, checkpoint: Mapping[str, Any]) -> None:
    """Unreachable, with nothing changed, if the answer is one to an earlier question.

    A load that begins is compared with nothing: what is shown may be of a time to which a restored server
    has not come yet.
    """
    is_resumed = replica.meta("page") is not None
    if is_resumed:
        asked, newest = replica.meta("loading") is not None, replica.meta(STAGED)
    else:
        asked, newest = base is None, base and base.to_wire()
    is_other = (checkpoint["resumed"], checkpoint["load"]) != (is_resumed, asked)
    is_older = newest is not None and (
        checkpoint["epoch"] != newest["epoch"] or checkpoint["stamp"] < newest["stamp"]
    )
    if is_other or is_older:
        raise Unreachable("An answer came that belongs to an earlier question. It will be asked again.")
