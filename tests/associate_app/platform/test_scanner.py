"""Reading codes in frames."""

from __future__ import annotations

import sys
from random import Random

import pytest

from associate_app.platform.camera import Frame, NoCamera
from associate_app.platform.scanner import ZxingScanner
from tests.associate_app.platform.pictures import BLANK, frame_of


@pytest.mark.parametrize(
    ("kind", "text"),
    [("QRCode", "AISLE1-C-2901234567894-12"), ("EAN13", "4006381333931"), ("EAN8", "96385074"),
     ("Code128", "A-1082185")],
)  # fmt: skip
def test_cards_and_labels_are_read(kind: str, text: str) -> None:
    assert ZxingScanner().read(frame_of(text, kind)) == text


def test_a_code_is_read_upside_down_too() -> None:
    frame = frame_of("4006381333931", "EAN13")
    assert ZxingScanner().read(Frame(frame.width, frame.height, frame.grey[::-1])) == "4006381333931"


@pytest.mark.parametrize(
    "frame",
    [BLANK, Frame(1, 1, b"\0"), Frame(320, 240, Random(7).randbytes(320 * 240))],
    ids=["blank", "dot", "noise"],
)
def test_where_there_is_no_code_nothing_is_read(frame: Frame) -> None:
    assert ZxingScanner().read(frame) is None


def test_without_its_library_it_says_how_to_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "zxingcpp", None)
    with pytest.raises(NoCamera, match="hand scanner"):
        ZxingScanner().read(BLANK)
