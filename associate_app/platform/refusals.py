"""What the server's refusals mean to whoever asked: each code becomes an error with its sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import requests

from associate_app.errors import (
    CodeExpired,
    CodeUnknown,
    CodeUsed,
    DeviceRevoked,
    DeviceUnknown,
    ServerRefused,
    ServerUnreachable,
    TabletError,
    WrongPin,
)
from associate_app.hq_words import said_by_hq
from shared.words import ENGLISH, _, language

_REFUSALS: Final[Mapping[str, Callable[[str], TabletError]]] = {
    "code_unknown": CodeUnknown,
    "code_expired": CodeExpired,
    "code_used": CodeUsed,
    "device_revoked": lambda _sentence: DeviceRevoked(
        _("HQ has switched this tablet off. Hand it to your manager, or enrol it again with a new code.")
    ),
    "unknown_device": lambda _sentence: DeviceUnknown(
        _("The server does not know this tablet. Ask HQ for a code and enrol it again.")
    ),
}


def refusal(response: requests.Response) -> TabletError:
    """The error that a response tells."""
    problem = _problem(response)
    code = str(problem.get("code", ""))
    told = str(problem.get("detail") or _("The server refused this. Ask HQ what to do."))
    if response.status_code >= 500:
        return ServerUnreachable(_("The server is in trouble. Wait a minute, then try again."))
    if code == "wrong_pin":
        fields_ = problem.get("fields")
        left = fields_.get("attempts_left") if isinstance(fields_, dict) else None
        tries = left if isinstance(left, int) else None
        return WrongPin(tries, said_by_hq(code, told) if tries is None or language() == ENGLISH else "")
    return _REFUSALS.get(code, ServerRefused)(said_by_hq(code, told))


def _problem(response: requests.Response) -> dict[str, Any]:
    try:
        value = response.json()
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
