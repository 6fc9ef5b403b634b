"""The line to the server: what a round needs of it, and how that is said over HTTP.

Whatever breaks below becomes one of `sync.errors`; nothing above knows HTTP.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

import orjson
import requests

from sync.device.channels import Channels, HttpWakeStream
from sync.device.decoding import arriving, decoded, whole
from sync.errors import (
    UNEXPLAINED,
    MustReload,
    ProtocolError,
    Refused,
    Revoked,
    SyncError,
    Unreachable,
    UnsupportedProtocol,
)
from sync.integrity import CONTENT_DIGEST, GARBLED_BODY, content_digest
from sync.leases import LeaseAnswer, LeaseReport
from sync.protocol import (
    BEAT_SECONDS,
    CONTENT_TYPE,
    MAX_LINE_BYTES,
    PROTOCOL_VERSION,
    Acknowledgement,
    Answer,
    PullRequest,
)
from sync.snapshot import SnapshotOffer

API_PATH = "/api/v1/sync"


class WakeStream(Protocol):
    """An open wake-up channel; another thread may close it to end the waiting."""

    def __iter__(self) -> Iterator[str]:
        """The type of each message, `news` or `beat`; ends when closed, Unreachable when it breaks."""

    def close(self) -> None:
        """Whoever waits on it is woken and the iteration ends."""


class Transport(Protocol):
    """A line to one server in the name of one device."""

    def pull(self, request: PullRequest) -> AbstractContextManager[Iterator[bytes]]:
        """The lines of a pull, each without its line end; MustReload if the cursor means nothing."""

    def push(
        self, operations: Sequence[Mapping[str, Any]], *, protocol: int = PROTOCOL_VERSION
    ) -> list[Answer]:
        """The server's word on each operation."""

    def acknowledge(self, acknowledgement: Acknowledgement) -> None:
        """The server knows what the device shows."""

    def lease(self, report: LeaseReport) -> LeaseAnswer:
        """What is granted and what is too much; Refused by a server that leases nothing."""

    def snapshot_offer(self) -> SnapshotOffer | None:
        """The prepared load that the server has for this device, or None."""

    def snapshot_bytes(self, part_id: str, start: int) -> AbstractContextManager[Iterator[bytes]]:
        """A part's bytes from `start` on, in any pieces; Refused if the server has it no longer."""

    def wake(self) -> WakeStream:
        """A channel that says when there is news."""


