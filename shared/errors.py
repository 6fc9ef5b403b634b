"""The root of every error of the shared rules, and the form in which errors travel.

An error has a stable code (machines), a sentence that says what to do next (people) and fields (where).
"""

from __future__ import annotations

from typing import ClassVar

from shared.words import Lazy


class AisleError(Exception):
    """Root of all errors that Aisle One raises on purpose."""

    code: ClassVar[str] = "error"

    def __init__(self, sentence: str | Lazy, /, **fields: object) -> None:
        self.sentence = str(sentence)
        super().__init__(self.sentence)
        self.fields = fields


class InvalidInput(AisleError):
    """What was given cannot be used; `fields` names each field with its sentence."""

    code = "invalid_input"


class InvalidOperation(InvalidInput):
    """An operation is malformed: nobody could ever apply it."""

    code = "invalid_operation"


class UnknownVersion(AisleError):
    """It was written by a newer version; this one keeps it and waits for its update."""

    code = "unknown_version"
