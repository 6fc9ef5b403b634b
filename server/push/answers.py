"""Answers as bytes: whole ones, and the pieces of a channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import orjson

from server.errors import HTTP_CODES, PROBLEM_TYPE, Problem, problem_of
from server.replication.waking import BEAT, NEWS
from server.security import add_headers
from shared.errors import AisleError
from sync.protocol import CONTENT_TYPE


@dataclass(frozen=True, slots=True)
class Form:
    """The pieces of a channel as they go over the line; `end` tells a reader that nothing was cut off."""

    head: bytes
    beat: bytes
    news: bytes
    end: bytes


def _head(status: int, headers: Mapping[str, str]) -> bytes:
    safe: dict[str, str] = dict(headers)
    add_headers(safe, is_static=False, is_secure=False)
    lines = "".join(f"{name}: {value}\r\n" for name, value in safe.items())
    return f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n{lines}\r\n".encode("latin-1")


def _chunk(piece: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(piece), piece)


_STREAM = {"Content-Type": CONTENT_TYPE, "X-Accel-Buffering": "no", "Connection": "close"}

CHUNKED: Final = Form(
    _head(200, _STREAM | {"Transfer-Encoding": "chunked"}), _chunk(BEAT), _chunk(NEWS), _chunk(b"")
)
PLAIN: Final = Form(_head(200, _STREAM), BEAT, NEWS, b"")
"""For HTTP/1.0, as some proxies speak it: the end of the line is the end of the answer."""


def whole(status: int, body: bytes, content_type: str, **headers: str) -> bytes:
    """An answer after which the line is closed."""
    told = {"Content-Type": content_type, "Content-Length": str(len(body)), "Connection": "close"}
    return _head(status, told | headers) + body


def as_json(value: Mapping[str, Any]) -> bytes:
    """The answer that tells the value."""
    return whole(200, orjson.dumps(value), "application/json")


def refusal(error: AisleError) -> bytes:
    """The problem that the error is, as every server of ours tells it."""
    problem = problem_of(error)
    wait = problem.fields.get("retry_after_s")
    headers = {"Retry-After": str(wait)} if wait is not None else {}
    if problem.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    return _problem(problem, headers)


def refusal_by_http(status: int, **headers: str) -> bytes:
    """The problem that HTTP knows by that status."""
    code, sentence = HTTP_CODES[status]
    return _problem(Problem(status, code, sentence), headers)


def _problem(problem: Problem, headers: Mapping[str, str]) -> bytes:
    return whole(problem.status, orjson.dumps(problem.to_wire()), PROBLEM_TYPE, **headers)
