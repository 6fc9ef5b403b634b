"""What a customer can say of a product: the words for it, and the sheet with the rarer answers."""

from __future__ import annotations

from typing import Final

from associate_app.widgets.sheet import ChoiceSheet

RARER: Final = {
    "bought": ("Bought it", "check-circle-outline"),
    "already_owns": ("Already has it", "account-outline"),
    "not_interested": ("Not interested", "thumb-down-outline"),
    "wrong_size": ("Wrong size", "ruler"),
    "out_of_stock": ("Out of stock here", "package-variant-closed"),
    "returned": ("Brought it back", "cash-refund"),
    "opted_out": ("Wants no suggestions", "shield-lock-outline"),
}

WORD_AFTER: Final = {
    "liked": "Noted: {given_name} likes it.",
    "not_now": "Not now: it comes back in two weeks.",
    "not_interested": "It will not be suggested again.",
    "already_owns": "It will not be suggested again: she has it.",
    "wrong_size": "Noted: this size does not fit.",
    "bought": "Noted: {given_name} bought it.",
    "out_of_stock": "Noted: none left here. It is hidden today.",
    "returned": "Noted: {given_name} brought it back.",
    "opted_out": "{given_name} gets no suggestions any more.",
}


def sheet(title: str, given_name: str) -> ChoiceSheet:
    """The rarer answers, to choose one."""
    return ChoiceSheet(RARER, title=title, sentence=f"What did {given_name} say about it?")


def word_after(answer: str, given_name: str) -> str:
    """What the associate reads when the answer is kept."""
    return WORD_AFTER[answer].format(given_name=given_name)
