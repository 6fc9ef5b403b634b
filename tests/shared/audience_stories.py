"""The world of the audience cases, and customers as their stories tell of them, without any database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from shared.clock import to_millis
from shared.customer import CustomerFacts
from shared.life_dates import LifeDate
from shared.particulars import DidOnline, LineBought, NamedAudience, Names, Particulars, utc_day
from tests.shared.cases import load

CASES = load("audience")
WORLD = CASES["world"]
STORIES = CASES["stories"]


def millis(text: str) -> int:
    return to_millis(datetime.fromisoformat(text).astimezone(UTC))


NOW_MS = millis(WORLD["now"])


def audiences() -> dict[str, NamedAudience]:
    return {each["id"]: NamedAudience(each["name"], each.get("rule")) for each in WORLD["audiences"]}


def facts_of(her: dict[str, Any]) -> CustomerFacts:
    """The customer of that story with everything that any rule may ask of her."""
    products = {each["id"]: each for each in WORLD["products"]}
    noted: dict[str, frozenset[str]] = {}
    for kind, value in her.get("preferences", ()):
        noted[kind] = noted.get(kind, frozenset()) | {value}
    birthday = her.get("birthday")
    dates = [LifeDate(kind, day) for kind, day in her.get("dates", ())]
    particulars = Particulars(
        today=utc_day(NOW_MS),
        bought=[
            LineBought(
                purchase["id"], utc_day(millis(purchase["at"])), line["product"],
                *(products.get(line["product"], {}).get(key) for key in ("department", "category", "brand")),
                purchase["channel"], purchase["store"], line["quantity"], line["amount_minor"],
            )
            for purchase in her.get("purchases", ())
            for line in purchase["lines"]
        ],
        did=[
            DidOnline(
                each["event"], utc_day(millis(each["at"])), each["product"],
                products.get(each["product"], {}).get("department"),
            )
            for each in (her.get("events", ()) if her.get("consent", True) else ())
        ],
        dates=dates + ([LifeDate("birthday", birthday)] if birthday else []),
        noted=noted,
        imported=her.get("attributes", {}),
        scores=her.get("scores", {}),
        regions={each["id"]: each["region"] for each in WORLD["stores"]},
        audiences=audiences(),
        member_of=frozenset(her.get("member_of", ())),
        names=Names(
            stores={each["id"]: each["name"] for each in WORLD["stores"]},
            audiences={key: named.name for key, named in audiences().items()},
        ),
    )  # fmt: skip
    return CustomerFacts(
        customer_id=1, tier=her.get("tier", "Member"), home_store_id=her.get("home_store"),
        birthday=birthday, particulars=particulars,
    )  # fmt: skip
