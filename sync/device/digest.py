"""A slice of the replica, digested as the server digests its own, and written anew where the two differ.

Read from the tables as they are about to be shown, over the slice's whole range: rows that should not be
there are found too. A slice that differs is remembered, and the same round asks for it once more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from typing import Any

from sync.device.cleaning import MARK
from sync.device.replica import Replica, ReplicaTable
from sync.digest import RowSum, Slice, SliceDigest, row_hash
from sync.protocol import Repairs

_FOLLOWING = "digest"
_WANTED = "repair"
_TOTALS = "repairs"


def following(replica: Replica) -> dict[str, Any] | None:
    """Where verifying goes on, as the server said; None is the beginning."""
    told: dict[str, Any] | None = replica.meta(_FOLLOWING)
    return told


def wanted(replica: Replica) -> dict[str, Any] | None:
    """The slice that did not agree and is to be sent once more."""
    told: dict[str, Any] | None = replica.meta(_WANTED)
    return told


def repairs(replica: Replica) -> Repairs:
    """What has been found since the copy was made."""
    return Repairs(**(replica.meta(_TOTALS) or {}))


def forget_verifying(replica: Replica) -> None:
    """Verifying begins at the beginning, with nothing to repair; within the caller's transaction."""
    replica.set_meta(_FOLLOWING, None)
    replica.set_meta(_WANTED, None)


class SliceRepair:
    """A slice that is being written anew: emptied when this is made, within the caller's transaction."""

    def __init__(self, replica: Replica, part: Slice) -> None:
        self._replica = replica
        self.part = part
        self._before = self._hashes()
        for table, where, values in _ranges(replica, part):
            gone = replica.connection.execute(f'DELETE FROM "{table.name}" WHERE {where}', values)
            if table.group_columns and gone.rowcount:
                # somebody who should be gone may be among them: the acknowledgement is the receipt of that
                replica.connection.execute(MARK)

    def rows_changed(self) -> int:
        """How many rows differ from what was there; what changed on the server meanwhile is among them."""
        after = self._hashes()
        keys = self._before.keys() | after.keys()
        return sum(self._before.get(key) != after.get(key) for key in keys)

    def _hashes(self) -> dict[tuple[Any, ...], int]:
        hashes = {}
        for table, where, values in _ranges(self._replica, self.part):
            width = len(table.key)
            for row in _read(self._replica, table, (*table.key, *table.columns), where, values):
                hashes[table.name, *row[:width]] = row_hash(row[width:])
        return hashes


def verify(replica: Replica, digests: Iterable[SliceDigest], repair: SliceRepair | None) -> Slice | None:
    """The slice that differs, or was repaired unchecked, remembered for its repair; None if all is well.

    Within the transaction that shows the checkpoint, after its rows are written.
    """
    was_wanted, heals, differing = wanted(replica), None, None
    for digest in digests:
        agrees = _agrees(replica, digest)
        if digest.is_repeat:
            heals = agrees
            continue
        replica.set_meta(_FOLLOWING, digest.goes_on)
        differing = None if agrees else digest.part
    # a pull that went on where it broke off tells no digest of what it repaired: nothing is known of it yet
    if repair is not None and heals is None:
        differing = differing or repair.part
    elif was_wanted is not None:
        _note_repair(replica, repair if heals else None)
    replica.set_meta(_WANTED, differing.to_wire() if differing else None)
    return differing


def _note_repair(replica: Replica, healed: SliceRepair | None) -> None:
    totals = repairs(replica)
    if healed is None:
        totals = replace(totals, unhealed=totals.unhealed + 1)
    else:
        totals = replace(totals, slices=totals.slices + 1, rows=totals.rows + healed.rows_changed())
    replica.set_meta(_TOTALS, asdict(totals))


def _agrees(replica: Replica, digest: SliceDigest) -> bool:
    """True if the slice is here what it is there, as far as this app knows its columns."""
    for table, where, values in _ranges(replica, digest.part):
        told = digest.collections.get(table.name)
        if told is None or not table.columns.keys() >= set(told.columns):
            continue
        rows = RowSum()
        rows.add(_read(replica, table, told.columns, where, values))
        if rows.summed(told.columns) != told:
            return False
    return True


def _ranges(replica: Replica, part: Slice) -> Iterator[tuple[ReplicaTable, str, list[Any]]]:
    """The tables of a slice, each with the condition under which a row lies in it, and its values."""
    for table in replica.tables.values():
        if part.part in table.group_columns:
            yield table, *_inside((table.group_columns[part.part],), part)
        elif table.name == part.part:
            yield table, *_inside(table.key, part)


def _inside(columns: Sequence[str], part: Slice) -> tuple[str, list[Any]]:
    key = ", ".join(f'"{column}"' for column in columns)
    conditions, values = ["1 = 1"], list[Any]()
    for sign, bound in ((">", part.after), ("<=", part.end)):
        if bound is not None:
            conditions.append(f"({key}) {sign} ({', '.join('?' * len(bound))})")
            values += bound
    if part.after is None and part.end is not None and len(columns) == 1:
        conditions[-1] = f"({conditions[-1]} OR {key} IS NULL)"  # a row of no group belongs to nobody's slice
    return " AND ".join(conditions), values


def _read(
    replica: Replica, table: ReplicaTable, columns: Sequence[str], where: str, values: Sequence[Any]
) -> Iterator[Sequence[Any]]:
    names = ", ".join(f'"{column}"' for column in columns)
    return iter(replica.connection.execute(f'SELECT {names} FROM "{table.name}" WHERE {where}', values))
