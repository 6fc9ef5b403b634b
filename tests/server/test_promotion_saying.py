"""What is written in a promotion is said part by part, every kind of benefit and every limit of it."""

from __future__ import annotations

from typing import Any

import pytest

from server.promotions.history import EDITABLE
from server.promotions.naming import ContentNames
from server.promotions.saying import PARTS, differences

BASE: dict[str, Any] = {
    "name": "Soup week", "text": "", "benefit_kind": "percent", "benefit_value": 20, "department": None,
    "starts_local": "2026-11-20T08:00", "ends_local": "2026-11-29T22:00", "audience": {}, "store_ids": None,
    "total_limit": None, "customer_limit": 1, "budget_minor": None, "offline_policy": "provisional",
    "priority": 0, "benefit": {}, "conditions": {}, "stacking": "best_price", "store_limit": None,
    "frequency": {}, "variants": [], "holdout_percent": 0, "picture_id": None,
}  # fmt: skip

NAMES = ContentNames(
    stores={"367": "Maple Street"}, products={7: "Oat milk", 8: "Rye bread"},
    audiences={"0198f7a0-aa": "Soup lovers"}, pictures={"0123456789": "Pumpkin soup"},
)  # fmt: skip

SAID = [
    ({"text": "Hello."}, ("–", "Hello.")),
    ({"benefit": {"of": {"brand": ["Own", "Other"]}, "most_minor": 500}},
     ("20% off", "20% off Own or Other; at most $5.00")),
    ({"benefit": {"of": {"product": [7]}}}, ("20% off", "20% off Oat milk")),
    ({"benefit": {"of": {"brand": ["A", "B", "C"]}}},
     ("20% off", "20% off A or 2 more; brand A or B or C")),
    ({"benefit_kind": "gift", "benefit_value": 0, "benefit": {"product_id": 7, "cost_minor": 120}},
     ("20% off", "Oat milk as a gift; costs $1.20")),
    ({"benefit_kind": "gift", "benefit_value": 0, "benefit": {"product_id": 99}},
     ("20% off", "A gift; one that the catalogue does not know")),
    ({"benefit_kind": "bundle", "benefit_value": 900,
      "benefit": {"parts": [{"of": {"department": ["Dairy"]}, "quantity": 2}]}},
     ("20% off", "2 × Dairy for $9.00")),
    ({"benefit_kind": "bundle", "benefit_value": 900,
      "benefit": {"parts": [{"of": {"brand": ["A", "B", "C"]}, "quantity": 2}]}},
     ("20% off", "2 × A or 2 more for $9.00; 2 of brand A or B or C")),
    ({"conditions": {"of": {"product": [8, 99]}}},
     ("Any basket", "product Rye bread or one that the catalogue does not know")),
    ({"conditions": {"min_spend_minor": 2000, "min_items": 3, "of": {"category": ["Soup"]}}},
     ("Any basket", "from $20.00; from 3 items; category Soup")),
    ({"ends_local": "2026-11-30T22:00"}, ("2026-11-29 22:00", "2026-11-30 22:00")),
    ({"store_ids": ["367"]}, ("All stores", "1 store: Maple Street")),
    ({"store_ids": list("abcdefg")},
     ("All stores", "7 stores: Store a, Store b, Store c, Store d, Store e …")),
    ({"total_limit": 1500}, ("No limit", "1,500")),
    ({"customer_limit": None}, ("1", "As often as she likes")),
    ({"budget_minor": 250_000}, ("No budget", "$2,500.00")),
    ({"frequency": {"most": 2, "days": 7, "counts": "shown"}},
     ("As often as her limit allows", "At most 2 times shown in 7 days")),
    ({"stacking": "joint"}, ("The best for her among others", "On top of others")),
    ({"variants": [{"key": "A", "weight": 1, "text": "Hi", "picture_id": "0123456789"}]},
     ("One form for all", "A (1): “Hi”, picture “Pumpkin soup”")),
    ({"picture_id": "0123456789"}, ("None", "“Pumpkin soup”")),
    ({"picture_id": "999"}, ("None", "a picture that is gone")),
    ({"holdout_percent": 10}, ("0% of customers", "10% of customers")),
    ({"audience": {"all": [{"attribute": "tier", "operator": "in", "value": ["Gold"]}]}},
     ("Every customer", "Tier is Gold")),
    ({"audience": {"all": [{"attribute": "audience", "operator": "in", "value": ["0198f7a0-aa"]}]}},
     ("Every customer", "In the audience Soup lovers")),
]  # fmt: skip


@pytest.mark.parametrize(("change", "words"), SAID)
def test_a_change_is_said_in_plain_words(change: dict[str, Any], words: tuple[str, str]) -> None:
    (found,) = differences(BASE, BASE | change, NAMES)
    assert (found.old, found.new) == words


def test_everything_that_can_be_written_belongs_to_one_part() -> None:
    assert sorted(name for part in PARTS for name in part.fields) == sorted(EDITABLE)
    assert set(BASE) == set(EDITABLE)
    assert differences(BASE, dict(BASE), NAMES) == []
