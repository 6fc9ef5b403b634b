"""How fresh the tablet is, and what needs somebody's attention."""

from __future__ import annotations

from associate_app.presenters.view_models import AttentionItem, SyncStatus


class SyncPresenter:
    """The sync pill and its sheet."""

    def status(self) -> SyncStatus:
        """How things stand now."""
        raise NotImplementedError

    def attention(self) -> tuple[AttentionItem, ...]:
        """What HQ refused, the oldest first, with its content."""
        raise NotImplementedError

    def dismiss(self, item_id: str) -> None:
        """The associate has dealt with it; it is gone."""
        raise NotImplementedError
