"""Bodies arrive as they were sent: a garbled one is refused before it is read, an answer tells its digest."""

from __future__ import annotations

from flask import Blueprint, Response, request

from server.errors import Garbled
from sync.integrity import CONTENT_DIGEST, content_digest


def guard_bodies(blueprint: Blueprint) -> None:
    """Each body to and from the blueprint fits its digest; one without a digest is taken as it is."""
    blueprint.before_request(_check_request)
    blueprint.after_request(_tell_digest)


def _check_request() -> None:
    told = request.headers.get(CONTENT_DIGEST)
    if told is not None and told != content_digest(request.get_data()):
        raise Garbled("The request was changed on its way. Send it again.")


def _tell_digest(response: Response) -> Response:
    if response.status_code == 200 and response.mimetype == "application/json" and not response.is_streamed:
        response.headers[CONTENT_DIGEST] = content_digest(response.get_data())
    return response
