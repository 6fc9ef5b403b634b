"""People of the demonstration who can sign in: staff at headquarters and associates of one store."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.catalogue.models import Store
from server.database import db
from server.integrations.errors import StoreUnknown
from server.staff import service
from server.staff.models import Associate, Staff
from shared.ids import uuid7

DIGITS: Final = "23456789"
LETTERS: Final = "abcdefghjkmnpqrstuvwxyz" + DIGITS


class HqPerson(NamedTuple):
    """Somebody at headquarters."""

    email: str
    name: str
    role: str


class StorePerson(NamedTuple):
    """Somebody in the store."""

    number: str
    name: str
    role: str


HQ: Final = (
    HqPerson("hq@aisle.example", "Helen Quist", "administrator"),
    HqPerson("marketer@aisle.example", "Marcus Okafor", "marketer"),
    HqPerson("approver@aisle.example", "Anna Lindqvist", "approver"),
    HqPerson("reader@aisle.example", "Ruth Adler", "reader"),
)
ASSOCIATES: Final = (
    StorePerson("1001", "Maya Brooks", "associate"),
    StorePerson("1002", "Jonas Weber", "manager"),
    StorePerson("1003", "Lucía Herrera", "associate"),
    StorePerson("1004", "Daniel Kim", "associate"),
)


def sign_ups(
    store_id: str,
    *,
    password: str | None,
    pin: str | None,
    now_ms: int,
    random_bytes: Callable[[int], bytes],
) -> list[str]:
    """All of them can sign in; returns how, a sentence a line.

    Somebody who is there already keeps her secret, unless one is given.
    """
    session = db.session()
    store = session.get(Store, store_id)
    if store is None:
        raise StoreUnknown(f"There is no store {store_id}. Load the data first, then name one of its stores.")
    secrets = _Secrets(password, pin, random_bytes)
    lines = ["At headquarters:"]
    for person in HQ:
        known = session.scalar(select(Staff).where(Staff.email == person.email))
        new_id = uuid7(now_ms, random_bytes)
        told = _staff(session, person, known, secrets, new_id)
        lines.append(f"  {person.name}, {person.role}: {person.email}, {told}")
    lines.append(f"In the store {store.name}:")
    for worker in ASSOCIATES:
        at_store = select(Associate).where(Associate.store_id == store_id, Associate.number == worker.number)
        new_id = uuid7(now_ms, random_bytes)
        told = _associate(session, worker, store_id, session.scalar(at_store), secrets, new_id)
        lines.append(f"  {worker.name}, {worker.role}: number {worker.number}, {told}")
    session.commit()
    return lines


class _Secrets:
    """Password and PIN as given or, where none was, made up."""

    def __init__(self, password: str | None, pin: str | None, random_bytes: Callable[[int], bytes]) -> None:
        self.given_password = password
        self.given_pin = pin
        self.password = password or _secret(LETTERS, 16, random_bytes)
        self.pin = pin or _secret(DIGITS, 6, random_bytes)
        service.check_new_password(self.password)
        service.check_new_pin(self.pin)


def _staff(session: Session, person: HqPerson, known: Staff | None, secrets: _Secrets, new_id: str) -> str:
    if known is None:
        service.add_staff(
            session, email=person.email, name=person.name, role=person.role,
            password=secrets.password, new_id=new_id,
        )  # fmt: skip
    elif secrets.given_password is None:
        return "password as before"
    else:
        known.password_hash = _kept(known.password_hash, secrets.given_password)
    return f"password {secrets.password}"


def _associate(
    session: Session,
    worker: StorePerson,
    store_id: str,
    known: Associate | None,
    secrets: _Secrets,
    new_id: str,
) -> str:
    if known is None:
        service.add_associate(
            session, store_id=store_id, number=worker.number, name=worker.name, pin=secrets.pin,
            new_id=new_id, role=worker.role,
        )  # fmt: skip
    elif secrets.given_pin is None:
        return "PIN as before"
    else:
        known.pin_hash = _kept(known.pin_hash, secrets.given_pin)
        known.failed_pins, known.locked_until_ms = 0, None
    return f"PIN {secrets.pin}"


def _kept(kept: str, secret: str) -> str:
    """The hash as it is if it fits the secret, a new one otherwise."""
    hasher = PasswordHasher()
    try:
        hasher.verify(kept, secret)
    except VerifyMismatchError:
        return hasher.hash(secret)
    return kept


def _secret(signs: str, length: int, random_bytes: Callable[[int], bytes]) -> str:
    number = int.from_bytes(random_bytes(2 * length), "big")
    letters = []
    for _ in range(length):
        number, place = divmod(number, len(signs))
        letters.append(signs[place])
    return "".join(letters)
