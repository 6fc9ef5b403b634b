"""`aisle trials`: what experiments and promotions earned, and what is kept of it."""

from __future__ import annotations

import click

from server import create_app
from server.api import now_ms
from server.database import db
from server.insights import service
from server.migrations import opened


@click.group()
def trials() -> None:
    """Trials: experiments, promotions that compare something, the holdout from everything."""


@trials.command("list")
def list_trials() -> None:
    """Every trial with how many met it and its verdict."""
    with opened(create_app()):
        service.keep_up(db.engine, now_ms())
        for each in service.briefs(db.session(), now_ms()):
            found = each.results
            met = f"{each.started.trial.name} ({found.phase}), {found.customers} customers"
            click.echo(f"{met}: {found.verdict.sentence}")


@trials.command("recount")
def recount() -> None:
    """Count every trial anew from exposures and purchases. Nothing else writes meanwhile on SQLite."""
    with opened(create_app()):
        service.recount(db.engine)
        click.echo("Counted anew. Readings of past days stay as they were.")
