"""Guides: the list, one with preview and results, its form, and each step until it is published."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from server.api import new_id, now_ms
from server.console import guide_models as shown
from server.console.views.edge import acts, go, reading, signed_in
from server.database import db
from server.errors import Conflict, Forbidden
from server.guides import service
from server.guides.errors import GuideChanged
from server.guides.service import GuideView
from server.privacy import service as privacy
from server.staff import service as staff
from shared.errors import InvalidInput


def add_to(blueprint: Blueprint) -> None:
    """The blueprint answers these addresses."""
    one = "/guides/<guide_id>"
    blueprint.add_url_rule("/guides", "guides", guides)
    blueprint.add_url_rule("/guides/new", "new_guide", new_guide)
    blueprint.add_url_rule("/guides/new", "create_guide", create_guide, methods=["POST"])
    blueprint.add_url_rule(one, "guide", guide)
    blueprint.add_url_rule(f"{one}/edit", "edit_guide", edit_guide)
    blueprint.add_url_rule(f"{one}/edit", "update_guide", update_guide, methods=["POST"])
    for verb, step in (
        ("submit", submit), ("approve", approve), ("send-back", send_back), ("publish", publish),
        ("discard", discard), ("switch", switch),
    ):  # fmt: skip
        name = f"{verb.replace('-', '_')}_guide"
        blueprint.add_url_rule(f"{one}/{verb}", name, step, methods=["POST"])


def guides() -> ResponseReturnValue:
    """The page."""
    return render_template("console/guides/list.html", section="guides", rows=shown.guide_rows(reading()))


def guide(guide_id: str) -> ResponseReturnValue:
    """One guide; the log says whose names were shown."""
    session = reading()
    page = shown.guide_page(session, guide_id, staff.names(session), signed_in(), now_ms())
    answer = render_template("console/guides/page.html", section="guides", page=page)
    if page.reach.customer_ids:
        session.commit()
        privacy.log_look_up(
            session, actor=signed_in().actor, customer_ids=page.reach.customer_ids, purpose="guide preview",
            now_ms=now_ms(), new_id=new_id,
        )  # fmt: skip
        session.commit()
    return answer


@acts("create")
def new_guide() -> ResponseReturnValue:
    """An empty form."""
    return _page(shown.guide_form(None))


@acts("edit")
def edit_guide(guide_id: str) -> ResponseReturnValue:
    """The form of one guide."""
    return _page(shown.guide_form(service.get(reading(), guide_id)))


@acts("create")
def create_guide() -> ResponseReturnValue:
    """The draft is there, or the form comes back, marked."""
    return _save(None)


@acts("edit")
def update_guide(guide_id: str) -> ResponseReturnValue:
    """The draft says this, or the form comes back, marked."""
    service.get(db.session(), guide_id)
    return _save(guide_id)


def _page(form: shown.GuideForm, status: int = 200) -> ResponseReturnValue:
    save_url = (
        url_for("console.update_guide", guide_id=form.id) if form.id else url_for("console.create_guide")
    )
    page = render_template(
        "console/guides/edit.html", section="guides", form=form, save_url=save_url, ties=shown.GUIDE_TIES,
        dates=shown.GUIDE_DATES,
    )  # fmt: skip
    return page, status


def _save(guide_id: str | None) -> ResponseReturnValue:
    session, by = db.session(), signed_in().actor.id
    form, typed = shown.typed_guide(guide_id, new_id(), request.form)
    if typed is not None:
        try:
            saved = service.write(session, typed, version=form.version, by=by, now_ms=now_ms())
            if request.form.get("action") == "submit":
                service.submit(session, saved.id, by=by, now_ms=now_ms())
        except InvalidInput as error:
            session.rollback()
            form.errors = {name: str(text) for name, text in error.fields.items()}
        except GuideChanged as error:
            session.rollback()
            form.conflict = f"{error.sentence} What you typed is still here; open it anew in another tab."
        else:
            session.commit()
            done = (
                "is submitted. Somebody else approves it now."
                if request.form.get("action") == "submit"
                else "is saved as a draft."
            )
            flash(f"“{typed.title}” {done}", "good")
            return go(url_for("console.guide", guide_id=saved.id))
    return _page(form, 409 if form.conflict else 422)


def _taken(guide_id: str, step: Callable[[], GuideView], done: str) -> ResponseReturnValue:
    """The step is taken and said, or the page says why not."""
    session = db.session()
    try:
        view = step()
        session.commit()
        flash(done.format(title=view.newest.title), "good")
    except (Conflict, Forbidden, InvalidInput) as error:
        session.rollback()
        flash(error.sentence, "bad")
    return go(url_for("console.guide", guide_id=guide_id))


@acts("submit")
def submit(guide_id: str) -> ResponseReturnValue:
    """The draft waits for approval."""
    return _taken(
        guide_id, lambda: service.submit(db.session(), guide_id, by=signed_in().actor.id, now_ms=now_ms()),
        "“{title}” is submitted. Somebody else approves it now.",
    )  # fmt: skip


@acts("approve")
def approve(guide_id: str) -> ResponseReturnValue:
    """What was read is approved, unless it was changed meanwhile."""
    version, by = request.form.get("version", ""), signed_in().actor.id
    seen = int(version) if version.isdecimal() else 0
    return _taken(
        guide_id, lambda: service.approve(db.session(), guide_id, version=seen, by=by, now_ms=now_ms()),
        "“{title}” is approved. It can be published now.",
    )  # fmt: skip


@acts("send_back")
def send_back(guide_id: str) -> ResponseReturnValue:
    """It is a draft again, and its writer reads the word."""
    word, by = request.form.get("word", ""), signed_in().actor.id
    return _taken(
        guide_id, lambda: service.send_back(db.session(), guide_id, word, by=by, now_ms=now_ms()),
        "“{title}” is a draft again; its writer sees your word.",
    )  # fmt: skip


@acts("publish")
def publish(guide_id: str) -> ResponseReturnValue:
    """Tablets have it soon."""
    return _taken(
        guide_id, lambda: service.publish(db.session(), guide_id, by=signed_in().actor.id, now_ms=now_ms()),
        "“{title}” is published. Connected tablets have it within seconds.",
    )  # fmt: skip


@acts("delete")
def discard(guide_id: str) -> ResponseReturnValue:
    """The draft is gone; what is live stays."""
    session = db.session()
    view = service.get(session, guide_id)
    service.discard(session, guide_id, by=signed_in().actor.id, now_ms=now_ms())
    session.commit()
    flash(f"The draft of “{view.newest.title}” is gone. Its words stay in the history.", "good")
    if view.live is None:
        return go(url_for("console.guides"))
    return go(url_for("console.guide", guide_id=guide_id))


@acts("stop")
def switch(guide_id: str) -> ResponseReturnValue:
    """It is handed over again, or not any more."""
    is_on, by = bool(request.form.get("is_on")), signed_in().actor.id
    return _taken(
        guide_id, lambda: service.switch(db.session(), guide_id, is_on=is_on, by=by, now_ms=now_ms()),
        "“{title}” is live again." if is_on else "“{title}” is off: connected tablets stop showing it now.",
    )  # fmt: skip
