"""The live preview beside an audience: who is in it now, as it stands in the form or as it is kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from sqlalchemy.orm import Session

from server.audiences import service
from server.audiences.service import NO_CONSENT, AudienceView
from server.console.editor_models import LeftOut, PreviewPanel
from server.console.reach_panel import reach_panel
from server.console.rule_rows import RuleGroup, rule_of
from server.console.rule_words import said
from shared.errors import InvalidInput

NOT_ON_IT: Final = "Not on it"


def panel_of_form(session: Session, root: RuleGroup, own_id: str, now_ms: int) -> PreviewPanel:
    """Whom the rule in the form selects, or the sentence that says what must be completed first.

    `own_id` is the audience whose rule it would be.
    """
    says = said(session, root)
    try:
        found = service.count_rule(session, rule_of(root), None, now_ms, own_id or None)
    except InvalidInput as error:
        return PreviewPanel(problem=error.sentence, says=says)
    return replace(reach_panel(found.reach, found.sample, now_ms), says=says)


def panel_of_kept(session: Session, view: AudienceView, now_ms: int) -> PreviewPanel:
    """Who is in that audience now."""
    if view.kind == "rule":
        found = service.count_rule(session, view.rule, None, now_ms, view.id)
        return reach_panel(found.reach, found.sample, now_ms)
    found = service.counted(session, view.id, None, now_ms)
    excluded = {why if why == NO_CONSENT else NOT_ON_IT: size for why, size in found.reach.excluded.items()}
    shown = reach_panel(found.reach, found.sample, now_ms)
    return replace(shown, left_out=[LeftOut(why, size) for why, size in excluded.items()])
