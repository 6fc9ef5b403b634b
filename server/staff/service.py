"""People who sign in: proving who they are, and the tokens they carry afterwards."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from server.actors import Actor
from server.devices import service as devices
from server.errors import NotSignedIn
from server.staff.errors import AlreadyThere, PinLocked, WrongPassword, WrongPin
from server.staff.models import AccessToken, Associate, Staff
from server.staff.tokens import hash_of, holder_of, make_token
from shared.errors import InvalidInput

TOKEN_LIFE_MS = 12 * 3_600_000
FREE_ATTEMPTS = 5
FIRST_DELAY_S = 30
LONGEST_DELAY_S = 3600
ROLES = ("marketer", "approver", "administrator", "reader")
ASSOCIATE_ROLES = ("associate", "manager")

_hasher = PasswordHasher()
_NOBODYS_HASH = _hasher.hash("nobody has this password")
"""Checked when nobody is known by that name, so that an answer's delay tells nothing."""


def _fits(kept: str, secret: str) -> bool:
    try:
        return _hasher.verify(kept, secret)
    except (VerifyMismatchError, InvalidHashError):
        return False


def check_password(session: Session, email: str, password: str) -> Staff:
    """The active staff member with that address and password; WrongPassword otherwise."""
    person = session.scalar(select(Staff).where(Staff.email == email.strip().lower()))
    fits = _fits(person.password_hash if person else _NOBODYS_HASH, password)
    if person is None or not fits or not person.active:
        raise WrongPassword("E-mail address and password do not go together. Check both and try again.")
    return person


