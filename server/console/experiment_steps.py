"""Where an experiment stands between draft and end, and what whoever looks may do next, with why not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask import url_for

from server.actors import Actor
from server.console.view_models import Act, Step
from server.console.wording import ago
from server.experiments import permissions
from server.experiments.permissions import Action
from server.experiments.service import ExperimentView

_WORDS: Final[dict[Action, tuple[str, str, str]]] = {
    "duplicate": ("Duplicate", "copy", "plain"),
    "delete": ("Delete", "trash", "plain"),
    "edit": ("Edit", "pencil", "plain"),
    "withdraw": ("Withdraw", "arrow-back-up", "plain"),
    "send_back": ("Send back…", "arrow-back-up", "plain"),
    "submit": ("Submit…", "send", "primary"),
    "approve": ("Approve…", "clipboard-check", "primary"),
    "start": ("Start…", "flask", "primary"),
    "stop": ("Stop…", "player-stop", "risk"),
    "bring_back": ("Bring it back", "arrow-back-up", "primary"),
}
"""What the button of each action says, its icon and tone, in the order of the buttons."""

ASKS: Final[frozenset[Action]] = frozenset({"submit", "send_back", "approve", "start", "stop"})
"""Actions that open a question; the others can be undone and are done at once."""

_NEXT: Final = {
    "draft": "Nobody is in it yet. Once it is submitted, somebody else approves it.",
    "approved": "It can be started. An edit takes the approval back.",
    "deleted": "This draft was deleted. It is kept as it was and can be brought back.",
    "stopped": "It was stopped for good: what it says and who met it stays as it was.",
    "scheduled": "It is on its way to the tablets, which begin with it when its time comes.",
    "running": "It runs. Results may be read every day; nobody changes it while customers are in it.",
    "ended": "It has ended. Tablets that were offline may still bring customers who met it.",
}


def acts(view: ExperimentView, actor: Actor) -> list[Act]:
    """The buttons she sees: what her role may do in this state; one that she herself may not says why."""
    return [
        Act(
            key=action,
            word=word,
            icon=icon,
            tone=tone,
            url=_address(action, view.id),
            way="link" if action == "edit" else "ask" if action in ASKS else "post",
            why_not=(permissions.own_work(view, actor.id) or "") if action == "approve" else "",
        )
        for action, (word, icon, tone) in _WORDS.items()
        if view.status in permissions.STATES[action]
        and permissions.may(action, actor.role)
        and not (action == "stop" and view.phase == "ended")
    ]


def _address(action: Action, experiment_id: str) -> str:
    if action == "edit":
        return url_for("console.edit_experiment", experiment_id=experiment_id)
    endpoint = "console.ask_experiment" if action in ASKS else "console.do_experiment"
    return url_for(endpoint, experiment_id=experiment_id, step=action.replace("_", "-"))


def next_words(view: ExperimentView, actor: Actor, names: Mapping[str, str]) -> str:
    """What happens next and who does it, as she who looks is told."""
    if view.phase != "submitted":
        return _NEXT.get(view.phase, "")
    if not permissions.may("approve", actor.role):
        return "It waits for an approver. An edit or withdrawing makes it a draft again."
    if permissions.own_work(view, actor.id):
        return "It waits for somebody else’s approval. An edit or withdrawing makes it a draft again."
    who = names.get(view.submitted_by or "", "Somebody")
    return f"{who} asks for your approval. Read it, then approve it or send it back with a word."


def steps(view: ExperimentView, names: Mapping[str, str], now_ms: int) -> list[Step]:
    """The way from draft to its end: each step with who took it and when."""
    if view.status == "deleted":
        return []

    def by(staff_id: str | None, at_ms: int | None) -> str:
        if at_ms is None:
            return ""
        who = names.get(staff_id or "", "")
        return f"{who}, {ago(at_ms, now_ms)}" if who else ago(at_ms, now_ms)

    done = ("draft", "submitted", "approved", "running", "stopped").index(view.status)
    way = [
        ("Written", by(view.edited_by, view.updated_ms) if done == 0 else names.get(view.edited_by, "")),
        ("Submitted", by(view.submitted_by, view.submitted_ms)),
        ("Approved", by(view.approved_by, view.approved_ms)),
        ("Started", by(None, view.published_ms)),
    ]
    if view.status == "stopped":
        way.append(("Stopped", by(None, view.stopped_ms)))
    return [
        Step(word, said, "done" if number <= done else "next" if number == done + 1 else "later")
        for number, (word, said) in enumerate(way)
    ]
