"""The wake-up channel as both kinds of process serve it: its messages, its refusals, and where it is held."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from zlib import crc32

from server.errors import TooManyAttempts

BEAT: Final = b'{"type":"beat"}\n'
NEWS: Final = b'{"type":"news"}\n'

MANY_LISTEN: Final = "Many tablets listen for news already. Yours asks every minute."


class TooManyListeners(TooManyAttempts):
    """Every place for a tablet that waits for news is taken."""

    code = "too_many_listeners"


def push_addresses(addresses: Sequence[str], device_id: str) -> list[str]:
    """Where that tablet should hold its channel, best first: tablets are spread over the addresses."""
    if not addresses:
        return []
    first = crc32(device_id.encode()) % len(addresses)
    return [*addresses[first:], *addresses[:first]]
