"""`aisle sequences`: who comes into them with their audiences."""

from __future__ import annotations

import click

from server import create_app
from server.api import now_ms
from server.database import db
from server.migrations import opened
from server.sequences import beginning
from shared.clock import local_date


@click.group()
def sequences() -> None:
    """Sequences of follow-ups."""


@sequences.command("begin")
def begin() -> None:
    """Whoever has come into the audience of a sequence begins it. Run it every night."""
    with opened(create_app()):
        session, now = db.session(), now_ms()
        found = beginning.begin(session, local_date(now, "UTC"), now)
        session.commit()
        for name, count in found.items():
            click.echo(f"{name}: {count} customers begin")
        if not found:
            click.echo("No sequence that is on begins with an audience.")
