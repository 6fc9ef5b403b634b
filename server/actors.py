"""Who is asking: the one value that access rules look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ActorKind = Literal["staff", "associate", "device"]

PUBLISHING_ROLES = ("marketer", "administrator")
"""Staff roles that may change what HQ writes; a reader looks and touches nothing.

Promotions have more steps and more roles: `server.promotions.permissions`.
"""


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody signed in. `store_id` is None for staff, who see every store."""

    kind: ActorKind
    id: str
    name: str
    role: str
    store_id: str | None = None
    device_id: str | None = None
