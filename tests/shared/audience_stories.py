"""The world of the audience cases, and customers as their stories tell of them, without any database."""

from __future__ import annotations

import json
from collections.abc import Iterator
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


Rows = dict[str, list[dict[str, Any]]]


def rows(first: int = 1) -> Rows:
    """The world and every story as rows of the tables that hold them; customers count from it on."""
    found: Rows = {
        "stores": [each | {"time_zone": "America/New_York"} for each in WORLD["stores"]],
        "products": [
            each | {"sku": f"S{each['id']}", "name": str(each["id"]), "size": None, "price_minor": 100}
            | {"recommendable": 1}
            for each in WORLD["products"]
        ],
        "audiences": [
            {"id": each["id"], "name": each["name"], "kind": each["kind"], "version": 1}
            | {"rule": json.dumps(each.get("rule", {}))}
            | {"created_by": "S1", "created_ms": 1, "updated_by": "S1", "updated_ms": 1}
            for each in WORLD["audiences"]
        ],
        "customers": [], "consents": [], "purchases": [], "purchase_lines": [], "behaviour_events": [],
        "customer_dates": [], "customer_preferences": [], "audience_members": [], "customer_scores": [],
    }  # fmt: skip
    for number, story in enumerate(STORIES, start=first):
        for table, row in _rows_of(number, story["her"]):
            found[table].append(row)
    return found


def _rows_of(number: int, her: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    whose = {"customer_id": number}
    noted = whose | {"associate_id": "A1", "at_ms": 1}
    yield "customers", {
        "id": number, "given_name": "Ada", "family_name": f"No. {number}", "phone": None, "email": None,
        "loyalty_number": None, "tier": her.get("tier", "Member"), "birthday": her.get("birthday"),
        "home_store_id": her.get("home_store"), "since": None, "preferred_channel": None,
        "attributes": json.dumps(her.get("attributes", {})),
    }  # fmt: skip
    yield "consents", whose | {
        "purpose": "personalization", "channel": "any", "granted": int(her.get("consent", True)), "at_ms": 1,
        "wording": "May we?", "source": "store", "operation_id": None,
    }  # fmt: skip
    for purchase in her.get("purchases", ()):
        lines, own = purchase["lines"], {"purchase_id": number * 100 + purchase["id"]}
        yield "purchases", whose | {
            "id": own["purchase_id"], "store_id": purchase["store"], "channel": purchase["channel"],
            "at_ms": millis(purchase["at"]), "line_count": len(lines),
            "total_minor": sum(each["amount_minor"] for each in lines),
        }  # fmt: skip
        for line_no, line in enumerate(lines, start=1):
            yield "purchase_lines", whose | own | {
                "line_no": line_no, "product_id": line["product"], "quantity": line["quantity"],
                "amount_minor": line["amount_minor"], "discount_minor": 0,
            }  # fmt: skip
    for each in her.get("events", ()):
        if each["event"] == "wished":
            wish = {"kind": "wishes", "value": str(each["product"]), "at_ms": millis(each["at"])}
            yield "customer_preferences", noted | wish
            continue
        yield "behaviour_events", whose | {
            "id": f"{number}-{each['id']}", "kind": each["event"], "product_id": each["product"],
            "at_ms": millis(each["at"]),
        }  # fmt: skip
    for kind, day in her.get("dates", ()):
        yield "customer_dates", noted | {"kind": kind, "day": day}
    for kind, value in her.get("preferences", ()):
        yield "customer_preferences", noted | {"kind": kind, "value": value}
    for audience_id in her.get("member_of", ()):
        yield "audience_members", whose | {"audience_id": audience_id, "at_ms": 1}
    for name, value in her.get("scores", {}).items():
        yield "customer_scores", whose | {"name": name, "value": value, "at_ms": 1}
