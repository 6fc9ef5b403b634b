"""Which versions of the protocol the server still speaks."""

from __future__ import annotations

from sync.errors import UnsupportedProtocol
from sync.protocol import OLDEST_PROTOCOL_VERSION, PROTOCOL_VERSION


def refuse_unspoken(protocol: int) -> None:
    """Nothing, if the server answers in that version; otherwise UnsupportedProtocol says what it speaks.

    Asked before anything else of a request is read: whatever else it says may mean something else by now.
    """
    if protocol < OLDEST_PROTOCOL_VERSION:
        sentence = "This tablet's app is too old for its server. Update the app; what was recorded is kept."
    elif protocol > PROTOCOL_VERSION:
        sentence = "The server does not speak this version yet. Use one that it speaks, or update the server."
    else:
        return
    raise UnsupportedProtocol(sentence, oldest=OLDEST_PROTOCOL_VERSION, newest=PROTOCOL_VERSION)
