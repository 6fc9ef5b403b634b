"""Any rule that the language allows, over what the crowd has."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from shared.audience import ATTRIBUTES
from shared.customer import TIERS
from tests.server.audiences.crowd import AUDIENCES as BY_RULE
from tests.server.audiences.crowd import BRANDS, DEPARTMENTS, LISTS, PRODUCTS, STORES, UNKNOWN

Rule = dict[str, Any]
Rules = st.SearchStrategy[Rule]


def some(*values: Any) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True)


CHOICES = {
    "tier": some(*TIERS),
    "departments": some(*DEPARTMENTS, "Toys"),
    "home_store": some(*STORES, "77"),
    "region": some("North", "South", "East"),
    "audience": some(*BY_RULE, *LISTS),
    "noted": some("M", "L", "navy"),
    "imported": some("Gold", "3", "true", "3.5", "-7", "40"),
}
COUNTS = st.sampled_from((0, 1, 2, 3, 0.5, 1.5))
DOLLARS = st.sampled_from((0, 0.29, 1.1, 5, 10, 19.99, 20, 35.5))
DAYS_AWAY = st.sampled_from((0, 1, 2, 5, 6.5, 29, 30, 31, 90, 365, 366, 10**9))
NUMBERS = {
    "visits_12m": COUNTS,
    "spend_12m": DOLLARS,
    "days_since_visit": DAYS_AWAY,
    "days_to_birthday": DAYS_AWAY,
    "bought": st.one_of(COUNTS, DOLLARS),
    "did": COUNTS,
    "days_to_date": DAYS_AWAY,
    "score": st.sampled_from((-1, 0, 0.5, 1, 2.5)),
    "imported": st.sampled_from((-7, 3, 3.2, 40, 10**9)),
}
PRODUCT = some(*PRODUCTS, UNKNOWN)
ABOUT: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "bought": ({}, {
        "department": some(*DEPARTMENTS), "category": some("Cheese", "Boots"), "brand": some(*BRANDS),
        "product": PRODUCT, "channel": some("store", "web"), "store": some(*STORES),
    }),
    "did": ({"event": some("viewed", "carted", "searched", "wished")}, {
        "department": some(*DEPARTMENTS), "product": PRODUCT,
    }),
    "days_to_date": ({"kind": some("birthday", "due_date", "anniversary", "child_birthday")}, {}),
    "noted": ({"kind": st.sampled_from(("sizes", "likes", "colours"))}, {}),
    "imported": ({"name": st.sampled_from(("club", "age", "none"))}, {}),
    "score": ({"name": st.sampled_from(("recency", "churn", "none"))}, {}),
}  # fmt: skip


@st.composite
def conditions(draw: st.DrawFn) -> Rule:
    """One condition on any attribute there is."""
    name = draw(st.sampled_from(sorted(ATTRIBUTES)))
    attribute = ATTRIBUTES[name]
    operator = draw(st.sampled_from(attribute.operators))
    made = {"attribute": name, "operator": operator}
    made["value"] = draw((CHOICES if operator in ("in", "not_in") else NUMBERS)[name])
    if name in ABOUT:
        made["of"] = draw(st.fixed_dictionaries(ABOUT[name][0], optional=ABOUT[name][1]))
    if attribute.windowed:
        made["days"] = draw(st.sampled_from((None, 1, 2, 7, 8, 30, 31, 365)))
    if attribute.measures:
        made["measure"] = draw(st.sampled_from(attribute.measures))
    return made


def _groups(inside: Rules) -> Rules:
    several = st.lists(inside, min_size=1, max_size=3)
    return st.one_of(
        several.map(lambda nodes: {"all": nodes}), several.map(lambda nodes: {"any": nodes}),
        inside.map(lambda node: {"not": node}),
    )  # fmt: skip


def rules() -> Rules:
    """A condition, or an arithmetic of some."""
    return st.recursive(conditions(), _groups, max_leaves=6)
