"""Finding a customer while typing."""

from __future__ import annotations

from associate_app.presenters.view_models import SearchResult


class LookUpPresenter:
    """The list on the left."""

    def search(self, query: str, sequence: int = 0) -> SearchResult:
        """Customers that match; an empty query lists the book, the most recent visit first, at most 300."""
        raise NotImplementedError
