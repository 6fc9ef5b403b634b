"""The form of a made-up customer."""

# ruff: noqa: E501 - what made-up people say reads better on one line
from __future__ import annotations

from dataclasses import replace

from associate_app.presenters.view_models import ConsentChoice, CustomerForm, CustomerView
from tests.associate_app.fakes.shop import FakeShop


class FakeEditing:
    """What is saved waits for HQ."""

    def __init__(self, shop: FakeShop) -> None:
        self._shop = shop

    def form(self, customer_id: int) -> CustomerForm:
        view = self._shop.views[customer_id]
        return CustomerForm(
            id=view.id, name=view.name, given_name=view.name.split()[0], family_name=view.name.split()[1],
            sizes=("M", "shoe 39"), today="2026-11-22", phone=view.phone, email=view.email, preferred_channel="email",
            likes=("oat milk", "rye bread"), dislikes=("celery",),
            consents=(
                ConsentChoice("personalization", "Personal offers",
                              "May we use what you buy to suggest things that suit you?", True, 5),
                ConsentChoice("marketing", "News and offers", "May we send you news and offers?", None, None),
            ),
        )  # fmt: skip

    def save(self, seen: CustomerForm, wanted: CustomerForm) -> CustomerView:
        view = replace(
            self._shop.views[seen.id], phone=wanted.phone, email=wanted.email,
            unconfirmed="Changed here; HQ has not confirmed it yet",
        )  # fmt: skip
        return self._shop.keep(view, ("save", wanted))
