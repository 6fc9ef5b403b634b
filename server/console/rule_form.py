"""The audience builder's part of a form: read as it was sent, and changed by its buttons.

Each part of the rule has a number and names the group that it is in; a group comes before its parts.
"""

from __future__ import annotations

import json
from typing import Any, Final

from server.console.rule_rows import (
    HOWS,
    MOST_LEVELS,
    FormData,
    Part,
    RuleGroup,
    RuleKept,
    RuleRow,
    number_parts,
    walk,
)
from shared.audience import ATTRIBUTES, MAX_NODES

LONGEST_KEPT: Final = 200_000
MOST_PARTS: Final = MAX_NODES - 1


def group_of_form(data: FormData) -> RuleGroup:
    """The rule as it was sent; what does not fit a condition's attribute any more is left behind."""
    text = data.get("rule_count", "0")
    sent = min(int(text), MOST_PARTS) if text.isascii() and text.isdigit() else 0
    root = RuleGroup(_how(data, "rule_how"))
    groups: dict[str, RuleGroup] = {}
    for number in range(sent):
        part = _part(data, number)
        if isinstance(part, RuleGroup):
            groups[str(number)] = part
        groups.get(data.get(f"rule-{number}-in", ""), root).parts.append(part)
        part.number = number
    return root


def change(root: RuleGroup, data: FormData) -> int | str | None:
    """What the button that was pressed asks for is done; the answer says what is to have the focus."""
    count = sum(1 for _ in walk(root))
    parts = {str(part.number): (part, parent) for part, parent in walk(root)}
    focus: int | str | None = None
    added = _added(data)
    if added is not None and count < MOST_PARTS - isinstance(added, RuleGroup):
        into, _ = parts.get(data.get("add_rule", data.get("add_group", "")), (root, root))
        (into if isinstance(into, RuleGroup) else root).parts.append(added)
        number_parts(root)
        focus = added.parts[0].number if isinstance(added, RuleGroup) else added.number
    elif data.get("remove_rule", "") in parts:
        part, parent = parts[data["remove_rule"]]
        parent.parts = [each for each in parent.parts if each is not part]
        focus = "add"
    number_parts(root)
    return focus


def _added(data: FormData) -> Part | None:
    if "add_group" in data:
        return RuleGroup("any", [RuleRow()])
    if "add_rule" not in data:
        return None
    return fresh(data.get("new_attribute", "tier"))


def fresh(name: str) -> RuleRow:
    """A condition on that attribute, begun as most people will want it."""
    name = name if name in ATTRIBUTES else "tier"
    attribute = ATTRIBUTES[name]
    row = RuleRow(name, attribute.operators[0])
    if attribute.windowed:
        row.value, row.days = "1", "90"
    return row


def may_nest(group: RuleGroup) -> bool:
    """True if the builder shows a group within that one."""
    return group.level < MOST_LEVELS


def _how(data: FormData, name: str) -> str:
    return how if (how := data.get(name, "all")) in HOWS else "all"


def _part(data: FormData, number: int) -> Part:
    if f"rule-{number}-how" in data:
        return RuleGroup(_how(data, f"rule-{number}-how"))
    if f"rule-{number}-kept" in data:
        return RuleKept(_kept(data[f"rule-{number}-kept"]))
    return _row(data, number)


def _kept(text: str) -> dict[str, Any]:
    """What was kept as it was; nothing of what cannot be read, which the check then names."""
    if len(text) > LONGEST_KEPT:
        return {"all": []}
    try:
        node = json.loads(text)
    except (ValueError, RecursionError):
        node = None
    return node if isinstance(node, dict) and node else {"all": []}


def _row(data: FormData, number: int) -> RuleRow:
    row = fresh(data.get(f"rule-{number}-attribute", "tier"))
    attribute = ATTRIBUTES[row.attribute]
    if row.attribute != data.get(f"rule-{number}-was", row.attribute):
        return row
    operator = data.get(f"rule-{number}-operator", "")
    row.operator = operator if operator in attribute.operators else row.operator
    sent = data.getlist(f"rule-{number}-value")
    if row.is_typed:
        row.value = sent[0] if sent else ""
    else:
        row.values = sent
    row.about = {
        part: chosen for part in attribute.of if (chosen := data.getlist(f"rule-{number}-of-{part}"))
    }
    row.days = data.get(f"rule-{number}-days", "")
    measure = data.get(f"rule-{number}-measure", "")
    row.measure = measure if measure in attribute.measures else ""
    return row
