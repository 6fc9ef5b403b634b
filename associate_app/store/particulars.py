"""What audience rules ask of a customer beyond her record and figures, as this tablet knows it.

Only what the rules at hand ask for is read; her purchases are those that her screen reads anyway. What is
pending is laid over it, as everywhere.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from itertools import takewhile
from typing import Any, TypeVar

from associate_app.store import customers, online, records
from associate_app.store.catalogue import product_names
from associate_app.store.purchases import Line, Product, Story, store_names
from associate_app.store.reading import Snapshot
from shared.audience import all_conditions, days_asked, taken_in, understood
from shared.audience.story import WISHED
from shared.clock import DAY_MS
from shared.customer import CustomerFacts
from shared.life_dates import BIRTHDAY, LifeDate
from shared.particulars import DidOnline, LineBought, NamedAudience, Names, Particulars, utc_day

Rule = Mapping[str, Any]
Found = TypeVar("Found")


def particulars(
    snapshot: Snapshot, facts: CustomerFacts, story: Callable[[], Story], rules: Iterable[Rule], now_ms: int
) -> Particulars:
    """What those rules ask of the customer at that moment; `story` is read only if one asks for purchases."""
    rules, today, her = list(rules), utc_day(now_ms), facts.customer_id
    audiences = _audiences(snapshot) if any(map(taken_in, rules)) else {}
    conditions = _understood(rules, audiences)
    asked = {each["attribute"] for each in conditions}

    def if_asked(attribute: str, read: Callable[[], Found]) -> Found | None:
        return read() if attribute in asked else None

    return Particulars(
        today=today,
        bought=if_asked("bought", lambda: _bought(story(), _since_ms(conditions, "bought", today))),
        did=if_asked("did", lambda: _did(snapshot, facts, _since_ms(conditions, "did", today))),
        dates=if_asked("days_to_date", lambda: _dates(snapshot, facts)),
        noted=if_asked("noted", lambda: _noted(snapshot, her)),
        imported=if_asked("imported", lambda: _imported(snapshot, her)),
        scores=if_asked("score", lambda: _scores(snapshot, her)),
        regions=if_asked("region", lambda: dict(snapshot.rows("SELECT id, region FROM stores"))),
        audiences=audiences,
        member_of=if_asked("audience", lambda: _lists(snapshot, her)),
        names=_names(snapshot, conditions, audiences),
    )


def names_in(snapshot: Snapshot, rules: Iterable[Rule]) -> Names:
    """What the things are called that those rules point at."""
    rules = list(rules)
    audiences = _audiences(snapshot) if any(map(taken_in, rules)) else {}
    return _names(snapshot, _understood(rules, audiences), audiences)


def _names(snapshot: Snapshot, conditions: list[Rule], audiences: Mapping[str, NamedAudience]) -> Names:
    by_store = any(each["attribute"] in ("home_store", "bought") for each in conditions)
    products = {product for each in conditions for product in each.get("of", {}).get("product", ())}
    return Names(
        stores=store_names(snapshot) if by_store else {},
        products=product_names(snapshot, products) if products else {},
        audiences={key: named.name for key, named in audiences.items()},
    )


def _understood(rules: Iterable[Rule], audiences: Mapping[str, NamedAudience]) -> list[Rule]:
    """What the rules say that this version knows; a newer HQ may say more."""
    return [each for each in all_conditions(rules, audiences) if understood(each) is not None]


def _audiences(snapshot: Snapshot) -> dict[str, NamedAudience]:
    return {
        audience_id: NamedAudience(name, json.loads(rule) if kind == "rule" else None)
        for audience_id, name, kind, rule in snapshot.rows("SELECT id, name, kind, rule FROM audiences")
    }


def _since_ms(conditions: Iterable[Rule], attribute: str, today: int) -> int:
    """The first moment that any of the conditions looks at."""
    days = days_asked(conditions, attribute)
    return 0 if days is None else (today - days + 1) * DAY_MS


def _bought(story: Story, since_ms: int) -> list[LineBought]:
    lines = takewhile(lambda line: line.at_ms >= since_ms, story.lines)  # the newest are first
    return [_line_bought(line, story.products.get(line.product_id)) for line in lines if line.quantity > 0]


def _line_bought(line: Line, product: Product | None) -> LineBought:
    return LineBought(
        purchase_id=line.basket.id,
        day=utc_day(line.at_ms),
        product_id=line.product_id,
        department=product.department if product else None,
        category=product.category if product else None,
        brand=product.brand if product else None,
        channel=line.basket.channel,
        store_id=line.basket.store_id,
        quantity=line.quantity,
        amount_minor=line.amount_minor,
    )


def _did(snapshot: Snapshot, facts: CustomerFacts, since_ms: int) -> list[DidOnline]:
    """Nothing unless she lets it be used."""
    if not facts.may_personalize:
        return []
    rows = snapshot.rows(
        f"SELECT e.kind, e.at_ms / {DAY_MS}, e.product_id, p.department FROM behaviour_events e"
        " LEFT JOIN products p ON p.id = e.product_id WHERE e.customer_id = ? AND e.at_ms >= ?",
        (facts.customer_id, since_ms),
    )
    return [*(DidOnline._make(row) for row in rows), *_wished(snapshot, facts.customer_id)]


def _wished(snapshot: Snapshot, customer_id: int) -> list[DidOnline]:
    """What is on her wish list, with what was just changed here."""
    wishes = online.wishes(snapshot, customer_id)
    sql = "SELECT id, department FROM products WHERE id IN (SELECT value FROM json_each(?))"
    departments: dict[int, str] = dict(
        snapshot.rows(sql, (json.dumps([wish.product_id for wish in wishes]),))
    )
    return [
        DidOnline(WISHED, utc_day(wish.at_ms), wish.product_id, departments.get(wish.product_id))
        for wish in wishes
    ]


def _dates(snapshot: Snapshot, facts: CustomerFacts) -> list[LifeDate]:
    noted = customers.life_dates(snapshot, facts.customer_id)
    dates = [LifeDate(kind, day) for kind, days in noted.items() for day in days]
    return [*dates, LifeDate(BIRTHDAY, facts.birthday)] if facts.birthday else dates


def _noted(snapshot: Snapshot, customer_id: int) -> dict[str, frozenset[str]]:
    found = customers.preferences(snapshot, customer_id)
    return {kind: frozenset(values) for kind, values in found.items()}


def _imported(snapshot: Snapshot, customer_id: int) -> dict[str, Any]:
    rows = records.of(snapshot, "customers", customer_id)
    known = json.loads(rows[0].get("attributes") or "{}") if rows else {}
    return known if isinstance(known, dict) else {}


def _scores(snapshot: Snapshot, customer_id: int) -> dict[str, float]:
    rows = snapshot.rows("SELECT name, value FROM customer_scores WHERE customer_id = ?", (customer_id,))
    return dict(rows)


def _lists(snapshot: Snapshot, customer_id: int) -> frozenset[str]:
    rows = snapshot.rows("SELECT audience_id FROM audience_members WHERE customer_id = ?", (customer_id,))
    return frozenset(audience_id for (audience_id,) in rows)
