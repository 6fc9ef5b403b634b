"""Structured logs: one JSON line an event on standard error, with nobody's data in it.

Tracebacks carry no local variables: they would carry customers.
"""

from __future__ import annotations

import sys

import structlog


def configure() -> None:
    """Everything logged from now on has this form."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),  # as it is when something is said
    )
