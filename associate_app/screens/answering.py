"""What a customer can say of a product: the words for it, and the sheet with the rarer answers."""

from __future__ import annotations

from typing import Final

from associate_app.widgets.sheet import ChoiceSheet
from shared.recommendation import EFFECTS

RARER: Final = {
    "bought": ("Bought it", "check-circle-outline"),
    "already_owns": ("Already has it", "account-outline"),
    "not_interested": ("Not interested", "thumb-down-outline"),
    "wrong_size": ("Wrong size", "ruler"),
    "out_of_stock": ("Out of stock here", "package-variant-closed"),
    "returned": ("Brought it back", "cash-refund"),
    "opted_out": ("Wants no suggestions", "shield-lock-outline"),
}

USUAL: Final = {"liked": ("Likes it", "heart-outline"), "not_now": ("Not now", "clock-outline")}
"""What has a button of its own where a product is suggested."""


def sheet(title: str, given_name: str, *, whole: bool = False) -> ChoiceSheet:
    """The rarer answers, or the `whole` of them, to choose one."""
    choices = USUAL | RARER if whole else RARER
    return ChoiceSheet(choices, title=title, sentence=f"What did {given_name} say about it?")


def word_after(answer: str) -> str:
    """What the associate reads when the answer is kept: what it does."""
    return f"{EFFECTS[answer].says}."
