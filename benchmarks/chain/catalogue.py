"""What the chain sells: styles in colours and sizes, in twelve departments, with their stock in the store."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from benchmarks.chain.moment import TODAY_MS
from benchmarks.chain.rows import SOURCE, Rows
from shared.ids import scoped_id

PRODUCTS: Final = 20_000
STORE: Final = "101"

_LETTERS: Final = ("XS", "S", "M", "L", "XL")
_NUMBERS: Final = ("36", "37", "38", "39", "40")
_ONE: Final = ("One size",) * 5
_HOME: Final = ("Small", "Medium", "Large", "Set of 2", "Set of 4")
DEPARTMENTS: Final = (
    ("Women", ("dress", "blouse", "skirt", "blazer"), _LETTERS),
    ("Men", ("shirt", "chinos", "jumper", "jacket"), _LETTERS),
    ("Children", ("leggings", "T-shirt", "raincoat", "pyjamas"), ("92", "104", "116", "128", "140")),
    ("Baby", ("bodysuit", "romper", "hat", "blanket"), ("50", "56", "62", "68", "74")),
    ("Shoes", ("boots", "trainers", "sandals", "loafers"), _NUMBERS),
    ("Coats", ("parka", "trench coat", "wool coat", "puffer coat"), _LETTERS),
    ("Knitwear", ("cardigan", "pullover", "poncho", "vest"), _LETTERS),
    ("Sport", ("running tights", "hoodie", "swimsuit", "shorts"), _LETTERS),
    ("Underwear", ("socks", "tights", "briefs", "nightshirt"), _LETTERS),
    ("Accessories", ("scarf", "belt", "handbag", "gloves"), _ONE),
    ("Beauty", ("hand cream", "body oil", "perfume", "soap"), _ONE),
    ("Home", ("cushion", "throw", "towel", "bed linen"), _HOME),
)
_FABRICS: Final = (
    "Linen",
    "Cotton",
    "Merino",
    "Silk",
    "Ribbed",
    "Quilted",
    "Classic",
    "Relaxed",
    "Slim",
    "Fine",
)
COLOURS: Final = ("black", "navy", "sand", "sage", "rust", "cream", "rose", "grey", "denim", "olive")
_BRANDS: Final = ("Aisle", "Aisle Studio", "North Quay", "Marlow", "Tilde", "Bergmann")

A_DEPARTMENT: Final = PRODUCTS // len(DEPARTMENTS)
"""Products of one department; the last has the few that are left over, too."""


class Product(NamedTuple):
    """A product as the replica's columns name it."""

    id: int
    sku: str
    name: str
    department: str
    category: str
    brand: str
    size: str
    price_minor: int
    recommendable: int


def products() -> list[Product]:
    """The whole catalogue, by department; the same every time."""
    chance = random.Random(20_000)  # noqa: S311 - repeatable data, not a secret
    return [_product(chance, number) for number in range(PRODUCTS)]


def product_id(number: int) -> int:
    """The identifier of the product in that place of the catalogue."""
    return scoped_id(SOURCE, number + 1)


def _product(chance: random.Random, number: int) -> Product:
    department, pieces, sizes = DEPARTMENTS[min(number // A_DEPARTMENT, len(DEPARTMENTS) - 1)]
    style, variant = divmod(number, len(sizes) * 4)
    piece = pieces[style % len(pieces)]
    fabric, brand = _FABRICS[style * 7 % len(_FABRICS)], _BRANDS[style * 5 % len(_BRANDS)]
    colour, size = COLOURS[(style + variant // len(sizes)) % len(COLOURS)], sizes[variant % len(sizes)]
    return Product(
        id=product_id(number),
        sku=f"{4_000_000_000 + number}",
        name=f"{fabric} {piece} {style:03}, {colour}, {size}",
        department=department,
        category=piece.capitalize(),
        brand=brand,
        size=size,
        price_minor=500 + 100 * chance.randrange(5, 180) - 1,
        recommendable=int(chance.random() < 0.95),
    )


def tables(catalogue: list[Product]) -> Iterator[Rows]:
    """Products, and how many pieces lie in the store."""
    yield Rows("products", Product._fields, iter(catalogue), len(catalogue))
    columns = ("store_id", "product_id", "quantity", "at_ms")
    yield Rows("stock", columns, _stock(catalogue), len(catalogue))


def _stock(catalogue: list[Product]) -> Iterator[tuple[Any, ...]]:
    chance = random.Random(101)  # noqa: S311 - repeatable data, not a secret
    for product in catalogue:
        yield STORE, product.id, max(0, round(chance.gauss(6, 5))), TODAY_MS - 3_600_000
