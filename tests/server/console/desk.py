"""Somebody at the console, without a browser: signs in, reads pages, sends their forms."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server.promotions.service import PromotionView
from tests.server.world import PIN

ASKED_VERSION = re.compile(r'/approve\?version=(\d+)"')
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Desk:
    """One person's browser session."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def sign_in(self, role: str = "marketer") -> TestResponse:
        """The page that follows signing in as that role."""
        return self.post("/console/sign-in", email=f"{role}@example.com", password=PIN)

    def get(self, path: str, **headers: str) -> str:
        """The text of a page that is there."""
        response = self.client.get(path, headers=headers)
        assert response.status_code == 200, response.status
        return response.text

    def token(self) -> str:
        """The token that this session's forms carry."""
        page = self.client.get("/console/sign-in", follow_redirects=True).text
        found = TOKEN.search(page)
        assert found, "every page has a form with a token"
        return found[1]

    def post(
        self, path: str, *, follow: bool = True, headers: dict[str, str] | None = None, **form: Any
    ) -> TestResponse:
        """The answer to a form, after redirects."""
        data = {"csrf_token": self.token(), **form}
        return self.client.post(path, data=data, headers=headers or {}, follow_redirects=follow)

    def colleague(self, role: str = "approver") -> Desk:
        """Somebody else at another desk, signed in as that role."""
        other = Desk(self.client.application.test_client())
        other.sign_in(role)
        return other

    def submit(self, **form: Any) -> str:
        """The address of a new promotion that waits for approval."""
        return promotion_path(self.post("/console/promotions/new", action="submit", **form))

    def approve(self, path: str) -> TestResponse:
        """The page that follows approving what this page shows."""
        found = ASKED_VERSION.search(self.get(path))
        assert found, "there is a button to approve it with"
        return self.post(f"{path}/approve", version=found[1])

    def publish(self, **form: Any) -> str:
        """The address of a new promotion that a colleague approved and published."""
        path = self.submit(**form)
        approver = self.colleague()
        approver.approve(path)
        approver.post(f"{path}/publish")
        return path


Listed = Callable[[], list[PromotionView]]
"""Reads what promotions there are now."""

PROMOTION: dict[str, Any] = {
    "name": "Autumn soup week",
    "text": "All soups are a fifth off for you.",
    "benefit_kind": "percent",
    "benefit_value": "20",
    "department": "Bakery",
    "starts_local": "2026-11-20T08:00",
    "ends_local": "2026-11-29T22:00",
    "stores_mode": "all",
    "rule_count": "0",
    "customer_limit": "1",
    "total_limit": "500",
}
"""A form that can be saved as it is; it is live at `NOW`."""


def promotion_path(response: TestResponse) -> str:
    """The address of the promotion whose page this is."""
    path = response.request.path
    assert path.startswith("/console/promotions/"), path
    return path
