"""The Flask backend: one folder a domain, HQ console, command line.

A domain's `api` and `views` call its `service`, which alone touches its `models`; domains meet through
services. Flask is known to `api`, `views`, `errors` and this file only. Nothing here knows the tablet app.
"""

from __future__ import annotations

from importlib import import_module

from flask import Flask, Response, request
from flask.sessions import SecureCookieSessionInterface
from flask_migrate import Migrate

from server import errors, logs, security
from server.api import URL_PREFIX, Runtime, api, health, limiter
from server.config import Config
from server.database import db, engine_options, prepare_sqlite
from server.migrations import DIRECTORY
from server.routing import SparingRule

REST = (
    "server.staff.api",
    "server.devices.api",
    "server.customers.api",
    "server.customers.merges_api",
    "server.purchases.api",
    "server.behaviour.api",
    "server.catalogue.api",
    "server.recommendations.api",
    "server.next_actions.api",
    "server.follow_ups.api",
    "server.insights.api",
    "server.ratings.api",
    "server.experience.api",
    "server.crediting.api",
    "server.maturity.api",
    "server.messages.api",
    "server.tasks.api",
    "server.sequences.api",
    "server.guides.api",
    "server.audiences.api",
    "server.promotions.api",
    "server.decisions.api",
    "server.experiments.api",
    "server.offers.api",
    "server.campaigns.api",
    "server.selling.api",
    "server.replication.api",
    "server.replication.pins",
    "server.replication.downloads",
    "server.exporting.api",
)
"""Modules whose `blueprint` joins the REST API."""

MODELS = tuple(
    f"server.{domain}.models"
    for domain in (
        "audiences", "behaviour", "campaigns", "catalogue", "customers", "devices", "experiments",
        "follow_ups", "guides", "insights", "messages", "next_actions", "offers", "privacy", "promotions",
        "purchases", "ratings",
        "recommendations", "replication", "selling", "sequences", "staff", "tasks",
    )
)  # fmt: skip


class Sessions(SecureCookieSessionInterface):
    """The console's cookie, which over TLS is for TLS only."""

    def get_cookie_secure(self, app: Flask) -> bool:  # noqa: ARG002 - Flask's signature
        """True if this very request came over TLS."""
        return request.is_secure


def create_app(config: Config | None = None) -> Flask:
    """The application, ready to serve; its tables are made by `server.migrations.upgrade`."""
    settings = config or Config.from_environment()
    logs.configure()
    app = Flask(__name__, static_folder=None)
    app.url_rule_class = SparingRule
    app.session_interface = Sessions()
    app.config.update(_flask_settings(settings))
    app.extensions["aisle"] = Runtime(settings)
    for module in MODELS:
        import_module(module)
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            prepare_sqlite(db.engine)
    Migrate(app, db, directory=DIRECTORY, render_as_batch=True)
    errors.init_app(app)
    limiter.init_app(app)
    _harden(app)
    api.init_app(app)
    api.register_blueprint(health)
    for module in REST:
        api.register_blueprint(import_module(module).blueprint)
    import_module("server.console.views").init_app(app)
    return app


def _flask_settings(settings: Config) -> dict[str, object]:
    return {
        "SECRET_KEY": settings.secret_key,
        "TESTING": settings.testing,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(settings.database_url),
        "MAX_CONTENT_LENGTH": security.MAX_BODY_BYTES,
        "RATELIMIT_ENABLED": settings.limit_rates,
        "RATELIMIT_STORAGE_URI": "memory://",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "API_TITLE": "Aisle One",
        "API_VERSION": "v1",
        "OPENAPI_VERSION": "3.1.0",
        "OPENAPI_URL_PREFIX": URL_PREFIX,
        "PROPAGATE_EXCEPTIONS": False,
    }


def _harden(app: Flask) -> None:
    """Bodies are bounded and every response carries the strict headers."""

    @app.before_request
    def bound_body() -> None:
        request.max_content_length = security.body_limit(request.path)

    @app.after_request
    def add_headers(response: Response) -> Response:
        is_static = (request.endpoint or "").endswith("static")
        security.add_headers(response.headers, is_static=is_static, is_secure=request.is_secure)
        return response
