"""A cost forecast in words: the figure, its range, and everything it was computed from."""

from __future__ import annotations

from typing import Final

from server.console.editor_models import CostWords
from server.console.wording import percent, plural
from server.promotions.forecast import ASKED, DAYS, Forecast
from shared.money import as_text
from shared.promotions.rule import Promotion

CAPS: Final = {
    "total_limit": "The limit in total ends it first.",
    "store_limit": "The limit per store ends it first.",
    "budget_minor": "The budget ends it first.",
}
NO_CAMPAIGN: Final = "No past campaign tells yet how many redeem, so there is no forecast."
NO_EACH: Final = {
    "gift": "Say what the gift costs to see what it may cost in all.",
    "bundle": "Too little was bought of its parts lately to say what it may cost.",
}
NO_PURCHASES: Final = "These customers bought too little of that lately to say what it may cost."
NO_MONEY: Final = "Points take nothing off at the till."


def cost_words(found: Forecast, promotion: Promotion) -> CostWords:
    """The forecast as the preview says it, or why there is none."""
    if found.rates is None:
        return CostWords(missing=NO_CAMPAIGN)
    if found.each is None:
        return CostWords(missing=NO_EACH.get(promotion.benefit_kind, NO_PURCHASES))
    low, average, high = found.redemptions
    cheap, usual, dear = found.cost_minor
    rates = found.rates
    past = plural(rates.campaigns, "past campaign")
    spread = f"mostly {_share(rates.low)} to {_share(rates.high)}"
    basis = [
        f"{_share(rates.average)} of those reached redeemed in {past}, {spread}.",
        _each_words(found, promotion),
    ]
    if found.capped_by:
        basis.append(CAPS[found.capped_by])
    figure = plural(average, "redemption")
    if promotion.benefit_kind != "points":
        figure = f"{as_text(usual)} for {figure}"
    spread = "" if cheap == dear and low == high else f"{low:,} to {high:,} redemptions"
    if spread and cheap != dear:
        spread = f"{as_text(cheap)} to {as_text(dear)}, {spread}"
    return CostWords(figure=f"About {figure}", range=spread, basis=basis)


def _share(rate: float) -> str:
    return percent(round(rate * 10_000), 10_000)


def _each_words(found: Forecast, promotion: Promotion) -> str:
    each = found.each
    if promotion.benefit_kind == "points" or each is None:
        return NO_MONEY
    one = f"One redemption costs {as_text(round(each.minor))}"
    if each.taken_from is None:
        return f"{one}."
    what = {
        "percent": "spent a purchase on average",
        "bundle": "that its pieces cost on average",
    }.get(promotion.benefit_kind, "that a piece costs on average")
    told = f"up to {ASKED} of these customers in {DAYS} days"
    return f"{one}, from {as_text(round(each.taken_from))} {what}: {told}."
