"""What the server's tests are about: a fixed moment, repeatable randomness, and people who have signed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count
from pathlib import Path

from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy.orm import Session

from server.actors import Actor
from server.catalogue import service as catalogue
from server.config import Config, driver_url
from server.devices import service as devices
from server.devices.models import Device
from server.staff import service as staff
from server.staff.models import Associate, Staff
from shared.clock import FixedClock, to_millis
from shared.ids import uuid7

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
NOW_MS = to_millis(NOW)

PIN = "2468"


def counted_bytes(name: str = "server") -> Callable[[int], bytes]:
    """Bytes that look random, differ at each call and are the same in every run."""
    calls = count()

    def draw(size: int) -> bytes:
        seed = f"{name} {next(calls)}".encode()
        return b"".join(sha256(seed + bytes([block])).digest() for block in range(-(-size // 32)))[:size]

    return draw


def make_config(url: str, home: Path, clock: FixedClock, *, limit_rates: bool = False) -> Config:
    """Settings of a server under test: fixed time, repeatable randomness, no rate limits unless asked for."""
    return Config(
        home=home,
        database_url=driver_url(url),
        secret_key="a secret of the tests",
        clock=clock,
        random_bytes=counted_bytes(),
        limit_rates=limit_rates,
        testing=True,
    )


@dataclass(frozen=True)
class SignedIn:
    """Somebody with a token."""

    actor: Actor
    token: str

    @property
    def headers(self) -> dict[str, str]:
        """What she sends with each request."""
        return {"Authorization": f"Bearer {self.token}"}


@dataclass(frozen=True)
class Actors:
    """One of each kind. Stores 367 and 406 exist; `elsewhere` belongs to 406, the others to 367."""

    device: SignedIn
    associate: SignedIn
    elsewhere: SignedIn
    device_elsewhere: SignedIn
    reader: SignedIn
    marketer: SignedIn
    administrator: SignedIn
    approver: SignedIn
    nobody: dict[str, str] = field(default_factory=dict)


class Cast:
    """Makes the actors in one database."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.draw = counted_bytes("cast")

    def everyone(self) -> Actors:
        """One of each kind, in two stores."""
        for store_id, zone in (("367", "America/New_York"), ("406", "America/Denver")):
            view = catalogue.StoreView(store_id, f"Store {store_id}", "North", zone)
            catalogue.add_store(self.session, view)
        device, device_elsewhere = self.device("367"), self.device("406")
        return Actors(
            device=device,
            associate=self.associate("367", device),
            elsewhere=self.associate("406", device_elsewhere),
            device_elsewhere=device_elsewhere,
            reader=self.staff("reader"),
            marketer=self.staff("marketer"),
            administrator=self.staff("administrator"),
            approver=self.staff("approver"),
        )

    def device(self, store_id: str) -> SignedIn:
        """An enrolled tablet of that store."""
        code = devices.make_code(
            self.session, store_id=store_id, by="tests", now_ms=NOW_MS, random_bytes=self.draw
        )
        enrolment = devices.enrol(
            self.session, code=code, device_name=f"Tablet of {store_id}", app_version="0.4.0",
            now_ms=NOW_MS, new_id=uuid7(NOW_MS, self.draw), random_bytes=self.draw,
        )  # fmt: skip
        held = self.session.get_one(Device, enrolment.device_id)
        actor = Actor("device", held.id, held.name, "device", store_id, held.id)
        return SignedIn(actor, enrolment.device_token)

    def associate(self, store_id: str, device: SignedIn) -> SignedIn:
        """An associate of that store, number 1, signed in on the tablet."""
        person = Associate(
            id=uuid7(NOW_MS, self.draw), store_id=store_id, number="1", name="Ana Ruiz", pin_hash=cheap_hash()
        )
        self.session.add(person)
        self.session.flush()
        return self._signed_in(staff.actor_of_associate(person, device.actor.id))

    def staff(self, role: str) -> SignedIn:
        """A staff member of that role."""
        person = Staff(
            id=uuid7(NOW_MS, self.draw), email=f"{role}@example.com", name=role.title(), role=role,
            password_hash=cheap_hash(),
        )  # fmt: skip
        self.session.add(person)
        self.session.flush()
        return self._signed_in(staff.actor_of(person))

    def _signed_in(self, actor: Actor) -> SignedIn:
        token, _ = staff.issue_token(self.session, actor, now_ms=NOW_MS, random_bytes=self.draw)
        return SignedIn(actor, token)


def stop_watching(app: Flask) -> None:
    """Whoever listens for news is told that the application ends, and nothing looks at its database."""
    watcher = app.extensions.get("aisle_watcher")
    if watcher is not None:
        watcher.stop()


def cheap_hash(secret: str = PIN) -> str:
    """An argon2 hash that costs a test nothing."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(secret)
