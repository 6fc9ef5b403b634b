"""`aisle model evaluate`: how good the lists are."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from server.recommendations.building.model import MIN_BUYERS


@click.command("evaluate")
@click.option(
    "--cut",
    type=click.DateTime(["%Y-%m-%d"]),
    default="2017-12-04",
    show_default=True,
    help="Learn from what was bought before this day, judge by the 28 days from it on.",
)
@click.option(
    "--from",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Take transactions.parquet and products.parquet from this folder, not from the package.",
)
@click.option(
    "--min-buyers",
    type=click.IntRange(1),
    default=MIN_BUYERS,
    show_default=True,
    help="The catalogue is what so many customers bought before the cut.",
)
@click.option("--ours-only", is_flag=True, help="Leave out what others could do.")
@click.option(
    "--plot",
    type=click.Path(dir_okay=False, path_type=Path),
    default="model-evaluation.svg",
    show_default=True,
    help="Where to draw the picture.",
)
def evaluate(cut: datetime, folder: Path | None, min_buyers: int, ours_only: bool, plot: Path) -> None:
    """Judge the lists by what customers bought next, beside what others could have done.

    Nothing after the cut is known to any of them. The last row learned from histories dealt out anew among
    the customers: what is left there is what needs nobody's history.
    """
    from server.recommendations.evaluation.judging import judge
    from server.recommendations.evaluation.source import recorded_lines

    judgement = judge(
        recorded_lines(folder),
        cut.date(),
        min_buyers=min_buyers,
        ours_only=ours_only,
        say=lambda name: click.echo(f"Examining {name}", err=True),
    )
    click.echo(judgement.report())
    plot.write_text(judgement.drawn())
    click.echo(f"\nThe picture is in {plot}.")