def lines_of(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of a stream that arrives in any pieces; what follows the last line end is not a line."""
    rest = b""
    for chunk in chunks:
        parts = (rest + chunk).split(b"\n")
        rest = parts.pop()
        yield from parts
        if len(rest) > MAX_LINE_BYTES:
            raise ProtocolError("The server sent a line that is too long. Update the app.")


class HttpTransport:
    """The line over HTTP with one pooled session; used by one thread at a time, `wake` by a second one."""

    def __init__(
        self,
        base_url: str,
        token: str,
        session: requests.Session,
        *,
        timeout: tuple[float, float] = (5.0, 30.0),
    ) -> None:
        self._base = base_url.rstrip("/") + API_PATH
        self._authorization = {"Authorization": f"Bearer {token}"}
        self._session = session
        self._timeout = timeout
        self._channels = Channels(self._base, self._ask_to_wake, _kinds)

    @contextmanager
    def pull(self, request: PullRequest) -> Iterator[Iterator[bytes]]:
        """The lines of a pull; the response is given back to the pool or closed at the end."""
        with _as_unreachable():
            response = self._send("POST", "/pull", json=request.to_wire())
            with response:
                yield lines_of(decoded(response))

    def push(
        self, operations: Sequence[Mapping[str, Any]], *, protocol: int = PROTOCOL_VERSION
    ) -> list[Answer]:
        """The server's word on each operation."""
        with _as_unreachable():
            body = {"protocol": protocol, "operations": list(operations)}
            answer = self._ask("/push", body)
            try:
                return [Answer(**one) for one in orjson.loads(answer)["answers"]]
            except (ValueError, TypeError, KeyError) as error:
                raise ProtocolError("The server answered a push with something unknown.") from error

    def acknowledge(self, acknowledgement: Acknowledgement) -> None:
        """The server knows what the device shows."""
        with _as_unreachable():
            self._ask("/ack", acknowledgement.to_wire())

    def lease(self, report: LeaseReport) -> LeaseAnswer:
        """What is granted and what is too much."""
        with _as_unreachable():
            answer = self._ask("/leases", {"protocol": PROTOCOL_VERSION} | report.to_wire())
            try:
                return LeaseAnswer.of_wire(orjson.loads(answer))
            except ValueError as error:
                raise ProtocolError("The server told of leases in a form that nobody can read.") from error

    def snapshot_offer(self) -> SnapshotOffer | None:
        """The prepared load that the server has for this device; None from one that prepares none."""
        with _as_unreachable():
            try:
                answer = self._ask("/snapshot", {"protocol": PROTOCOL_VERSION})
            except Refused as refusal:
                if refusal.status == 404:
                    return None
                raise
            try:
                offer = orjson.loads(answer)
            except ValueError as error:
                raise ProtocolError("The server offered a load that this app cannot read.") from error
            return SnapshotOffer.of_wire(offer)

    @contextmanager
    def snapshot_bytes(self, part_id: str, start: int) -> Iterator[Iterator[bytes]]:
        """A part's bytes from `start` on; what is sealed is not compressed once more."""
        wanted = {"Range": f"bytes={start}-", "Accept-Encoding": "identity"}
        with _as_unreachable():
            response = self._send("GET", f"/snapshots/{part_id}", headers=wanted)
            with response:
                if not response.headers.get("Content-Range", "").startswith(f"bytes {start}-"):
                    raise ProtocolError("The server sent another piece of the load than it was asked for.")
                yield arriving(response)

    def wake(self) -> HttpWakeStream:
        """A channel that says when there is news, at the server or where it wants it held."""
        with _as_unreachable():
            return self._channels.open()

    def _ask_to_wake(self, address: str | None, *, elsewhere: bool) -> requests.Response:
        base = self._base if address is None else address + API_PATH
        path = "/wake?elsewhere=true" if elsewhere else "/wake"
        with _as_unreachable():
            return self._send("GET", path, base=base, timeout=(self._timeout[0], 2.5 * BEAT_SECONDS))

    def _ask(self, path: str, json: Any) -> bytes:
        """The whole answer, bounded and checked."""
        return whole(self._send("POST", path, json=json))

    def _send(
        self, method: str, path: str, *, json: Any = None,
        timeout: tuple[float, float] | None = None, headers: Mapping[str, str] | None = None,
        base: str | None = None,
    ) -> requests.Response:  # fmt: skip
        sent = self._authorization | {
            "Accept-Encoding": "zstd, gzip",
            "Accept": f"{CONTENT_TYPE}, application/json",
            **(headers or {}),
        }
        body = None
        if json is not None:
            body = orjson.dumps(json)
            sent |= {"Content-Type": "application/json", CONTENT_DIGEST: content_digest(body)}
        response = self._session.request(
            method,
            (base or self._base) + path,
            data=body,
            headers=sent,
            stream=True,  # nothing is read before it is known how it is to be read
            timeout=timeout or self._timeout,
        )
        if response.status_code >= 400:
            with response:
                raise _refusal(response)
        return response


def _kinds(response: requests.Response) -> Iterator[str]:
    """The type of each message of a channel."""
    with _as_unreachable():
        for line in lines_of(decoded(response)):
            try:
                kind = str(orjson.loads(line)["type"])
            except (ValueError, TypeError, KeyError) as error:
                raise ProtocolError("What came over the wake-up channel is none of its messages.") from error
            yield kind


@contextmanager
def _as_unreachable() -> Iterator[None]:
    try:
        yield
    except (requests.RequestException, OSError) as error:
        raise Unreachable("The server cannot be reached. Work goes on; it will be tried again.") from error
    except Exception as error:
        if type(error).__module__.startswith("urllib3"):  # raised while a body is being streamed
            raise Unreachable("The line to the server broke off. It will be tried again.") from error
        raise


def _refusal(response: requests.Response) -> Exception:
    """The error that a response tells: a problem document if there is one."""
    fields: dict[str, Any] = {}
    if response.status_code >= 500:
        return Unreachable(
            "The server has trouble of its own. It will be tried again.", status=response.status_code
        )
    try:
        problem = orjson.loads(whole(response))
        code, sentence = str(problem["code"]), str(problem["detail"])
        fields = problem["fields"] if isinstance(problem.get("fields"), dict) else fields
    except (ValueError, KeyError, TypeError, SyncError):
        code, sentence = UNEXPLAINED, "The server refused this without saying why."
    if code == GARBLED_BODY:
        return Unreachable(sentence)
    if response.status_code == 410:
        return MustReload(sentence)
    if response.status_code in (401, 403):
        return Revoked(sentence, code=code, status=response.status_code)
    if code == UnsupportedProtocol.code:
        return UnsupportedProtocol(
            sentence, oldest=_number(fields, "oldest"), newest=_number(fields, "newest")
        )
    return Refused(sentence, code=code, status=response.status_code)


def _number(fields: Mapping[str, Any], name: str) -> int | None:
    value = fields.get(name)
    return value if isinstance(value, int) else None
