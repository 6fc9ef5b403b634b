"""The pictures that promotions of this store show, as HQ sent them with the promotions."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Collection
from dataclasses import dataclass

from associate_app.store.reading import Snapshot


@dataclass(frozen=True, slots=True)
class OfferPicture:
    """The bytes of a JPEG, and what is seen on it."""

    data: bytes
    alt: str


def pictures(snapshot: Snapshot, wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], OfferPicture]:
    """Those of the pictures, by promotion and picture id, that are here and can be unpacked.

    One that is missing or damaged is left out: the offer holds without it.
    """
    if not wanted:
        return {}
    rows = snapshot.rows(
        "SELECT promotion_id, picture_id, data, alt FROM promotion_pictures"
        " WHERE promotion_id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted({promotion_id for promotion_id, _picture_id in wanted})),),
    )
    found = {}
    for promotion_id, picture_id, data, alt in rows:
        if (promotion_id, picture_id) in wanted and (content := _unpacked(data)):
            found[promotion_id, picture_id] = OfferPicture(content, alt or "")
    return found


def _unpacked(data: object) -> bytes:
    try:
        return b64decode(str(data), validate=True) if data else b""
    except ValueError:
        return b""
