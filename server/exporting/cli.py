"""`aisle export`: tables of the database as CSV or Parquet files."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click
from rich.console import Console

from server import create_app
from server.actors import Actor
from server.api import new_id, now_ms
from server.database import db
from server.exporting import service, tables
from server.exporting.errors import CannotExport
from server.exporting.files import FORMATS, Format
from server.integrations.progress import shown
from server.migrations import opened

OPERATOR: Final = Actor("staff", "command line", "Whoever runs the server", "administrator")


@click.command()
@click.argument("names", nargs=-1, metavar="[TABLE]...")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="The folder to write into.")
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="csv", show_default=True, help="Kind of file."
)
@click.option("--list", "only_list", is_flag=True, help="Show the tables and their columns; write nothing.")
def export(names: tuple[str, ...], out: Path | None, form: Format, only_list: bool) -> None:
    """Write tables as files, one a table; all of them if none is named.

    Keys and passwords never leave. In CSV a text that a spreadsheet would take for a formula begins with an
    apostrophe; Parquet has every text as it is. Exports of customers are noted in the look-up log.
    """
    if only_list:
        _list(names)
        return
    if out is None:
        raise click.UsageError("Say where to write: --out FOLDER. “--list” shows what there is.")
    _make(out)
    with opened(create_app()), shown(Console(soft_wrap=True, stderr=True)) as progress:
        wanted = [tables.named(name).name for name in names] or tables.names()
        written = 0
        for name in wanted:
            written += service.export(
                db.session(), name, out / f"{name}.{form}", form, actor=OPERATOR, now_ms=now_ms(),
                new_id=new_id, advance=progress.step(name),
            )  # fmt: skip
    click.echo(
        f"{written:,} rows of {_tables(len(wanted))} are in {out}. They hold personal data: keep them safe."
    )


def _tables(count: int) -> str:
    return "1 table" if count == 1 else f"{count} tables"


def _list(names: tuple[str, ...]) -> None:
    with opened(create_app()):
        wanted = {tables.named(name).name for name in names}
        for each in service.exportable():
            if not wanted or each.name in wanted:
                click.echo(f"{each.name}: {', '.join(each.columns)}")


def _make(out: Path) -> None:
    try:
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise CannotExport(f"{out} cannot be made: {error.strerror}. Name another folder.") from error
