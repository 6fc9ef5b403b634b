"""A message to a customer, ready to be chosen, put right and handed over."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MessageChoice:
    """One template, filled in for her; `refusal` says why it may not be sent to her, if so."""

    template_id: str
    name: str
    channel: str
    icon: str
    address: str
    text: str
    sentence: str
    refusal: str
    longest: int


@dataclass(frozen=True, slots=True)
class MessageForm:
    """What she may be sent; `nothing` is said where there is no choice."""

    customer_id: int
    name: str
    choices: tuple[MessageChoice, ...]
    nothing: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """What the message is about, as an action that is done with it."""

    action: str
    subject: str
