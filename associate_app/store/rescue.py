"""Unsent work, sealed for HQ and kept beside the replica: what is left of it when the tablet's keys are gone.

The file follows the outbox while somebody is signed in, so that it is there on the day when nobody can open
the outbox any more: a locked tablet that is revoked has no key to read it with. HQ alone can open it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from associate_app.platform.durable_file import remove_durably, write_durably
from associate_app.store.terms import PartingKeys
from sync import rescue
from sync.errors import SyncError

SEALED_FILES = "unsent-*.sealed"


@dataclass(frozen=True, slots=True)
class SealedFile:
    """One file of unsent work: whose it is, how many operations it holds, and its digest."""

    path: Path
    device_id: str
    operations: int
    digest: str


def path_of(folder: Path, device_id: str) -> Path:
    """Where the unsent work of that enrolment lies."""
    return folder / SEALED_FILES.replace("*", device_id)


def keep(
    folder: Path,
    operations: Sequence[Mapping[str, Any]],
    *,
    device_id: str,
    keys: PartingKeys | None,
    now_ms: int,
    random_bytes: Callable[[int], bytes],
) -> None:
    """The operations lie sealed in the enrolment's file; none: no file. DiskTrouble if they do not fit.

    Without keys (an older server never told any, or they are destroyed) nothing is sealed; what was stays.
    """
    path = path_of(folder, device_id)
    if not operations:
        remove_durably(path)
    if not operations or keys is None:
        return
    sealed = rescue.seal(
        operations, device_id=device_id, sealed_ms=now_ms, public_key=keys.rescue_key,
        parting_key=keys.parting_key, random_bytes=random_bytes,
    )  # fmt: skip
    write_durably(path, sealed)


def sealed_files(folder: Path) -> list[SealedFile]:
    """Every such file in the folder, by name; one that is damaged counts as holding nothing known."""
    return [_read(path) for path in sorted(folder.glob(SEALED_FILES))]


def _read(path: Path) -> SealedFile:
    content = path.read_bytes()
    try:
        header = rescue.header_of(content)
    except SyncError:
        return SealedFile(path, "", 0, rescue.digest_of(content))
    return SealedFile(path, header.device_id, header.operations, rescue.digest_of(content))
