"""`python -m associate_app` is `aisle app`."""

from __future__ import annotations

from associate_app.cli import app

app()
