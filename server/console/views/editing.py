"""The page on which a promotion is written, put together."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from flask import url_for
from sqlalchemy.orm import Session

from server.catalogue import service as catalogue
from server.console.editor_models import Editor, Meanwhile, Region
from server.console.promotion_form import PromotionForm
from server.console.rule_rows import choices
from server.promotions.service import PromotionView
from shared.clock import from_millis
from shared.customer import TIERS

WARNINGS = {
    "submitted": "It waits for approval. Saving a change makes it a draft again: submit it anew afterwards.",
    "approved": "It is approved. Saving a change takes the approval back: submit it anew afterwards.",
}
"""What an edit undoes, said before it is saved."""


def start_form(now_ms: int) -> PromotionForm:
    """An empty form that proposes the week from tomorrow morning on."""
    first = (from_millis(now_ms) + timedelta(days=1)).date()
    last = first + timedelta(days=6)
    return PromotionForm(starts_local=f"{first}T08:00", ends_local=f"{last}T22:00")


def editor_for(
    session: Session,
    form: PromotionForm,
    kept: PromotionView | None = None,
    *,
    focus: int | str | None = None,
    meanwhile: Meanwhile | None = None,
) -> Editor:
    """The page for a new promotion, or for the draft that is kept already."""
    stores = catalogue.stores(session)
    regions = Counter(store.region for store in stores)
    departments = catalogue.departments(session)
    if form.department and form.department not in departments:
        departments = sorted([*departments, form.department])
    if kept is None:
        title, save, confirm = "New promotion", url_for("console.create"), url_for("console.confirm_new")
        back, back_word = url_for("console.promotions"), "Promotions"
    else:
        title = f"Edit “{kept.name}”"
        save = url_for("console.update", promotion_id=kept.id)
        confirm = url_for("console.confirm_edit", promotion_id=kept.id)
        back, back_word = url_for("console.promotion", promotion_id=kept.id), kept.name
    return Editor(
        title=title,
        subtitle="What it gives, to whom, where and when. Nothing leaves HQ before it is approved.",
        form=form,
        stores=sorted(stores, key=lambda store: (store.name, store.id)),
        regions=[Region(name, number) for name, number in sorted(regions.items())],
        departments=departments,
        attributes=choices(),
        tiers=TIERS,
        save_url=save,
        confirm_url=confirm,
        back_url=back,
        back_word=back_word,
        focus=focus,
        version=None if kept is None else kept.version,
        warning="" if kept is None else WARNINGS.get(kept.status, ""),
        meanwhile=meanwhile,
    )
