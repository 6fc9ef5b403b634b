"""Rules as a marketer writes them, on the chain of `audiences_chain`."""

from __future__ import annotations

from typing import Any, Final

Rule = dict[str, Any]


def _is(attribute: str, *values: str) -> Rule:
    return {"attribute": attribute, "operator": "in", "value": list(values)}


def _least(attribute: str, value: float, **more: Any) -> Rule:
    return {"attribute": attribute, "operator": "at_least", "value": value, **more}


def _most(attribute: str, value: float, **more: Any) -> Rule:
    return {"attribute": attribute, "operator": "at_most", "value": value, **more}


def _bought(department: int, value: float, days: int | None) -> Rule:
    return _least("bought", value, of={"department": [f"Department {department}"]}, days=days)


AUDIENCES: Final[dict[str, Rule]] = {
    "good": {"all": [_is("tier", "Gold", "VIP"), _least("spend_12m", 150)]},
}

RULES: Final[dict[str, Rule]] = {
    "tier and departments": {
        "all": [_is("tier", "Gold", "VIP"), _is("departments", "Department 3", "Department 5")]
    },
    "spent much, silent for 60 days": {
        "all": [_least("spend_12m", 300), _least("days_since_visit", 60), _most("days_since_visit", 200)]
    },
    "bought one department 3 times in 90 days and not another": {
        "all": [_bought(3, 3, 90), {"not": _bought(5, 1, 365)}]
    },
    "birthday within 14 days, or due date within 120": {
        "any": [
            _most("days_to_birthday", 14),
            _most("days_to_date", 120, of={"kind": ["due_date"]}),
        ]
    },
    "viewed twice in 30 days, not bought since": {
        "all": [
            _least("did", 2, of={"event": ["viewed"]}, days=30),
            _most("bought", 0, days=30),
        ]
    },
    "nested any and not": {
        "all": [
            {"any": [_is("departments", "Department 2"), _least("spend_12m", 300)]},
            {"not": {"any": [_is("region", "West"), _least("bought", 1, of={"channel": ["web"]}, days=90)]}},
            {"attribute": "noted", "operator": "in", "value": ["navy", "sage"], "of": {"kind": "colours"}},
        ]
    },
    "in another audience, without the newsletter": {
        "all": [
            _is("audience", "good"),
            {
                "attribute": "imported",
                "operator": "not_in",
                "value": ["weekly"],
                "of": {"name": "newsletter"},
            },
        ]
    },
    "pieces of a brand, ever": {
        "all": [_least("bought", 3, of={"brand": ["Brand 7", "Brand 9"]}, measure="items", days=None)]
    },
    "spent in two stores this year": {
        "all": [
            _least("bought", 50, of={"store": ["12", "13", "14"]}, measure="spend", days=365),
            _least("visits_12m", 2),
        ]
    },
}
