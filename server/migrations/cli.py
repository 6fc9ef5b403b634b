"""`aisle db`: the database and its shape."""

from __future__ import annotations

import click

from server import create_app
from server.migrations import upgrade


@click.group()
def db() -> None:
    """The database."""


@db.command("upgrade")
def upgrade_database() -> None:
    """Bring the database to this version's shape."""
    upgrade(create_app())
    click.echo("The database has the shape of this version.")
