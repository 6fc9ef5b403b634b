"""Who may call what. A new endpoint without a row here fails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.server.experiments.trying import EXPERIMENTS, TRIED
from tests.server.people import BREAD, ELENA, MARCO
from tests.server.test_message_templates import TEMPLATE, TEMPLATES
from tests.server.test_promotions import DRAFT, PROMOTIONS
from tests.server.test_sequences_api import CARE, SEQUENCES
from tests.server.test_tasks import NEW, TASKS
from tests.server.world import PIN, Actors, stop_watching

WHO = ("nobody", "device", "associate", "elsewhere", "reader", "marketer")

CUSTOMER, PROMOTION = (
    "/api/v1/customers/<int(max=9007199254740991):customer_id>",
    PROMOTIONS + "/<uuid:promotion_id>",
)
EXPERIMENT = f"{EXPERIMENTS}/<uuid:experiment_id>"
PICTURES = "/api/v1/offer-pictures"
PICTURE = f"{PICTURES}/<uuid:picture_id>"
AUDIENCES = "/api/v1/audiences"
AUDIENCE = f"{AUDIENCES}/<uuid:audience_id>"
MERGES = "/api/v1/customers/merges"
TRIALS = "/api/v1/trials"
TRIAL = f"{TRIALS}/<string(maxlength=64):trial_id>"
GUIDES = "/api/v1/guides"
GUIDE = f"{GUIDES}/<string(maxlength=64):guide_id>"
HELP = {
    "title": "Descale", "text": "Half vinegar.", "tie": "category", "about": "Coffee", "first_day": 0,
    "last_day": 9,
}  # fmt: skip
SEQUENCE = f"{SEQUENCES}/<string(maxlength=36):sequence_id>"
PRODUCT = "/api/v1/products/<int(max=9007199254740991):product_id>"
SEEN_BY_ITS_STORE = (401, 200, 200, 404, 200, 200)
SEEN_BY_STAFF = (401, 403, 403, 403, 200, 200)
CHANGED_BY_MARKETERS = (401, 403, 403, 403, 403)
DECIDED_BY_APPROVERS = (401, 403, 403, 403, 403, 403)
ADMINISTRATORS_ONLY = (401, 403, 403, 403, 403, 403)
TABLETS_ONLY = (401, 422, 403, 403, 403, 403)
"""A body that says nothing gets 422 from those who are let in. An approver is let in where a reader is: the
rows of promotions, where she does more, name her seventh."""

MATRIX: dict[tuple[str, str], tuple[int, ...]] = {
    ("GET", "/api/v1/health"): (200,) * 6,
    ("GET", "/api/v1/openapi.json"): (200,) * 6,
    ("POST", "/api/v1/sessions"): (201,) * 6,
    ("DELETE", "/api/v1/sessions"): (401, 403, 204, 204, 204, 204),
    ("POST", "/api/v1/devices/enrol"): (404,) * 6,
    ("POST", "/api/v1/devices/sign-in"): (401, 200, 403, 403, 403, 403),
    ("POST", "/api/v1/devices/contact"): TABLETS_ONLY,
    ("POST", "/api/v1/devices/diagnostics"): TABLETS_ONLY,
    ("POST", "/api/v1/devices/receipt"): (404,) * 6,
    ("POST", "/api/v1/customers/search"): (401, 200, 200, 200, 200, 200),
    ("GET", "/api/v1/customers/duplicates"): SEEN_BY_STAFF,
    ("GET", MERGES): SEEN_BY_STAFF,
    ("POST", MERGES): (*CHANGED_BY_MARKETERS, 201),
    ("POST", f"{MERGES}/<uuid:merge_id>/undo"): (*CHANGED_BY_MARKETERS, 404),
    ("GET", CUSTOMER): SEEN_BY_ITS_STORE,
    ("GET", f"{CUSTOMER}/purchases"): SEEN_BY_ITS_STORE,
    ("GET", f"{CUSTOMER}/recommendations"): SEEN_BY_ITS_STORE,
    ("GET", f"{CUSTOMER}/next-actions"): SEEN_BY_ITS_STORE,
    ("GET", f"{CUSTOMER}/decision"): SEEN_BY_ITS_STORE,
    ("GET", f"{PROMOTION}/first"): (401, 403, 403, 403, 422, 422),
    ("GET", "/api/v1/decisions/policy"): SEEN_BY_STAFF,
    ("PUT", "/api/v1/decisions/policy"): (*CHANGED_BY_MARKETERS, 422),
    ("POST", "/api/v1/decisions/counts"): (*CHANGED_BY_MARKETERS, 200),
    ("GET", "/api/v1/decisions/judged"): SEEN_BY_STAFF,
    ("POST", "/api/v1/behaviour/events"): (*CHANGED_BY_MARKETERS, 422),
    ("POST", "/api/v1/stock"): (*CHANGED_BY_MARKETERS, 422),
    ("GET", "/api/v1/next-actions/today"): (401, 200, 200, 200, 422, 422),
    ("POST", "/api/v1/till/baskets/read"): (401, 403, 404, 404, 422, 422),
    ("POST", "/api/v1/till/baskets/take"): (401, 403, 404, 404, 403, 422),
    ("GET", "/api/v1/visit-ratings"): (401, 200, 200, 200, 200, 200),
    ("GET", "/api/v1/experience"): SEEN_BY_STAFF,
    ("GET", "/api/v1/sales-credit"): SEEN_BY_STAFF,
    ("GET", "/api/v1/maturity"): SEEN_BY_STAFF,
    ("GET", TEMPLATES): SEEN_BY_STAFF,
    ("POST", TEMPLATES): (*CHANGED_BY_MARKETERS, 201),
    ("PUT", f"{TEMPLATES}/<string(maxlength=64):template_id>"): (*CHANGED_BY_MARKETERS, 404),
    ("GET", TASKS): SEEN_BY_STAFF,
    ("POST", TASKS): (*CHANGED_BY_MARKETERS, 201),
    ("GET", f"{TASKS}/<uuid:task_id>"): (401, 403, 403, 403, 404, 404),
    ("POST", f"{TASKS}/<uuid:task_id>/take-back"): (*CHANGED_BY_MARKETERS, 404),
    ("GET", SEQUENCES): SEEN_BY_STAFF,
    ("POST", SEQUENCES): (*CHANGED_BY_MARKETERS, 201),
    ("PUT", SEQUENCE): (*CHANGED_BY_MARKETERS, 404),
    ("PATCH", SEQUENCE): (*CHANGED_BY_MARKETERS, 404),
    ("GET", f"{SEQUENCE}/standing"): (401, 403, 403, 403, 404, 404),
    ("GET", GUIDES): SEEN_BY_STAFF,
    ("POST", GUIDES): (*CHANGED_BY_MARKETERS, 201),
    ("PUT", GUIDE): (*CHANGED_BY_MARKETERS, 404),
    ("PATCH", GUIDE): (*CHANGED_BY_MARKETERS, 404, 404),
    ("POST", f"{GUIDE}/submit"): (*CHANGED_BY_MARKETERS, 404),
    ("POST", f"{GUIDE}/approve"): (*DECIDED_BY_APPROVERS, 404),
    ("POST", f"{GUIDE}/send-back"): (*DECIDED_BY_APPROVERS, 404),
    ("POST", f"{GUIDE}/publish"): (*CHANGED_BY_MARKETERS, 404, 404),
    ("GET", f"{GUIDE}/results"): (401, 403, 403, 403, 404, 404),
    ("GET", f"{PRODUCT}/similar"): (401, 200, 200, 200, 200, 200),
    ("GET", f"{PRODUCT}/who-wants"): (401, 200, 200, 200, 422, 422),
    ("GET", "/api/v1/recommendations/goes-with"): (401, 422, 422, 422, 422, 422),
    ("GET", "/api/v1/recommendations/best-sellers"): (401, 200, 200, 200, 200, 200),
    ("POST", "/api/v1/look-alikes"): SEEN_BY_STAFF,
    ("GET", "/api/v1/exports"): ADMINISTRATORS_ONLY,
    ("GET", "/api/v1/exports/<string(maxlength=64):name>"): ADMINISTRATORS_ONLY,
    ("GET", f"{CUSTOMER}/notes"): SEEN_BY_ITS_STORE,
    ("POST", f"{CUSTOMER}/notes"): (401, 403, 201, 404, 403, 403),
    ("GET", PROMOTIONS): SEEN_BY_STAFF,
    ("POST", PROMOTIONS): (*CHANGED_BY_MARKETERS, 201),
    ("GET", PROMOTION): SEEN_BY_STAFF,
    ("PATCH", PROMOTION): (*CHANGED_BY_MARKETERS, 200),
    ("DELETE", PROMOTION): (*CHANGED_BY_MARKETERS, 200),
    ("POST", f"{PROMOTION}/bring-back"): (*CHANGED_BY_MARKETERS, 409),
    ("POST", f"{PROMOTION}/submit"): (*CHANGED_BY_MARKETERS, 200),
    ("POST", f"{PROMOTION}/withdraw"): (*CHANGED_BY_MARKETERS, 409),
    ("POST", f"{PROMOTION}/approve"): (*DECIDED_BY_APPROVERS, 409),
    ("POST", f"{PROMOTION}/send-back"): (*DECIDED_BY_APPROVERS, 409),
    ("POST", f"{PROMOTION}/publish"): (*CHANGED_BY_MARKETERS, 409, 409),
    ("POST", f"{PROMOTION}/stop"): (*CHANGED_BY_MARKETERS, 409, 409),
    ("POST", f"{PROMOTION}/duplicate"): (*CHANGED_BY_MARKETERS, 201),
    ("GET", f"{PROMOTION}/history"): SEEN_BY_STAFF,
    ("GET", f"{PROMOTIONS}/history"): SEEN_BY_STAFF,
    ("GET", f"{PROMOTION}/delivery"): SEEN_BY_STAFF,
    ("GET", EXPERIMENTS): SEEN_BY_STAFF,
    ("POST", EXPERIMENTS): (*CHANGED_BY_MARKETERS, 201),
    ("GET", EXPERIMENT): (401, 403, 403, 403, 404, 404),
    ("PATCH", EXPERIMENT): (*CHANGED_BY_MARKETERS, 404),
    ("DELETE", EXPERIMENT): (*CHANGED_BY_MARKETERS, 404),
    ("POST", f"{EXPERIMENT}/bring-back"): (*CHANGED_BY_MARKETERS, 404),
    ("POST", f"{EXPERIMENT}/submit"): (*CHANGED_BY_MARKETERS, 404),
    ("POST", f"{EXPERIMENT}/withdraw"): (*CHANGED_BY_MARKETERS, 404),
    ("POST", f"{EXPERIMENT}/approve"): (*DECIDED_BY_APPROVERS, 404),
    ("POST", f"{EXPERIMENT}/send-back"): (*DECIDED_BY_APPROVERS, 404),
    ("POST", f"{EXPERIMENT}/start"): (*CHANGED_BY_MARKETERS, 404, 404),
    ("POST", f"{EXPERIMENT}/stop"): (*CHANGED_BY_MARKETERS, 404, 404),
    ("POST", f"{EXPERIMENT}/duplicate"): (*CHANGED_BY_MARKETERS, 404),
    ("GET", f"{EXPERIMENT}/plan"): (401, 403, 403, 403, 404, 404),
    ("GET", f"{EXPERIMENT}/exposures"): (401, 403, 403, 403, 404, 404),
    ("GET", f"{EXPERIMENT}/history"): (401, 403, 403, 403, 404, 404),
    ("GET", f"{EXPERIMENTS}/holdout"): SEEN_BY_STAFF,
    ("PUT", f"{EXPERIMENTS}/holdout"): ADMINISTRATORS_ONLY,
    ("GET", AUDIENCES): SEEN_BY_STAFF,
    ("POST", AUDIENCES): (*CHANGED_BY_MARKETERS, 201),
    ("GET", AUDIENCE): (401, 403, 403, 403, 404, 404),
    ("PATCH", AUDIENCE): (*CHANGED_BY_MARKETERS, 404),
    ("DELETE", AUDIENCE): (*CHANGED_BY_MARKETERS, 404),
    ("PUT", f"{AUDIENCE}/members"): (*CHANGED_BY_MARKETERS, 404),
    ("POST", f"{AUDIENCE}/count"): (401, 403, 403, 403, 404, 404),
    ("POST", f"{AUDIENCES}/count"): SEEN_BY_STAFF,
    ("POST", f"{AUDIENCES}/look-alikes"): (*CHANGED_BY_MARKETERS, 404),
    ("POST", f"{AUDIENCE}/duplicate"): (*CHANGED_BY_MARKETERS, 404),
    ("GET", f"{AUDIENCES}/deleted"): SEEN_BY_STAFF,
    ("POST", f"{AUDIENCES}/deleted/<uuid:audience_id>/bring-back"): (*CHANGED_BY_MARKETERS, 404),
    ("POST", f"{AUDIENCES}/lists"): (*CHANGED_BY_MARKETERS, 422),
    ("POST", f"{AUDIENCE}/make-anew"): (*CHANGED_BY_MARKETERS, 404),
    ("GET", "/api/v1/campaigns"): SEEN_BY_STAFF,
    ("GET", "/api/v1/campaigns/<int(max=9007199254740991):campaign_id>"): (401, 403, 403, 403, 404, 404),
    ("GET", PICTURES): SEEN_BY_STAFF,
    ("POST", PICTURES): (*CHANGED_BY_MARKETERS, 422),
    ("GET", PICTURE): (401, 403, 403, 403, 404, 404),
    ("PATCH", PICTURE): (*CHANGED_BY_MARKETERS, 404),
    ("DELETE", PICTURE): (*CHANGED_BY_MARKETERS, 404),
    ("GET", f"{PICTURE}/content"): (401, 403, 403, 403, 404, 404),
    ("GET", TRIALS): SEEN_BY_STAFF,
    ("GET", TRIAL): (401, 403, 403, 403, 404, 404),
    ("GET", f"{TRIAL}/readings"): (401, 403, 403, 403, 404, 404),
    ("GET", f"{TRIAL}/results.csv"): (401, 403, 403, 403, 404, 404),
    ("POST", "/api/v1/sync/pull"): TABLETS_ONLY,
    ("POST", "/api/v1/sync/push"): TABLETS_ONLY,
    ("POST", "/api/v1/sync/leases"): TABLETS_ONLY,
    ("POST", "/api/v1/sync/ack"): TABLETS_ONLY,
    ("POST", "/api/v1/sync/snapshot"): TABLETS_ONLY,
    ("GET", "/api/v1/sync/snapshots/<string(length=32):load_id>"): (401, 404, 403, 403, 403, 403),
    ("POST", "/api/v1/sync/pins"): (401, 404, 403, 403, 403, 403),
    ("DELETE", "/api/v1/sync/pins/<int(max=9007199254740991):customer_id>"): (401, 204, 403, 403, 403, 403),
    ("GET", "/api/v1/sync/wake"): (401, 200, 403, 403, 403, 403),
}

BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("POST", "/api/v1/sessions"): {"email": "reader@example.com", "password": PIN},
    ("POST", "/api/v1/devices/enrol"): {"code": "ZZZZ-ZZZZ", "device_name": "x", "app_version": "1"},
    ("POST", "/api/v1/devices/sign-in"): {"number": "1", "pin": PIN},
    ("POST", "/api/v1/devices/contact"): {"nothing": 1},
    ("POST", "/api/v1/devices/diagnostics"): {"nothing": 1},
    ("POST", "/api/v1/devices/receipt"): {
        "device_id": "x",
        "receipt": "0" * 64,
        "reason": "revoked",
        "unsent": 0,
    },
    ("POST", "/api/v1/customers/search"): {"query": "e"},
    ("POST", MERGES): {"kept_id": ELENA, "merged_id": MARCO},
    ("POST", "/api/v1/look-alikes"): {"customer_ids": [ELENA]},
    ("POST", "/api/v1/till/baskets/read"): {"code": "0198f7a0-1234-7abc-8def-0123456789ab"},
    ("POST", "/api/v1/till/baskets/take"): {
        "code": "0198f7a0-1234-7abc-8def-0123456789ab",
        "till": "3",
    },
    ("POST", f"{CUSTOMER}/notes"): {"text": "Hello"},
    ("POST", AUDIENCES): {"name": "Everybody", "rule": {}},
    ("PUT", f"{AUDIENCE}/members"): {"customer_ids": []},
    ("POST", f"{AUDIENCES}/count"): {"rule": {}},
    ("POST", f"{AUDIENCES}/look-alikes"): {
        "seed_id": "0198f7a0-1234-7abc-8def-0123456789ab",
        "name": "Like them",
        "size": 5,
    },
    ("POST", PROMOTIONS): DRAFT,
    ("PATCH", PROMOTION): {"name": "B"},
    ("POST", f"{PROMOTION}/approve"): {"version": 1},
    ("POST", f"{PROMOTION}/send-back"): {"word": "Leave Friday out."},
    ("POST", EXPERIMENTS): TRIED,
    ("PATCH", EXPERIMENT): {"name": "B"},
    ("POST", f"{EXPERIMENT}/approve"): {"version": 1},
    ("POST", f"{EXPERIMENT}/send-back"): {"word": "Leave Friday out."},
    ("PUT", f"{EXPERIMENTS}/holdout"): {"percent": 5},
    ("POST", TASKS): NEW,
    ("POST", GUIDES): HELP,
    ("PUT", GUIDE): HELP | {"version": 0},
    ("PATCH", GUIDE): {"is_on": True},
    ("POST", f"{GUIDE}/approve"): {"version": 1},
    ("POST", f"{GUIDE}/send-back"): {"word": "Shorter."},
    ("POST", SEQUENCES): CARE,
    ("PUT", SEQUENCE): CARE | {"version": 1},
    ("PATCH", SEQUENCE): {"is_on": True},
    ("POST", TEMPLATES): TEMPLATE,
    ("PUT", f"{TEMPLATES}/<string(maxlength=64):template_id>"): TEMPLATE,
    ("POST", "/api/v1/sync/pull"): {"nothing": 1},
    ("POST", "/api/v1/sync/push"): {"nothing": 1},
    ("POST", "/api/v1/sync/leases"): {"nothing": 1},
    ("POST", "/api/v1/sync/ack"): {"nothing": 1},
    ("POST", "/api/v1/sync/snapshot"): {"nothing": 1},
    ("POST", "/api/v1/sync/pins"): {"card": "0000"},
}


def endpoints(app: Flask) -> Iterator[tuple[str, str]]:
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            yield method, rule.rule


@pytest.fixture
def quiet_app(app: Flask) -> Iterator[Flask]:
    """The application; whoever listens for news is told that it ends."""
    yield app
    stop_watching(app)


def test_every_endpoint_has_a_row(app: Flask) -> None:
    ours = {each for each in endpoints(app) if each[1].startswith("/api/")}
    assert ours == set(MATRIX)


@pytest.mark.parametrize("endpoint", MATRIX, ids=" ".join)
def test_only_those_come_in_whom_the_matrix_names(
    quiet_app: Flask, people: Actors, endpoint: tuple[str, str]
) -> None:
    client = quiet_app.test_client()
    made = client.post(PROMOTIONS, json=DRAFT, headers=people.marketer.headers)
    method, rule = endpoint
    path = re.sub("<int.*:product_id>", str(BREAD), re.sub("<uuid.*?>", made.json["id"], rule))
    path = re.sub("<int.*>", str(ELENA), path)
    path = re.sub("<string.*>", "0" * 32, path)
    statuses = []
    for name in (*WHO, "approver"):
        headers = dict(getattr(people, name).headers) if name != "nobody" else {}
        headers["If-Match"] = made.headers["ETag"]
        answer = client.open(path, method=method, json=BODIES.get(endpoint), headers=headers)
        statuses.append(answer.status_code)
        answer.close()
    row = MATRIX[endpoint]
    *others, approver = statuses
    assert dict(zip(WHO, others, strict=True)) == dict(zip(WHO, row[: len(WHO)], strict=True))
    assert approver == (row[6] if len(row) > len(WHO) else row[WHO.index("reader")])


OPEN_PAGES = {"/", "/console/sign-in", "/console/static/<path:filename>"}


def test_the_console_shows_nothing_to_those_who_have_not_signed_in_there(
    client: FlaskClient, app: Flask, people: Actors
) -> None:
    seen = []
    for method, rule in endpoints(app):
        if rule.startswith("/api/") or rule in OPEN_PAGES:
            continue
        path = re.sub("<.*?>", "0198f7a0-0000-7000-8000-000000000001", rule)
        answer = client.open(path, method=method, headers=people.administrator.headers)
        inside = answer.status_code == 200 or "sign-in" not in answer.headers.get("Location", "sign-in")
        seen.append((method, rule, answer.status_code, inside))
    assert seen
    assert [each for each in seen if each[3] or each[2] >= 500] == []
