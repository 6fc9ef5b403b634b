"""`aisle audiences`: scores of customers, and what is kept for counting."""

from __future__ import annotations

import click
from sqlalchemy.exc import OperationalError

from server import create_app
from server.api import now_ms
from server.audiences import scoring, service
from server.customers import kept as customers_kept
from server.database import begin_reading, db
from server.migrations import opened
from server.purchases import kept as purchases_kept
from shared.customer import YEAR_MS


@click.group()
def audiences() -> None:
    """Audiences: who is in them, and what their rules ask for."""


@audiences.command("list")
def list_audiences() -> None:
    """Every audience, how many are in it now, and what takes it in."""
    with opened(create_app()):
        session = db.session()
        begin_reading(session)
        for each in service.list_audiences(session):
            count = service.counted(session, each.id, None, now_ms()).reach.count
            used = ", ".join(use.name for use in each.used_by) or "nothing"
            click.echo(f"{each.name}: {count} customers; used by {used}")


@audiences.command("scores")
def scores() -> None:
    """Work out every score: fifths of recency, frequency and money, and who lapses. Run it every night."""
    with opened(create_app()):
        session = db.session()
        found = scoring.rescore(session, now_ms())
        session.commit()
        _count_the_year()
        for name, count in found.items():
            click.echo(f"{name}: {count} customers")
        if not found:
            click.echo("Nobody has a score: nobody who lets her data be used bought anything within a year.")


@audiences.command("rebuild")
def rebuild() -> None:
    """Make anew what is kept for counting. Triggers hold it right; this is for the day that one was away."""
    with opened(create_app()):
        with db.engine.begin() as connection:
            customers_kept.rebuild(connection)
            purchases_kept.rebuild(connection)
        _count_the_year()
    click.echo("What is kept for counting is as customers and purchases say.")


def _count_the_year() -> None:
    """Rules about 12 months are counted at once until the next night; nobody waits for it."""
    try:
        with db.engine.begin() as connection:
            customers_kept.count_since(connection, now_ms() - YEAR_MS)
    except OperationalError:
        click.echo("Purchases are being written: the sums of a year stay as they are, exact and slower.")
