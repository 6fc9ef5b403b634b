"""The REST edge: the API object, who is asking, and who may ask.

Every domain's `api.py` takes its clock, its identifiers and its actor from here, and decorates each view with
`requires` or `public`; the access matrix in the tests knows every endpoint.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import partial, wraps
from threading import RLock
from typing import Any, TypeVar, cast

from flask import Flask, Request, current_app, g, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_smorest import Api, Blueprint
from marshmallow import Schema, fields
from sqlalchemy import text
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import BadRequest, HTTPException

from server import errors
from server.actors import Actor, ActorKind
from server.config import Config
from server.database import begin_reading, db
from shared.clock import to_millis
from shared.ids import uuid7

__all__ = [
    "URL_PREFIX", "Actor", "Runtime", "api", "bearer_token", "current_actor", "health", "limiter", "new_id",
    "now_ms", "public", "requires", "runtime",
]  # fmt: skip

View = TypeVar("View", bound=Callable[..., Any])

URL_PREFIX = "/api/v1"
_BEARER = re.compile(r"Bearer ([A-Za-z0-9_.-]{16,200})")


class BodyParser(FlaskParser):
    """Reads JSON bodies; one nested too deep or with a number too long is as unreadable as any other."""

    def load_json(self, req: Request, schema: Schema) -> Any:
        """The body, or 400."""
        try:
            return super().load_json(req, schema)
        except (RecursionError, ValueError) as error:
            raise BadRequest from error


Blueprint.ARGUMENTS_PARSER = BodyParser()

limiter = Limiter(key_func=get_remote_address, headers_enabled=True)


class ProblemSchema(Schema):
    """How every error is told (RFC 9457)."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.String(required=True, metadata={"description": "Stable; programs may rely on it."})
    detail = fields.String(required=True, metadata={"description": "What happened and what to do."})
    fields = fields.Dict(required=True)  # type: ignore[assignment]  # the name that the form of errors asks


class ProblemApi(Api):  # type: ignore[misc]  # flask-smorest ships no types
    """An API whose errors are problems."""

    ERROR_SCHEMA = ProblemSchema

    def __init__(self, **options: Any) -> None:
        self._describing = RLock()
        self._described: Any = None
        self._undescribed: list[Callable[[], None]] = []
        super().__init__(**options)

    @property
    def spec(self) -> Any:
        """The description, made when it is asked for: it is half of what making an application costs."""
        with self._describing:
            # each step may ask for what those before it made: none is begun in the middle of another
            steps, self._undescribed = self._undescribed, []
            for step in steps:
                step()
            return self._described

    @spec.setter
    def spec(self, spec: Any) -> None:
        self._described = spec

    def _init_spec(self, **options: Any) -> None:
        self._undescribed = [partial(super()._init_spec, **options)]

    def register_blueprint(self, blueprint: Blueprint, **options: Any) -> None:
        """The blueprint answers from now on, and is described when it is asked for."""
        name = options.get("name", blueprint.name)
        self._app.extensions["flask-smorest"]["blp_name_to_api"][name] = self
        self._app.register_blueprint(blueprint, **options)
        self._undescribed.append(partial(self._describe, self._app, name, blueprint))

    def _describe(self, app: Flask, name: str, blueprint: Blueprint) -> None:
        blueprint.register_views_in_doc(self, app, self.spec, name=name, parameters=None)
        self.spec.tag({"name": name, "description": blueprint.description})

    def _register_responses(self) -> None:
        """Documented errors are problems by their content type too."""
        self.DEFAULT_RESPONSE_CONTENT_TYPE = errors.PROBLEM_TYPE
        super()._register_responses()
        del self.DEFAULT_RESPONSE_CONTENT_TYPE  # what is no error is JSON, as the class says

    def handle_http_exception(self, error: HTTPException) -> Any:
        """The problem of an error of the framework."""
        return errors.answer_http(error)


api = ProblemApi(
    spec_kwargs={
        "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
        "info": {"description": "Personalization for the shop floor: customers, offers, tablets."},
    }
)


@dataclass(frozen=True, slots=True)
class Runtime:
    """What the application was made with, reachable from every view."""

    config: Config


def runtime() -> Runtime:
    """The runtime of the application that is answering."""
    return cast(Runtime, current_app.extensions["aisle"])


def now_ms() -> int:
    """The present moment by the server's clock."""
    return to_millis(runtime().config.clock.now())


def new_id() -> str:
    """A new identifier."""
    return uuid7(now_ms(), runtime().config.random_bytes)


def current_actor() -> Actor:
    """Who is asking, by her bearer token; NotSignedIn if nobody is known.

    The token is looked up in a reading transaction that is over before a changing view begins its own.
    """
    if "aisle_actor" not in g:
        g.aisle_actor = _actor_of_request()
    actor: Actor = g.aisle_actor
    return actor


def bearer_token() -> str:
    """The token that the request carries; NotSignedIn without one."""
    match = _BEARER.fullmatch(request.headers.get("Authorization", ""))
    if match is None:
        raise errors.NotSignedIn("Sign in first: this needs a bearer token.")
    return match[1]


def _actor_of_request() -> Actor:
    from server.staff import service  # the edge knows its domains; they know nothing of the edge

    token = bearer_token()
    session = db.session()
    begin_reading(session)
    actor = service.actor_of_token(session, token, now_ms())
    if request.method not in ("GET", "HEAD"):
        session.rollback()
    return actor


def requires(*kinds: ActorKind, roles: tuple[str, ...] | None = None) -> Callable[[View], View]:
    """Only actors of these kinds reach the view; `roles` narrows which staff may."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            actor = current_actor()
            if actor.kind not in kinds:
                raise errors.Forbidden("This sign-in may not do that. Use one that may.")
            if roles is not None and actor.kind == "staff" and actor.role not in roles:
                raise errors.Forbidden("Your role may look but not change this. Ask an administrator.")
            return view(*args, **kwargs)

        documentation = deepcopy(getattr(guarded, "_apidoc", {}))
        documentation.setdefault("manual_doc", {})["security"] = [{"bearer": []}]
        guarded._apidoc = documentation  # type: ignore[attr-defined]  # where flask-smorest keeps it
        return guarded  # type: ignore[return-value]  # same signature as the view

    return decorate


def store_asked(given: Mapping[str, Any]) -> str | None:
    """The store of who asks, or the `store_id` that staff named; Forbidden for anybody else's store."""
    own = current_actor().store_id
    named: str | None = given.get("store_id")
    if own is not None and named not in (None, own):
        raise errors.Forbidden("This sign-in is for one store. Leave the store out, or ask from that store.")
    return own or named


def public(view: View) -> View:
    """The view, said aloud to need no sign-in."""
    view.is_public = True  # type: ignore[attr-defined]  # read by the access matrix
    return view


health = Blueprint("health", __name__, url_prefix=URL_PREFIX, description="Whether the server can work.")


class HealthSchema(Schema):
    """The server answers and its database does too."""

    status = fields.String(required=True)
    at_ms = fields.Integer(required=True)


@health.route("/health")
@public
@health.response(200, HealthSchema)
def get_health() -> dict[str, object]:
    """Whether server and database answer."""
    session = db.session()
    begin_reading(session)
    session.execute(text("SELECT 1"))
    return {"status": "ok", "at_ms": now_ms()}
