"""Who may do what with an experiment, and in which state: the one place that all edges ask."""

from __future__ import annotations

from typing import Final, Literal, Protocol, get_args

Action = Literal[
    "create", "edit", "submit", "withdraw", "approve", "send_back", "start", "stop", "duplicate", "delete",
    "bring_back",
]  # fmt: skip
ACTIONS: Final[tuple[Action, ...]] = get_args(Action)

Status = Literal["draft", "submitted", "approved", "running", "stopped", "deleted"]
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
    "start": _EITHER,
    "stop": _EITHER,
    "duplicate": _WRITERS,
    "delete": _WRITERS,
    "bring_back": _WRITERS,
}
"""Staff roles by action; a reader is in none."""

STATES: Final[dict[Action, tuple[Status, ...]]] = {
    "create": (),
    "edit": ("draft", "submitted", "approved"),
    "submit": ("draft",),
    "withdraw": ("submitted",),
    "approve": ("submitted",),
    "send_back": ("submitted", "approved"),
    "start": ("approved",),
    "stop": ("running",),
    "duplicate": ("draft", "submitted", "approved", "running", "stopped"),
    "delete": ("draft",),
    "bring_back": ("deleted",),
}

_NEVER_STARTED: Final = "This experiment was never started: there is nothing to stop."
_OVER: Final = "This experiment is over and stays as it was: duplicate it and start the copy."
_LIVE: Final = (
    "This experiment runs as it is: customers are in it. Stop it, or duplicate it and change the copy."
)

_STATE_WORDS: Final[dict[tuple[str, str], str]] = {
    ("submit", "submitted"): "It is submitted already and waits for approval.",
    ("submit", "approved"): "It is approved already: start it.",
    ("approve", "draft"): "It is a draft. Submit it for approval first.",
    ("approve", "approved"): "It is approved already.",
    ("send_back", "draft"): "It is a draft again already.",
    ("withdraw", "draft"): "It is a draft again already.",
    ("withdraw", "approved"): "It is approved already. Edit it, or let its approver send it back.",
    ("start", "draft"): "It is a draft. Submit it, and somebody else approves it first.",
    ("start", "submitted"): "It waits for somebody’s approval. Nothing starts before.",
    ("start", "running"): "It is started already.",
    ("stop", "draft"): _NEVER_STARTED,
    ("stop", "submitted"): _NEVER_STARTED,
    ("stop", "approved"): _NEVER_STARTED,
    ("stop", "stopped"): "It is stopped already.",
    ("delete", "submitted"): "It waits for approval. Withdraw it, then delete the draft.",
    ("delete", "approved"): "It is approved. Let its approver send it back, then delete the draft.",
    ("bring_back", "draft"): "It is there already.",
}


class Worked(Protocol):
    """What is asked of an experiment: whose work it is."""

    @property
    def created_by(self) -> str: ...
    @property
    def edited_by(self) -> str: ...


def may(action: Action, role: str) -> bool:
    """True if that role may do so at all."""
    return role in ROLES[action]


def wrong_state(action: Action, status: str) -> str | None:
    """Why the state does not allow it; None if it does."""
    if status in STATES[action]:
        return None
    if status == "deleted":
        return "This draft was deleted. Bring it back first."
    words = _STATE_WORDS.get((action, status))
    return words or {"running": _LIVE, "stopped": _OVER}.get(status, f"That cannot be done: it is {status}.")


def own_work(experiment: Worked, staff_id: str) -> str | None:
    """Why she cannot approve it although her role may; None if it is others' work."""
    if experiment.created_by == staff_id:
        return "You wrote this: somebody else approves it."
    if experiment.edited_by == staff_id:
        return "You edited this last: somebody else approves it."
    return None
