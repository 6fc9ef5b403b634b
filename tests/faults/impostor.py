"""A server that answers whatever it is told to: for what no server of ours would say."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from werkzeug.serving import make_server

from tests.server.serving import QuietHandler


@dataclass(frozen=True)
class Said:
    """An answer: its status, its body in pieces that may never end, and its headers."""

    body: Iterable[bytes] = (b"",)
    status: str = "200 OK"
    headers: Mapping[str, str] = field(default_factory=dict)


@contextmanager
def impostor(answer: Callable[[str], Said]) -> Iterator[str]:
    """The address of a server that answers requests by the last word of their path."""

    def app(environ: Mapping[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        said = answer(environ["PATH_INFO"].rsplit("/", 1)[1])
        start(said.status, list(said.headers.items()))
        return said.body

    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
