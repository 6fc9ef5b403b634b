"""What the demo begins with, made over REST: a promotion that runs, a draft, an experiment that runs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import requests

from tools.stage import APPROVER, PASSWORD, STAFF, Stage

RUNNING = {
    "name": "Thank you week",
    "text": "A tenth off today's whole basket, to say thank you.",
    "benefit_kind": "percent",
    "benefit_value": 10,
    "audience": {"all": [{"attribute": "tier", "operator": "in", "value": ["Silver", "Gold", "VIP"]}]},
    "customer_limit": 1,
    "priority": 10,
}
DRAFT = {
    "name": "Winter warmers",
    "text": "Five dollars off soups and stews for customers we have not seen in a month.",
    "benefit_kind": "amount",
    "benefit_value": 500,
    "audience": {"all": [{"attribute": "days_since_visit", "operator": "at_least", "value": 30}]},
    "total_limit": 500,
    "customer_limit": 1,
}


TRIED = {
    "name": "What is due again first",
    "hypothesis": "Customers buy more when what they are about to run out of stands first.",
    "surface": "recommendations",
    "variants": [
        {"key": "usual", "name": "As always", "weight": 5_000, "strategy": "model"},
        {"key": "due", "name": "Due again first", "weight": 5_000, "strategy": "repeat_first"},
    ],
    "control": "usual",
    "smallest_effect": 1_000,
}


def ensure(stage: Stage) -> None:
    """HQ has something to look at; nothing is added where there are promotions already."""
    with _signed_in(stage, STAFF) as marketer, _signed_in(stage, APPROVER) as approver:
        address = f"{stage.address}/api/v1/promotions"
        answer = marketer.get(address, timeout=30)
        answer.raise_for_status()
        if answer.json()["promotions"]:
            return
        running = f"{address}/{_post(marketer, address, RUNNING | _window(starts_in=-1, days=14))['id']}"
        submitted = _post(marketer, f"{running}/submit", None)
        _post(approver, f"{running}/approve", {"version": submitted["version"]})
        _post(marketer, f"{running}/publish", None)
        _post(marketer, address, DRAFT | _window(starts_in=7, days=21))
        address = f"{stage.address}/api/v1/experiments"
        tried = f"{address}/{_post(marketer, address, TRIED | _window(starts_in=-1, days=56))['id']}"
        submitted = _post(marketer, f"{tried}/submit", None)
        _post(approver, f"{tried}/approve", {"version": submitted["version"]})
        _post(marketer, f"{tried}/start", None)


def _signed_in(stage: Stage, email: str) -> requests.Session:
    session = requests.Session()
    answer = _post(session, f"{stage.address}/api/v1/sessions", {"email": email, "password": PASSWORD})
    session.headers["Authorization"] = f"Bearer {answer['access_token']}"
    return session


def _post(session: requests.Session, address: str, body: dict[str, Any] | None) -> dict[str, Any]:
    answer = session.post(address, json=body, timeout=30)
    answer.raise_for_status()
    content: dict[str, Any] = answer.json()
    return content


def _window(*, starts_in: int, days: int) -> dict[str, str]:
    """Opening time of a day near today, and closing time some days later; wall clocks, so no zone."""
    opening = datetime.now().replace(hour=8, minute=0) + timedelta(days=starts_in)  # noqa: DTZ005 - store time
    closing = (opening + timedelta(days=days)).replace(hour=21)
    return {
        "starts_local": opening.strftime("%Y-%m-%dT%H:%M"),
        "ends_local": closing.strftime("%Y-%m-%dT%H:%M"),
    }
