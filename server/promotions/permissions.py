"""Who may do what with a promotion, and in which state: the one place that REST, console and services ask.

Roles are asked at the edges (`ROLES`), states and people where it is done (`why_not`): publishing takes two
people, so nobody approves anything that she wrote, whatever her role.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, Literal, Protocol, get_args

Action = Literal[
    "create", "edit", "submit", "withdraw", "approve", "send_back", "publish", "stop", "duplicate", "delete",
    "bring_back",
]  # fmt: skip
ACTIONS: Final[tuple[Action, ...]] = get_args(Action)

Status = Literal["draft", "submitted", "approved", "published", "stopped", "deleted"]
STATUSES: Final[tuple[Status, ...]] = get_args(Status)

_WRITERS: Final = ("marketer", "administrator")
_APPROVERS: Final = ("approver", "administrator")
_EITHER: Final = ("marketer", "approver", "administrator")

ROLES: Final[dict[Action, tuple[str, ...]]] = {
    "create": _WRITERS,
    "edit": _WRITERS,
    "submit": _WRITERS,
    "withdraw": _WRITERS,
    "approve": _APPROVERS,
    "send_back": _APPROVERS,
    "publish": _EITHER,
    "stop": _EITHER,
    "duplicate": _WRITERS,
    "delete": _WRITERS,
    "bring_back": _WRITERS,
}
"""Staff roles by action; a reader is in none. Stopping is open to all who act: a kill switch is in reach."""

STATES: Final[dict[Action, tuple[Status, ...]]] = {
    "create": (),
    "edit": ("draft", "submitted", "approved"),
    "submit": ("draft",),
    "withdraw": ("submitted",),
    "approve": ("submitted",),
    "send_back": ("submitted", "approved"),
    "publish": ("approved",),
    "stop": ("published",),
    "duplicate": ("draft", "submitted", "approved", "published", "stopped"),
    "delete": ("draft",),
    "bring_back": ("deleted",),
}

LIVE: Final = "This promotion is live: tablets hold it as it is."
_LIVE_NO_EDIT: Final = f"{LIVE} Stop it, or duplicate it and change the copy."
_GONE: Final = "This draft was deleted. Bring it back first."
_STOPPED: Final = "This promotion was stopped. Duplicate it and publish the copy."
_NEVER_LIVE: Final = "This promotion was never published: there is nothing to stop."

_STATE_WORDS: Final[dict[tuple[str, str], str]] = {
    ("edit", "published"): _LIVE_NO_EDIT,
    ("edit", "stopped"): "This promotion was stopped. Duplicate it and change the copy.",
    ("submit", "submitted"): "It is submitted already and waits for approval.",
    ("submit", "approved"): "It is approved already: publish it.",
    ("approve", "draft"): "It is a draft. Submit it for approval first.",
    ("approve", "approved"): "It is approved already.",
    ("send_back", "draft"): "It is a draft again already.",
    ("withdraw", "draft"): "It is a draft again already.",
    ("withdraw", "approved"): "It is approved already. Edit it, or let its approver send it back.",
    ("publish", "draft"): "It is a draft. Submit it, and somebody else approves it first.",
    ("publish", "submitted"): "It waits for somebody’s approval. Nothing is published before.",
    ("publish", "published"): "This promotion is live already.",
    ("publish", "stopped"): _STOPPED,
    ("stop", "draft"): _NEVER_LIVE,
    ("stop", "submitted"): _NEVER_LIVE,
    ("stop", "approved"): _NEVER_LIVE,
    ("stop", "stopped"): "It is stopped already.",
    ("delete", "submitted"): "It waits for approval. Withdraw it, then delete the draft.",
    ("delete", "approved"): "It is approved. Let its approver send it back, then delete the draft.",
    ("delete", "published"): f"{LIVE} Stop it: what was published stays on record.",
    ("delete", "stopped"): "It was published once and stays on record.",
    ("bring_back", "draft"): "It is there already.",
}


class Worked(Protocol):
    """What is asked of a promotion: its state, and whose work it is."""

    @property
    def status(self) -> str: ...
    @property
    def created_by(self) -> str: ...
    @property
    def edited_by(self) -> str: ...
    @property
    def authors(self) -> Collection[str]: ...


def may(action: Action, role: str) -> bool:
    """True if that role may do so at all."""
    return role in ROLES[action]


def wrong_state(action: Action, status: str) -> str | None:
    """Why the state does not allow it; None if it does."""
    if status in STATES[action]:
        return None
    if status == "deleted":
        return _GONE
    words = _STATE_WORDS.get((action, status))
    return words or _default(status)


def _default(status: str) -> str:
    if status == "published":
        return LIVE
    if status == "stopped":
        return _STOPPED
    return f"That cannot be done with a promotion that is {status}."


def own_work(promotion: Worked, staff_id: str) -> str | None:
    """Why she cannot approve it although her role may; None if it is others' work."""
    if promotion.created_by == staff_id:
        return "You wrote this: somebody else approves it."
    if promotion.edited_by == staff_id:
        return "You edited this last: somebody else approves it."
    if staff_id in promotion.authors:
        return "You edited this: somebody else approves it."
    return None
