"""Operations about what a customer told the store: her wishes, and what only managers may read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from shared.customer_fields import WISHES
from shared.merge import Effect, Membership, NewRow, Who
from shared.words import _

MANAGER_NOTE: Final = "manager_note"
"""The kind of a note that managers and its author may read, and nobody else."""

MANAGER: Final = "manager"
PREFERENCES_TABLE: Final = "customer_preferences"

Arguments = Mapping[str, Any]


def check_wish(arguments: Arguments) -> str | None:
    """What is wrong with a wish, in a few words."""
    product_id = arguments["product_id"]
    if not isinstance(product_id, int) or isinstance(product_id, bool) or not 0 <= product_id < 1 << 53:
        return _("a wish names its product")
    return None if isinstance(arguments["wished"], bool) else _("a product is wished for or not any more")


def wish_changed(who: Who, arguments: Arguments) -> Iterator[Effect]:
    """The wish list is a set like her likes, so that two people's words merge; a member names its product."""
    key = {"customer_id": who.customer_id, "kind": WISHES, "value": str(arguments["product_id"])}
    row = key | {"associate_id": who.associate_id, "at_ms": who.at_ms}
    yield Membership(who, (PREFERENCES_TABLE, tuple(key.values())), row, arguments["wished"])


def manager_note(who: Who, arguments: Arguments) -> Iterator[Effect]:
    """A note like any other, of a kind of its own."""
    yield NewRow(who, "interactions", {"kind": MANAGER_NOTE, "text": arguments["text"]})


def may_read(kind: str, author_id: str, reader_id: str, reader_role: str) -> bool:
    """The one rule of who reads which contact, on the tablet and at HQ."""
    return kind != MANAGER_NOTE or reader_role == MANAGER or author_id == reader_id
