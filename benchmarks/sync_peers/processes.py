"""Starting a peer's server and client, and reading what they say: one JSON object a line."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PATIENCE_SECONDS = 900
Command = Sequence[str | Path]


@contextmanager
def serving(command: Command, *, folder: Path) -> Iterator[str]:
    """The address of a server that says `{"port": …}` once it listens; it ends with the block."""
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True)
    try:
        if process.stdout is None:
            raise SystemExit("a peer's server has no output")
        said = process.stdout.readline()
        if not said:
            raise SystemExit(f"{command[-3]} ended before it listened")
        yield f"http://127.0.0.1:{json.loads(said)['port']}"
    finally:
        process.terminate()
        process.wait(timeout=30)


def said_by(command: Command, *, folder: Path) -> Mapping[str, Any]:
    """The JSON object in the last line that a client printed."""
    done = subprocess.run(
        command, cwd=folder, stdout=subprocess.PIPE, text=True, check=True, timeout=PATIENCE_SECONDS
    )
    said: Mapping[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said
