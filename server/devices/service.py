"""Tablets: one-time codes, enrolment, and the fleet as HQ sees it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Row, func, select, update
from sqlalchemy.orm import Session

from server.actors import Actor
from server.catalogue import service as catalogue
from server.devices.errors import CodeExpired, CodeUnknown, CodeUsed, DeviceRevoked, UnknownDevice
from server.devices.models import Device, EnrolmentCode
from server.errors import NotSignedIn
from server.staff.tokens import hash_of, make_token

CODE_LIFE_MS = 24 * 3_600_000
CODE_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""32 signs, none of which is mistaken for another when read aloud or copied by hand."""

CODE_LENGTH = 8
SHARE_BYTES = 32
HOLDING = ("active", "retiring")
"""Tablets that may hold customers: one that is being retired still sends what it has."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What a tablet receives, once, when it is enrolled; only hashes of the token stay here."""

    device_id: str
    device_token: str
    unlock_share: str
    store: catalogue.StoreView


@dataclass(frozen=True, slots=True)
class FleetRow:
    """One tablet as HQ sees it."""

    id: str
    name: str
    store_id: str
    store_name: str
    status: str
    app_version: str
    enrolled_ms: int
    seen_ms: int | None
    pending: int
    acknowledged_epoch: str | None
    acknowledged_stamp: int | None
    acknowledged_ms: int | None
    protocol: int | None
    repaired_slices: int
    repaired_rows: int
    unhealed_slices: int
    model_as_of: str | None
    model_damaged: str | None
    ordered_ms: int | None
    wiped_ms: int | None
    wipe_reason: str | None
    left_unsent: int | None
    rescued_ms: int | None
    report_ms: int | None


@dataclass(frozen=True, slots=True)
class Seen:
    """An active tablet, and when it was last heard of."""

    id: str
    store_id: str
    seen_ms: int


def make_code(
    session: Session, *, store_id: str, by: str, now_ms: int, random_bytes: Callable[[int], bytes]
) -> str:
    """A new enrolment code of that store, as people read it: ABCD-EFGH. It works once, for 24 hours."""
    catalogue.store(session, store_id)
    letters = "".join(CODE_ALPHABET[byte % len(CODE_ALPHABET)] for byte in random_bytes(CODE_LENGTH))
    session.add(
        EnrolmentCode(
            code_hash=hash_of(letters), store_id=store_id, created_by=by,
            created_ms=now_ms, expires_ms=now_ms + CODE_LIFE_MS,
        )
    )  # fmt: skip
    session.flush()
    return f"{letters[:4]}-{letters[4:]}"


def enrol(
    session: Session,
    *,
    code: str,
    device_name: str,
    app_version: str,
    now_ms: int,
    new_id: str,
    random_bytes: Callable[[int], bytes],
) -> Enrolment:
    """The tablet belongs to the code's store; the code is used up."""
    known = _usable_code(session, code, now_ms)
    token = make_token("device", random_bytes)
    unlock_share = b64encode(random_bytes(SHARE_BYTES)).decode()
    session.add(
        Device(
            id=new_id, store_id=known.store_id, name=device_name, token_hash=hash_of(token),
            unlock_share=unlock_share, app_version=app_version, enrolled_ms=now_ms, seen_ms=now_ms,
        )
    )  # fmt: skip
    known.used_ms, known.device_id = now_ms, new_id
    session.flush()
    return Enrolment(new_id, token, unlock_share, catalogue.store(session, known.store_id))


def _usable_code(session: Session, code: str, now_ms: int) -> EnrolmentCode:
    letters = "".join(sign for sign in code.upper() if sign.isalnum())
    known = session.scalar(
        select(EnrolmentCode).where(EnrolmentCode.code_hash == hash_of(letters)).with_for_update()
    )
    if known is None:
        raise CodeUnknown("This code is not known. Check each letter, or ask HQ for a new code.")
    if known.used_ms is not None:
        raise CodeUsed("This code has enrolled a tablet already. Ask HQ for a new code for this one.")
    if known.expires_ms <= now_ms:
        raise CodeExpired("This code has expired: codes work for 24 hours. Ask HQ for a new one.")
    return known


