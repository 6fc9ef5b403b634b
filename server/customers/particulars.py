"""What audience rules ask of customers beyond their records and figures, gathered for many at once.

Only what the rules at hand ask for is looked up: each kind of it by one query, however many customers.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, Text, cast, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from server.audiences import gathering as audiences
from server.audiences.naming import names_in
from server.behaviour import service as behaviour
from server.catalogue import service as catalogue
from server.customers.models import Customer, LifeDateRecord, Preference
from server.purchases.asked import lines_asked
from shared.audience import all_conditions, days_asked, taken_in
from shared.audience.story import WISHED
from shared.customer_fields import WISHES
from shared.life_dates import BIRTHDAY, LifeDate
from shared.particulars import DidOnline, Particulars, utc_day

Rule = Mapping[str, Any]
Condition = Mapping[str, Any]
Chosen = Select[int] | Sequence[int] | None
"""A query of customers, some of them, or None for all."""

Found = TypeVar("Found")


class Gathered:
    """What the rules ask for, of the chosen customers; `asked` are the attributes that they name."""

    def __init__(self, session: Session, chosen: Chosen, rules: Iterable[Rule], now_ms: int) -> None:
        self._session, self._chosen, self._today = session, chosen, utc_day(now_ms)
        rules = list(rules)
        self._audiences = audiences.named_audiences(session) if any(map(taken_in, rules)) else {}
        conditions: dict[str, list[Condition]] = {}
        for each in all_conditions(rules, self._audiences):
            conditions.setdefault(each["attribute"], []).append(each)
        self.asked = frozenset(conditions)
        about = conditions.get
        self._bought = self._if_asked(
            "bought", lambda: lines_asked(session, chosen, about("bought", []), now_ms)
        )
        self._did = self._if_asked("did", lambda: self._find_did(about("did", []), now_ms))
        self._dates = self._if_asked("days_to_date", self._find_dates)
        self._noted = self._if_asked("noted", self._find_noted)
        self._imported = self._if_asked("imported", self._find_imported)
        self._scores = self._if_asked("score", lambda: self._find_scores(about("score", [])))
        self._lists = self._if_asked("audience", lambda: audiences.lists_of(session, chosen))
        stores = catalogue.stores(session) if "region" in self.asked else []
        self._regions = {each.id: each.region for each in stores}
        self._names = names_in(session, rules, self._audiences)

    def of(self, customer_id: int, birthday: str | None, *, may_personalize: bool) -> Particulars:
        """One customer's; what she did online is used only if she lets it be."""
        dates = _own(self._dates, customer_id, [])
        if dates is not None and birthday:
            dates = [*dates, LifeDate(BIRTHDAY, birthday)]
        did = _own(self._did, customer_id, [])
        return Particulars(
            today=self._today,
            bought=_own(self._bought, customer_id, []),
            did=[] if did is not None and not may_personalize else did,
            dates=dates,
            noted=_own(self._noted, customer_id, {}),
            imported=_own(self._imported, customer_id, {}),
            scores=_own(self._scores, customer_id, {}),
            regions=self._regions,
            audiences=self._audiences,
            member_of=_own(self._lists, customer_id, frozenset()),
            names=self._names,
        )

    def _if_asked(self, attribute: str, find: Callable[[], dict[int, Found]]) -> dict[int, Found] | None:
        return find() if attribute in self.asked else None

    def _are_chosen(self, column: InstrumentedAttribute[int]) -> ColumnElement[bool]:
        return true() if self._chosen is None else column.in_(self._chosen)

    def _find_did(self, conditions: Sequence[Condition], now_ms: int) -> dict[int, list[DidOnline]]:
        found = behaviour.done_online(self._session, self._chosen, now_ms, days_asked(conditions, "did"))
        if any(WISHED in each["of"]["event"] for each in conditions):
            for customer_id, wish in self._find_wishes():
                found.setdefault(customer_id, []).append(wish)
        return found

    def _find_wishes(self) -> Iterator[tuple[int, DidOnline]]:
        kinds = catalogue.kinds_of_products()
        query = (
            select(Preference.customer_id, Preference.value, Preference.at_ms, kinds.c.department)
            .outerjoin(kinds, cast(kinds.c.product_id, Text) == Preference.value)
            .where(Preference.kind == WISHES, self._are_chosen(Preference.customer_id))
        )
        for customer_id, product_id, at_ms, department in self._session.execute(query):
            yield customer_id, DidOnline(WISHED, utc_day(at_ms), int(product_id), department)

    def _find_dates(self) -> dict[int, list[LifeDate]]:
        query = select(LifeDateRecord.customer_id, LifeDateRecord.kind, LifeDateRecord.day)
        found: dict[int, list[LifeDate]] = {}
        chosen = self._are_chosen(LifeDateRecord.customer_id)
        for customer_id, kind, day in self._session.execute(query.where(chosen)):
            found.setdefault(customer_id, []).append(LifeDate(kind, day))
        return found

    def _find_noted(self) -> dict[int, dict[str, frozenset[str]]]:
        query = select(Preference.customer_id, Preference.kind, Preference.value)
        found: dict[int, dict[str, frozenset[str]]] = {}
        chosen = self._are_chosen(Preference.customer_id)
        for customer_id, kind, value in self._session.execute(query.where(chosen)):
            own = found.setdefault(customer_id, {})
            own[kind] = own.get(kind, frozenset()) | {value}
        return found

    def _find_imported(self) -> dict[int, dict[str, Any]]:
        query = select(Customer.id, Customer.attributes).where(self._are_chosen(Customer.id))
        read = {key: json.loads(attributes) for key, attributes in self._session.execute(query)}
        return {key: known for key, known in read.items() if isinstance(known, dict)}

    def _find_scores(self, conditions: Iterable[Condition]) -> dict[int, dict[str, float]]:
        names = {each["of"]["name"] for each in conditions}
        return audiences.scores_of(self._session, self._chosen, names)


def _own(found: Mapping[int, Found] | None, customer_id: int, nothing: Found) -> Found | None:
    """What was found of that customer, or nothing; None if nobody looked."""
    return None if found is None else found.get(customer_id, nothing)
