"""What a tablet last reported of itself, when somebody on it asked HQ for help."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from server.devices.models import Device
from server.errors import NotFound


@dataclass(frozen=True, slots=True)
class Report:
    """The words that were shown on the tablet before it sent them, and when they came."""

    text: str
    at_ms: int


def keep(session: Session, device_id: str, text: str, now_ms: int) -> None:
    """The report is kept with the tablet, in place of the one before."""
    session.execute(update(Device).where(Device.id == device_id).values(report=text, report_ms=now_ms))


def latest(session: Session, device_id: str) -> Report:
    """What the tablet reported last; NotFound if it never did."""
    query = select(Device.report, Device.report_ms).where(Device.id == device_id)
    found = session.execute(query).one_or_none()
    if found is None or found.report is None:
        raise NotFound("This tablet has sent no report.")
    return Report(found.report, found.report_ms)
