"""Promotions: the rule, its benefit and conditions, whether it makes sense, and whether she may have it now.

Rule, benefit, condition and decision are four things, a file each; what an offer takes off a basket is the
fifth and `shared.basket`'s. Pure: times, counts and facts are passed in, and every answer carries its reason.
"""

from shared.promotions.benefit import BenefitKind
from shared.promotions.benefit_words import benefit_text, products_named, things_text
from shared.promotions.checking import check_promotion
from shared.promotions.deciding import BY_HQ, HELD, Decision, DecisionReason, Usage, decide
from shared.promotions.meeting import Met, OfferPolicy, met_of
from shared.promotions.rule import Promotion, Stacking, Status, picture_for, promotion_from_row, text_for
from shared.promotions.schedule import ends_ms, starts_ms

__all__ = [
    "BY_HQ", "HELD", "BenefitKind", "Decision", "DecisionReason", "Met", "OfferPolicy", "Promotion",
    "Stacking", "Status", "Usage", "benefit_text", "check_promotion", "decide", "ends_ms", "met_of",
    "picture_for", "products_named", "promotion_from_row", "starts_ms", "text_for",
    "things_text",
]  # fmt: skip
