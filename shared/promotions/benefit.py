"""What a promotion gives, by kind: how it is written, what it covers, what it may cost.

| kind | `benefit_value` | `benefit` |
|---|---|---|
| percent | percent off | |
| amount | minor units off, once a basket | |
| price | minor units that each piece costs | |
| n_for_m | 0 | `take`, `pay`: so many for the price of so many |
| gift | 0 | `product_id`, `quantity` (1), `cost_minor` (what it costs the chain) |
| points | points | `each_minor`: given for each such amount, else once |
| bundle | minor units for all of it | `parts`: `[{"of": …, "quantity": n}]` |

Every kind but bundle takes `of`, the things it covers (`things.py`); whoever names a department needs none.
`most_minor` is the most that one redemption takes off, where the kind takes off money.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal, get_args

from shared.promotions.rule import Promotion
from shared.promotions.things import wrong_things

BenefitKind = Literal["percent", "amount", "price", "n_for_m", "gift", "points", "bundle"]
KINDS: Final[tuple[BenefitKind, ...]] = get_args(BenefitKind)
WITHOUT_VALUE: Final = ("n_for_m", "gift")

_KEYS: Final[Mapping[str, frozenset[str]]] = {
    "percent": frozenset({"of", "most_minor"}),
    "amount": frozenset({"of"}),
    "price": frozenset({"of", "most_minor"}),
    "n_for_m": frozenset({"of", "most_minor", "take", "pay"}),
    "gift": frozenset({"of", "product_id", "quantity", "cost_minor"}),
    "points": frozenset({"of", "each_minor"}),
    "bundle": frozenset({"parts", "most_minor"}),
}
MOST_MINOR: Final = 10**9
MOST_PIECES: Final = 20
MOST_PARTS: Final = 5


def wrong_benefit(promotion: Promotion) -> dict[str, str]:
    """What makes no sense about it, by field; parts of `benefit` under their own name after a point."""
    kind, value, benefit = promotion.benefit_kind, promotion.benefit_value, promotion.benefit
    if kind not in KINDS:
        return {"benefit_kind": "Choose what the promotion gives, for example percent off."}
    wrong = _wrong_value(kind, value)
    if not isinstance(benefit, dict) or set(benefit) - _KEYS[kind]:
        return wrong | {"benefit": "This kind of benefit does not take what was given with it."}
    if promotion.department is not None and ("of" in benefit or kind == "bundle"):
        wrong["department"] = "Name what it is for once: leave the department empty here."
    if sentence := wrong_things(benefit.get("of", {})):
        wrong["benefit.of"] = sentence
    for name in ("most_minor", "cost_minor", "each_minor"):
        if name in benefit and not _is_count(benefit[name], 1, MOST_MINOR):
            wrong[f"benefit.{name}"] = "Give an amount above nothing, or leave it empty."
    return wrong | _OWN.get(kind, lambda _benefit: {})(benefit)


def covered(promotion: Promotion) -> Mapping[str, Any]:
    """The things that it is taken off; nothing asked is anything."""
    if promotion.department is not None:
        return {"department": [promotion.department]}
    of: Mapping[str, Any] = promotion.benefit.get("of", {})
    return of


def _wrong_value(kind: str, value: int) -> dict[str, str]:
    if kind in WITHOUT_VALUE:
        return {} if value == 0 else {"benefit_value": "This kind of benefit needs no number here."}
    if value <= 0:
        return {"benefit_value": "The benefit must be more than nothing."}
    if kind == "percent" and value > 100:
        return {"benefit_value": "A percentage cannot be above 100."}
    return {}


def _is_count(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _wrong_n_for_m(benefit: Mapping[str, Any]) -> dict[str, str]:
    wrong = {}
    if not _is_count(benefit.get("take"), 2, MOST_PIECES):
        wrong["benefit.take"] = f"She takes 2 to {MOST_PIECES} pieces."
    elif not _is_count(benefit.get("pay"), 1, benefit["take"] - 1):
        wrong["benefit.pay"] = "She pays for at least 1 and for fewer than she takes."
    return wrong


def _wrong_gift(benefit: Mapping[str, Any]) -> dict[str, str]:
    wrong = {}
    if not _is_count(benefit.get("product_id"), 1, 1 << 53):
        wrong["benefit.product_id"] = "Choose the product that is given."
    if not _is_count(benefit.get("quantity", 1), 1, MOST_PIECES):
        wrong["benefit.quantity"] = f"Give 1 to {MOST_PIECES} of it."
    return wrong


def _wrong_bundle(benefit: Mapping[str, Any]) -> dict[str, str]:
    parts = benefit.get("parts")
    if not isinstance(parts, list) or not 0 < len(parts) <= MOST_PARTS:
        return {"benefit.parts": f"A bundle has 1 to {MOST_PARTS} parts."}
    for part in parts:
        if not isinstance(part, dict) or set(part) != {"of", "quantity"} or not part["of"]:
            return {"benefit.parts": "Say of each part what it is and how many."}
        if sentence := wrong_things(part["of"]):
            return {"benefit.parts": sentence}
        if not _is_count(part["quantity"], 1, MOST_PIECES):
            return {"benefit.parts": f"A part is 1 to {MOST_PIECES} pieces."}
    if sum(part["quantity"] for part in parts) < 2:
        return {"benefit.parts": "A bundle is at least two pieces."}
    return {}


_OWN: Final = {"n_for_m": _wrong_n_for_m, "gift": _wrong_gift, "bundle": _wrong_bundle}
