"""Prepared snapshots for the tablets of a schedule, in a folder that each schedule begins anew."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.sync.preparer import Preparer
from tests.sync.world import Source


def shelf(source: Source, folder: Path) -> Preparer:
    """Nothing is prepared yet."""
    place = folder / "snapshots"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    return Preparer(source, place)
