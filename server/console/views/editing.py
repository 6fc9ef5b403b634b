"""The page on which a promotion is written, put together."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from flask import Response, make_response, render_template, url_for
from sqlalchemy.orm import Session

from server.api import now_ms
from server.catalogue import service as catalogue
from server.console import offer_models
from server.console.editor_models import Editor, Meanwhile, Region, Spans
from server.console.promotion_form import PromotionForm
from server.console.rule_inputs import Builder, Choices, Pick, builder
from server.console.rule_rows import HOWS
from server.promotions.service import PromotionView
from shared.clock import from_millis
from shared.promotions.things import KEYS as THINGS

WARNINGS = {
    "submitted": "It waits for approval. Saving a change makes it a draft again: submit it anew afterwards.",
    "approved": "It is approved. Saving a change takes the approval back: submit it anew afterwards.",
}
"""What an edit undoes, said before it is saved."""


def start_form(at_ms: int) -> PromotionForm:
    """An empty form that proposes the week from tomorrow morning on."""
    first = (from_millis(at_ms) + timedelta(days=1)).date()
    last = first + timedelta(days=6)
    return PromotionForm(starts_local=f"{first}T08:00", ends_local=f"{last}T22:00")


def spans_from(today: date) -> Spans:
    """What most promotions start with and how long most of them run."""
    monday = today + timedelta(days=7 - today.weekday())
    friday = today + timedelta(days=(4 - today.weekday()) % 7 or 7)
    starts = [(f"{today + timedelta(days=1)}T08:00", "Tomorrow"), (f"{friday}T08:00", "Friday"),
              (f"{monday}T08:00", "Monday")]  # fmt: skip
    return Spans([(f"{today}T00:00", "Today"), *starts], [(1, "1 day"), (3, "3 days"), (7, "A week"),
                 (14, "2 weeks"), (28, "4 weeks")])  # fmt: skip


def picks_for(session: Session, form: PromotionForm) -> dict[str, Pick]:
    """The fields in which products, brands, categories and departments are chosen, by name."""
    choices, fields, found = Choices(session), form.benefit, dict[str, Pick]()
    for group in ("benefit", "conditions"):
        for key in THINGS:
            name = f"{group}_of-{key}"
            chosen = fields.picked.get(name, [])
            found[name] = choices.searched(name, key.capitalize(), f"Any {key}", key, chosen)
    for number, part in enumerate(fields.parts):
        for key in THINGS:
            name = f"part-{number}-of-{key}"
            found[name] = choices.searched(name, key.capitalize(), f"Any {key}", key, part.of.get(key, []))
    name = "benefit_product_id"
    gift = choices.searched(name, "Product", "Choose a product", "product", fields.picked.get(name, []))
    return found | {name: replace(gift, is_single=True)}


def editor_for(
    session: Session,
    form: PromotionForm,
    kept: PromotionView | None = None,
    *,
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
        builder=builder(session, form.rule),
        picks=picks_for(session, form),
        pictures=offer_models.gallery(session, ""),
        spans=spans_from(from_millis(now_ms()).date()),
        save_url=save,
        confirm_url=confirm,
        preview_url=url_for("console.preview", promotion=None if kept is None else kept.id),
        back_url=back,
        back_word=back_word,
        version=None if kept is None else kept.version,
        warning="" if kept is None else WARNINGS.get(kept.status, ""),
        meanwhile=meanwhile,
    )


def builder_part(made: Builder, focus: int | str | None, *, is_alone: bool = False) -> Response:
    """The audience builder alone; whoever counts hears that it changed."""
    words = builder_words(made, focus, is_alone=is_alone)
    response = make_response(render_template("console/rules/_builder.html", **words, errors={}))
    response.headers["HX-Trigger"] = '{"audience-changed": {"target": "#preview"}}'
    return response


def builder_words(made: Builder, focus: int | str | None = None, *, is_alone: bool = False) -> dict[str, Any]:
    """What the builder's template needs beside the errors.

    `is_alone` if it writes a saved audience, which needs not be saved as one.
    """
    return {
        "builder": made,
        "builder_url": url_for("console.audience", own=made.own_id or None, alone=1 if is_alone else None),
        "builder_title": "Who is in it" if is_alone else "Who may have it",
        "keep_url": None if is_alone else url_for("console.ask_keep_audience"),
        "focus": focus,
        "hows": HOWS,
    }
