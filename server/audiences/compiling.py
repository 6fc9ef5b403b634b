"""An audience rule as SQL: what holds of a customer's row, the same on SQLite and PostgreSQL.

`shared.audience.evaluate` says what a rule means; a test holds both to the same customers. Each condition is
a set of customers that the database finds by one look into an index; a rule is an arithmetic of such sets.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, false, not_, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from server.audiences.models import AudienceMember, CustomerScore
from server.behaviour import selecting as behaviour
from server.catalogue import selecting as catalogue
from server.customers import selecting as customers
from server.customers.selecting import EVERYBODY, Ids, LocalDays
from server.purchases import selecting as purchases
from shared.clock import DAY_MS
from shared.particulars import NamedAudience

Holds = ColumnElement[bool]
Kept = InstrumentedAttribute[int]
Condition = Mapping[str, Any]

ENDLESS: Final = 10**9
"""More days than anybody has to wait for anything."""


@dataclass(slots=True)
class Compiler:
    """Rules at one moment, for one kind of database; `audiences` are all there are, by id."""

    now_ms: int
    days: LocalDays
    dialect: str
    audiences: Mapping[str, NamedAudience]
    _known: dict[str, Holds] = field(default_factory=dict)

    def holds(self, node: Mapping[str, Any]) -> Holds:
        """What holds of the row of a customer whom the rule selects; the rule was checked."""
        if "all" in node:
            return and_(true(), *(self.holds(each) for each in node["all"]))
        if "any" in node:
            return or_(false(), *(self.holds(each) for each in node["any"]))
        if "not" in node:
            return not_(self.holds(node["not"]))
        return _CONDITIONS[node["attribute"]](self, node) if node else true()

    def conjuncts(self, node: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """The parts of a rule that all have to hold, in turn: each is a reason to fall out."""
        if "all" in node:
            return [part for each in node["all"] for part in self.conjuncts(each)]
        return [node] if node else []

    def in_year(self, kept: Kept, fits: Callable[[SQLColumnExpression[int]], Holds]) -> Holds:
        """What is kept of her purchases, put right to the 12 months up to now, fits."""
        more = purchases.beside_kept(customers.counted_since(), self.now_ms)
        return customers.with_more(kept, more, fits)

    def in_audience(self, audience_id: str) -> Holds:
        """She is in that audience now, by its rule or by its list."""
        if audience_id not in self._known:
            rule = self.audiences[audience_id].rule
            listed = select(AudienceMember.customer_id).where(AudienceMember.audience_id == audience_id)
            self._known[audience_id] = self.holds(rule) if rule is not None else _is_in(listed)
        return self._known[audience_id]


def _is_in(ids: Ids) -> Holds:
    return EVERYBODY.customer_id.in_(ids)


def _chosen(condition: Condition, holds: Holds) -> Holds:
    return holds if condition["operator"] == "in" else not_(holds)


def _least_cents(dollars: float) -> int:
    """The fewest cents that are at least so many dollars, as the division by 100 rounds them."""
    cents = int(dollars * 100) - 2
    while cents / 100 < dollars:
        cents += 1
    return cents


def _most_cents(dollars: float) -> int:
    """The most cents that are at most so many dollars."""
    cents = int(dollars * 100) + 2
    while cents / 100 > dollars:
        cents -= 1
    return cents


def _counted(
    condition: Condition, ids: Callable[..., Ids], *, in_cents: bool = False, may_be_negative: bool = False
) -> Holds:
    """What she counts is at least or at most the value; whoever is in no set counts 0.

    `ids` gives those who count more than `over`, or less than `under`.
    """
    value = condition["value"]
    if condition["operator"] == "at_most":
        return not_(_is_in(ids(over=_most_cents(value) if in_cents else int(value // 1))))
    least = _least_cents(value) if in_cents else -int(-value // 1)
    if least > 0:
        return _is_in(ids(over=least - 1))
    return not_(_is_in(ids(under=least))) if may_be_negative else true()


def _tier(_compiler: Compiler, condition: Condition) -> Holds:
    return _chosen(condition, customers.is_tier(condition["value"]))


def _departments(compiler: Compiler, condition: Condition) -> Holds:
    return _chosen(condition, _is_in(purchases.bought_from(condition["value"], compiler.now_ms)))


def _visits(compiler: Compiler, condition: Condition) -> Holds:
    value = condition["value"]
    if condition["operator"] == "at_most":
        return compiler.in_year(EVERYBODY.visits, lambda visits: visits <= int(value // 1))
    return compiler.in_year(EVERYBODY.visits, lambda visits: visits >= -int(-value // 1))


def _spend(compiler: Compiler, condition: Condition) -> Holds:
    value = condition["value"]
    if condition["operator"] == "at_most":
        return compiler.in_year(EVERYBODY.spent_minor, lambda cents: cents <= _most_cents(value))
    return compiler.in_year(EVERYBODY.spent_minor, lambda cents: cents >= _least_cents(value))


def _days_since_visit(compiler: Compiler, condition: Condition) -> Holds:
    """Her latest purchase is kept with her; of whom one is still to come, the others are looked at."""
    now, value, latest = compiler.now_ms, condition["value"], EVERYBODY.last_visit_ms
    if condition["operator"] == "at_most":
        since = now - (int(value // 1) + 1) * DAY_MS
        fits, looked_at = latest > since, purchases.came_since(since, now)
    elif value > 0:
        until = now + int(-value // 1) * DAY_MS
        fits, looked_at = latest <= until, purchases.stayed_away(until, now)
    else:
        fits, looked_at = latest <= now, purchases.ever_came(now)
    ahead = and_(latest > now, _is_in(looked_at))
    return and_(latest.is_not(None), or_(and_(latest <= now, fits), ahead))


def _days_to_birthday(compiler: Compiler, condition: Condition) -> Holds:
    least, most = _between(condition)
    return customers.birthday_within(compiler.days, least, most)


def _between(condition: Condition) -> tuple[float, float]:
    value = condition["value"]
    return (value, ENDLESS) if condition["operator"] == "at_least" else (0, value)


def _days_to_date(compiler: Compiler, condition: Condition) -> Holds:
    """The nearest of the days counts: at least so far away means that none is nearer."""
    kinds, value = condition["of"]["kind"], condition["value"]
    least, most = _between(condition)
    holds = customers.date_within(kinds, compiler.days, least, most)
    if condition["operator"] == "at_most":
        return holds
    return and_(holds, not_(customers.date_within(kinds, compiler.days, 0, -int(-value // 1) - 1)))


def _home_store(_compiler: Compiler, condition: Condition) -> Holds:
    return _chosen(condition, customers.is_home(condition["value"]))


def _region(_compiler: Compiler, condition: Condition) -> Holds:
    return _chosen(condition, customers.is_home(catalogue.ids_in_regions(condition["value"])))


def _bought(compiler: Compiler, condition: Condition) -> Holds:
    of, days, measure = condition.get("of", {}), condition.get("days"), condition.get("measure", "times")
    return _counted(
        condition,
        lambda **beyond: purchases.bought(of, days, compiler.now_ms, measure, **beyond),
        in_cents=measure == "spend",
        may_be_negative=measure == "spend",
    )


def _did(compiler: Compiler, condition: Condition) -> Holds:
    """What she did online counts if she lets it be used; otherwise she did nothing."""
    counted = _counted(
        condition, lambda over: behaviour.did(condition["of"], condition.get("days"), compiler.now_ms, over)
    )
    none = condition["operator"] == "at_most" or condition["value"] <= 0
    lets = EVERYBODY.may_personalize == 1
    return or_(not_(lets), counted) if none else and_(lets, counted)


def _noted(_compiler: Compiler, condition: Condition) -> Holds:
    return _chosen(condition, _is_in(customers.has_noted(condition["of"]["kind"], condition["value"])))


def _imported(compiler: Compiler, condition: Condition) -> Holds:
    name, value, operator = condition["of"]["name"], condition["value"], condition["operator"]
    if operator in ("in", "not_in"):
        return _chosen(condition, _is_in(customers.imported_is(name, value, compiler.dialect)))
    beyond = {"least" if operator == "at_least" else "most": value}
    return _is_in(customers.imported_within(name, compiler.dialect, **beyond))


def _score(_compiler: Compiler, condition: Condition) -> Holds:
    value, score = condition["value"], CustomerScore.value
    fits = score >= value if condition["operator"] == "at_least" else score <= value
    named = CustomerScore.name == condition["of"]["name"]
    return _is_in(select(CustomerScore.customer_id).where(named, fits))


def _audience(compiler: Compiler, condition: Condition) -> Holds:
    in_any = or_(false(), *(compiler.in_audience(each) for each in condition["value"]))
    return _chosen(condition, in_any)


_CONDITIONS: Final[Mapping[str, Callable[[Compiler, Condition], Holds]]] = {
    "tier": _tier,
    "departments": _departments,
    "visits_12m": _visits,
    "spend_12m": _spend,
    "days_since_visit": _days_since_visit,
    "days_to_birthday": _days_to_birthday,
    "home_store": _home_store,
    "region": _region,
    "bought": _bought,
    "did": _did,
    "days_to_date": _days_to_date,
    "noted": _noted,
    "imported": _imported,
    "score": _score,
    "audience": _audience,
}
