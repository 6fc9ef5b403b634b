"""`aisle recommend`: lists for everybody in a file of purchase lines."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click
from rich.console import Console

from server.integrations.progress import shown
from server.recommendations.building.counting import BACKENDS, Backend
from server.recommendations.building.model import MIN_BUYERS
from server.recommendations.export.given import Tally, read_given
from server.recommendations.export.lists import Wanted, rows_of
from server.recommendations.export.written import check_place, write_rows

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.option(
    "--lines",
    required=True,
    type=FILE,
    help="Purchase lines, CSV or Parquet: customer, product, time, quantity; more columns do no harm.",
)
@click.option(
    "--as-of",
    required=True,
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day to recommend for; nothing bought on it or later counts.",
)
@click.option(
    "--k", default=20, show_default=True, type=click.IntRange(1, 1000), help="Products for each customer."
)
@click.option("--out", required=True, type=NEW_FILE, help="Where to write, CSV or Parquet.")
@click.option("--novel-only", is_flag=True, help="Only what a customer never bought.")
@click.option(
    "--catalogue-min-buyers",
    "min_buyers",
    default=MIN_BUYERS,
    show_default=True,
    type=click.IntRange(1),
    help="Only products that so many customers bought before the day.",
)
@click.option(
    "--backend",
    type=click.Choice(BACKENDS),
    default="duckdb",
    show_default=True,
    help="What counts the visits.",
)
def recommend(
    lines: Path, as_of: datetime, k: int, out: Path, novel_only: bool, min_buyers: int, backend: Backend
) -> None:
    """Rank products for every customer in a file of purchase lines.

    Writes customer, rank, product, score, reason and list: due_again for what she bought before, new_for_you
    for what she never bought. Whose data may be used is for whoever makes the file to say.
    """
    check_place(out)
    wanted = Wanted(as_of.date(), k, novel_only, min_buyers, backend)
    with shown(Console(soft_wrap=True, stderr=True)) as progress:
        progress.step("Reading purchase lines")
        given = read_given(lines, wanted.as_of)
        written = write_rows(out, rows_of(given, wanted, progress.step))
    for line in (
        *told(given.tally),
        f"{written:,} rows for {len(given.customers):,} customers are in {out}.",
    ):
        click.echo(line)


def told(tally: Tally) -> list[str]:
    """What became of the lines, a sentence a line."""
    passed_over = {
        "on that day or later": tally.later,
        "of no quantity or returned": tally.returned,
        "that cannot be read (no customer, product, time or quantity)": tally.unreadable,
    }
    left_out = [f"Left out: {count:,} {why}." for why, count in passed_over.items() if count]
    return [f"{tally.used:,} of {tally.read:,} lines count.", *left_out]
