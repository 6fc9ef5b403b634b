"""What can go wrong at the server, and how it is told: RFC 9457 problem+json with a stable code.

Services raise the classes below (or their own subclasses); only the table and the handlers here know HTTP.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import structlog
from flask import Flask, Response, current_app, json, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from shared.errors import AisleError, InvalidInput, UnknownVersion
from sync.integrity import GARBLED_BODY

PROBLEM_TYPE = "application/problem+json"
ERROR_PAGE = "aisle.error_page"

log = structlog.get_logger()


class ServerError(AisleError):
    """Root of the errors that the server raises on purpose."""

    code = "server_error"


class NotSignedIn(ServerError):
    """Nobody is known to be asking."""

    code = "not_signed_in"


class Forbidden(ServerError):
    """It is known who asks, and she may not do this."""

    code = "forbidden"


class NotFound(ServerError):
    """There is no such thing, or none that the one who asks may know of."""

    code = "not_found"


class Conflict(ServerError):
    """The thing is in a state that does not allow this."""

    code = "conflict"


class Gone(ServerError):
    """It was there and can no longer be had."""

    code = "gone"


class Garbled(ServerError):
    """The body is not the one that was sent."""

    code = GARBLED_BODY


class UpgradeRequired(ServerError):
    """Whoever asks speaks a version that the server does not; `oldest` and `newest` say which it speaks."""

    code = "upgrade_required"


class TooManyAttempts(ServerError):
    """Tried too often; `retry_after_s` says when to try again."""

    code = "too_many_attempts"


class DatabaseIsNewer(ServerError):
    """A newer version of Aisle One has made this database; it is left untouched."""

    code = "database_is_newer"


STATUS_OF: tuple[tuple[type[AisleError], int], ...] = (
    (InvalidInput, 422),
    (UnknownVersion, 409),
    (Garbled, 400),
    (NotSignedIn, 401),
    (Forbidden, 403),
    (NotFound, 404),
    (Conflict, 409),
    (Gone, 410),
    (UpgradeRequired, 426),
    (TooManyAttempts, 429),
)

HTTP_CODES = {
    400: ("bad_request", "The request could not be read. Check its form and send it again."),
    401: ("not_signed_in", "Sign in first."),
    404: ("not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "This address does not take that method."),
    406: ("not_acceptable", "This address cannot answer in the form you accept."),
    412: ("changed_meanwhile", "Somebody changed it meanwhile. Load it again and repeat your change."),
    413: ("too_large", "That is more than this address takes at once. Send less."),
    415: ("unsupported_media_type", "Send JSON, with the content type application/json."),
    416: ("range_not_satisfiable", "It is not that long. Ask for a range that begins within it."),
    422: ("invalid_input", "Some fields cannot be used like this: see the fields marked."),
    428: ("version_missing", "Load it first and send its ETag as If-Match, so that no change is lost."),
    429: ("too_many_requests", "Too many tries in a short time. Wait a minute and try again."),
    500: ("internal_error", "Something went wrong on our side. If it stays, tell your administrator."),
    503: ("busy", "The server is busy for a moment. Try again shortly."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """One error as it is told to whoever asked."""

    status: int
    code: str
    detail: str
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The name that HTTP gives the status."""
        return HTTPStatus(self.status).phrase

    def to_wire(self) -> dict[str, Any]:
        """The body of the answer: these six members and no others."""
        return {
            "type": f"urn:aisle-one:problem:{self.code}",
            "title": self.title,
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
            "fields": self.fields,
        }


def problem_of(error: AisleError) -> Problem:
    """The problem that an error of ours is."""
    status = next((status for kind, status in STATUS_OF if isinstance(error, kind)), 500)
    return Problem(status, error.code, error.sentence, dict(error.fields))


def problem_of_http(error: HTTPException) -> Problem:
    """The problem that an error of the framework is; what validation found becomes `fields`."""
    status = error.code or 500
    code, sentence = HTTP_CODES.get(status, ("http_error", error.description or "The request was refused."))
    data = getattr(error, "data", None) or {}
    messages = data.get("errors") or data.get("messages") or {}
    return Problem(status, code, sentence, _flat(messages))


def _flat(messages: Any) -> dict[str, Any]:
    """Validation messages by field; the name of the place they came from (json, query) says nothing."""
    if not isinstance(messages, dict):
        return {"request": messages}
    inner = [part for part in messages.values() if isinstance(part, dict)]
    if len(inner) == len(messages):
        messages = {name: text for part in inner for name, text in part.items()}
    return {str(name): " ".join(text) if _are_texts(text) else text for name, text in messages.items()}


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def answer(problem: Problem, headers: dict[str, str] | None = None) -> ResponseReturnValue:
    """The response that tells the problem: a page under the console, problem+json everywhere else."""
    page: Callable[[Problem], ResponseReturnValue] | None = current_app.extensions.get(ERROR_PAGE)
    if page is not None and not request.path.startswith("/api/"):
        return page(problem)
    response = Response(json.dumps(problem.to_wire()), problem.status, content_type=PROBLEM_TYPE)
    response.headers.update(headers or {})
    if problem.status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    if "retry_after_s" in problem.fields:
        response.headers["Retry-After"] = str(problem.fields["retry_after_s"])
    return response


def answer_http(error: HTTPException) -> ResponseReturnValue:
    """The response to an error of the framework; redirects stay what they are."""
    if error.response is not None or (error.code or 500) < 400:
        return error.get_response()
    kept = ("Allow", "Retry-After", "WWW-Authenticate")
    return answer(problem_of_http(error), {k: v for k, v in error.get_headers() if k in kept})


def _answer_own(error: AisleError) -> ResponseReturnValue:
    problem = problem_of(error)
    if problem.status >= 500:
        log.exception("error_without_status", code=problem.code, path=request.path)
    return answer(problem)


def _answer_busy(_: OperationalError) -> ResponseReturnValue:
    log.exception("database_refused", path=request.path)
    return answer(Problem(503, *HTTP_CODES[503]))


def _answer_unexpected(_: Exception) -> ResponseReturnValue:
    log.exception("unexpected_error", path=request.path)
    return answer(Problem(500, *HTTP_CODES[500]))


def init_app(app: Flask) -> None:
    """Every error of the application leaves as a problem."""
    app.register_error_handler(AisleError, _answer_own)
    app.register_error_handler(HTTPException, answer_http)
    app.register_error_handler(OperationalError, _answer_busy)
    app.register_error_handler(Exception, _answer_unexpected)
