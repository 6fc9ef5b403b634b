"""What a customer can say of a product: the words for it, and the sheet with the rarer answers."""

from __future__ import annotations

from typing import Final

from associate_app.widgets.sheet import ChoiceSheet
from shared.recommendation import EFFECTS
from shared.words import _, lazy

RARER: Final = {
    "bought": (lazy("Bought it"), "check-circle-outline"),
    "already_owns": (lazy("Already has it"), "account-outline"),
    "not_interested": (lazy("Not interested"), "thumb-down-outline"),
    "wrong_size": (lazy("Wrong size"), "ruler"),
    "out_of_stock": (lazy("Out of stock here"), "package-variant-closed"),
    "returned": (lazy("Brought it back"), "cash-refund"),
    "opted_out": (lazy("Wants no suggestions"), "shield-lock-outline"),
}

USUAL: Final = {"liked": (lazy("Likes it"), "heart-outline"), "not_now": (lazy("Not now"), "clock-outline")}
"""What has a button of its own where a product is suggested."""


def sheet(title: str, given_name: str, *, whole: bool = False) -> ChoiceSheet:
    """The rarer answers, or the `whole` of them, to choose one."""
    choices = USUAL | RARER if whole else RARER
    return ChoiceSheet(
        choices, title=title, sentence=_("What did {name} say about it?").format(name=given_name)
    )


def word_after(answer: str) -> str:
    """What the associate reads when the answer is kept: what it does."""
    return _("{sentence}.").format(sentence=_(EFFECTS[answer].says))
