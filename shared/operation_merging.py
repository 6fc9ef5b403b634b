"""Operations about two records of one person: they are merged, and parted again by another fact; or they are
of two people, which somebody who knew both said.

What moves is HQ's matter: a tablet records whom it means, and shows that it waits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from shared.customer_fields import OTHERS
from shared.ids import is_uuid
from shared.merge import Effect, Membership, Merged, Place, Row, Who
from shared.words import _

MERGED: Final = "customers_merged"
UNDONE: Final = "merge_undone"
TOLD_APART: Final = "told_apart"
MERGES: Final = "customer_merges"
"""The collection of who went on as whom; a row stays when its merge is taken back."""

Arguments = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PeopleMerged:
    """The other customer goes on as the one whom the operation is about."""

    who: Who
    merged_id: int

    @property
    def place(self) -> Place:
        """Under the id of the operation."""
        return MERGES, (self.who.id,)

    def on(self, row: Row | None) -> Merged:
        """The record of the merge; one that is there already stays."""
        made = {
            "id": self.who.id, "kept_id": self.who.customer_id, "merged_id": self.merged_id,
            "by_kind": "associate", "by_id": self.who.associate_id, "at_ms": self.who.at_ms,
            "undone_ms": None,
        }  # fmt: skip
        return Merged(made if row is None else row)


@dataclass(frozen=True, slots=True)
class MergeUndone:
    """They are two again."""

    who: Who
    place: Place

    def on(self, row: Row | None) -> Merged:
        """The merge with the moment it was taken back first; one of somebody else stays as it is."""
        if row is None or row["undone_ms"] is not None or row["kept_id"] != self.who.customer_id:
            return Merged(row)
        return Merged({**row, "undone_ms": self.who.at_ms})


def check_merge(arguments: Arguments) -> str | None:
    """What is wrong with a merge, in a few words."""
    return None if _is_customer(arguments["merged_id"]) else _("a merge names both customers")


def _is_customer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 53


def merged(who: Who, arguments: Arguments) -> Iterator[Effect]:
    """Both are one person from then on."""
    yield PeopleMerged(who, arguments["merged_id"])


def check_undoing(arguments: Arguments) -> str | None:
    """What is wrong with taking a merge back, in a few words."""
    return None if is_uuid(arguments["merge_id"]) else _("it names the merge that is taken back")


def undone(who: Who, arguments: Arguments) -> Iterator[Effect]:
    """The merge does not hold any more."""
    yield MergeUndone(who, (MERGES, (arguments["merge_id"],)))


def check_apart(arguments: Arguments) -> str | None:
    """What is wrong with telling two people apart, in a few words."""
    if not _is_customer(arguments["other_id"]):
        return _("it names both customers")
    return None if isinstance(arguments["apart"], bool) else _("they are two people, or may be one")


def told_apart(who: Who, arguments: Arguments) -> Iterator[Effect]:
    """The other one is among those who only look like her, or no longer."""
    key = {"customer_id": who.customer_id, "kind": OTHERS, "value": str(arguments["other_id"])}
    row = key | {"associate_id": who.associate_id, "at_ms": who.at_ms}
    yield Membership(who, ("customer_preferences", tuple(key.values())), row, arguments["apart"])
