"""Settings of one server process, read once when it starts; time and randomness come in here too."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from shared.clock import Clock, SystemClock
from shared.errors import AisleError

SECRET_BYTES = 32

SHARE_HOURS = range(12, 73)
"""A leaver is out within three days even if her tablet never comes near a network again."""

SILENT_DAYS = range(4, 366)
"""Longer than any share lives: what has not been seen for so long is lost or stolen."""


class SettingUnusable(AisleError):
    """A setting names something that cannot be used."""

    code = "setting_unusable"


@dataclass(frozen=True, kw_only=True)
class Config:
    """What a server needs to know; `home` holds the database and the secret.

    A tablet opens by PIN alone for `share_hours` after its last contact, and destroys its keys when it has
    been silent for `silent_days`. It holds its wake-up channel at one of `push_addresses`, if there are any.
    """

    home: Path
    database_url: str
    secret_key: str
    clock: Clock = field(default_factory=SystemClock)
    random_bytes: Callable[[int], bytes] = secrets.token_bytes
    share_hours: int = 72
    silent_days: int = 30
    push_addresses: tuple[str, ...] = ()
    limit_rates: bool = True
    testing: bool = False

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Config:
        """The settings that `AISLE_HOME` and `AISLE_DATABASE_URL` name; the secret is made on first use."""
        home = Path(environment.get("AISLE_HOME", ".var")).absolute()
        try:
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise SettingUnusable(
                f"The folder {home} cannot be made: {error.strerror}. Name another one in AISLE_HOME."
            ) from error
        url = environment.get("AISLE_DATABASE_URL") or f"sqlite:///{home / 'aisle.db'}"
        return cls(
            home=home,
            database_url=driver_url(url),
            secret_key=kept_secret(home / "secret.key"),
            share_hours=whole_number(environment, "AISLE_SHARE_HOURS", 72, SHARE_HOURS),
            silent_days=whole_number(environment, "AISLE_SILENT_DAYS", 30, SILENT_DAYS),
            push_addresses=addresses(environment, "AISLE_PUSH_ADDRESS"),
        )


def whole_number(environment: Mapping[str, str], name: str, default: int, allowed: range) -> int:
    """The setting of that name, or its default; SettingUnusable if it is no number that is allowed."""
    text = environment.get(name) or str(default)
    if not (text.isascii() and text.isdecimal() and int(text) in allowed):
        raise SettingUnusable(
            f"{name} is a whole number from {allowed[0]} to {allowed[-1]}. Correct it, or leave it out "
            f"for {default}."
        )
    return int(text)


def addresses(environment: Mapping[str, str], name: str) -> tuple[str, ...]:
    """The addresses that the setting names, apart by commas; SettingUnusable if a tablet could not use one.

    Tokens cross the line to it: plain HTTP is for this very machine only.
    """
    named = tuple(part.strip().rstrip("/") for part in environment.get(name, "").split(",") if part.strip())
    for each in named:
        try:
            parts = urlsplit(each)
            is_usable = bool(parts.hostname) and not (parts.path or parts.query or parts.fragment)
            is_safe = parts.scheme == "https" or (parts.scheme == "http" and _is_this_machine(parts.hostname))
        except ValueError:
            is_usable = is_safe = False
        if not (is_usable and is_safe):
            raise SettingUnusable(
                f"{name} names “{each}”, which no tablet can use. Write it like https://push.example.com,"
                " several apart by commas."
            )
    return named


def _is_this_machine(host: str | None) -> bool:
    if host is None:
        return False
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def driver_url(url: str) -> str:
    """The URL with the driver we install: PostgreSQL is spoken through psycopg 3."""
    scheme, mark, rest = url.partition("://")
    if not mark or scheme not in ("sqlite", "postgresql", "postgres", "postgresql+psycopg"):
        raise SettingUnusable(
            "This is no address of a database we know. It begins with postgresql:// or sqlite:///:"
            " correct AISLE_DATABASE_URL or --database-url."
        )
    return url if scheme == "sqlite" else f"postgresql+psycopg{mark}{rest}"


def kept_secret(path: Path) -> str:
    """The secret in that file, made there once, readable by its owner only.

    It is written beside and linked into place: two processes that start at once agree on one secret, and
    neither reads half of it.
    """
    if not path.exists():
        made = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(SECRET_BYTES))
        with suppress(FileExistsError):
            os.link(made, path)
        made.unlink()
    return path.read_text(encoding="ascii").strip()
