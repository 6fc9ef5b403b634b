"""How the tablet asks the server for what only the server can give, and says how it stands itself."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

import requests
from marshmallow import EXCLUDE, Schema, ValidationError

from associate_app.errors import ServerUnreachable, WrongServerAddress
from associate_app.platform.office_schemas import (
    ContactSchema,
    EnrolmentSchema,
    SignInSchema,
    VisitorSchema,
)
from associate_app.platform.refusals import refusal
from associate_app.store.slots import Associate, Enrolment
from associate_app.store.terms import Terms
from shared.clock import to_millis
from shared.words import _

TIMEOUT_SECONDS: Final = (4.0, 10.0)
"""To connect, and between two bytes of an answer."""


@dataclass(frozen=True, slots=True)
class EnrolmentGrant:
    """What a code was exchanged for."""

    enrolment: Enrolment
    token: str
    unlock_share: bytes


@dataclass(frozen=True, slots=True)
class SignInGrant:
    """What an online sign-in gave; `server_ms` is the time at the server, if it told it.

    `pin_mark` is how the server names the PIN, `terms` what the tablet has to keep to; servers before 0.2.0
    tell neither.
    """

    associate: Associate
    unlock_share: bytes
    pin_share: bytes
    expires_ms: int
    server_ms: int | None
    pin_mark: str = ""
    terms: Terms | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How an associate stands with the server, and until when her share lives if that was lengthened."""

    name: str
    expires_ms: int | None


@dataclass(frozen=True, slots=True)
class ContactAnswer:
    """What a contact brought: standings by the associate's id, and the sealed files that HQ has."""

    server_ms: int
    terms: Terms
    standings: Mapping[str, Standing]
    taken_in: frozenset[str]


@dataclass(frozen=True, slots=True)
class Receipt:
    """A tablet's word that its keys are gone; `unsent` is None if it cannot tell what it left."""

    server_address: str
    device_id: str
    receipt: str
    reason: str
    unsent: int | None


@dataclass(frozen=True, slots=True)
class ModelInUse:
    """The day of the model by which this tablet suggests, None for none; days of newer, damaged ones."""

    as_of: str | None
    damaged: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VisitorGrant:
    """A customer of another store whom this tablet may hold, and until when."""

    customer_id: int
    until_ms: int


class HeadOffice(Protocol):
    """The server, as far as the tablet's own life needs it."""

    def enrol(self, address: str, code: str, device_name: str, app_version: str) -> EnrolmentGrant:
        """The tablet is enrolled; CodeUnknown, CodeExpired, CodeUsed or ServerUnreachable otherwise."""
        ...

    def sign_in(self, address: str, token: str, number: str, pin: str) -> SignInGrant:
        """The associate is who she says; WrongPin, DeviceRevoked or ServerUnreachable if not."""
        ...

    def contact(
        self,
        address: str,
        token: str,
        at_work: str | None,
        marks: Mapping[str, str],
        sealed: Sequence[str],
        model: ModelInUse | None,
    ) -> ContactAnswer:
        """How the tablet and those who sign in on it stand; DeviceRevoked or ServerUnreachable otherwise.

        `at_work` is the id of who is signed in now, `marks` has the marks of PINs by associate, `sealed` the
        digests of files of unsent work; `model` is None while nobody can look.
        """
        ...

    def give_receipt(self, receipt: Receipt) -> None:
        """The server knows that the keys are gone; ServerUnreachable if it was not told."""
        ...

    def pin(self, address: str, token: str, card: str) -> VisitorGrant:
        """This tablet may hold whoever has that card; ServerRefused or ServerUnreachable otherwise."""
        ...

    def give_diagnostics(self, address: str, token: str, text: str) -> None:
        """The server keeps the report with this tablet; ServerUnreachable if it was not told."""
        ...


