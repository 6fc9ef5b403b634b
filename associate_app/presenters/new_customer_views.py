"""What the sheet of a new customer shows: the form, and who may be the same person."""

from __future__ import annotations

from dataclasses import dataclass

from associate_app.presenters.view_models import ConsentChoice
from shared.duplicates import Sureness


@dataclass(frozen=True, slots=True)
class NewCustomerForm:
    """What an associate writes about somebody new; an empty text stands for nothing, days are ISO text."""

    consents: tuple[ConsentChoice, ...]
    today: str
    given_name: str = ""
    family_name: str = ""
    phone: str = ""
    email: str = ""
    birthday: str = ""
    card_number: str = ""
    preferred_channel: str = ""


@dataclass(frozen=True, slots=True)
class LookAlike:
    """Somebody who may be the same person, with why; texts ready to be read."""

    id: int
    name: str
    initials: str
    hue: float
    why: str
    sureness: Sureness
    word: str
