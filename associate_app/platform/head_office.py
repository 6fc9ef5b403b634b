"""How the tablet asks the server for what only the server can give: enrolment and sign-in."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

import requests
from marshmallow import EXCLUDE, Schema, ValidationError, fields

from associate_app.errors import (
    CodeExpired,
    CodeUnknown,
    CodeUsed,
    DeviceRevoked,
    DeviceUnknown,
    ServerRefused,
    ServerUnreachable,
    TabletError,
    WrongPin,
    WrongServerAddress,
)
from associate_app.store.slots import Associate, Enrolment
from shared.clock import to_millis

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
    """What an online sign-in gave; `server_ms` is the time at the server, if it told it."""

    associate: Associate
    unlock_share: bytes
    pin_share: bytes
    expires_ms: int
    server_ms: int | None


class HeadOffice(Protocol):
    """The server, as far as enrolment and sign-in need it."""

    def enrol(self, address: str, code: str, device_name: str, app_version: str) -> EnrolmentGrant:
        """The tablet is enrolled; CodeUnknown, CodeExpired, CodeUsed or ServerUnreachable otherwise."""
        ...

    def sign_in(self, address: str, token: str, number: str, pin: str) -> SignInGrant:
        """The associate is who she says; WrongPin, DeviceRevoked or ServerUnreachable if not."""
        ...


class _StoreSchema(Schema):
    id = fields.String(required=True)
    name = fields.String(required=True)
    time_zone = fields.String(required=True)


class _EnrolmentSchema(Schema):
    device_id = fields.String(required=True)
    device_token = fields.String(required=True)
    store = fields.Nested(_StoreSchema(unknown=EXCLUDE), required=True)
    unlock_share = fields.String(required=True)


class _AssociateSchema(Schema):
    id = fields.String(required=True)
    number = fields.String(required=True)
    name = fields.String(required=True)
    role = fields.String(required=True)


class _SignInSchema(Schema):
    associate = fields.Nested(_AssociateSchema(unknown=EXCLUDE), required=True)
    unlock_share = fields.String(required=True)
    pin_share = fields.String(required=True)
    pin_share_expires_ms = fields.Integer(required=True)


class HttpHeadOffice:
    """The server's REST API over one pooled session."""

    def __init__(self, session: requests.Session) -> None:
        self._session = session

    def enrol(self, address: str, code: str, device_name: str, app_version: str) -> EnrolmentGrant:
        base = checked_address(address)
        wanted = {"code": code, "device_name": device_name, "app_version": app_version}
        answer = _read(_EnrolmentSchema(), self._post(f"{base}/api/v1/devices/enrol", wanted, None))
        store = answer["store"]
        return EnrolmentGrant(
            enrolment=Enrolment(base, answer["device_id"], store["id"], store["name"], store["time_zone"]),
            token=answer["device_token"],
            unlock_share=answer["unlock_share"].encode(),
        )

    def sign_in(self, address: str, token: str, number: str, pin: str) -> SignInGrant:
        response = self._post(f"{address}/api/v1/devices/sign-in", {"number": number, "pin": pin}, token)
        answer = _read(_SignInSchema(), response)
        return SignInGrant(
            associate=Associate(**answer["associate"]),
            unlock_share=answer["unlock_share"].encode(),
            pin_share=answer["pin_share"].encode(),
            expires_ms=answer["pin_share_expires_ms"],
            server_ms=_server_time(response),
        )

    def _post(self, url: str, body: Mapping[str, str], token: str | None) -> requests.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            response = self._session.post(url, json=body, headers=headers, timeout=TIMEOUT_SECONDS)
        except requests.RequestException as error:
            raise ServerUnreachable(
                "The server does not answer. Check the address and the network, then try again."
            ) from error
        if response.status_code >= 400:
            raise _refusal(response)
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
        raise WrongServerAddress("That is not a server address. It looks like aisle.example.com.")
    local = _is_this_machine(host)
    scheme = parts.scheme or ("http" if local else "https")
    if scheme == "http" and not local:
        raise WrongServerAddress("Use an https address: customers' data must not cross the network in clear.")
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
            "What answers at this address is not an Aisle One server. Check the address."
        ) from error
    return answer


def _server_time(response: requests.Response) -> int | None:
    try:
        return to_millis(parsedate_to_datetime(response.headers["Date"]))
    except (KeyError, ValueError):
        return None


_REFUSALS: Final[Mapping[str, Callable[[str], TabletError]]] = {
    "code_unknown": CodeUnknown,
    "code_expired": CodeExpired,
    "code_used": CodeUsed,
    "device_revoked": lambda _: DeviceRevoked(
        "HQ has switched this tablet off. Hand it to your manager, or enrol it again with a new code."
    ),
    "unknown_device": lambda _: DeviceUnknown(
        "The server does not know this tablet. Ask HQ for a code and enrol it again."
    ),
}


def _refusal(response: requests.Response) -> TabletError:
    problem = _problem(response)
    code = str(problem.get("code", ""))
    sentence = str(problem.get("detail") or "The server refused this. Ask HQ what to do.")
    if response.status_code >= 500:
        return ServerUnreachable("The server is in trouble. Wait a minute, then try again.")
    if code == "wrong_pin":
        fields_ = problem.get("fields")
        left = fields_.get("attempts_left") if isinstance(fields_, dict) else None
        return WrongPin(left if isinstance(left, int) else None, sentence)
    return _REFUSALS.get(code, ServerRefused)(sentence)


def _problem(response: requests.Response) -> dict[str, Any]:
    try:
        value = response.json()
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
