"""`aisle sync`: how replication stands, and what may be done about it."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from server import create_app
from server.api import now_ms, runtime
from server.database import begin_reading, db
from server.migrations import opened
from server.replication.prepare_command import prepare
from server.replication.status import SyncStatus, TabletStatus, status_of
from server.replication.upkeep import tidy
from shared.clock import from_millis
from sync.source.changelog import change_epoch


@click.group()
def sync() -> None:
    """Replication with tablets."""


sync.add_command(prepare)


@sync.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def show_status(as_json: bool) -> None:
    """Show the change log and how far each tablet has come."""
    with opened(create_app()):
        session = db.session()
        begin_reading(session)
        found = status_of(session)
    if as_json:
        click.echo(json.dumps(asdict(found)))
        return
    click.echo(_change_log(found))
    for row in _table(found.tablets):
        click.echo(row)


def _change_log(found: SyncStatus) -> str:
    waiting = f"{found.waiting:,} changes wait for theirs" if found.waiting else "nothing waits for one"
    return (
        f"Change log {found.epoch}: newest number {found.newest:,}, {waiting}.\n"
        f"It remembers {found.entries:,} rows in {found.scopes:,} scopes, from number {found.oldest:,} on."
    )


_HEAD = (
    "Store", "Tablet", "State", "Behind", "As of", "To send", "App", "Protocol", "Last contact", "Repaired",
    "Model",
)  # fmt: skip


def _table(tablets: tuple[TabletStatus, ...]) -> list[str]:
    """The rows of a table with columns as wide as they must be."""
    if not tablets:
        return ["No tablet is enrolled. Make a code with: aisle devices code --store NUMBER"]
    rows = [_HEAD, *map(_cells, tablets)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    return ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]


def _cells(tablet: TabletStatus) -> tuple[str, ...]:
    if tablet.behind is None:
        behind = "loads all"
    else:
        behind = f"{tablet.behind:,}{'+' if tablet.behind_is_least else ''}"
    repaired = f"{tablet.repaired_rows:,} rows" if tablet.repaired_slices else "-"
    if tablet.unhealed_slices:
        repaired += f", {tablet.unhealed_slices:,} slices not healed"
    protocol = "-" if tablet.protocol is None else str(tablet.protocol)
    return (
        tablet.store_id, tablet.name, tablet.status, behind, _moment(tablet.as_of_ms), f"{tablet.queue:,}",
        tablet.app_version, protocol, _moment(tablet.seen_ms), repaired, _model(tablet),
    )  # fmt: skip


def _model(tablet: TabletStatus) -> str:
    """The day of the model by which it suggests."""
    used = tablet.model_as_of or "-"
    return f"{used}, {tablet.model_damaged} is damaged" if tablet.model_damaged else used


def _moment(at_ms: int | None) -> str:
    return "never" if at_ms is None else from_millis(at_ms).strftime("%Y-%m-%d %H:%M UTC")


@sync.command("clean")
def clean() -> None:
    """Forget what the change log need not keep: what is older than 90 days, and stores without tablets.

    A server with tablets does this by itself each hour. A tablet that was away for longer loads again and
    loses nothing that was recorded on it.
    """
    with opened(create_app()):
        done = tidy(db.engine, runtime().config.home, now_ms())
    if not done.floor:
        click.echo("Nothing to forget: nobody has looked 90 days ago. Run this, or the server, now and then.")
        return
    click.echo(
        f"Forgotten: {done.entries:,} changes up to number {done.floor:,} and {len(done.scopes):,} scopes"
        " that no tablet asks for."
    )


@sync.command("restart")
@click.option("--yes", is_flag=True, help="Do not ask.")
def restart(yes: bool) -> None:
    """Begin a new epoch, after the database was restored from a backup.

    Tablets may have seen more than the backup holds. Each loads everything again at its next contact, sends
    again what the backup does not know, and loses nothing that was recorded on it. Do this before the server
    is started on the restored database, and then erase again whoever was erased after the backup.
    """
    if not yes:
        click.confirm(
            "Every tablet will load everything again at its next contact; nothing recorded on one is lost."
            " Do this only after restoring a backup. Begin a new epoch?",
            abort=True,
        )
    with opened(create_app()), db.engine.begin() as connection:
        epoch = change_epoch(connection)
    click.echo(f"The new epoch is {epoch}. Start the server now.")
