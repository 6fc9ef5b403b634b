"""What can go wrong with an export."""

from __future__ import annotations

from server.errors import NotFound, ServerError


class UnknownTable(NotFound):
    """There is no table of that name, or none that leaves."""

    code = "unknown_table"


class CannotExport(ServerError):
    """The file cannot be written where it was asked for."""

    code = "cannot_export"
