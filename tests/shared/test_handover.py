from __future__ import annotations

from base64 import b32encode
from zlib import crc32

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared import handover
from shared.handover import (
    LIFE_MS,
    QR_BASKET,
    DamagedCode,
    HandedBasket,
    HandedLine,
    HandedOffer,
    is_basket_code,
    qr_text,
    read_qr,
    read_short,
    short_code,
)

BASKET_ID = "0198f7a0-1234-7abc-8def-0123456789ab"
REDEMPTION = "0198f7a0-1234-7abc-8def-0123456789ac"
PROMOTION = "0198f7a0-0000-7000-8000-000000000001"
BASKET = HandedBasket(
    BASKET_ID,
    "367",
    1_763_800_000_000,
    (HandedLine("819063", 2, 749, 150), HandedLine("Ü-1/x", 1, None)),
    (HandedOffer(REDEMPTION, PROMOTION, 150), HandedOffer(BASKET_ID, PROMOTION, 0, 250)),
)
"""Two lines, one of them without a price, an offer that takes something off and one that gives points."""


def sealed(packed: bytes) -> str:
    return QR_BASKET + b32encode(packed + crc32(packed).to_bytes(4, "big")).decode().rstrip("=")


def test_what_a_till_reads_is_what_the_tablet_wrote():
    text = qr_text(BASKET)
    assert read_qr(text) == BASKET
    assert read_qr(f" {text.lower()}\n") == BASKET
    assert BASKET.total_minor == 1348
    assert is_basket_code(text)


def test_a_code_has_only_signs_that_every_scanner_types_alike():
    assert all(sign.isdigit() or "A" <= sign <= "Z" or sign == "-" for sign in qr_text(BASKET))


def test_any_sign_that_is_lost_or_wrong_is_noticed():
    text = qr_text(BASKET)
    for place in range(len(QR_BASKET), len(text)):
        other = "A" if text[place] != "A" else "B"
        with pytest.raises(DamagedCode):
            read_qr(text[:place] + other + text[place + 1 :])
        with pytest.raises(DamagedCode):
            read_qr(text[:place])


@pytest.mark.parametrize(
    "text",
    ["", "AISLE1-C-4411-53", "https://example.com", QR_BASKET, f"{QR_BASKET}AAA", f"{QR_BASKET}A1!",
     QR_BASKET + "A" * 9_000, f"{QR_BASKET}ÜÜÜÜÜÜÜÜ"],
)  # fmt: skip
def test_what_is_no_basket_is_refused_in_a_sentence(text):
    with pytest.raises(DamagedCode) as refused:
        read_qr(text)
    assert refused.value.sentence.endswith(".")


def test_a_newer_form_asks_for_an_update():
    with pytest.raises(DamagedCode, match="Update the till"):
        read_qr(sealed(bytes([handover.FORM + 1]) + b"something else"))


@pytest.mark.parametrize(
    "content",
    [b"", b"\x03367", b"\x03367" + bytes(16) + b"\xff" * 12, b"\x02\xff\xfe" + bytes(19),
     b"\x01a" + bytes(16) + b"\x00\x00\x00extra", b"\x01a" + bytes(16) + b"\x00\x7f"],
)  # fmt: skip
def test_content_that_makes_no_sense_is_refused_although_its_check_is_right(content):
    with pytest.raises(DamagedCode):
        read_qr(sealed(bytes([handover.FORM]) + content))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=80))
def test_whatever_stands_behind_a_right_check_is_a_basket_or_refused(content):
    try:
        found = read_qr(sealed(bytes([handover.FORM]) + content))
    except DamagedCode:
        return
    assert read_qr(qr_text(found)) == found


def test_a_short_code_is_read_whatever_looks_alike():
    code = short_code(BASKET_ID)
    assert len(code) == 9
    assert read_short(code) == code
    assert read_short(f" {code.lower().replace('-', ' ')} ") == code
    assert read_short(code.replace("0", "O").replace("1", "I")) == code


def test_one_wrong_sign_of_a_short_code_is_noticed():
    code = short_code(BASKET_ID)
    for place, sign in enumerate(code):
        if sign != "-":
            wrong = code[:place] + ("2" if sign != "2" else "3") + code[place + 1 :]
            with pytest.raises(DamagedCode, match="a sign wrong"):
                read_short(wrong)


@pytest.mark.parametrize("text", ["", "7KQ4", "7KQ4-X2MBB", "7KQ4-X2M?", "UUUU-UUUU"])
def test_what_is_no_short_code_is_told_how_one_looks(text):
    with pytest.raises(DamagedCode, match="eight signs"):
        read_short(text)


def test_baskets_of_a_day_have_codes_of_their_own():
    ids = [f"0198f7a0-{place:04x}-7abc-8def-{place:012x}" for place in range(5_000)]
    assert len({short_code(each) for each in ids}) == len(ids)


def test_a_basket_is_taken_for_half_a_day():
    assert not BASKET.has_expired(BASKET.at_ms + LIFE_MS - 1)
    assert BASKET.has_expired(BASKET.at_ms + LIFE_MS)
