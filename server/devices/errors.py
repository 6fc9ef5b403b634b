"""What can go wrong when a tablet is enrolled or comes back."""

from __future__ import annotations

from server.errors import Gone, NotFound, NotSignedIn


class CodeUnknown(NotFound):
    """Nobody has issued this enrolment code."""

    code = "code_unknown"


class CodeUsed(Gone):
    """The enrolment code has enrolled a tablet already."""

    code = "code_used"


class CodeExpired(Gone):
    """The enrolment code was not used in time."""

    code = "code_expired"


class DeviceRevoked(NotSignedIn):
    """The tablet may hold nothing any more."""

    code = "device_revoked"


class UnknownDevice(NotSignedIn):
    """No tablet has this token."""

    code = "unknown_device"
