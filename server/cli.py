"""The command `aisle`. Each command is loaded when it is called, so that none pays for the others.

Other packages add commands through the entry-point group `aisle.commands`; nothing here knows them.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import click

from shared.errors import AisleError

OWN = {
    "serve": "server.serving:serve",
    "push": "server.push.cli:push",
    "db": "server.migrations.cli:db",
    "staff": "server.staff.cli:staff",
    "associates": "server.staff.cli:associates",
    "devices": "server.devices.cli:devices",
    "audiences": "server.audiences.cli:audiences",
    "trials": "server.insights.cli:trials",
    "sequences": "server.sequences.cli:sequences",
    "decisions": "server.decisions.cli:decisions",
    "privacy": "server.privacy.cli:privacy",
    "sync": "server.replication.cli:sync",
    "load": "server.integrations.cli:load",
    "demo": "server.integrations.cli:demo",
    "export": "server.exporting.cli:export",
    "model": "server.recommendations.cli:model",
    "recommend": "server.recommendations.export.cli:recommend",
}


class Commands(click.Group):
    """Our own commands and those that other packages have announced; errors leave as their sentence."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return sorted({*OWN, *_announced()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name in OWN:
            module, _, name = OWN[cmd_name].partition(":")
            found = getattr(import_module(module), name)
        else:
            announced = _announced().get(cmd_name)
            found = announced.load() if announced else None
        return found if isinstance(found, click.Command) else None

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except AisleError as error:
            raise click.ClickException(error.sentence) from error
        except Exception as error:
            sentence = _database_trouble(error)
            if sentence is None:
                raise
            raise click.ClickException(sentence) from error


def _database_trouble(error: Exception) -> str | None:
    """What to do about a database that cannot be used; None if the error is of another kind."""
    if not type(error).__module__.startswith("sqlalchemy."):
        return None  # asked first: a tablet has no SQLAlchemy
    from sqlalchemy.exc import DatabaseError, OperationalError, ProgrammingError

    cause = str(getattr(error, "orig", "")).strip().partition("\n")[0]
    if "no such table" in cause or (isinstance(error, ProgrammingError) and "does not exist" in cause):
        return "The database is still empty. Run “aisle db upgrade” or “aisle load completejourney” first."
    if isinstance(error, OperationalError) or type(error) is DatabaseError:
        return f"The database cannot be used: {cause}. Check AISLE_DATABASE_URL, and that the database runs."
    return None


def _announced() -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group="aisle.commands")}


@click.command(cls=Commands)
@click.version_option(package_name="aisle-one")
def main() -> None:
    """Aisle One: one-to-one personalization for the shop floor, with or without a network."""
