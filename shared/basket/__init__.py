"""A basket priced: lines and offers in, totals out, each offer with why it applies or why it does not.

Server and tablet call `price` with the same values. Nothing is changed: a new result is returned. Lines and
offers, conditions, what one offer takes off, how offers go together, and the result are a file each.
"""

from shared.basket.conditions import lack
from shared.basket.lines import MOST_LINES, MOST_QUANTITY, BasketOffer, Line, offer_of
from shared.basket.pricing import MOST_AMOUNTS, price
from shared.basket.result import OfferResult, Priced, PricedLine, Taken

__all__ = [
    "MOST_AMOUNTS", "MOST_LINES", "MOST_QUANTITY", "BasketOffer", "Line", "OfferResult", "Priced",
    "PricedLine", "Taken", "lack", "offer_of", "price",
]  # fmt: skip
