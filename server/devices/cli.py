"""`aisle devices`: enrolling tablets from the command line."""

from __future__ import annotations

import click

from server import create_app
from server.api import now_ms, runtime
from server.database import db
from server.devices import service
from server.migrations import opened


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
