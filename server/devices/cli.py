"""`aisle devices`: enrolling tablets, and taking in what one that is gone had not sent."""

from __future__ import annotations

from pathlib import Path

import click
import structlog

from server import create_app
from server.api import now_ms, runtime
from server.database import db
from server.devices import service
from server.migrations import opened
from server.replication import rescue as rescued

log = structlog.get_logger()


@click.group()
def devices() -> None:
    """Tablets."""


@devices.command("code")
@click.option("--store", "store_id", required=True, help="The store's number.")
def make_code(store_id: str) -> None:
    """Print a code that enrols one tablet at a store, once, within 24 hours."""
    with opened(create_app()):
        session = db.session()
        code = service.make_code(
            session, store_id=store_id, by="the command line", now_ms=now_ms(),
            random_bytes=runtime().config.random_bytes,
        )  # fmt: skip
        session.commit()
    click.echo(code)


@devices.command("rescue")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def rescue(file: Path) -> None:
    """Take in the unsent work that a tablet sealed in FILE before its keys were destroyed.

    Each operation is decided once, however often the command runs. What is refused is printed with its
    content, so that somebody can tell the store.
    """
    with opened(create_app()):
        session = db.session()
        taken = rescued.take_in(
            session, file.read_bytes(), secret_key=runtime().config.secret_key, now_ms=now_ms(),
            on_trouble=lambda error: log.error("operation_failed", file=file.name, exc_info=error),
        )  # fmt: skip
        session.commit()
    total, refused = len(taken.decided), len(taken.refused)
    applied = total - refused - taken.waiting
    click.echo(f"{taken.tablet.name}: {applied:,} of {total:,} operations taken in.")
    for wire, answer in taken.refused:
        click.echo(f"  refused: {_told(wire)}\n    {answer.reason}")
    if taken.waiting:
        click.echo(f"  {taken.waiting:,} cannot be decided yet: update Aisle One, then repeat this.")


def _told(wire: object) -> str:
    if not isinstance(wire, dict):
        return "something nobody can read"
    content = ", ".join(f"{name} {value}" for name, value in (wire.get("arguments") or {}).items())
    return f"{wire.get('kind')} for customer {wire.get('customer_id')}: {content}"
