"""What can go wrong when a person signs in."""

from __future__ import annotations

from server.errors import Conflict, NotSignedIn, TooManyAttempts


class WrongPassword(NotSignedIn):
    """E-mail address and password do not go together, or the person has left."""

    code = "wrong_password"


class WrongPin(NotSignedIn):
    """Number and PIN do not go together; `attempts_left` until signing in is delayed."""

    code = "wrong_pin"


class PinLocked(TooManyAttempts):
    """Too many wrong PINs; `retry_after_s` says how long to wait."""

    code = "pin_locked"


class AlreadyThere(Conflict):
    """Somebody has this address or number already."""

    code = "already_there"
