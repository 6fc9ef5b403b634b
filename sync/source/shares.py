"""How a number of units is shared out: whole shares that add up to it, half evenly and half by recent use.

First among groups (stores), then among the devices of each; none gets more than `most`. What does not divide
goes to the largest remainders; among equals, by a hash that differs from quota to quota, so that no device
always comes last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b


@dataclass(frozen=True, slots=True)
class Sharer:
    """A device that may hold units, its group, and whether it is in contact."""

    name: str
    group: str
    is_awake: bool = True


def share_of(
    name: str, pool: int, sharers: Sequence[Sharer], recent: Mapping[str, float], most: int, quota: str
) -> int:
    """The share of one device; all together make up the pool, unless `most` for each is less than that.

    `recent` says what some of them have used lately. Only the device's own group is looked into.
    """
    # one use more for everybody: a single one long ago must not decide it all
    every = len(sharers) + sum(recent.get(each.name, 0.0) for each in sharers)
    groups: dict[str, dict[str, float]] = {}
    for each in sharers:
        weight = 1 / len(sharers) + (1 + recent.get(each.name, 0.0)) / every
        groups.setdefault(each.group, {})[each.name] = weight
    own = next((group for group, members in groups.items() if name in members), None)
    if own is None:
        return 0
    parts = _split(
        pool,
        {group: sum(members.values()) for group, members in groups.items()},
        {group: most * len(members) for group, members in groups.items()},
        quota,
    )
    return _split(parts[own], groups[own], dict.fromkeys(groups[own], most), quota)[name]


def _split(pool: int, weights: Mapping[str, float], most: Mapping[str, int], quota: str) -> dict[str, int]:
    """The pool by weight; what somebody gets no more of is split among the others."""
    whole: dict[str, int] = {}
    sharing = dict(weights)
    while full := _full(pool, sharing, most):
        whole |= {name: most[name] for name in full}
        pool -= sum(most[name] for name in full)
        sharing = {name: weight for name, weight in sharing.items() if name not in whole}
    every = sum(sharing.values())
    exact = {name: max(pool, 0) * weight / every for name, weight in sharing.items()}
    floor = {name: int(share) for name, share in exact.items()}

    def rank(name: str) -> tuple[float, bytes]:
        return floor[name] - exact[name], blake2b(f"{quota} {name}".encode(), digest_size=8).digest()

    for name in sorted(floor, key=rank)[: max(pool, 0) - sum(floor.values())]:
        floor[name] += 1
    return whole | floor


def _full(pool: int, sharing: Mapping[str, float], most: Mapping[str, int]) -> list[str]:
    """Those whose part of the pool would be as much as they may have, or more."""
    every = sum(sharing.values())
    return [name for name, weight in sharing.items() if pool * weight >= most[name] * every]
