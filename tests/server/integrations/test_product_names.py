"""Products are called what customers call them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.integrations.product_names import category_name, department_name, describe
from server.integrations.product_sizes import readable_size


@pytest.mark.parametrize(
    ("category", "kind", "size", "name"),
    [
        ("FRZN ICE", "ICE - CRUSHED/CUBED", "22 LB", "Ice, crushed or cubed, 22 lb"),
        ("FLUID MILK PRODUCTS", "FLUID MILK WHITE ONLY", "1 GA", "Milk, 1 gal"),
        ("ICE CREAM/MILK/SHERBTS", "PREMIUM", "56 OZ", "Ice cream, premium, 56 oz"),
        ("PASTA SAUCE", "PREMIUM", "26 OZ", "Pasta sauce, premium, 26 oz"),
        ("CITRUS", "LEMONS", None, "Lemons"),
        ("MAGAZINE", "TV/MOVIE-MAGAZINE", None, "TV and movie magazine"),
        ("SOUP", "CONDENSED SOUP", "10.75 OZ", "Condensed soup, 10.75 oz"),
        ("HALLOWEEN", "MAKE-UP/WIGS", None, "Halloween, make-up or wigs"),
        ("BABY HBC", "MISC. BABY PRODUCTS", None, "Baby products"),
        ("CANDY - PACKAGED", "GUM (PACKAGED)", "8 PK", "Chewing gum, pack of 8"),
        ("HOSIERY/SOCKS", None, None, "Hosiery and socks"),
        ("PORK", "MARINATED", None, "Pork, marinated"),
        ("FILM AND CAMERA PRODUCTS", "FRAMES", None, "Frames"),
        ("CHRISTMAS  SEASONAL", "XMAS PLUSH", None, "Christmas plush"),
        ("PREPARED/PKGD FOODS", "MEAT - CAN/POUCH", "3.5 OZ", "Natural meat, can or pouch, 3.5 oz"),
    ],
)
def test_a_name_says_what_it_is(category: str, kind: str | None, size: str | None, name: str) -> None:
    assert describe("GROCERY", category, kind, "National", size).name == name


@pytest.mark.parametrize(
    ("recorded", "readable"),
    [
        ("22 LB", "22 lb"),
        ("AB    8 OZ", "8 oz"),
        ("12/12 OZ", "12 × 12 oz"),
        ("6 PK/12 OZ", "6 × 12 oz"),
        ("1/2 GAL", "½ gal"),
        ("8 1/2 OZ", "8½ oz"),
        ("P    22.50 OZ", "22.5 oz"),
        (".42 OZ", "0.42 oz"),
        ("24 PK", "pack of 24"),
        ("60 CT", "60 count"),
        ("1 LOADS", "1 load"),
        ("1 PC", "1 piece"),
        ("CTN", "carton"),
        ("10-15 STEM", "10 to 15 stems"),
        ("2.25 SQ FT", "2.25 sq ft"),
        ("973750 PK", None),
        ("PINK PANTH", None),
        ("", None),
        (None, None),
    ],
)
def test_a_size_reads_like_a_shelf_label(recorded: str | None, readable: str | None) -> None:
    assert readable_size(recorded) == readable


def test_departments_and_categories_are_readable() -> None:
    assert department_name("DRUG GM") == "Health and household"
    assert department_name("MEAT-PCKGD") == "Packaged meat"
    assert category_name("REFRGRATD DOUGH PRODUCTS") == "Refrigerated dough"
    assert category_name("BROOMS AND MOPS") == "Brooms and mops"


def test_brands_are_said_in_full() -> None:
    assert describe("GROCERY", "EGGS", "EGGS - LARGE", "Private", None).brand == "Store brand"
    assert describe("GROCERY", "EGGS", "EGGS - LARGE", "National", None).brand == "National brand"
    assert describe("GROCERY", "EGGS", "EGGS - LARGE", None, None).brand == "Unknown brand"


def test_a_product_without_category_is_named_after_its_department_and_not_suggested() -> None:
    product = describe("CHEF SHOPPE", None, None, "Private", None)
    assert (product.name, product.category, product.recommendable) == ("Chef's shop dish", None, False)
    assert describe(None, None, None, None, None).name == "Miscellaneous item"


@pytest.mark.parametrize(
    ("department", "category", "kind"),
    [
        ("FUEL", "FUEL", "GASOLINE-REG UNLEADED"),
        ("COUPON", "COUPONS/STORE & MFG", "COUPONS/STORE & MFG"),
        ("DRUG GM", "CIGARETTES", "CIGARETTES"),
        ("DRUG GM", "FAMILY PLANNING", "PREGNANCY TEST KITS"),
        ("GROCERY", "BOTTLE DEPOSITS", "BOTTLE DEPOSITS"),
        ("MEAT", "BEEF", "MISC SALES TRANS"),
    ],
)
def test_bookings_tobacco_and_private_matters_are_not_suggested(
    department: str, category: str, kind: str
) -> None:
    assert not describe(department, category, kind, "National", None).recommendable


def test_the_case_that_the_store_received_is_not_what_a_customer_bought() -> None:
    assert describe("PRODUCE", "STONE FRUIT", "PLUMS", "National", "16 LB").name == "Plums"
    assert describe("PRODUCE", "ONIONS", "ONIONS YELLOW (BULK&BAG)", "National", "3 LB").size == "3 lb"


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=10))
def test_whatever_the_till_wrote_there_is_a_name(category: str, kind: str, size: str) -> None:
    assert describe("GROCERY", category, kind, "National", size).name
