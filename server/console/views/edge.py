"""What all pages share: the blueprint, the signed-in person, CSRF, and pages for errors."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from flask import Blueprint, Flask, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from server.api import now_ms
from server.console import wording
from server.console.navigation import rail_for
from server.console.people import SignedIn
from server.database import begin_reading, db
from server.errors import ERROR_PAGE, Forbidden, NotSignedIn, Problem
from server.promotions.permissions import Action
from server.staff import service as staff

P = ParamSpec("P")
R = TypeVar("R")

HERE = Path(__file__).parent.parent
READING = ("GET", "HEAD")

blueprint = Blueprint(
    "console",
    __name__,
    url_prefix="/console",
    template_folder=str(HERE / "templates"),
    static_folder=str(HERE / "static"),
)
login = LoginManager()
csrf = CSRFProtect()


def prepare(app: Flask) -> None:
    """The console is part of the application; its CSRF check guards its own pages only."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # a form left open over lunch is still its writer's
    app.config["WTF_CSRF_SSL_STRICT"] = False  # the token decides; proxies may drop the referrer
    csrf.init_app(app)
    login.init_app(app)
    login.session_protection = None  # a laptop changes networks; the token itself expires and is revoked
    app.extensions[ERROR_PAGE] = error_page
    app.jinja_env.filters.update(count=wording.count, plural=wording.plural)
    app.jinja_env.globals.update(asset=asset)
    app.register_error_handler(CSRFError, lambda _: error_page(STALE_FORM))
    app.add_url_rule("/", "home", lambda: redirect(url_for("console.overview")))
    app.register_blueprint(blueprint)


STALE_FORM = Problem(
    400, "stale_form", "This page was open too long to be sent safely. Go back, load it again and repeat it."
)


@login.user_loader  # type: ignore[untyped-decorator]  # Flask-Login ships no types
def load_person(token: str) -> SignedIn | None:
    """The person of a cookie's token; None once it has expired or was revoked.

    It is looked up in a reading transaction that is over before a changing view begins its own.
    """
    session = db.session()
    begin_reading(session)
    try:
        actor = staff.actor_of_token(session, token, now_ms())
    except NotSignedIn:
        return None
    finally:
        if request.method not in READING:
            session.rollback()
    return SignedIn(actor, token) if actor.kind == "staff" else None


@blueprint.before_request
def guard() -> ResponseReturnValue | None:
    """Only signed-in staff reach a page, and only forms that we made ourselves change anything."""
    if request.endpoint == "console.static":
        return None
    if request.method not in READING:
        csrf.protect()
    if request.endpoint == "console.sign_in" or current_user.is_authenticated:
        return None
    return to_sign_in()


def to_sign_in() -> ResponseReturnValue:
    """Off to the sign-in page, and back afterwards; a part of a page takes the whole page along."""
    if is_partial():
        response = make_response("", 401)
        response.headers["HX-Redirect"] = url_for("console.sign_in")
        return response
    wanted = request.full_path.rstrip("?") if request.method in READING else None
    return redirect(url_for("console.sign_in", next=wanted))


def signed_in() -> SignedIn:
    """The person who is asking."""
    person = current_user._get_current_object()
    assert isinstance(person, SignedIn)  # noqa: S101 - tells mypy what `guard` has made sure of
    return person


def changes(view: Callable[P, R]) -> Callable[P, R]:
    """The view is closed to roles that look only."""
    return _open_to(lambda person: person.may_change, view)


def acts(action: Action) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """The view is open to the roles that may do so with promotions."""
    return lambda view: _open_to(lambda person: person.may(action), view)


def _open_to(allows: Callable[[SignedIn], bool], view: Callable[P, R]) -> Callable[P, R]:
    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        person = signed_in()
        if not allows(person):
            raise Forbidden(_not_for(person))
        return view(*args, **kwargs)

    return guarded


def _not_for(person: SignedIn) -> str:
    if person.actor.role == "reader":
        return "Your role may look but not change this. Ask an administrator."
    return f"This is not for your role, {person.role_name.lower()}. Ask an administrator."


def reading() -> Session:
    """A session for a view that only reads, whatever its method."""
    session = db.session()
    begin_reading(session)
    return session


def is_partial() -> bool:
    """True if htmx asks for a part of a page."""
    return request.headers.get("HX-Request") == "true"


def go(url: str) -> AnyResponse | Response:
    """The browser shows that page next, whoever asked."""
    if not is_partial():
        return redirect(url)
    response = make_response("", 204)
    response.headers["HX-Redirect"] = url
    return response


@blueprint.app_context_processor
def page_words() -> dict[str, Any]:
    """What every template may use."""
    person = current_user._get_current_object() if current_user else None
    if not isinstance(person, SignedIn):
        return {"signed_in": None}
    return {"signed_in": person, "rail": rail_for(person.actor.role)}


def asset(name: str) -> str:
    """The address of a static file, which changes with its content: browsers may keep it for good."""
    return url_for("console.static", filename=name, v=_fingerprint(name))


_fingerprints: dict[str, str] = {}


def _fingerprint(name: str) -> str:
    if name not in _fingerprints:
        _fingerprints[name] = sha256((HERE / "static" / name).read_bytes()).hexdigest()[:12]
    return _fingerprints[name]


@blueprint.after_request
def keep_assets(response: Response) -> Response:
    """Static files asked for by fingerprint or version never change."""
    if request.endpoint == "console.static" and ("v" in request.args or "/vendor/" in request.path):
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _is_poll() -> bool:
    """True if a part of a page asks for itself again: it keeps what it shows, and the page says it is old."""
    return is_partial() and request.method in READING and request.headers.get("HX-Target") != "div#dialogs"


HEADINGS = {
    400: "Please try that again",
    403: "Not for your role",
    404: "Nothing here",
    409: "That has changed",
}


def error_page(problem: Problem) -> ResponseReturnValue:
    """A problem as a page, in the words of the one who met it."""
    if problem.status == 401 and "console" in request.path:
        return to_sign_in()
    if _is_poll():
        response = make_response("", problem.status)
        response.headers["HX-Reswap"] = "none"
        return response
    heading = HEADINGS.get(problem.status, "That did not work")
    page = "console/_problem_dialog.html" if is_partial() else "console/problem.html"
    response = make_response(render_template(page, heading=heading, detail=problem.detail), problem.status)
    if is_partial():
        response.headers["HX-Retarget"] = "#dialogs"
        response.headers["HX-Reswap"] = "innerHTML"
    return response
