"""Somebody new among the made-up people: Olivia's phone number is known, and whoever is saved is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from associate_app.presenters.new_customer import parts_of
from associate_app.presenters.new_customer_views import LookAlike, NewCustomerForm
from associate_app.presenters.view_models import ConsentChoice
from tests.associate_app.fakes.customer import view_of
from tests.associate_app.fakes.people import PEOPLE
from tests.associate_app.fakes.shop import FakeShop

OLIVIA = LookAlike(
    0,
    "Olivia Bennett",
    "OB",
    0.1,
    "Has the same name and phone number",
    "sure",
    "Very likely the same person",
)
AMARA = LookAlike(
    1, "Amara Okafor", "AO", 0.7, "Has the same phone number, but another name", "possible",
    "Perhaps the same person",
)  # fmt: skip
CONSENTS = (
    ConsentChoice(
        "personalization",
        "Personal offers",
        "May we use what you buy to suggest things that suit you?",
        None,
        None,
    ),
    ConsentChoice("marketing", "News and offers", "May we send you news and offers?", None, None),
)


class FakeNewCustomer:
    """`refusal` is raised by saving; who is saved gets the number 99."""

    def __init__(self, shop: FakeShop) -> None:
        self._shop = shop
        self.refusal: Exception | None = None
        self.saved: list[NewCustomerForm] = []
        self.on_saved: Callable[[], None] = lambda: None

    def form(self, query: str = "") -> NewCustomerForm:
        return NewCustomerForm(CONSENTS, "2026-11-22", **parts_of(query))

    def look_alikes(self, form: NewCustomerForm) -> tuple[LookAlike, ...]:
        if "0142" not in form.phone:
            return ()
        return (OLIVIA, AMARA) if form.family_name.lower() == "bennett" else (AMARA,)

    def save(self, form: NewCustomerForm) -> int:
        if self.refusal is not None:
            raise self.refusal
        self.saved.append(form)
        view = view_of(PEOPLE[2])
        name = f"{form.given_name} {form.family_name}"
        self._shop.views[99] = replace(view, id=99, name=name, given_name=form.given_name, phone=form.phone)
        return 99
