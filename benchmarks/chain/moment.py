"""When the chain is: its record ends on one day, and whoever looks at it looks on that day."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Final

from shared.clock import to_millis

TODAY: Final = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
TODAY_MS: Final = to_millis(TODAY)
TIME_ZONE: Final = "America/New_York"


class ChainClock:
    """Goes on from the chain's day, so that its offers run whenever one measures."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def now(self) -> datetime:
        """The chain's day, as much later as has passed since."""
        return TODAY + timedelta(seconds=time.monotonic() - self._began)
