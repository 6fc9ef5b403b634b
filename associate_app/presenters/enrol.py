"""Enrolment: a tablet comes to belong to a store."""

from __future__ import annotations

from associate_app.presenters.view_models import StoreCard


class EnrolPresenter:
    """The first screen of a new tablet."""

    def enrol(self, server_address: str, code: str) -> StoreCard:
        """The tablet belongs to the store of the code; waits for the server."""
        raise NotImplementedError
