"""`aisle sync`: how replication stands, and what may be done about it."""

from __future__ import annotations

import click

from server.replication.prepare_command import prepare


@click.group()
def sync() -> None:
    """Replication with tablets."""


sync.add_command(prepare)
