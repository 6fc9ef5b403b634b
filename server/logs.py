"""Structured logs: one JSON line an event on standard error, with nobody's data in it.

Of an error its kind is logged and where it happened, never its text nor a variable: a database's message
quotes the row it refuses, and that row may be a customer.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from typing import Any

import structlog


def configure() -> None:
    """Everything logged from now on has this form."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            name_error,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),  # as it is when something is said
    )


def name_error(_logger: Any, _method: str, event: Any) -> Any:
    """The event's `exc_info` has become `errors`: kind, the database's code, the way there; cause last."""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        event["errors"] = [_described(each) for each in _chain(error)]
    return event


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _described(error: BaseException) -> dict[str, Any]:
    frames = traceback.extract_tb(error.__traceback__)
    described: dict[str, Any] = {
        "kind": f"{type(error).__module__}.{type(error).__qualname__}",
        "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }
    for name in ("sqlstate", "sqlite_errorname"):
        code = getattr(error, name, None)
        if code is not None:
            described[name] = str(code)
    return described
