"""Where a promotion stands between draft and stop, and what whoever looks may do next, with why not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask import url_for

from server.actors import Actor
from server.console.view_models import Act, Step
from server.console.wording import ago
from server.promotions import permissions
from server.promotions.permissions import Action
from server.promotions.service import PromotionView

_WORDS: Final[dict[Action, tuple[str, str, str]]] = {
    "duplicate": ("Duplicate", "copy", "plain"),
    "delete": ("Delete", "trash", "plain"),
    "edit": ("Edit", "pencil", "plain"),
    "withdraw": ("Withdraw", "arrow-back-up", "plain"),
    "send_back": ("Send back…", "arrow-back-up", "plain"),
    "submit": ("Submit…", "send", "primary"),
    "approve": ("Approve…", "clipboard-check", "primary"),
    "publish": ("Publish…", "speakerphone", "primary"),
    "stop": ("Stop…", "player-stop", "risk"),
    "bring_back": ("Bring it back", "arrow-back-up", "primary"),
}
"""What the button of each action says, its icon and tone, in the order of the buttons."""

_ASKS: Final[frozenset[Action]] = frozenset({"submit", "send_back", "approve", "publish", "stop"})
"""Actions that open a question; the others can be undone and are done at once."""

_ENDPOINTS: Final[dict[Action, str]] = {
    "duplicate": "console.duplicate",
    "delete": "console.delete_promotion",
    "edit": "console.edit_promotion",
    "withdraw": "console.withdraw",
    "send_back": "console.send_back",
    "submit": "console.submit",
    "approve": "console.approve",
    "publish": "console.publish",
    "stop": "console.stop",
    "bring_back": "console.bring_back",
}


def acts(view: PromotionView, actor: Actor) -> list[Act]:
    """The buttons she sees: what her role may do in this state; one that she herself may not says why."""
    return [
        Act(
            key=action,
            word=word,
            icon=icon,
            tone=tone,
            url=url_for(_ENDPOINTS[action], promotion_id=view.id),
            way="link" if action == "edit" else "ask" if action in _ASKS else "post",
            why_not=(permissions.own_work(view, actor.id) or "") if action == "approve" else "",
        )
        for action, (word, icon, tone) in _WORDS.items()
        if view.status in permissions.STATES[action] and permissions.may(action, actor.role)
    ]


_NEXT: Final = {
    "draft": "Nothing leaves HQ yet. Once it is submitted, somebody else approves it.",
    "approved": "It can be published. An edit takes the approval back.",
    "deleted": "This draft was deleted. It is kept as it was and can be brought back.",
}


def next_words(view: PromotionView, actor: Actor, names: Mapping[str, str]) -> str:
    """What happens next and who does it, as she who looks is told."""
    if view.status != "submitted":
        return _NEXT.get(view.status, "")
    if not permissions.may("approve", actor.role):
        return "It waits for an approver. An edit or withdrawing makes it a draft again."
    if permissions.own_work(view, actor.id):
        return "It waits for somebody else’s approval. An edit or withdrawing makes it a draft again."
    who = names.get(view.submitted_by or "", "Somebody")
    return f"{who} asks for your approval. Read it, then approve it or send it back with a word."


def steps(view: PromotionView, names: Mapping[str, str], now_ms: int) -> list[Step]:
    """The way from draft to tablets: each step with who took it and when."""
    if view.status == "deleted":
        return []

    def by(staff_id: str | None, at_ms: int | None) -> str:
        if at_ms is None:
            return ""
        who = names.get(staff_id or "", "")
        return f"{who}, {ago(at_ms, now_ms)}" if who else ago(at_ms, now_ms)

    done = ("draft", "submitted", "approved", "published", "stopped").index(view.status)
    way = [
        ("Written", by(view.edited_by, view.created_ms if view.version == 1 else view.updated_ms)
            if view.status == "draft" else names.get(view.edited_by, "")),
        ("Submitted", by(view.submitted_by, view.submitted_ms)),
        ("Approved", by(view.approved_by, view.approved_ms)),
        ("Published", by(None, view.published_ms)),
    ]  # fmt: skip
    if view.status == "stopped":
        way.append(("Stopped", by(None, view.stopped_ms)))
    return [
        Step(word, said, "done" if number <= done else "next" if number == done + 1 else "later")
        for number, (word, said) in enumerate(way)
    ]
