"""What several made-up presenters see and change together."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from associate_app.presenters.view_models import CustomerView, SyncStatus

Deed = tuple[Any, ...]


class FakeShop:
    """Its customers' screens, what was done to them in `told`, and how syncing stands."""

    def __init__(self, views: dict[int, CustomerView], stage: str = "ready") -> None:
        self.stage = stage
        self.views = views
        self.told: list[Deed] = []
        self.status = SyncStatus("synced", "Synced 2 min ago", 0, 0, "2 min ago", None)

    def keep(self, view: CustomerView, deed: Deed) -> CustomerView:
        """The view is her screen from now on, and one deed more waits to be sent."""
        self.told.append(deed)
        self.views[view.id] = view
        self.status = replace(self.status, pending=self.status.pending + 1)
        return view