def actor_of_token(session: Session, token: str) -> Actor:
    """The tablet that has this token; UnknownDevice or DeviceRevoked otherwise."""
    found = actors_of_tokens(session, [token])[token]
    if isinstance(found, NotSignedIn):
        raise found
    return found


def actors_of_tokens(session: Session, tokens: Collection[str]) -> dict[str, Actor | NotSignedIn]:
    """For each of the tokens the tablet that has it, or UnknownDevice or DeviceRevoked."""
    query = select(Device.token_hash, Device.id, Device.name, Device.store_id, Device.status)
    wanted = {token: hash_of(token) for token in tokens}
    known = {
        row.token_hash: row for row in session.execute(query.where(Device.token_hash.in_(wanted.values())))
    }
    return {token: _actor_of(known.get(hashed)) for token, hashed in wanted.items()}


def _actor_of(known: Row[str, str, str, str, str] | None) -> Actor | NotSignedIn:
    if known is None:
        return UnknownDevice("This tablet is not known here. Enrol it again with a new code.")
    if known.status not in HOLDING:
        return DeviceRevoked("This tablet has been withdrawn. Hand it to your manager.")
    return Actor("device", known.id, known.name, "device", known.store_id, known.id)


def withdrawn(session: Session) -> frozenset[str]:
    """Every tablet that may hold and send nothing any more."""
    return frozenset(session.scalars(select(Device.id).where(Device.status.not_in(HOLDING))))


def is_active(session: Session, device_id: str) -> bool:
    """True while the tablet may hold and send anything."""
    return session.scalar(select(Device.status).where(Device.id == device_id)) in HOLDING


def record_seen(session: Session, device_id: str, now_ms: int) -> None:
    """HQ knows when the tablet was last heard of."""
    session.execute(update(Device).where(Device.id == device_id).values(seen_ms=now_ms))


def record_model(session: Session, device_id: str, as_of: date | None, damaged: Sequence[date]) -> None:
    """HQ knows by which model the tablet suggests, and the latest one that it cannot read."""
    told = {
        "model_as_of": as_of.isoformat() if as_of else None,
        "model_damaged": max(damaged).isoformat() if damaged else None,
    }
    session.execute(update(Device).where(Device.id == device_id).values(told))


def fleet(session: Session) -> list[FleetRow]:
    """Every tablet, by store and name."""
    names = {store.id: store.name for store in catalogue.stores(session)}
    devices = session.scalars(select(Device).order_by(Device.store_id, Device.name, Device.id))
    return [
        FleetRow(
            id=device.id, name=device.name, store_id=device.store_id,
            store_name=names.get(device.store_id, device.store_id), status=device.status,
            app_version=device.app_version, enrolled_ms=device.enrolled_ms, seen_ms=device.seen_ms,
            pending=device.pending_operations, acknowledged_epoch=device.acknowledged_epoch,
            acknowledged_stamp=device.acknowledged_stamp, acknowledged_ms=device.acknowledged_ms,
            protocol=device.protocol, repaired_slices=device.repaired_slices,
            repaired_rows=device.repaired_rows, unhealed_slices=device.unhealed_slices,
            model_as_of=device.model_as_of, model_damaged=device.model_damaged,
            ordered_ms=device.ordered_ms, wiped_ms=device.wiped_ms, wipe_reason=device.wipe_reason,
            left_unsent=device.left_unsent, rescued_ms=device.rescued_ms,
            report_ms=device.report_ms,
        )
        for device in devices
    ]  # fmt: skip


def seen_since(session: Session, since_ms: int) -> list[Seen]:
    """Every active tablet heard of since then."""
    query = select(Device.id, Device.store_id, func.coalesce(Device.seen_ms, 0))
    heard = query.where(Device.status == "active", Device.seen_ms >= since_ms)
    return [Seen(*row) for row in session.execute(heard)]


def unlock_share(session: Session, device_id: str) -> str:
    """The server's part of the key that opens the tablet's replica."""
    return session.scalars(select(Device.unlock_share).where(Device.id == device_id)).one()
