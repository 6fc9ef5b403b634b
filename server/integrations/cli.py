"""Commands that bring data in: `aisle load …`, and the made-up people who sign in: `aisle demo people`."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import click
from rich.console import Console

from server.config import Config
from server.integrations.completejourney import Summary, load_record, packaged_record
from server.integrations.demo_people import sign_ups
from server.integrations.opening import opened_database
from server.integrations.progress import shown
from server.integrations.report import BadRowReport
from shared.clock import to_millis

DATABASE = click.option("--database-url", metavar="URL", help="Use this database, not the configured one.")


@click.group()
def load() -> None:
    """Bring in data from other systems."""


@load.command()
@click.option("--as-recorded", is_flag=True, help="Keep the recorded dates (2017).")
@DATABASE
@click.option(
    "--from",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Take the files (Parquet or CSV, of the same shape) from this folder, not from the package.",
)
@click.option(
    "--report",
    "report_path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to list rows that cannot be used.  [default: in the home folder]",
)
def completejourney(
    as_recorded: bool, database_url: str | None, folder: Path | None, report_path: Path | None
) -> None:
    """Load the Complete Journey record: a year of a real grocery chain.

    The record has no names. Customers, stores and stock are made up, always the same ones.

    All dates move by the same number of whole days, so that the last purchase was yesterday: times of day
    stay, days of the week do not. Loading again adds nothing twice; on a later day it moves the dates on.
    """
    config = Config.from_environment()
    console = Console(soft_wrap=True)
    path = report_path or config.home / "completejourney-left-out.csv"
    with BadRowReport(path) as report, opened_database(config, database_url) as engine:
        source = packaged_record() if folder is None else nullcontext(folder)
        with source as files, shown(console) as progress:
            summary = load_record(
                engine,
                files,
                now=config.clock.now(),
                as_recorded=as_recorded,
                report=report,
                progress=progress,
            )
    for line in (*told(summary), *report.summary()):
        click.echo(line)


def told(summary: Summary) -> list[str]:
    """What the load did, a sentence a line."""
    if not summary.touched:
        return [
            f"Already loaded, {summary.given:,} rows unchanged. The last purchase is of {summary.last_day}."
        ]
    lines = [
        f"{title}: {outcome.added:,} new, {outcome.changed:,} updated, {outcome.unchanged:,} unchanged"
        for title, outcome in summary.outcomes.items()
    ]
    moved = f"Dates moved by {summary.days:,} days" if summary.days else "Dates stayed as recorded"
    return [*lines, f"{moved}; the last purchase is of {summary.last_day}."]


@click.group()
def demo() -> None:
    """Prepare a demonstration."""


@demo.command("people")
@click.option("--store", "store_id", required=True, help="The store whose associates sign in on its tablets.")
@click.option("--password", help="Password of the three at headquarters.  [default: made up and shown once]")
@click.option("--pin", help="PIN of the associates, 4 to 12 digits.  [default: made up and shown once]")
@DATABASE
def demo_people(store_id: str, password: str | None, pin: str | None, database_url: str | None) -> None:
    """Make people who can sign in: three at headquarters, four in a store.

    Whoever is there already keeps her password or PIN unless a new one is given.
    """
    config = Config.from_environment()
    with opened_database(config, database_url):
        people = sign_ups(
            store_id,
            password=password,
            pin=pin,
            now_ms=to_millis(config.clock.now()),
            random_bytes=config.random_bytes,
        )
    for line in people:
        click.echo(line)
