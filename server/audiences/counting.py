"""How many customers a rule selects, why the others fall out, who some of them are: asked of the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, case, func, not_, or_, select, text
from sqlalchemy.orm import Session

from server.audiences.compiling import Compiler
from server.audiences.gathering import named_audiences
from server.catalogue import service as catalogue
from server.customers import selecting as customers
from server.customers.selecting import EVERYBODY, LocalDays
from shared.audience import check_rule, conditions, describe_condition
from shared.clock import local_date
from shared.customer import TIERS
from shared.particulars import NamedAudience, Names

Rule = Mapping[str, Any]
Stores = Sequence[str] | None
"""Whose customers are meant: those in the books of these stores, or of any."""

NO_CONSENT: Final = "No consent to personal offers"

_ROOM: Final = (
    "SET LOCAL work_mem = '128MB'", "SET LOCAL jit = off", "SET LOCAL max_parallel_workers_per_gather = 0",
)  # fmt: skip
"""PostgreSQL keeps the sets of a million in memory while it counts, and does not compile a short query.

It counts in one process: several would each work out the same sets first, and take longer.
"""


@dataclass(frozen=True, slots=True)
class Reach:
    """How many a rule selects who allow it (`count`), or altogether (`matching`), of how many customers.

    `excluded` says, for each reason in plain words, how many it leaves out: the most first.
    """

    count: int
    matching: int
    in_stores: int
    by_tier: dict[str, int]
    excluded: dict[str, int]


class Counting:
    """One rule at one moment; InvalidInput if it is none, or takes in what is not there or itself.

    `own_id` is the audience whose rule it is, if it is one's.
    """

    def __init__(
        self, session: Session, rule: object, store_ids: Stores, now_ms: int, own_id: str | None = None
    ) -> None:
        audiences = named_audiences(session)
        self._session = session
        self._rule = check_rule(rule, audiences, own_id)
        self._names = _names(session, self._rule, audiences)
        self._compiler = compiler(session, now_ms, audiences)
        self._population = customers.in_books(store_ids)

    def ids(self) -> Select[int]:
        """The customers whom the rule selects, whether they allow it or not."""
        return select(EVERYBODY.customer_id).where(self._population, self._compiler.holds(self._rule))

    def allowing_ids(self) -> Select[int]:
        """Those of them who allow it."""
        return self.ids().where(EVERYBODY.may_personalize == 1)

    def among(self, customer_ids: Sequence[int]) -> set[int]:
        """Those of the customers whom the rule selects."""
        return set(self._session.scalars(self.ids().where(EVERYBODY.customer_id.in_(customer_ids))))

    def count(self) -> int:
        """How many the rule selects who let their data be used."""
        return _scalar(self._session, select(func.count()).select_from(self.allowing_ids().subquery()))

    def place(self, step: int, most: int) -> list[int]:
        """At most so many of those who allow it, by id: the first, and each that comes `step` later."""
        number = (func.row_number().over(order_by=EVERYBODY.customer_id) - 1).label("place")
        numbered = self.allowing_ids().add_columns(number).subquery()
        chosen = select(numbered.c.customer_id).where(numbered.c.place % step == 0)
        make_room(self._session)
        return list(self._session.scalars(chosen.order_by(numbered.c.place).limit(most)))

    def reach(self) -> Reach:
        """Who gets it and why the others do not, by one pass over the customers."""
        parts = self._compiler.conjuncts(self._rule)
        reasons = [describe_condition(part, self._names) for part in parts]
        falls_out = [(not_(self._compiler.holds(part)), number) for number, part in enumerate(parts, start=1)]
        consent = len(parts) + 1
        falls_out.append((EVERYBODY.may_personalize == 0, consent))
        reason = case(*falls_out, else_=0).label("reason")
        found = _grouped(self._session, reason, self._population, consent)
        excluded: Counter[str] = Counter()
        for (number, _tier), size in found.items():
            if number:
                excluded[NO_CONSENT if number == consent else reasons[number - 1]] += size
        by_tier = {tier: found[0, tier] for tier in TIERS if found[0, tier]}
        count, silent = sum(by_tier.values()), excluded.get(NO_CONSENT, 0)
        return Reach(
            count=count,
            matching=count + silent,
            in_stores=sum(found.values()),
            by_tier=by_tier,
            excluded={why: size for why, size in excluded.most_common() if size},
        )

    def overlaps(self, others: Mapping[str, Rule]) -> dict[str, int]:
        """Of each of the other rules, how many of those who get this one it selects, too.

        The other rules were checked; one that takes in what is not there any more selects nobody.
        """
        holding = {name: self._compiler.holds(rule) for name, rule in others.items()}
        if not holding:
            return {}
        sums = [_sum(holds) for holds in holding.values()]
        make_room(self._session)
        row = self._session.execute(
            select(*sums).where(EVERYBODY.customer_id.in_(self.allowing_ids()), or_(*holding.values()))
        ).one()
        return dict(zip(holding, map(int, row), strict=True))


def compiler(session: Session, now_ms: int, audiences: Mapping[str, NamedAudience]) -> Compiler:
    """What turns rules into SQL for the session's database at that moment."""
    dialect = session.get_bind().dialect.name
    return Compiler(now_ms, _local_days(session, now_ms), dialect, audiences)