class HttpHeadOffice:
    """The server's REST API over one pooled session."""

    def __init__(self, session: requests.Session) -> None:
        self._session = session

    def enrol(self, address: str, code: str, device_name: str, app_version: str) -> EnrolmentGrant:
        base = checked_address(address)
        wanted = {"code": code, "device_name": device_name, "app_version": app_version}
        answer = _read(EnrolmentSchema(), self._post(f"{base}/api/v1/devices/enrol", wanted, None))
        store = answer["store"]
        return EnrolmentGrant(
            enrolment=Enrolment(base, answer["device_id"], store["id"], store["name"], store["time_zone"]),
            token=answer["device_token"],
            unlock_share=answer["unlock_share"].encode(),
        )

    def sign_in(self, address: str, token: str, number: str, pin: str) -> SignInGrant:
        response = self._post(f"{address}/api/v1/devices/sign-in", {"number": number, "pin": pin}, token)
        answer = _read(SignInSchema(), response)
        return SignInGrant(
            associate=Associate(**answer["associate"]),
            unlock_share=answer["unlock_share"].encode(),
            pin_share=answer["pin_share"].encode(),
            expires_ms=answer["pin_share_expires_ms"],
            server_ms=answer["server_ms"] or _server_time(response),
            pin_mark=answer["pin_mark"],
            terms=answer["terms"],
        )

    def contact(
        self,
        address: str,
        token: str,
        at_work: str | None,
        marks: Mapping[str, str],
        sealed: Sequence[str],
        model: ModelInUse | None,
    ) -> ContactAnswer:
        """How the tablet and those who sign in on it stand."""
        said: dict[str, Any] = {
            "at_work": at_work,
            "associates": [{"associate_id": key, "pin_mark": mark} for key, mark in marks.items()],
            "sealed": list(sealed),
        }
        if model is not None:
            said["model"] = {"as_of": model.as_of, "damaged": list(model.damaged)}
        answer = _read(ContactSchema(), self._post(f"{address}/api/v1/devices/contact", said, token))
        return ContactAnswer(
            server_ms=answer["server_ms"],
            terms=answer["terms"],
            standings={
                each["id"]: Standing(each["standing"], each["pin_share_expires_ms"])
                for each in answer["associates"]
            },
            taken_in=frozenset(answer["taken_in"]),
        )

    def give_receipt(self, receipt: Receipt) -> None:
        """The server knows that the keys are gone."""
        said = {
            "device_id": receipt.device_id, "receipt": receipt.receipt, "reason": receipt.reason,
            "unsent": receipt.unsent,
        }  # fmt: skip
        self._post(f"{receipt.server_address}/api/v1/devices/receipt", said, None)

    def give_diagnostics(self, address: str, token: str, text: str) -> None:
        """The server keeps the report with this tablet."""
        self._post(f"{address}/api/v1/devices/diagnostics", {"text": text}, token)

    def pin(self, address: str, token: str, card: str) -> VisitorGrant:
        """This tablet may hold whoever has that card."""
        answer = _read(VisitorSchema(), self._post(f"{address}/api/v1/sync/pins", {"card": card}, token))
        return VisitorGrant(answer["customer_id"], answer["until_ms"])

    def _post(self, url: str, body: Mapping[str, Any], token: str | None) -> requests.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            response = self._session.post(url, json=body, headers=headers, timeout=TIMEOUT_SECONDS)
        except requests.RequestException as error:
            raise ServerUnreachable(
                _("The server does not answer. Check the address and the network, then try again.")
            ) from error
        if response.status_code >= 400:
            raise refusal(response)
        return response


def checked_address(address: str) -> str:
    """The address with its scheme and without a path; WrongServerAddress says what is wrong with it.

    Plain HTTP is for this very machine only: codes, PINs and customers cross the line.
    """
    text = address.strip().rstrip("/")
    try:
        parts = urlsplit(text if "://" in text else f"//{text}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port, parts = None, None, urlsplit("")
    if not host or parts.path or parts.query or parts.scheme not in ("", "http", "https"):
        raise WrongServerAddress(_("That is not a server address. It looks like aisle.example.com."))
    local = _is_this_machine(host)
    scheme = parts.scheme or ("http" if local else "https")
    if scheme == "http" and not local:
        raise WrongServerAddress(
            _("Use an https address: customers' data must not cross the network in clear.")
        )
    shown = f"[{host}]" if ":" in host else host
    return f"{scheme}://{shown}{f':{port}' if port else ''}"


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _read(schema: Schema, response: requests.Response) -> dict[str, Any]:
    schema.unknown = EXCLUDE
    try:
        answer: dict[str, Any] = schema.load(response.json())
    except (ValidationError, ValueError) as error:
        raise ServerUnreachable(
            _("What answers at this address is not an Aisle One server. Check the address.")
        ) from error
    return answer


def _server_time(response: requests.Response) -> int | None:
    try:
        return to_millis(parsedate_to_datetime(response.headers["Date"]))
    except (KeyError, ValueError):
        return None
