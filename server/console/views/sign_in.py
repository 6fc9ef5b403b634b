"""Signing in and out."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user, logout_user

from server.api import limiter, now_ms, runtime
from server.console.people import SignedIn
from server.console.views.edge import signed_in
from server.database import begin_reading, db
from server.errors import NotSignedIn
from server.staff import service as staff

TRIES = "20 per minute"


def add_to(blueprint: Blueprint) -> None:
    """The blueprint answers these addresses."""
    guarded = limiter.limit(TRIES, methods=["POST"])(sign_in)
    blueprint.add_url_rule("/sign-in", "sign_in", guarded, methods=["GET", "POST"])
    blueprint.add_url_rule("/sign-out", "sign_out", sign_out, methods=["POST"])


def sign_in() -> ResponseReturnValue:
    """The sign-in page; with the right e-mail and password, the page that was wanted."""
    if current_user.is_authenticated:
        return redirect(_wanted())
    if request.method == "GET":
        return render_template("console/sign_in.html", email="", errors={})
    email, password = request.form.get("email", ""), request.form.get("password", "")
    errors = _missing(email, password)
    if not errors:
        try:
            _open_session(email, password)
        except NotSignedIn as error:
            errors = {"form": error.sentence}
        else:
            return redirect(_wanted())
    return render_template("console/sign_in.html", email=email, errors=errors), 422


def _missing(email: str, password: str) -> dict[str, str]:
    given = {"email": (email, "Give your e-mail address."), "password": (password, "Give your password.")}
    return {name: sentence for name, (text, sentence) in given.items() if not text.strip() or "\x00" in text}


def _open_session(email: str, password: str) -> None:
    """The password is checked while nobody waits for us: hashing takes long, the write is short."""
    session = db.session()
    begin_reading(session)
    actor = staff.actor_of(staff.check_password(session, email, password))
    session.rollback()
    token, _ = staff.issue_token(session, actor, now_ms=now_ms(), random_bytes=runtime().config.random_bytes)
    session.commit()
    login_user(SignedIn(actor, token))


def _wanted() -> str:
    """The page that was asked for before signing in, if it is one of ours."""
    wanted = urlsplit(request.args.get("next", ""))
    if wanted.scheme or wanted.netloc or not wanted.path.startswith("/console/"):
        return url_for("console.overview")
    return wanted.geturl()


def sign_out() -> ResponseReturnValue:
    """The session is over, here and on the server."""
    session = db.session()
    staff.forget_token(session, signed_in().token)
    session.commit()
    logout_user()
    return redirect(url_for("console.sign_in"))
