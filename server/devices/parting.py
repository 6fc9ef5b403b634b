"""How a tablet leaves: retired in peace, revoked as stolen, gone silent; and its word that its keys are gone.

A tablet that is retired sends what it has and then destroys its keys by itself. One that is revoked may
neither send nor receive anything from that moment on. Either way it gives a receipt, by which HQ knows that
nobody can read its copy any more.
"""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Iterable

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from server.actors import Actor
from server.config import Config
from server.devices.keys import parting_key, rescue_public_key
from server.devices.models import Device
from server.devices.service import HOLDING
from server.errors import NotFound
from sync.rescue import receipt_of

DAY_MS = 24 * 3_600_000

NO_TABLET = "There is no such tablet."


def terms(session: Session, config: Config, device_id: str) -> dict[str, object]:
    """What the tablet has to keep to, and the keys it needs on the day it leaves."""
    status = session.scalar(select(Device.status).where(Device.id == device_id))
    return {
        "is_leaving": status == "retiring",
        "wipe_after_ms": config.silent_days * DAY_MS,
        "parting_key": b64encode(parting_key(config.secret_key, device_id)).decode(),
        "rescue_key": b64encode(rescue_public_key(config.secret_key)).decode(),
    }


def retire(session: Session, device_id: str, now_ms: int) -> None:
    """The tablet is asked to send what it has and to destroy its keys; NotFound unless it is active."""
    done = session.execute(
        update(Device)
        .where(Device.id == device_id, Device.status == "active")
        .values(status="retiring", ordered_ms=now_ms)
        .returning(Device.id)
    )
    if done.first() is None:
        raise NotFound(NO_TABLET)


def revoke(session: Session, device_id: str, now_ms: int) -> None:
    """The tablet's token opens nothing any more; NotFound if there is no such tablet.

    Doing it again changes nothing: the first moment counts.
    """
    status = session.scalar(select(Device.status).where(Device.id == device_id).with_for_update())
    if status is None:
        raise NotFound(NO_TABLET)
    if status != "revoked":
        session.execute(
            update(Device).where(Device.id == device_id).values(status="revoked", ordered_ms=now_ms)
        )


def record_receipt(
    session: Session,
    *,
    secret_key: str,
    device_id: str,
    receipt: str,
    reason: str,
    unsent: int | None,
    now_ms: int,
) -> None:
    """The tablet has destroyed its keys; NotFound if it is not known or the receipt is not its own.

    Its token opens nothing from now on, whatever was ordered before. Repeated, the first receipt stays.
    """
    device = session.scalar(select(Device).where(Device.id == device_id).with_for_update())
    own = receipt_of(parting_key(secret_key, device_id))
    if device is None or not hmac.compare_digest(own.encode(), receipt.encode()):
        raise NotFound(NO_TABLET)
    if device.wiped_ms is None:
        device.wiped_ms, device.wipe_reason, device.left_unsent = now_ms, reason, unsent
        device.pending_operations = 0
    if device.status in HOLDING:
        device.status, device.ordered_ms = "retired", device.ordered_ms or now_ms
    session.flush()


def known_as(session: Session, device_id: str) -> Actor:
    """The tablet of that id, whether or not it may still speak for itself; NotFound if it never was ours."""
    device = session.get(Device, device_id)
    if device is None:
        raise NotFound("No tablet of ours made this file: its number is not known here.")
    return Actor("device", device.id, device.name, "device", device.store_id, device.id)


def record_rescue(session: Session, device_id: str, digest: str, now_ms: int) -> None:
    """HQ has what the tablet left in the file with that digest."""
    session.execute(
        update(Device).where(Device.id == device_id).values(rescue_digest=digest, rescued_ms=now_ms)
    )


def taken_in(session: Session, store_id: str, digests: Iterable[str]) -> list[str]:
    """Those of the files that HQ has: they need lie on no tablet any more."""
    query = select(Device.rescue_digest).where(
        Device.store_id == store_id, Device.rescue_digest.in_(set(digests))
    )
    return sorted(digest for digest in session.scalars(query) if digest is not None)
