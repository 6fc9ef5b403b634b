"""The promotions of this store."""

from __future__ import annotations

from associate_app.presenters.view_models import PromotionRow


class OffersPresenter:
    """The offers screen."""

    def list(self) -> tuple[PromotionRow, ...]:
        """Running promotions first, then coming ones, then those that are over or stopped."""
        raise NotImplementedError
