"""`aisle decisions`: what offers are put in order by."""

from __future__ import annotations

import click

from server import create_app
from server.api import now_ms
from server.database import begin_reading, db
from server.decisions import counting, judging
from server.migrations import opened


@click.group()
def decisions() -> None:
    """Which offer stands first: what is counted for it, and what another way would have earned."""


@decisions.command("count")
def count() -> None:
    """Count how often offers were shown first and taken, and what each is worth. Run it every night."""
    with opened(create_app()):
        session = db.session()
        found = counting.count(session, now_ms())
        session.commit()
    click.echo(
        f"{found.promotions} live promotions; {found.redeemed} of {found.showings} showings were taken."
    )


@decisions.command("judge")
@click.option("--days", type=click.IntRange(1, 365), default=90, show_default=True, help="How far back.")
def judge(days: int) -> None:
    """Say what each way of putting offers in order would have earned."""
    with opened(create_app()):
        session = db.session()
        begin_reading(session)
        found = judging.judge(session, now_ms(), days)
    click.echo(f"{found.decisions} decisions earned {found.earned_minor / 100:.2f} each.")
    for way in found.ways:
        told = f"{way.value.value / 100:.2f}" if way.value and not way.caution else way.sentence
        click.echo(f"{way.strategy}: {told}")
