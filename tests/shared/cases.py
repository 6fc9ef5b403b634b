"""Reads the language-neutral case files that every side must pass."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "cases"


def load(name: str) -> dict[str, Any]:
    """The content of one case file."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
