"""Where a device holds its wake-up channel: where the server says, else at the server, and not for ever."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import orjson
import pytest
import requests
from urllib3 import HTTPResponse

from sync.device.channels import MOST_ADDRESSES, STOPGAP_SECONDS, Channels
from sync.errors import ProtocolError, Revoked, SyncError, Unreachable
from sync.protocol import CONTENT_TYPE

HOME = "https://hq.example/api/v1/sync"
NEAR, FAR = "https://near.example", "https://far.example"
ELSEWHERE = "elsewhere"


def answer(body: bytes, kind: str) -> requests.Response:
    """A response whose body has not been read."""
    made = requests.Response()
    made.status_code = 200
    made.headers["Content-Type"] = kind
    made.raw = HTTPResponse(body=BytesIO(body), preload_content=False)
    return made


def channel(*kinds: str) -> requests.Response:
    """A channel on which these come."""
    return answer(b"".join(b'{"type":"%s"}\n' % kind.encode() for kind in kinds or ("beat",)), CONTENT_TYPE)


def told(*addresses: str) -> requests.Response:
    """The server's word that the channel is held there."""
    return answer(orjson.dumps({"addresses": addresses}), "application/json")


class World:
    """What each address answers, and who was asked."""

    def __init__(self, base: str = HOME) -> None:
        self.answers: dict[str | None, requests.Response | SyncError] = {}
        self.asked: list[str | None] = []
        self.now = 0.0
        self.channels = Channels(base, self.ask, self.read, lambda: self.now)

    def ask(self, address: str | None, *, elsewhere: bool) -> requests.Response:
        """The answer, or the error, of that address; the server is asked for `ELSEWHERE` first."""
        place = ELSEWHERE if elsewhere else address
        self.asked.append(place)
        found = self.answers.get(place, Unreachable("nobody"))
        if isinstance(found, SyncError):
            raise found
        return found

    def read(self, response: requests.Response) -> Iterator[str]:
        """The kinds of its messages; the line breaks where one is `broken`."""
        for line in response.raw.data.splitlines():
            kind = str(orjson.loads(line)["type"])
            if kind == "broken":
                raise Unreachable("broken")
            yield kind

    def open(self) -> list[str | None]:
        """Who was asked for a channel that was opened."""
        self.asked.clear()
        self.channels.open()
        return list(self.asked)


@pytest.fixture
def world() -> World:
    return World()


def test_a_server_that_knows_of_no_other_address_holds_the_channel_itself(world: World) -> None:
    world.answers[ELSEWHERE] = channel("beat", "news")
    assert list(world.channels.open()) == ["beat", "news"]
    assert world.asked == [ELSEWHERE]


def test_the_channel_is_held_where_the_server_says_and_there_is_asked_first_from_then_on(
    world: World,
) -> None:
    world.answers |= {ELSEWHERE: told(NEAR, FAR), NEAR: channel(), FAR: channel()}
    assert world.open() == [ELSEWHERE, NEAR]
    assert world.open() == [NEAR]


def test_whatever_an_address_refuses_the_next_one_is_tried(world: World) -> None:
    world.answers |= {ELSEWHERE: told(NEAR, FAR), NEAR: Revoked("strange"), FAR: channel()}
    assert world.open() == [ELSEWHERE, NEAR, FAR]


def test_what_answers_something_else_is_no_channel(world: World) -> None:
    world.answers |= {ELSEWHERE: told(NEAR, FAR), NEAR: answer(b"<html>", "text/html"), FAR: channel()}
    assert world.open() == [ELSEWHERE, NEAR, FAR]


def test_while_nobody_answers_there_the_server_holds_it_and_not_for_ever(world: World) -> None:
    world.answers |= {ELSEWHERE: told(NEAR), None: channel("beat", "beat", "beat")}
    heard = iter(world.channels.open())
    assert world.asked == [ELSEWHERE, NEAR, None]
    assert next(heard) == "beat"
    assert next(heard) == "beat"
    world.now = STOPGAP_SECONDS
    assert list(heard) == []
    world.answers |= {ELSEWHERE: told(NEAR), None: channel()}
    assert world.open() == [NEAR, ELSEWHERE, None]  # those that were just tried are not tried twice


def test_another_address_is_followed_when_the_one_before_is_gone(world: World) -> None:
    world.answers |= {ELSEWHERE: told(NEAR), NEAR: channel()}
    world.open()
    world.answers |= {ELSEWHERE: told(FAR), NEAR: Unreachable("gone"), FAR: channel()}
    assert world.open() == [NEAR, ELSEWHERE, FAR]
    world.answers |= {ELSEWHERE: channel(), FAR: Unreachable("gone")}
    assert world.open() == [FAR, ELSEWHERE]
    world.answers[ELSEWHERE] = channel()
    assert world.open() == [ELSEWHERE]


def test_the_servers_own_refusal_is_the_devices(world: World) -> None:
    world.answers |= {ELSEWHERE: told(NEAR), None: Revoked("withdrawn")}
    with pytest.raises(Revoked):
        world.channels.open()


def test_no_token_goes_over_a_line_less_safe_than_the_servers_own(world: World) -> None:
    world.answers |= {ELSEWHERE: told("http://near.example", "ftp://x", "near.example"), None: channel()}
    assert world.open() == [ELSEWHERE, None]
    here = World("http://127.0.0.1:8080/api/v1/sync")
    here.answers |= {ELSEWHERE: told("http://127.0.0.1:8081/"), "http://127.0.0.1:8081": channel()}
    assert here.open() == [ELSEWHERE, "http://127.0.0.1:8081"]


def test_a_server_names_only_so_many_addresses(world: World) -> None:
    many = [f"https://n{number}.example" for number in range(MOST_ADDRESSES + 5)]
    world.answers |= {ELSEWHERE: told(*many), None: channel()}
    assert world.open() == [ELSEWHERE, *many[:MOST_ADDRESSES], None]


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b'{"addresses": 7}', b'{"addresses": ["https://[x"]}'])
def test_addresses_in_an_unknown_form_are_told_as_such(world: World, body: bytes) -> None:
    world.answers[ELSEWHERE] = answer(body, "application/json")
    with pytest.raises(ProtocolError):
        world.channels.open()


def test_a_line_that_breaks_is_told_unless_it_was_closed(world: World) -> None:
    world.answers[ELSEWHERE] = channel("beat", "broken")
    with pytest.raises(Unreachable):
        list(world.channels.open())
    world.answers[ELSEWHERE] = channel("beat", "broken")
    stream: Any = world.channels.open()
    heard = iter(stream)
    assert next(heard) == "beat"
    stream.close()
    assert list(heard) == []
