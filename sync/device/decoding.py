"""The bytes of an answer: decompressed in pieces that fit into memory, and as whole as they were sent."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any, Final

import requests
import zstandard

from sync.errors import ProtocolError, Unreachable
from sync.integrity import CONTENT_DIGEST, content_digest
from sync.protocol import MAX_ANSWER_BYTES

_CHUNK: Final = 64 * 1024
_GARBLED: Final = "The answer was garbled on its way. It will be asked for again."


def whole(response: requests.Response) -> bytes:
    """The body of an answer that is no stream; refused before it is too long to be one."""
    body = bytearray()
    with response:
        for piece in decoded(response):
            body += piece
            if len(body) > MAX_ANSWER_BYTES:
                raise ProtocolError("The server's answer is too long. Update the app.")
        told = response.headers.get(CONTENT_DIGEST)
    content = bytes(body)
    if told is not None and told != content_digest(content):
        raise Unreachable(_GARBLED)
    return content


def decoded(response: requests.Response) -> Iterator[bytes]:
    """The body's bytes, decompressed, handed on as soon as they arrive and never held whole.

    Each piece is bounded: a hostile few bytes must not become gigabytes before anybody looks.
    """
    encoding = response.headers.get("Content-Encoding", "")
    try:
        if encoding == "zstd":
            yield from _from_zstd(response)
        elif encoding == "gzip":
            yield from _from_gzip(response)
        else:
            yield from arriving(response)
    except (zstandard.ZstdError, zlib.error) as error:
        raise Unreachable(_GARBLED) from error


def arriving(response: requests.Response) -> Iterator[bytes]:
    """What has come so far, at once: a broken line must not cost what had already arrived."""
    while chunk := response.raw.read1(_CHUNK, decode_content=False):
        yield chunk


class _Arriving:
    """The same for whoever wants a file to read from."""

    def __init__(self, response: requests.Response) -> None:
        self._raw: Any = response.raw

    def read(self, size: int) -> bytes:
        """Up to so many bytes, as soon as there are any."""
        chunk: bytes = self._raw.read1(size, decode_content=False)
        return chunk


def _from_zstd(response: requests.Response) -> Iterator[bytes]:
    decompressor = zstandard.ZstdDecompressor(max_window_size=1 << 24)
    source: Any = _Arriving(response)
    reader = decompressor.stream_reader(source, read_size=_CHUNK)
    while piece := reader.read1(_CHUNK):
        yield piece


def _from_gzip(response: requests.Response) -> Iterator[bytes]:
    decompress = zlib.decompressobj(31)
    for chunk in arriving(response):
        rest = chunk
        while rest:
            yield decompress.decompress(rest, _CHUNK)
            rest = decompress.unconsumed_tail
