"""`aisle model`: the model that recommendations are made from."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Final

import click
from rich.console import Console

from server import create_app
from server.api import now_ms
from server.database import begin_reading, db
from server.integrations.progress import shown
from server.migrations import opened
from server.next_actions import fitting
from server.recommendations.building.counting import BACKENDS, Backend
from server.recommendations.building.model import MIN_BUYERS
from server.recommendations.evaluation.cli import evaluate
from server.recommendations.kept_models import KeptModel, kept_models
from server.recommendations.training import Trained, train
from shared.clock import from_millis

TOO_FEW: Final = (
    f"Nobody is called lapsing: visits of at least {fitting.LEAST_CUSTOMERS} customers who agree are needed."
)


@click.group()
def model() -> None:
    """The model that recommendations are made from."""


model.add_command(evaluate)


@model.command("build")
@click.option(
    "--as-of",
    "as_of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Learn from what was bought before this day.  [default: today]",
)
@click.option(
    "--backend",
    type=click.Choice(BACKENDS),
    default="duckdb",
    show_default=True,
    help="What counts the visits.",
)
@click.option(
    "--min-buyers",
    type=click.IntRange(1),
    default=MIN_BUYERS,
    show_default=True,
    help="Learn only products that so many customers have bought.",
)
def build_model(as_of: datetime | None, backend: Backend, min_buyers: int) -> None:
    """Build the model anew and send it to the tablets, with what tells who lapses.

    Only customers who allow personalization are learned from. Months that are as they were when they were
    counted last are not counted again; the same purchases give the same model.
    """
    with opened(create_app()), shown(Console(soft_wrap=True)) as progress:
        now = now_ms()
        done = train(
            db.engine,
            as_of=as_of.date() if as_of else from_millis(now).date(),
            now_ms=now,
            progress=progress,
            backend=backend,
            min_buyers=min_buyers,
        )
    for line in told(done):
        click.echo(line)


def told(done: Trained) -> list[str]:
    """What was built, a sentence a line."""
    counted = f"{done.counted_months} of {done.months} months counted, the others were kept."
    size = f"{done.items:,} products, learned from {done.customers:,} customers, {done.bytes / 1e6:.1f} MB."
    news = "It travels with the next contact." if done.is_new else "It was there already: nothing travels."
    visits = (
        TOO_FEW
        if done.regulars is None
        else f"Who lapses is told by the visits of {done.regulars:,} customers."
    )
    return [counted, f"Model {done.version}: {size} {news}", visits]


@model.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def show_status(as_json: bool) -> None:
    """Show the models that are kept, the one in use first."""
    with opened(create_app()):
        session = db.session()
        begin_reading(session)
        found, today = kept_models(session), from_millis(now_ms()).date()
        visits = fitting.latest(session)
    if as_json:
        told_visits = asdict(visits) if visits else None
        click.echo(json.dumps({"models": [each.manifest for each in found], "lapsing": told_visits}))
        return
    if not found:
        click.echo(
            "There is no model yet: recommendations are what a customer buys often. Run “aisle model build”."
        )
    for place, each in enumerate(found):
        click.echo(described(each, today, is_current=place == 0))
    click.echo(lapsing_described(visits))


def lapsing_described(fitted: fitting.Fitted | None) -> str:
    """By what it is told who lapses, in a sentence."""
    if fitted is None:
        return TOO_FEW
    return f"Who lapses: the visits of {fitted.customers:,} customers up to {fitted.as_of}."


def described(kept: KeptModel, today: date, *, is_current: bool) -> str:
    """One model in a sentence."""
    age = (today - date.fromisoformat(kept.as_of)).days
    days = {0: "up to date", 1: "a day old"}.get(age, f"{age} days old")
    use = "in use" if is_current else "kept for tablets whose newer one is damaged"
    return (
        f"Model {kept.version}, {use}: everything before {kept.as_of} ({days}), built "
        f"{from_millis(kept.built_ms):%Y-%m-%d %H:%M} UTC; {kept.manifest['items']:,} products, "
        f"{kept.manifest['customers']:,} customers, {kept.bytes / 1e6:.1f} MB."
    )
