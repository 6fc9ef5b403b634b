"""Coming back after a lock: to one's own place and one's own half-written words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from associate_app.store import drafts
from associate_app.store.desk import Desk
from associate_app.store.drafts import Draft

PLACE_LASTS_MS: Final = 30 * 60_000
"""Later than that she begins anew; what she was writing waits for her all the same."""


class DraftsPresenter:
    """The draft of who is signed in. `gather` is set by the screens: what is half done now."""

    def __init__(self, desk: Callable[[], Desk]) -> None:
        self._desk = desk
        self.gather: Callable[[], Draft | None] = lambda: None

    def mine(self) -> Draft | None:
        """What she left when the tablet locked, as far as it is still worth coming back to."""
        desk = self._desk()
        with desk.reader.snapshot() as snapshot:
            draft = drafts.of(snapshot, desk.associate.id)
        if draft is None or draft.kind or desk.now_ms() - draft.at_ms <= PLACE_LASTS_MS:
            return draft
        return None

    def forget(self) -> None:
        """She has dealt with it."""
        self._desk().recorder.keep_draft(None)

    def now(self, desk: Desk) -> Draft | None:
        """What is half done on the screen at this moment; called on the screen's thread."""
        draft = self.gather()
        return replace(draft, at_ms=desk.now_ms()) if draft else None
