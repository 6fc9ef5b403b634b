"""After a lock: whoever was at work comes back to her place and to what she had half written."""

from __future__ import annotations

from typing import Any

from associate_app.screens import newcomers
from associate_app.screens.frame import PAGES, Frame
from associate_app.screens.new_customer_sheet import DRAFT as NEW_CUSTOMER
from associate_app.store.drafts import NOBODY, Draft
from associate_app.widgets.sheet import Sheet


def gather(shell: Any) -> Draft | None:
    """Where she is and what is half written on her uppermost sheet; None where nobody is at work."""
    frame, sheet = shell.screen, shell.top_layer()
    if not isinstance(frame, Frame):
        return None
    texts = sheet.half_written() if isinstance(sheet, Sheet) and sheet.draft_kind else {}
    kind = sheet.draft_kind if texts else ""
    shown = NOBODY if kind == NEW_CUSTOMER else frame.customer_shown()
    if kind and sheet.draft_customer_id >= 0:
        shown = int(sheet.draft_customer_id)
    return Draft(0, frame.page, shown, kind, texts)


def take_up(shell: Any, draft: Draft | None) -> None:
    """She is where she was; what was half written lies before her until she saves it or lets it go."""
    frame, tablet = shell.screen, shell.app.tablet
    if draft is None or not isinstance(frame, Frame) or isinstance(shell.top_layer(), Sheet):
        return
    if draft.customer_id != NOBODY:
        frame.go_to_customer(draft.customer_id)
    if draft.kind and draft.customer_id != NOBODY:
        frame.when_shown(draft.customer_id, lambda deeds: deeds.take_up(draft.kind, draft.texts))
    elif draft.page in PAGES:
        frame.go(draft.page)
    if draft.kind == NEW_CUSTOMER:
        newcomers.begin(texts=draft.texts)
    shell.app.asker.tell("draft", tablet.drafts.forget, lambda _: None)
