"""What the things are called that a promotion points at: people read names, not the ids it is stored with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from server.audiences.naming import names_in
from server.catalogue import service as catalogue
from server.offers import service as pictures
from server.promotions.picture_uses import picture_ids
from shared.particulars import Names


@dataclass(frozen=True, slots=True)
class ContentNames(Names):
    """Those that its rule points at, and pictures, by id."""

    pictures: Mapping[str, str] = field(default_factory=dict)


def names_of(session: Session, contents: Iterable[Mapping[str, Any]]) -> ContentNames:
    """The names in all that is written in those promotions."""
    contents = list(contents)
    in_rules = names_in(session, [each["audience"] for each in contents])
    stores, products = dict(in_rules.stores), dict(in_rules.products)
    if any(each["store_ids"] for each in contents):
        stores = {store.id: store.name for store in catalogue.stores(session)}
    if wanted := {product for each in contents for product in _products(each)}:
        products |= {key: product.name for key, product in catalogue.products(session, wanted).items()}
    shown = {one for each in contents for one in picture_ids(each["picture_id"], each["variants"])}
    return ContentNames(
        stores=stores,
        products=products,
        audiences=in_rules.audiences,
        pictures=pictures.names(session, shown),
    )


def _products(content: Mapping[str, Any]) -> set[int]:
    """The numbers of the products that are given, covered or asked for."""
    benefit = content["benefit"]
    places = [benefit, content["conditions"], *benefit.get("parts", ())]
    named = {product for place in places for product in place.get("of", {}).get("product", ())}
    return named | ({benefit["product_id"]} if "product_id" in benefit else set())
