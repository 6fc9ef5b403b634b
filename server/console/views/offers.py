"""The offer repository: the gallery, adding a picture, changing and deleting one."""

from __future__ import annotations

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from server.api import new_id, now_ms
from server.console import offer_models as shown
from server.console.views.edge import changes, go, reading, signed_in
from server.database import db
from server.errors import Conflict
from server.offers import service
from server.offers.content import MAX_UPLOAD_BYTES
from shared.errors import InvalidInput


def add_to(blueprint: Blueprint) -> None:
    """The blueprint answers these addresses."""
    one = "/offers/<picture_id>"
    blueprint.add_url_rule("/offers", "offers", offers)
    blueprint.add_url_rule("/offers/new", "new_picture", new_picture)
    blueprint.add_url_rule("/offers/new", "create_picture", create_picture, methods=["POST"])
    blueprint.add_url_rule(one, "picture", picture)
    blueprint.add_url_rule(one, "update_picture", update_picture, methods=["POST"])
    blueprint.add_url_rule(f"{one}/content", "picture_content", picture_content)
    blueprint.add_url_rule(f"{one}/delete", "delete_picture", delete_picture)
    blueprint.add_url_rule(f"{one}/delete", "do_delete_picture", do_delete_picture, methods=["POST"])


def offers() -> ResponseReturnValue:
    """The page."""
    query = request.args.get("q", "")
    cards = shown.gallery(reading(), query)
    return render_template("console/offers/list.html", section="offers", cards=cards, query=query)


def picture_content(picture_id: str) -> ResponseReturnValue:
    """What a picture shows; under an address with its fingerprint it never changes."""
    seen = service.content(reading(), picture_id)
    answer = Response(seen.data, mimetype="image/jpeg")
    if request.args.get("v") == seen.sha256[: shown.MARK]:
        answer.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return answer


@changes
def new_picture() -> ResponseReturnValue:
    """An empty form."""
    return _page(shown.PictureForm(), None)


def picture(picture_id: str) -> ResponseReturnValue:
    """One picture with its words, and the promotions that show it."""
    view = service.get(reading(), picture_id)
    return _page(shown.form_of_view(view), view)


def _page(
    form: shown.PictureForm, view: service.PictureView | None, status: int = 200
) -> ResponseReturnValue:
    page = shown.page(reading(), view, now_ms()) if view else None
    drawn = render_template(
        "console/offers/edit.html", section="offers", form=form, page=page, most_bytes=MAX_UPLOAD_BYTES,
        longest=service.LONGEST,
    )  # fmt: skip
    return drawn, status


def _typed() -> tuple[shown.PictureForm, dict[str, object]]:
    sent = request.files.get("picture")
    return shown.typed(request.form, sent.read() if sent else b"")


@changes
def create_picture() -> ResponseReturnValue:
    """The picture is in the repository, or the form comes back, marked."""
    form, values = _typed()
    session = db.session()
    try:
        made = service.add(session, values, by=signed_in().actor.id, now_ms=now_ms(), new_id=new_id())
    except InvalidInput as error:
        session.rollback()
        return _page(_marked(form, error), None, 422)
    session.commit()
    flash(f"“{made.name}” is among the offers. Choose it in a promotion to show it on tablets.", "good")
    return go(url_for("console.offers"))


@changes
def update_picture(picture_id: str) -> ResponseReturnValue:
    """The picture is saved, or the form comes back, marked."""
    form, values = _typed()
    session = db.session()
    seen = request.form.get("version", "")
    try:
        saved = service.change(
            session, picture_id, values, version=int(seen) if seen.isdigit() else 0,
            by=signed_in().actor.id, now_ms=now_ms(),
        )  # fmt: skip
    except InvalidInput as error:
        session.rollback()
        return _page(_marked(form, error), service.get(session, picture_id), 422)
    except Conflict as error:
        session.rollback()
        form.errors = {"form": error.sentence}
        return _page(form, service.get(session, picture_id), 409)
    session.commit()
    flash(f"“{saved.name}” is saved.", "good")
    return go(url_for("console.picture", picture_id=picture_id))


def _marked(form: shown.PictureForm, error: InvalidInput) -> shown.PictureForm:
    form.errors = {name: str(sentence) for name, sentence in error.fields.items()}
    if "picture" in form.errors:
        form.kept = ""
    return form


@changes
def delete_picture(picture_id: str) -> ResponseReturnValue:
    """The question whether a picture is to be deleted."""
    view = service.get(reading(), picture_id)
    return render_template("console/offers/_delete_dialog.html", card=shown.card_of(view))


@changes
def do_delete_picture(picture_id: str) -> ResponseReturnValue:
    """The picture is gone, or its page says why not."""
    session = db.session()
    try:
        name = service.get(session, picture_id).name
        service.delete(session, picture_id)
    except Conflict as error:
        session.rollback()
        flash(error.sentence, "bad")
        return go(url_for("console.picture", picture_id=picture_id))
    session.commit()
    flash(f"“{name}” is deleted.", "good")
    return go(url_for("console.offers"))
