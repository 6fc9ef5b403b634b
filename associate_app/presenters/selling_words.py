"""What was recorded of baskets and things put aside, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final, Protocol

from associate_app.presenters.wording import day_text
from shared.money import as_text
from shared.operation_selling import COLLECTED, RELEASED
from shared.words import _, lazy, listed

_ENDS: Final = {COLLECTED: lazy("She has come for it"), RELEASED: lazy("It is free for others")}


class ProductNames(Protocol):
    """What products are called."""

    @property
    def products(self) -> Mapping[int, str]: ...


def _handed(arguments: Mapping[str, Any], names: ProductNames) -> str:
    said = _("{products}; {total} in all")
    return said.format(products=_products(arguments, names), total=as_text(arguments["total_minor"]))


def _aside(arguments: Mapping[str, Any], names: ProductNames) -> str:
    until = date.fromisoformat(arguments["until_on"])
    return _("{products}, until {day}").format(
        products=_products(arguments, names), day=day_text(until, until)
    )


def _ended(arguments: Mapping[str, Any], _names: ProductNames) -> str:
    return _(_ENDS.get(arguments["outcome"], lazy("Put aside by mistake")))


def _products(arguments: Mapping[str, Any], names: ProductNames) -> str:
    forgotten = _("an item no longer in the catalogue")
    parts = [
        (line["quantity"], names.products.get(line["product_id"], forgotten)) for line in arguments["lines"]
    ]
    return listed([name if count == 1 else f"{count} × {name}" for count, name in parts])


CONTENTS: Final[Mapping[str, Callable[[Mapping[str, Any], ProductNames], str]]] = {
    "basket_handed": _handed, "put_aside": _aside, "put_aside_ended": _ended,
}  # fmt: skip
