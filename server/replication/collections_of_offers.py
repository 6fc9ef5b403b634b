"""What travels of the offer repository: the pictures of a store's promotions."""

from __future__ import annotations

from typing import Final

from sync.protocol import Collection

OFFERS: Final = (
    Collection(
        "promotion_pictures",
        key=("promotion_id", "picture_id"),
        columns=("promotion_id", "picture_id", "alt", "width", "height", "data"),
        grouping="terms", group_column="promotion_id",
    ),
)  # fmt: skip
