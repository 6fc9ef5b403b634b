"""PouchDB with its own server, and WatermelonDB's SQLite adapter, both under Node."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.sync_peers import Figures
from benchmarks.sync_peers.environment import node_folder
from benchmarks.sync_peers.processes import Command, said_by, serving


def measure(peer: str, lines: Path, folder: Path) -> Figures | None:
    """One pass of `pouch` or `watermelon` over a file of documents; None where there is no Node."""
    scripts = node_folder()
    if scripts is None:
        return None
    folder.mkdir(parents=True)
    command: Command = ["node", f"{peer}_server.mjs", folder.absolute(), lines.absolute()]
    with serving(command, folder=scripts) as address:
        asked: Command = [
            "node",
            f"{peer}_client.mjs",
            address,
            folder.absolute(),
            json.dumps(_columns(lines)),
        ]
        return Figures(**said_by(asked, folder=scripts))


def _columns(lines: Path) -> list[tuple[str, str]]:
    """Names and WatermelonDB's types, as the first document has them."""
    with lines.open() as file:
        first = json.loads(file.readline())
    return [(name, "string" if isinstance(value, str) else "number") for name, value in first.items()]
