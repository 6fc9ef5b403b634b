"""A tablet that holds the chain, signed in, with its line down; a copy, so that every run begins alike."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from associate_app.wiring import Tablet
from benchmarks.chain.associate import ASSOCIATE_NUMBER, PIN
from benchmarks.chain.moment import ChainClock


@contextmanager
def copied(folder: Path) -> Iterator[Path]:
    """A copy of the tablet's folder for as long as the block lasts."""
    with tempfile.TemporaryDirectory(prefix="aisle-bench-", dir=folder.parent) as place:
        copy = Path(place) / "tablet"
        shutil.copytree(folder, copy)
        yield copy


@contextmanager
def signed_in(folder: Path) -> Iterator[Tablet]:
    """The tablet without a window, an associate at work."""
    tablet = Tablet(folder, clock=ChainClock(), random_bytes=secrets.token_bytes, post=lambda _: None)
    try:
        tablet.sign_in.sign_in(ASSOCIATE_NUMBER, PIN)
        yield tablet
    finally:
        tablet.close()
