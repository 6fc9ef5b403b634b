"""Operations about what a customer told the store: what she would like to have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from shared.customer_fields import WISHES
from shared.merge import Effect, Membership, Who

PREFERENCES_TABLE: Final = "customer_preferences"

Arguments = Mapping[str, Any]


def check_wish(arguments: Arguments) -> str | None:
    """What is wrong with a wish, in a few words."""
    product_id = arguments["product_id"]
    if not isinstance(product_id, int) or isinstance(product_id, bool) or not 0 <= product_id < 1 << 53:
        return "a wish names its product"
    return None if isinstance(arguments["wished"], bool) else "a product is wished for or not any more"


def wish_changed(who: Who, arguments: Arguments) -> Iterator[Effect]:
    """The wish list is a set like her likes, so that two people's words merge; a member names its product."""
    key = {"customer_id": who.customer_id, "kind": WISHES, "value": str(arguments["product_id"])}
    row = key | {"associate_id": who.associate_id, "at_ms": who.at_ms}
    yield Membership(who, (PREFERENCES_TABLE, tuple(key.values())), row, arguments["wished"])
