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
    "db": "server.migrations.cli:db",
    "staff": "server.staff.cli:staff",
    "associates": "server.staff.cli:associates",
    "devices": "server.devices.cli:devices",
    "load": "server.integrations.cli:load",
    "demo": "server.integrations.cli:demo",
}


class Commands(click.Group):
    """Our own commands and those that other packages have announced; errors leave as their sentence."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return sorted({*OWN, *_announced()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
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


def _announced() -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group="aisle.commands")}


@click.command(cls=Commands)
@click.version_option(package_name="aisle-one")
def main() -> None:
    """Aisle One: one-to-one personalization for the shop floor, with or without a network."""
