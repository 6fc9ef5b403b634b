"""Signing in with a PIN."""

from __future__ import annotations

from associate_app.presenters.view_models import AssociateRow, StoreCard


class SignInPresenter:
    """The lock screen."""

    def store(self) -> StoreCard:
        """The store this tablet belongs to."""
        raise NotImplementedError

    def associates(self) -> tuple[AssociateRow, ...]:
        """Who has signed in on this tablet before, the last one first."""
        raise NotImplementedError

    def sign_in(self, number: str, pin: str) -> AssociateRow:
        """The tablet is unlocked for the associate; without a valid slot this asks the server."""
        raise NotImplementedError
