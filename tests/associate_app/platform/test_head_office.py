"""The server as enrolment and sign-in meet it: every answer becomes a value or a sentence."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

from associate_app.errors import (
    DeviceRevoked,
    DeviceUnknown,
    ServerRefused,
    ServerUnreachable,
    WrongPin,
    WrongServerAddress,
)
from associate_app.platform.head_office import HttpHeadOffice, checked_address

GRANT = {
    "associate": {"id": "a", "number": "101", "name": "Mia", "role": "associate"},
    "unlock_share": "dW5sb2Nr", "pin_share": "cGlu", "pin_share_expires_ms": 5,
}  # fmt: skip


class Answering(requests.Session):
    """Answers every request with the same response."""

    def __init__(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        super().__init__()
        self._answer = requests.Response()
        self._answer.status_code = status
        self._answer._content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self._answer.headers.update(headers or {})

    def post(self, *_: Any, **__: Any) -> requests.Response:
        return self._answer


def ask(status: int, body: Any, headers: dict[str, str] | None = None) -> Any:
    return HttpHeadOffice(Answering(status, body, headers)).sign_in("http://127.0.0.1", "t", "101", "2468")


@pytest.mark.parametrize(
    ("typed", "used"),
    [
        ("aisle.example.com", "https://aisle.example.com"),
        (" https://aisle.example.com:8443/ ", "https://aisle.example.com:8443"),
        ("127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("localhost", "http://localhost"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_an_address_gets_its_scheme(typed: str, used: str) -> None:
    assert checked_address(typed) == used


@pytest.mark.parametrize(
    "typed", ["", "   ", "ftp://example.com", "example.com/path", "http://example.com:port", "x?y=1"]
)
def test_what_is_no_address_is_told_with_an_example(typed: str) -> None:
    with pytest.raises(WrongServerAddress, match="looks like"):
        checked_address(typed)


def test_plain_http_to_another_machine_is_refused() -> None:
    with pytest.raises(WrongServerAddress, match="https"):
        checked_address("http://aisle.example.com")


def test_the_time_at_the_server_comes_with_the_grant() -> None:
    assert ask(200, GRANT, {"Date": "Sun, 22 Nov 2026 15:00:00 GMT"}).server_ms == 1_795_359_600_000
    assert ask(200, GRANT, {"Date": "yesterday"}).server_ms is None
    assert ask(200, GRANT).server_ms is None


@pytest.mark.parametrize("body", [b"<html>", {"hello": 1}, [1]])
def test_another_server_at_the_address_is_told(body: Any) -> None:
    with pytest.raises(ServerUnreachable, match="not an Aisle One server"):
        ask(200, body)


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (401, {"code": "device_revoked", "detail": "x"}, DeviceRevoked),
        (401, {"code": "unknown_device", "detail": "x"}, DeviceUnknown),
        (429, {"code": "pin_locked", "detail": "Wait 30 seconds."}, ServerRefused),
        (503, {"code": "busy"}, ServerUnreachable),
        (500, b"oops", ServerUnreachable),
        (418, b"[]", ServerRefused),
        (418, b"teapot", ServerRefused),
    ],
)
def test_every_refusal_has_its_error(status: int, body: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        ask(status, body)


def test_a_wrong_pin_says_how_many_tries_are_left_if_the_server_does() -> None:
    with pytest.raises(WrongPin, match="3 tries are left") as caught:
        ask(401, {"code": "wrong_pin", "detail": "3 tries are left.", "fields": {"attempts_left": 3}})
    assert caught.value.attempts_left == 3
    with pytest.raises(WrongPin) as caught:
        ask(401, {"code": "wrong_pin", "detail": "Nobody signs in with this.", "fields": "odd"})
    assert caught.value.attempts_left is None


TERMS = {"is_leaving": False, "wipe_after_ms": 5, "parting_key": "cGFy" * 10, "rescue_key": "cGFy" * 10}


@pytest.mark.parametrize("key", ["cGFy", "no base64!", 5, "cGFy" * 100])
def test_a_key_that_is_none_is_no_answer_of_ours(key: Any) -> None:
    with pytest.raises(ServerUnreachable, match="not an Aisle One server"):
        ask(200, GRANT | {"terms": TERMS | {"rescue_key": key}})


def test_a_server_that_tells_no_terms_is_heard_all_the_same() -> None:
    grant = ask(200, GRANT)
    assert (grant.terms, grant.pin_mark) == (None, "")
