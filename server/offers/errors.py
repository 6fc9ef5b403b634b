"""What the offer repository refuses."""

from __future__ import annotations

from server.errors import Conflict


class PictureInUse(Conflict):
    """A promotion shows the picture."""

    code = "picture_in_use"


class PictureChanged(Conflict):
    """Somebody else changed the picture meanwhile."""

    code = "picture_changed"
