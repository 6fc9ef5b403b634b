"""What the state of a guide does not allow."""

from __future__ import annotations

from server.errors import Conflict, Forbidden


class WrongState(Conflict):
    """The guide is not where that step begins."""

    code = "guide_state"


class GuideChanged(Conflict):
    """Somebody else has changed it since it was read."""

    code = "guide_changed"


class OwnWork(Forbidden):
    """Whoever wrote it does not approve it."""

    code = "own_work"
