"""What can stop an import as a whole; a bad row never does."""

from __future__ import annotations

from shared.errors import AisleError


class ImportStopped(AisleError):
    """Root of the reasons for which an import cannot go on."""

    code = "import_stopped"


class FileUnusable(ImportStopped):
    """A file is missing, is not of its kind, or lacks a column."""

    code = "file_unusable"


class NothingToLoad(ImportStopped):
    """No row of the purchases can be used."""

    code = "nothing_to_load"


class StoreUnknown(ImportStopped):
    """No store has that code."""

    code = "store_unknown"
