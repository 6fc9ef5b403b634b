"""A rule in plain words as the builder says it: each condition by itself, groups with what they ask for."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from server.audiences.naming import names_in
from server.console.rule_rows import HOWS, Part, RuleGroup, RuleRow, node_of, rule_of, walk
from shared.audience import describe_condition
from shared.errors import InvalidInput
from shared.particulars import Names


@dataclass(frozen=True, slots=True)
class Said:
    """A condition in words, or a group: what it asks for, and its parts. `is_open` if it is not complete."""

    words: str
    parts: list[Said] = field(default_factory=list)
    is_open: bool = False


def said(session: Session, root: RuleGroup) -> Said:
    """The rule as it stands in the form, complete or not."""
    with suppress(InvalidInput):
        rule_of(root)  # marks what is not complete
    nodes: dict[int, Mapping[str, Any]] = {
        part.number: node_of(part)
        for part, _group in walk(root)
        if not isinstance(part, RuleGroup) and not part.error
    }
    names = names_in(session, nodes.values())
    return Said(HOWS[root.how], [_part(part, nodes, names) for part in root.parts])


def _part(part: Part, nodes: Mapping[int, Mapping[str, Any]], names: Names) -> Said:
    if isinstance(part, RuleGroup):
        return Said(f"{HOWS[part.how]}:", [_part(each, nodes, names) for each in part.parts])
    if part.error:
        which = f"Condition {part.place}" if isinstance(part, RuleRow) else "A part of it"
        return Said(f"{which}: {part.error}", is_open=True)
    return Said(describe_condition(nodes[part.number], names))
