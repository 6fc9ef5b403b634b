"""How a number of units is shared out: whole shares that add up to it, half evenly and half by recent use.

First among groups (stores), then among the devices of each. What does not divide goes to the largest
remainders; among equals, by a hash that differs from quota to quota, so that no device always comes last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b


@dataclass(frozen=True, slots=True)
class Sharer:
    """A device that may hold units, its group, and how many it has used lately."""

    name: str
    group: str
    recent: float = 0.0


def shares(pool: int, sharers: Sequence[Sharer], quota: str) -> dict[str, int]:
    """The share of each device, by name; together exactly the pool, if there is any device."""
    groups: dict[str, list[Sharer]] = {}
    for sharer in sharers:
        groups.setdefault(sharer.group, []).append(sharer)
    sizes = {name: float(len(members)) for name, members in groups.items()}
    used = {name: sum(each.recent for each in members) for name, members in groups.items()}
    found: dict[str, int] = {}
    for name, part in _split(pool, sizes, used, quota).items():
        even = {each.name: 1.0 for each in groups[name]}
        found |= _split(part, even, {each.name: each.recent for each in groups[name]}, quota)
    return found


def _split(pool: int, even: Mapping[str, float], used: Mapping[str, float], quota: str) -> dict[str, int]:
    all_even, all_used = sum(even.values()), sum(used.values())
    exact = {name: pool * even[name] / all_even for name in even}
    if all_used > 0:
        exact = {name: (exact[name] + pool * used[name] / all_used) / 2 for name in even}
    whole = {name: int(share) for name, share in exact.items()}

    def rank(name: str) -> tuple[float, bytes]:
        return whole[name] - exact[name], blake2b(f"{quota} {name}".encode(), digest_size=8).digest()

    for name in sorted(whole, key=rank)[: pool - sum(whole.values())]:
        whole[name] += 1
    return whole
