"""Which icon stands for which product: names of Material Design Icons, found by words of the catalogue."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

OTHER: Final = "cart-outline"

# The first line with a matching word wins: the special stands above the general.
_WORDS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("gas-station", ("fuel", "gasoline")),
    ("baby-bottle-outline", ("baby", "infant", "diaper")),
    ("dog", ("dog ",)),
    ("cat", ("cat food", "cat litter")),
    ("paw-outline", ("pet ", "pets")),
    ("coffee-outline", ("coffee", "cappuccino")),
    ("tea-outline", ("tea ", "teas")),
    ("glass-mug-variant", ("beer", "ale ", "ales")),
    ("bottle-wine-outline", ("wine",)),
    ("glass-wine", ("liquor", "spirits")),
    ("ice-cream", ("ice cream", "novelties", "sherb")),
    ("pizza", ("pizza",)),
    ("cheese", ("cheese",)),
    ("egg-outline", ("egg",)),
    ("cow", ("milk", "dairy", "yogurt", "butter", "margarine")),
    ("bread-slice-outline", ("bread", "buns", "rolls", "bakery", "bagel")),
    ("cupcake", ("cake", "pastry", "pies", "muffin", "dessert", "sweet goods")),
    ("cookie-outline", ("cookie", "cracker")),
    ("candy-outline", ("candy", "gum ")),
    ("peanut-outline", ("nut ", "nuts", "peanut", "pnt btr")),
    ("food-drumstick-outline", ("chicken", "poultry")),
    ("food-turkey", ("turkey",)),
    ("sausage", ("sausage", "bacon", "lunchmeat", "hot dog", "ham ")),
    ("food-steak", ("beef", "pork", "meat", "lamb", "veal")),
    ("fish", ("fish", "seafood", "shrimp", "salmon", "tuna")),
    ("fruit-citrus", ("citrus", "orange", "lemon")),
    ("fruit-grapes-outline", ("grape",)),
    ("carrot", ("vegetable", "carrot", "potato", "onion", "tomato", "salad", "pepper")),
    ("food-apple-outline", ("fruit", "apple", "banana", "berries", "melon", "produce")),
    ("pasta", ("pasta", "noodle", "spaghetti")),
    ("rice", ("rice",)),
    ("grain", ("cereal", "oat", "grain", "flour", "brkfst", "breakfast")),
    ("pot-steam-outline", ("soup", "stew", "broth")),
    ("soy-sauce", ("sauce", "condiment", "dressing", "ketchup", "vinegar", "oil")),
    ("shaker-outline", ("spice", "extract", "salt", "seasoning")),
    ("bottle-soda-outline", ("soft drink", "soda", "cola", "juice", "isotonic", "drink")),
    ("water-outline", ("water",)),
    ("food-hot-dog", ("deli", "restaurant", "sandwich", "prepared", "chef")),
    ("snowflake", ("frozen", "frzn")),
    ("food", ("snack", "chip", "popcorn", "hispanic")),
    ("toothbrush-paste", ("oral", "tooth")),
    ("lipstick", ("makeup", "cosmetic", "fragrance")),
    ("lotion-outline", ("hair", "body", "facial", "skin", "deodorant", "shav", "suntan", "bath ")),
    ("hand-wash-outline", ("soap",)),
    ("pill", ("vitamin", "analgesic", "cold and flu", "antacid", "sinus", "diet", "nutrition", "medic")),
    ("medical-bag", ("first aid", "hygiene", "eye and ear", "pharm", "drug")),
    ("washing-machine", ("laundry", "detergent", "softener")),
    ("paper-roll-outline", ("tissue", "towel", "paper")),
    ("spray-bottle", ("clean", "household", "bleach", "air care", "broom", "mop")),
    ("flower-tulip-outline", ("floral", "flower", "rose", "bouquet")),
    ("sprout-outline", ("garden", "plant", "lawn")),
    ("party-popper", ("greeting", "party", "christmas", "halloween", "easter", "valentine", "seasonal")),
    ("newspaper-variant-outline", ("magazine", "book", "newspaper")),
    ("pencil-ruler", ("stationery", "school", "office")),
    ("gift-outline", ("toy", "game")),
    ("hammer-wrench", ("hardware", "automotive", "electric", "tool")),
    ("lightbulb-outline", ("candle", "bulb", "batter")),
    ("silverware-fork-knife", ("kitchen", "cookware", "housewares", "dinner")),
    ("tshirt-crew-outline", ("apparel", "hosiery", "socks", "clothing")),
)

ICONS: Final = frozenset({OTHER, *(icon for icon, _ in _WORDS)})
"""Every icon that a product may have: the icon font must draw them all."""


@lru_cache(maxsize=4096)
def icon_for(department: str, category: str | None) -> str:
    """The icon of a product, by its category first and its department otherwise."""
    for text in (category or "", department):
        known = _icon_of(f" {' '.join(re.findall('[a-z]+', text.lower()))} ")
        if known:
            return known
    return OTHER


def _icon_of(text: str) -> str | None:
    """The first icon one of whose words begins a word of the text."""
    return next((icon for icon, words in _WORDS if any(f" {word}" in text for word in words)), None)
