"""Lists of customers as files: brought, written anew, and what could not be used of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from server.api import new_id, now_ms
from server.audiences import lists, service
from server.audiences.service import AudienceView
from server.console import audience_models as shown
from server.console.audience_models import AudienceForm
from server.console.views.audiences import form_page, marked
from server.console.views.edge import changes, go, reading, signed_in
from server.console.wording import plural
from server.database import db
from server.errors import Conflict, NotFound
from shared.errors import InvalidInput


def add_to(blueprint: Blueprint) -> None:
    """The blueprint answers these addresses."""
    one = "/audiences/lists/<audience_id>"
    blueprint.add_url_rule("/audiences/lists/new", "new_list", new_list)
    blueprint.add_url_rule("/audiences/lists/new", "create_list", create_list, methods=["POST"])
    blueprint.add_url_rule(one, "replace_list", replace_list, methods=["POST"])
    blueprint.add_url_rule(f"{one}/left-out", "list_left_out", left_out)


@changes
def new_list() -> ResponseReturnValue:
    """An empty form."""
    return _page(AudienceForm())


def _page(form: AudienceForm, status: int = 200) -> ResponseReturnValue:
    drawn = render_template(
        "console/audiences/new_list.html", section="audiences", form=form,
        longest={"name": service.LONGEST_NAME, "description": service.LONGEST_DESCRIPTION},
    )  # fmt: skip
    return drawn, status


@changes
def create_list() -> ResponseReturnValue:
    """The list is there with what could be used, or the form comes back, marked."""
    form, session = shown.form_of(request.form), db.session()
    words = {"name": form.name, "description": form.description}
    try:
        view = _sent(
            lambda file, content: lists.create_list(
                session, words, file, content, by=signed_in().actor.id, now_ms=now_ms(), new_id=new_id()
            )
        )
    except InvalidInput as error:
        session.rollback()
        return _page(marked(form, error), 422)
    session.commit()
    return _told(view)


@changes
def replace_list(audience_id: str) -> ResponseReturnValue:
    """The list has the customers of the file, or its page comes back, marked."""
    session = db.session()
    view = service.get(session, audience_id, lock=True)
    try:
        view = _sent(
            lambda file, content: lists.replace_list(
                session, audience_id, file, content, by=signed_in().actor.id, now_ms=now_ms()
            )
        )
    except InvalidInput as error:
        session.rollback()
        return form_page(marked(shown.form_of_view(view), error), view, 422)
    except Conflict as error:
        session.rollback()
        flash(error.sentence, "bad")
        return go(url_for("console.saved_audience", audience_id=audience_id))
    session.commit()
    return _told(view)


def _sent(keep: Callable[[str, bytes], AudienceView]) -> AudienceView:
    file = request.files.get("list")
    return keep("", b"") if file is None else keep(file.filename or "", file.read())


def _told(view: AudienceView) -> ResponseReturnValue:
    lost = view.origin["left_out"]
    words = f"“{view.name}” has {plural(view.members or 0, 'customer')}."
    if lost:
        words = f"{words} {plural(lost, 'line was', 'lines were')} left out: see why below."
    flash(words, "good")
    return go(url_for("console.saved_audience", audience_id=view.id))


def left_out(audience_id: str) -> ResponseReturnValue:
    """The lines of its file that put nobody on the list, as a file."""
    view = service.get(reading(), audience_id)
    if "told" not in view.origin:
        raise NotFound("This list was not made from a file. There is nothing to report.")
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(("line", "reason"))
    writer.writerows(view.origin["told"])
    answer = Response(made.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="left-out.csv"'
    return answer
