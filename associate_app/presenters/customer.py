"""The customer at a glance, and what an associate does there."""

from __future__ import annotations

from associate_app.presenters.view_models import CustomerView, HistoryPage


class CustomerPresenter:
    """The customer screen."""

    def open(self, customer_id: int) -> CustomerView:
        """Everything on the screen, of one moment."""
        raise NotImplementedError

    def add_note(self, customer_id: int, text: str) -> CustomerView:
        """The note is safely on the tablet and in the view."""
        raise NotImplementedError

    def answer(self, customer_id: int, product_id: int, answer: str) -> CustomerView:
        """What she said of the product ('liked', 'not_now', 'not_interested', …) counts at once."""
        raise NotImplementedError

    def redeem(self, customer_id: int, promotion_id: str) -> CustomerView:
        """The offer is used; OfferNotAvailable says why it cannot be."""
        raise NotImplementedError

    def history(self, customer_id: int, query: str = "", offset: int = 0) -> HistoryPage:
        """A page of all purchases, newest first; `query` looks into product names, departments and brands."""
        raise NotImplementedError
