"""What a scanned text is: a card of ours, a GS1 number, a bare code, or none of them."""

from __future__ import annotations

import pytest

from shared.card_codes import Code, card_qr, cards_of, check_digit, is_likely, own_label, read, skus_of


@pytest.mark.parametrize("digits", ["4006381333931", "96385074", "036000291452", "00012345600012"])
def test_a_gs1_number_is_known_by_its_check_digit(digits: str) -> None:
    assert check_digit(digits[:-1]) == digits[-1]
    assert read(f" {digits}\n") == Code("number", digits.zfill(13))


def test_any_wrong_digit_makes_a_gs1_number_damaged() -> None:
    right = "4006381333931"
    for place in range(13):
        wrong = right[:place] + str((int(right[place]) + 1) % 10) + right[place + 1 :]
        assert read(wrong) == Code("damaged", wrong)


@pytest.mark.parametrize("number", ["2901234567894", "AB-77", "6001000001"])
def test_the_qr_of_a_card_gives_its_number_back(number: str) -> None:
    assert read(card_qr(number)) == Code("card", number)
    assert read(card_qr(number).lower()) == Code("card", number), "a layout without capitals changes nothing"


def test_an_ean_of_ours_is_a_card() -> None:
    assert read("2900000000001") == Code("card", "2900000000001")
    assert read("2900000000002") == Code("damaged", "2900000000002")
    assert skus_of(read("2900000000001"), "2900000000001") == ()


def test_a_wrong_sign_in_our_qr_is_noticed() -> None:
    whole = card_qr("2901234567894")
    for place in range(len("AISLE1-"), len(whole)):
        wrong = whole[:place] + ("8" if whole[place] != "8" else "9") + whole[place + 1 :]
        assert read(wrong).kind == "damaged", wrong


@pytest.mark.parametrize("text", ["AISLE1-C-", "AISLE1-C--00", "AISLE1-B-77-12", "AISLE1-C-a b-00"])
def test_what_only_begins_like_our_qr_is_damaged(text: str) -> None:
    assert read(text).kind == "damaged"
    assert cards_of(read(text), text) == skus_of(read(text), text) == ()


@pytest.mark.parametrize(
    "text", ["", "   ", "https://example.com/x?y=1", "王王王", "a b", "x" * 41, "١٢٣٤٥٦٧٨"]
)
def test_garbage_is_strange_and_stands_for_nothing(text: str) -> None:
    code = read(text)
    assert code.kind == "strange"
    assert cards_of(code, text) == skus_of(code, text) == ()
    assert not is_likely(text)


def test_a_code_may_be_a_card_or_a_product() -> None:
    assert cards_of(read("6001000001"), "6001000001") == ("6001000001",)
    assert skus_of(read("6001000001"), "6001000001") == ("6001000001",)
    assert cards_of(read("77"), "77") == (), "no card has two digits"
    upc = "036000291452"
    assert cards_of(read(upc), upc) == (upc, "0" + upc)
    assert skus_of(read(upc), upc) == (upc, "0" + upc, upc.lstrip("0"))
    card = card_qr("AB-77")
    assert cards_of(read(card), card) == ("AB-77",)
    assert skus_of(read(card), card) == ()
    assert cards_of(read("4006381333930"), "4006381333930") == ("4006381333930",), (
        "cards may lack a check digit"
    )
    assert skus_of(read("4006381333930"), "4006381333930") == ()


def test_a_label_of_ours_carries_the_sku() -> None:
    label = own_label("1082185")
    assert label == "2000010821853"
    assert skus_of(read(label), label) == (label, "1082185")
    for wrong in ("12345678901", "A1"):
        with pytest.raises(ValueError, match="does not fit"):
            own_label(wrong)


@pytest.mark.parametrize("typed", ["miller", "olivia1", "anna-maria", "hello1234"])
def test_words_are_not_likely_to_be_a_code(typed: str) -> None:
    assert not is_likely(typed)


@pytest.mark.parametrize("code", ["6001000001", "AISLE1-C-2901234567894-12", "4006381333931", "AB123456"])
def test_codes_are_likely_to_be_one(code: str) -> None:
    assert is_likely(code)
