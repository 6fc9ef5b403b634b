"""Messages reach the system's programs whole, whatever signs are in them."""

from __future__ import annotations

import webbrowser
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from associate_app.platform.sharing import KeptSharing, Message, Sharing, SystemSharing, address_of
from tests.associate_app.platform.sharing_contract import LETTER, SharingContract


class TestSystem(SharingContract):
    @pytest.fixture
    def sharing(self) -> Sharing:
        return SystemSharing(lambda _address: True)

    @pytest.fixture(params=["says no", "fails"])
    def alone(self, request: pytest.FixtureRequest) -> Sharing:
        def refuse(_address: str) -> bool:
            if request.param == "fails":
                raise webbrowser.Error
            return False

        return SystemSharing(refuse)


class TestKept(SharingContract):
    @pytest.fixture
    def sharing(self) -> Sharing:
        return KeptSharing()

    @pytest.fixture
    def alone(self) -> Sharing:
        return KeptSharing(is_there=False)


def test_what_stands_in_for_the_system_keeps_what_it_was_given() -> None:
    kept, alone = KeptSharing(), KeptSharing(is_there=False)
    kept.hand_over(LETTER)
    with pytest.raises(Exception, match="No program"):
        alone.hand_over(LETTER)
    assert (kept.messages, alone.messages) == ([LETTER], [])


def test_every_sign_of_a_letter_comes_out_as_it_went_in() -> None:
    opened = urlsplit(address_of(LETTER))
    said = parse_qs(opened.query, strict_parsing=True)
    assert (opened.scheme, unquote(opened.path)) == ("mailto", LETTER.address)
    assert said == {"subject": [LETTER.subject], "body": [LETTER.text]}
    assert "subject" not in address_of(Message("email", "a@b.c", "x"))


def test_a_text_message_goes_to_the_digits_of_the_number() -> None:
    opened = urlsplit(address_of(Message("message", "+1 (555) 010-44", "Hello & bye")))
    assert (opened.scheme, opened.path) == ("sms", "+155501044")
    assert parse_qs(opened.query) == {"body": ["Hello & bye"]}