def make_room(session: Session) -> None:
    """The rest of the transaction may use the memory that counting a million takes."""
    if session.get_bind().dialect.name == "postgresql":
        for statement in _ROOM:
            session.execute(text(statement))


def _sum(holds: ColumnElement[bool]) -> ColumnElement[int]:
    """Of how many rows it holds."""
    return func.coalesce(func.sum(case((holds, 1), else_=0)), 0)


def _scalar(session: Session, query: Select[int]) -> int:
    make_room(session)
    return session.scalar(query) or 0


def _grouped(
    session: Session, reason: ColumnElement[int], population: ColumnElement[bool], last: int
) -> Counter[tuple[int, str]]:
    """How many customers there are of each reason and tier.

    SQLite would sort a million rows to group them, and is asked for sums over what it has kept instead.
    """
    make_room(session)
    rows = select(reason, EVERYBODY.tier).where(population)
    if session.get_bind().dialect.name == "postgresql":
        grouped = rows.subquery()
        query = select(grouped.c.reason, grouped.c.tier, func.count()).group_by(*grouped.c)
        return Counter({(why, tier): size for why, tier, size in session.execute(query)})
    kept = rows.cte("kept").prefix_with("MATERIALIZED")
    cells = [(0, tier) for tier in TIERS] + [(number, "") for number in range(1, last + 1)]
    sums = [_sum((kept.c.reason == why) & (kept.c.tier == tier) if tier else kept.c.reason == why)
            for why, tier in cells]  # fmt: skip
    row = session.execute(select(*sums)).one()
    return Counter(dict(zip(cells, row, strict=True)))


def _local_days(session: Session, now_ms: int) -> LocalDays:
    """The present day by UTC, and the zones of stores in which it is another one."""
    today = local_date(now_ms, "UTC")
    elsewhere: dict[Any, list[str]] = {}
    for zone in sorted({store.time_zone for store in catalogue.stores(session)}):
        day = local_date(now_ms, zone)
        if day != today:
            elsewhere.setdefault(day, []).append(zone)
    return LocalDays(today, elsewhere)


def _names(session: Session, rule: Rule, audiences: Mapping[str, NamedAudience]) -> Names:
    """What the things that the rule points at are called."""
    asked = list(conditions(rule))
    products = {each for condition in asked for each in condition.get("of", {}).get("product", ())}
    return Names(
        stores=_store_names(session, asked),
        products={key: found.name for key, found in catalogue.products(session, products).items()},
        audiences={key: named.name for key, named in audiences.items()},
    )


def _store_names(session: Session, asked: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    if any(each["attribute"] == "home_store" or "store" in each.get("of", {}) for each in asked):
        return {store.id: store.name for store in catalogue.stores(session)}
    return {}
