"""The offer repository: adding, replacing and deleting, and what promotions that show a picture hold fast."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from server.offers import placing, service
from server.offers.models import PromotionPicture
from server.promotions.models import PromotionRecord
from tests.server.offers.conftest import PICTURES, WORDS, Uploads
from tests.server.offers.pictures import drawn
from tests.server.test_promotions import DRAFT, PROMOTIONS
from tests.server.world import Actors


@pytest.fixture
def promotion_id(client: FlaskClient, actors: Actors) -> str:
    made = client.post(PROMOTIONS, json=DRAFT, headers=actors.marketer.headers)
    return str(made.json["id"])


def show(session: Session, promotion_id: str, status: str = "draft", **columns: str) -> None:
    """The promotion shows a picture, and stands there in its life."""
    changes = update(PromotionRecord).where(PromotionRecord.id == promotion_id)
    session.execute(changes.values(status=status, **columns))
    session.commit()


def test_a_picture_is_listed_with_its_words_and_shown(
    soup: TestResponse, client: FlaskClient, actors: Actors
) -> None:
    listed = client.get(PICTURES, headers=actors.reader.headers).json["pictures"]
    assert [{name: each[name] for name in WORDS} for each in listed] == [WORDS]
    assert listed[0]["used_in"] == []
    assert (listed[0]["width"], listed[0]["height"]) == (320, 200)
    shown = client.get(f"{PICTURES}/{soup.json['id']}/content", headers=actors.reader.headers)
    assert (shown.mimetype, len(shown.data)) == ("image/jpeg", listed[0]["size"])
    again = {"If-None-Match": shown.headers["ETag"], **actors.reader.headers}
    assert client.get(f"{PICTURES}/{soup.json['id']}/content", headers=again).status_code == 304


def test_what_is_wrong_is_told_field_by_field_at_once(upload: Uploads) -> None:
    refused = upload(picture=b"not one", name=" ", alt="")
    assert refused.status_code == 422
    assert set(refused.json["fields"]) == {"picture", "name", "alt"}


def test_words_are_bounded_and_a_picture_is_needed(upload: Uploads) -> None:
    assert set(upload(**WORDS | {"name": "x" * 81}).json["fields"]) == {"name"}
    assert set(upload(**WORDS).json["fields"]) == {"picture"}


def test_the_same_picture_is_not_kept_twice(soup: TestResponse, upload: Uploads) -> None:
    assert soup.status_code == 201
    again = upload(picture=drawn(), **WORDS | {"name": "Soup again"})
    assert again.status_code == 422
    assert again.json["fields"] == {"picture": "This picture is here already, as “Soup”. Use that one."}


def test_what_is_larger_than_a_picture_may_be_is_not_read(client: FlaskClient, actors: Actors) -> None:
    kind = "multipart/form-data; boundary=x"
    sent = {"data": b"\0" * (10 * 2**20), "content_type": kind, "headers": actors.marketer.headers}
    assert client.post(PICTURES, **sent).status_code == 413


def test_a_change_says_which_version_it_saw(soup: TestResponse, upload: Uploads) -> None:
    path = f"{PICTURES}/{soup.json['id']}"
    assert upload(path, "PATCH", name="Soup of the day").status_code == 428
    changed = upload(path, "PATCH", etag=soup.headers["ETag"], name="Soup of the day")
    assert (changed.status_code, changed.json["name"], changed.json["alt"]) == (
        200, "Soup of the day", WORDS["alt"],
    )  # fmt: skip
    assert upload(path, "PATCH", etag=soup.headers["ETag"], name="Late").status_code == 412


def test_two_who_replace_at_once_do_not_overwrite_each_other(soup: TestResponse, session: Session) -> None:
    with pytest.raises(service.PictureChanged):
        service.change(session, soup.json["id"], {"name": "Late"}, version=7, by="x", now_ms=1)


def test_a_draft_follows_a_replaced_picture(
    soup: TestResponse, upload: Uploads, promotion_id: str, session: Session
) -> None:
    picture_id = soup.json["id"]
    show(session, promotion_id, variants=f'[{{"key": "a", "picture_id": "{picture_id}"}}]')
    path = f"{PICTURES}/{picture_id}"
    changed = upload(path, "PATCH", etag=soup.headers["ETag"], picture=drawn(colour="#123456"))
    assert changed.status_code == 200
    assert changed.json["sha256"] != soup.json["sha256"]
    assert changed.json["used_in"] == [
        {"promotion_id": promotion_id, "name": DRAFT["name"], "status": "draft"}
    ]


def test_what_is_live_keeps_what_customers_see(
    soup: TestResponse, upload: Uploads, promotion_id: str, session: Session
) -> None:
    show(session, promotion_id, "published", picture_id=soup.json["id"])
    path, etag = f"{PICTURES}/{soup.json['id']}", soup.headers["ETag"]
    for changes in ({"picture": drawn(colour="#123456")}, {"alt": "A bowl of something else"}):
        refused = upload(path, "PATCH", etag=etag, **changes)
        assert (refused.status_code, refused.json["code"]) == (409, "picture_in_use")
        assert DRAFT["name"] in refused.json["detail"]
    assert upload(path, "PATCH", etag=etag, text="Other words").status_code == 200


def test_a_picture_is_deleted_only_while_nothing_shows_it(
    soup: TestResponse, upload: Uploads, promotion_id: str, session: Session
) -> None:
    show(session, promotion_id, "stopped", picture_id=soup.json["id"])
    path, etag = f"{PICTURES}/{soup.json['id']}", soup.headers["ETag"]
    refused = upload(path, "DELETE", etag=etag)
    assert (refused.status_code, refused.json["code"]) == (409, "picture_in_use")
    show(session, promotion_id, "draft", picture_id="another")
    assert upload(path, "DELETE", etag=etag).status_code == 204
    assert upload(path, "DELETE", etag=etag).status_code == 404


def test_uses_are_named_shortly(soup: TestResponse, session: Session) -> None:
    uses = tuple(service.Use(str(number), f"P{number}", "draft") for number in range(4))
    assert service._named(uses[:1]) == "“P0” shows"
    assert service._named(uses[:2]) == "“P0” and “P1” show"
    assert service._named(uses) == "“P0”, “P1” and 2 more show"
    assert service.unknown(session, [soup.json["id"], "none"]) == ["none"]
    assert service.unknown(session, []) == []


def test_copies_go_out_as_they_are_and_come_back(
    soup: TestResponse, promotion_id: str, session: Session
) -> None:
    placing.place(session, promotion_id, [soup.json["id"], "missing"])
    (copy,) = session.scalars(select(PromotionPicture))
    assert (copy.promotion_id, copy.picture_id, copy.alt) == (promotion_id, soup.json["id"], WORDS["alt"])
    placing.take_back(session, promotion_id)
    assert session.scalars(select(PromotionPicture)).all() == []


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"picture_id": "gone"}, "picture_id"),
        (
            {"variants": [
                {"key": key, "weight": 1, "text": "", "picture_id": picture_id}
                for key, picture_id in (("a", None), ("b", "gone"))
            ]},
            "variants",
        ),
    ],
)  # fmt: skip
def test_a_promotion_shows_only_pictures_that_are_there(
    soup: TestResponse, client: FlaskClient, actors: Actors, given: dict[str, Any], field: str
) -> None:
    refused = client.post(PROMOTIONS, json=DRAFT | given, headers=actors.marketer.headers)
    assert (refused.status_code, set(refused.json["fields"])) == (422, {field})
    shown = client.post(
        PROMOTIONS, json=DRAFT | {"picture_id": soup.json["id"]}, headers=actors.marketer.headers
    )
    assert shown.status_code == 201
