"""What the customer screen shows of the web shop and the wish list; frozen, ready to be read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OnlineRow:
    """A product she left, looked at, or wishes for; `pending`: HQ has not confirmed it yet."""

    product_id: int
    title: str
    meta: str
    icon: str
    pending: bool


@dataclass(frozen=True, slots=True)
class Online:
    """What she did online, `as_of` the last contact, and her wish list; sentences for where there is none."""

    rows: tuple[OnlineRow, ...] = ()
    wishes: tuple[OnlineRow, ...] = ()
    as_of: str = ""
    nothing: str = ""
    no_wishes: str = ""
