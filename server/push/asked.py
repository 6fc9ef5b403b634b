"""What somebody on a line asks for: the head of a request, bounded and read without surprises."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

MOST_HEAD_BYTES: Final = 8 * 1024

_LINE = re.compile(r"([A-Z]{1,16}) (/[!-~]*) HTTP/1\.([01])")
_BEARER = re.compile(r"Bearer ([A-Za-z0-9_.-]{16,200})")


class Unreadable(Exception):
    """This is no request that anybody of ours would send."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request without a body. `token` is None if it brings none that could be one."""

    method: str
    path: str
    is_chunked: bool
    token: str | None


def read_head(head: bytes) -> Asked:
    """What the head asks for, its last empty line left out; Unreadable if it is no such head.

    `is_chunked` says that the answer may come in pieces: HTTP/1.0, which proxies speak, knows only its end.
    """
    first, *lines = head.decode("latin-1").split("\r\n")
    match = _LINE.fullmatch(first)
    if match is None:
        raise Unreadable
    headers = dict(_header(line) for line in lines)
    if headers.get("content-length", "0") != "0" or "transfer-encoding" in headers:
        raise Unreadable  # no address here takes a body
    bearer = _BEARER.fullmatch(headers.get("authorization", ""))
    return Asked(
        method=match[1],
        path=match[2].partition("?")[0],
        is_chunked=match[3] == "1",
        token=bearer[1] if bearer else None,
    )


def _header(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not colon or not name or name != name.strip():
        raise Unreadable
    return name.lower(), value.strip()
