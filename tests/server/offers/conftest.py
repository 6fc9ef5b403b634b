"""The offer repository as staff reach it over REST."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.server.offers.pictures import drawn
from tests.server.world import Actors

PICTURES = "/api/v1/offer-pictures"
WORDS = {"name": "Soup", "alt": "A bowl of pumpkin soup", "text": "Something warm for the evening."}

Uploads = Callable[..., TestResponse]


@pytest.fixture
def upload(client: FlaskClient, actors: Actors) -> Uploads:
    """Sends a form with a picture as a marketer."""

    def send(
        path: str = PICTURES, method: str = "POST", picture: bytes | None = None, etag: str = "", **words: Any
    ) -> TestResponse:
        form: dict[str, Any] = dict(words)
        if picture is not None:
            form["picture"] = (BytesIO(picture), "whatever.png")
        headers = actors.marketer.headers | ({"If-Match": etag} if etag else {})
        return client.open(
            path, method=method, data=form, headers=headers, content_type="multipart/form-data"
        )  # fmt: skip

    return send


@pytest.fixture
def soup(upload: Uploads) -> TestResponse:
    """A picture that is there."""
    made = upload(picture=drawn(), **WORDS)
    assert made.status_code == 201, made.json
    return made
