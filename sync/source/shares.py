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


def shares(
    pool: int, sharers: Sequence[Sharer], recent: Mapping[str, float], most: int, quota: str
) -> dict[str, int]:
    """The share of each device, by name; together the pool, unless `most` for each is less than that.

    `recent` says what some of them have used lately.
    """
    # one use more for everybody: a single one long ago must not decide it all
    used = {each.name: 1 + recent.get(each.name, 0.0) for each in sharers}
    every = sum(used.values())
    weights = {name: 1 / len(sharers) + units / every for name, units in used.items()}
    groups: dict[str, list[str]] = {}
    for each in sharers:
        groups.setdefault(each.group, []).append(each.name)
    parts = _split(
        pool,
        {group: sum(weights[name] for name in names) for group, names in groups.items()},
        {group: most * len(names) for group, names in groups.items()},
        quota,
    )
    found: dict[str, int] = {}
    for group, names in groups.items():
        found |= _split(parts[group], {n: weights[n] for n in names}, dict.fromkeys(names, most), quota)
    return found


def _split(pool: int, weights: Mapping[str, float], most: Mapping[str, int], quota: str) -> dict[str, int]:
    """The pool by weight; what somebody gets no more of is split among the others."""
    whole: dict[str, int] = {}
    sharing = dict(weights)
    while full := [n for n in sharing if pool * sharing[n] >= most[n] * sum(sharing.values())]:
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
