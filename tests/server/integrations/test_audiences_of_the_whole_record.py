"""Over all of the record, rules select by SQL whom they select by each customer's own facts."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.orm import Session

from server.audiences.counting import Counting, compiler
from server.catalogue import service as catalogue
from server.customers import service as customers
from server.customers.selecting import EVERYBODY
from shared import audience
from shared.clock import local_date, to_millis
from tests.server.integrations.loading import NOW

Rule = dict[str, Any]
NOW_MS = to_millis(NOW)
RECOMBINED = 150


def least(attribute: str, value: float, **more: Any) -> Rule:
    return {"attribute": attribute, "operator": "at_least", "value": value, **more}


def most(attribute: str, value: float, **more: Any) -> Rule:
    return {"attribute": attribute, "operator": "at_most", "value": value, **more}


def among(attribute: str, *values: str, **more: Any) -> Rule:
    return {"attribute": attribute, "operator": "in", "value": list(values), **more}


def atoms(session: Session) -> list[Rule]:
    """Conditions of every kind, about what the record has."""
    departments = catalogue.departments(session)
    (category,) = session.execute(text("SELECT category FROM products WHERE category > 'C' LIMIT 1")).one()
    (store,) = session.execute(text("SELECT store_id FROM client_book ORDER BY store_id LIMIT 1")).one()
    some = session.scalars(text("SELECT product_id FROM bought_lines ORDER BY at_ms DESC LIMIT 5")).all()
    about = [{"department": departments[place : place + 2]} for place in range(0, len(departments), 5)]
    return [
        *(least("bought", 2, of=each, days=90) for each in about),
        *(most("bought", 25.5, of=each, days=365, measure="spend") for each in about),
        *(least("bought", 3, of=each, days=30, measure="items") for each in about[:3]),
        least("bought", 1, of={"category": [category]}, days=None),
        least("bought", 1, of={"product": [*some]}),
        most("bought", 4, days=60), least("bought", 20, of={"store": [store]}, days=90, measure="spend"),
        least("bought", 1, of={"department": departments[:3], "channel": ["web", "app"]}, days=365),
        among("tier", "Gold", "VIP"), among("departments", *departments[2:4]), among("home_store", store),
        among("region", "North"), least("visits_12m", 40), most("spend_12m", 1999.99),
        least("days_since_visit", 12),
        most("days_since_visit", 3), most("days_to_birthday", 30), least("days_to_birthday", 300),
        most("days_to_date", 90, of={"kind": ["due_date", "anniversary"]}),
        least("days_to_date", 20, of={"kind": ["child_birthday", "birthday"]}),
        least("did", 1, of={"event": ["viewed", "carted"]}, days=30),
        most("did", 0, of={"event": ["carted"]}),
        among("noted", "M", "L", of={"kind": "sizes"}), among("imported", "yes", of={"name": "kids"}),
    ]  # fmt: skip


def recombined(chance: Random, of: list[Rule], depth: int = 3) -> Rule:
    """One of the conditions, or a group of groups of them."""
    if depth == 0 or chance.random() < 0.3:
        return chance.choice(of)
    kind = chance.choice(("all", "any", "not"))
    if kind == "not":
        return {"not": recombined(chance, of, depth - 1)}
    return {kind: [recombined(chance, of, depth - 1) for _ in range(chance.randrange(1, 4))]}


@pytest.mark.long
def test_rules_of_every_kind_select_of_the_whole_record_whom_they_select_by_facts(
    loaded_database: Path,
) -> None:
    engine = create_engine(f"sqlite:///file:{loaded_database}?mode=ro&uri=true")
    with Session(engine) as session:
        single = atoms(session)
        known = customers.facts_for(session, now_ms=NOW_MS, rules=single)
        zones = {store.id: store.time_zone for store in catalogue.stores(session)}
        chance = Random(27)
        for rule in [*single, *(recombined(chance, single) for _ in range(RECOMBINED))]:
            audience.check_rule(rule)
            holds = compiler(session, NOW_MS, {}).holds(rule)
            by_sql = set(session.scalars(select(EVERYBODY.customer_id).where(holds)))
            by_facts = {
                each.facts.customer_id
                for each in known
                if audience.evaluate(
                    rule, each.facts, local_date(NOW_MS, zones.get(each.facts.home_store_id or "", "UTC"))
                ).selected
            }
            assert by_sql == by_facts, rule
            assert Counting(session, rule, None, NOW_MS).reach().in_stores == len(known)
    engine.dispose()
