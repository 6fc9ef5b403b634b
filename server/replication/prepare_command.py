"""`aisle sync prepare`: first loads made ahead, so that tablets find them ready."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import click
from sqlalchemy.orm import Session

from server import create_app
from server.api import now_ms, runtime
from server.catalogue import service as catalogue
from server.database import db
from server.devices import service as devices
from server.migrations import opened
from server.replication.collections import GLOBAL, store_scope
from server.replication.preparing import prepare as prepare_load


@click.command("prepare")
@click.option(
    "--store", "store_ids", multiple=True, help="A store's number; without, every store with tablets."
)
def prepare(store_ids: tuple[str, ...]) -> None:
    """Prepare the first load of stores, so that new tablets need not load row by row.

    It is kept for a day; tablets that come later are brought up to date from it.
    """
    with opened(create_app()):
        stores = _stores(db.session(), store_ids)
        db.session.remove()
        if not stores:
            raise click.ClickException("No store has a tablet yet. Name a store with --store.")
        _prepare("all stores", GLOBAL)
        for store_id in stores:
            _prepare(f"store {store_id}", store_scope(store_id))


def _stores(session: Session, asked: Iterable[str]) -> list[str]:
    """The stores asked for, which must exist, or else those with tablets."""
    named = [catalogue.store(session, store_id).id for store_id in asked]
    return named or sorted({t.store_id for t in devices.fleet(session) if t.status in devices.HOLDING})


def _prepare(label: str, scope: str) -> None:
    config = runtime().config
    is_watched = sys.stderr.isatty()

    def show(written: int) -> None:
        if is_watched:
            click.echo(f"\r{label}: {written / 1e6:.1f} MB", nl=False, err=True)

    made = prepare_load(
        db.engine, config.home, scope, now_ms=now_ms, random_bytes=config.random_bytes, on_progress=show
    )
    if is_watched:
        click.echo("\r", nl=False, err=True)
    if made is None:
        click.echo(f"{label}: somebody else is preparing it already")
    else:
        click.echo(f"{label}: {made.rows:,} rows in {made.bytes / 1e6:.1f} MB")