def verify_pin(session: Session, store_id: str, number: str, pin: str, now_ms: int) -> Associate:
    """The active associate of that store with that number and PIN.

    WrongPin says how many attempts are left, PinLocked how long to wait. The count of wrong PINs is
    committed before the error leaves: no rollback may forgive it.
    """
    person = session.scalar(
        select(Associate)
        .where(Associate.store_id == store_id, Associate.number == number, Associate.active == 1)
        .with_for_update()
    )
    if person is not None and (person.locked_until_ms or 0) > now_ms:
        raise _locked(-(-((person.locked_until_ms or 0) - now_ms) // 1000))
    if person is not None and _fits(person.pin_hash, pin):
        person.failed_pins, person.locked_until_ms = 0, None
        session.flush()
        return person
    if person is None:
        _fits(_NOBODYS_HASH, pin)
        raise WrongPin("Nobody signs in here with this number and PIN. Check both and try again.")
    _count_wrong_pin(person, now_ms)
    session.commit()
    if person.locked_until_ms is not None:
        raise _locked((person.locked_until_ms - now_ms) // 1000)
    left = FREE_ATTEMPTS - person.failed_pins
    tries = "One try is" if left == 1 else f"{left} tries are"
    raise WrongPin(f"This is not the PIN of number {number}. {tries} left.", attempts_left=left)


def _count_wrong_pin(person: Associate, now_ms: int) -> None:
    person.failed_pins += 1
    beyond = person.failed_pins - FREE_ATTEMPTS
    if beyond >= 0:
        delay_s = min(FIRST_DELAY_S << min(beyond, 10), LONGEST_DELAY_S)
        person.locked_until_ms = now_ms + delay_s * 1000


def _locked(seconds: int) -> PinLocked:
    wait = f"{seconds} seconds" if seconds < 120 else f"{-(-seconds // 60)} minutes"
    return PinLocked(
        f"Too many wrong PINs. Wait {wait}, then try again, or ask your manager for a new PIN.",
        retry_after_s=seconds,
        attempts_left=0,
    )


def issue_token(
    session: Session, actor: Actor, *, now_ms: int, random_bytes: Callable[[int], bytes]
) -> tuple[str, int]:
    """A new token of a signed-in person, and when it expires; the person's expired ones are gone."""
    token, expires_ms = make_token("person", random_bytes), now_ms + TOKEN_LIFE_MS
    session.execute(
        delete(AccessToken).where(AccessToken.person_id == actor.id, AccessToken.expires_ms <= now_ms)
    )
    session.add(
        AccessToken(
            token_hash=hash_of(token), kind=actor.kind, person_id=actor.id, device_id=actor.device_id,
            created_ms=now_ms, expires_ms=expires_ms,
        )
    )  # fmt: skip
    session.flush()
    return token, expires_ms


def forget_token(session: Session, token: str) -> None:
    """That token opens nothing any more."""
    session.execute(delete(AccessToken).where(AccessToken.token_hash == hash_of(token)))


def actor_of(person: Staff) -> Actor:
    """The actor that a staff member is."""
    return Actor("staff", person.id, person.name, person.role)


def actor_of_associate(person: Associate, device_id: str | None) -> Actor:
    """The actor that an associate is on that tablet."""
    return Actor("associate", person.id, person.name, person.role, person.store_id, device_id)


def actor_of_token(session: Session, token: str, now_ms: int) -> Actor:
    """Whose token it is; NotSignedIn if it is unknown, expired, revoked, or its holder has left."""
    if holder_of(token) == "device":
        return devices.actor_of_token(session, token)
    known = session.scalar(
        select(AccessToken).where(AccessToken.token_hash == hash_of(token), AccessToken.expires_ms > now_ms)
    )
    actor = None if known is None else _person_of(session, known)
    if actor is None:
        raise NotSignedIn("Your sign-in has ended. Sign in again.")
    return actor


def _person_of(session: Session, known: AccessToken) -> Actor | None:
    if known.kind == "staff":
        person = session.get(Staff, known.person_id)
        return actor_of(person) if person is not None and person.active else None
    if known.device_id is not None and not devices.is_active(session, known.device_id):
        return None
    associate = session.get(Associate, known.person_id)
    return (
        actor_of_associate(associate, known.device_id) if associate is not None and associate.active else None
    )


def associates_among(session: Session, store_id: str, associate_ids: Iterable[str]) -> set[str]:
    """Those of the ids that are associates of the store, whether they still work there or have left."""
    query = select(Associate.id).where(Associate.store_id == store_id, Associate.id.in_(set(associate_ids)))
    return set(session.scalars(query))


Standing = Literal["current", "pin_changed", "left"]
"""Whether what an associate once proved on a tablet still holds."""


def pin_mark(secret_key: str, person: Associate) -> str:
    """Names her present PIN on a tablet, without telling anything of it; another PIN has another mark."""
    message = f"pin-mark:{person.id}:{person.pin_hash}".encode()
    return hmac.digest(secret_key.encode(), message, sha256).hex()[:32]


def standings(
    session: Session, secret_key: str, store_id: str, marks: Mapping[str, str]
) -> dict[str, Standing]:
    """How each associate of those ids stands in the store, by the mark of the PIN she last signed in with.

    A mark that is empty was never told; nothing can be said against it.
    """
    query = select(Associate).where(
        Associate.store_id == store_id, Associate.id.in_(marks), Associate.active == 1
    )
    present = {person.id: pin_mark(secret_key, person) for person in session.scalars(query)}
    return {
        key: "left" if key not in present else "current" if mark in ("", present[key]) else "pin_changed"
        for key, mark in marks.items()
    }


def names(session: Session) -> dict[str, str]:
    """What everybody at headquarters is called, by id."""
    return {person.id: person.name for person in session.scalars(select(Staff))}


def associate_names(session: Session) -> dict[str, str]:
    """What everybody who works, or has worked, in a store is called, by id."""
    return {row.id: row.name for row in session.execute(select(Associate.id, Associate.name))}


def check_new_password(password: str) -> None:
    """Nothing happens if it may become somebody's password; InvalidInput otherwise."""
    if len(password) < 10:
        raise InvalidInput("Choose a password of at least 10 characters.", password="too short")  # noqa: S106 - a message


def check_new_pin(pin: str) -> None:
    """Nothing happens if it may become somebody's PIN; InvalidInput otherwise."""
    if not (pin.isascii() and pin.isdigit() and 4 <= len(pin) <= 12):
        raise InvalidInput("A PIN has 4 to 12 digits.", pin="4 to 12 digits")


def add_staff(session: Session, *, email: str, name: str, role: str, password: str, new_id: str) -> Staff:
    """A new staff member who can sign in."""
    if role not in ROLES:
        raise InvalidInput(f"A role is one of {', '.join(ROLES)}.", role="unknown")
    check_new_password(password)
    if "@" not in email:
        raise InvalidInput("Give an e-mail address to sign in with.", email="not an address")
    person = Staff(
        id=new_id, email=email.strip().lower(), name=name, role=role, password_hash=_hasher.hash(password)
    )
    _keep(session, person, f"{email} has a sign-in already. Choose another address.")
    return person


def add_associate(
    session: Session, *, store_id: str, number: str, name: str, pin: str, new_id: str, role: str = "associate"
) -> Associate:
    """A new associate of a store who can sign in on its tablets."""
    if role not in ASSOCIATE_ROLES:
        raise InvalidInput(f"A role is one of {', '.join(ASSOCIATE_ROLES)}.", role="unknown")
    check_new_pin(pin)
    if not (number.isascii() and number.isdigit() and len(number) <= 12):
        raise InvalidInput("A number has up to 12 digits.", number="up to 12 digits")
    person = Associate(
        id=new_id, store_id=store_id, number=number, name=name, role=role, pin_hash=_hasher.hash(pin)
    )
    _keep(session, person, f"Number {number} is taken in this store. Choose another one.")
    return person


def _keep(session: Session, person: Staff | Associate, taken: str) -> None:
    try:
        with session.begin_nested():
            session.add(person)
    except IntegrityError as error:
        raise AlreadyThere(taken) from error
