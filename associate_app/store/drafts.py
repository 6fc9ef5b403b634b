"""Where an associate was and what she had half written when the tablet locked: hers alone, in the replica.

It lies in the encrypted file, in the name of its author, and goes with the customer it is about: what is
erased, or leaves the book, leaves no half-written words behind.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from associate_app.store.reading import Snapshot
from sync.device.storage import Storage, transaction

NOBODY: Final = -1
_NAME: Final = "draft {}"  # forgetting.DRAFT_CLEANING knows it, too
_ABOUT: Final = "json_extract(value, '$.customer_id')"


@dataclass(frozen=True, slots=True)
class Draft:
    """The page, the customer on it (NOBODY: none), and the texts of a half-filled sheet of some kind."""

    at_ms: int
    page: str
    customer_id: int = NOBODY
    kind: str = ""
    texts: dict[str, str] = field(default_factory=dict)


def keep(connection: Storage, associate_id: str, draft: Draft | None) -> None:
    """The associate's draft is this one, durably; None: she has none."""
    with transaction(connection):
        connection.execute("DELETE FROM sync_meta WHERE name = ?", (_NAME.format(associate_id),))
        if draft is not None:
            content = json.dumps(asdict(draft), ensure_ascii=False)
            connection.execute("INSERT INTO sync_meta VALUES (?, ?)", (_NAME.format(associate_id), content))


def of(snapshot: Snapshot, associate_id: str) -> Draft | None:
    """The associate's draft, if she left one and it can be read."""
    row = snapshot.row(
        f"SELECT value FROM sync_meta WHERE name = ? AND ({_ABOUT} < 0"
        f" OR {_ABOUT} IN (SELECT id FROM customers UNION SELECT value FROM json_each(?)))",
        (_NAME.format(associate_id), json.dumps(snapshot.created)),
    )
    if row is None:
        return None
    known: dict[str, Any] = json.loads(row[0])
    try:
        return Draft(**known)
    except TypeError:  # another version of the app wrote it
        return None
