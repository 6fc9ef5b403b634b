"""All that was chosen for a promotion, in the words of its history; what was left as it comes is left out.

Whoever approves reads it here: a part that can be written and is not said somewhere on the page is approved
unseen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from server.catalogue.service import StoreView
from server.console.promotion_board import store_words
from server.console.wording import local_moment
from server.promotions.naming import ContentNames
from server.promotions.saying import PARTS, Part
from server.promotions.service import PromotionView
from shared.promotions import Promotion

ELSEWHERE: Final = frozenset({"name", "text", "audience"})
"""Parts that have a place of their own on the page."""

ALWAYS: Final = frozenset(
    {"benefit", "starts_local", "ends_local", "store_ids", "customer_limit", "total_limit"}
)
"""Parts that are read of every promotion, also where nothing was chosen."""

UNTOUCHED: Final = Promotion(
    id="", name="", text="", benefit_kind="percent", benefit_value=0, starts_local="", ends_local=""
)


def facts(
    view: PromotionView,
    content: Mapping[str, Any],
    names: ContentNames,
    stores: list[StoreView],
    now_ms: int,
) -> list[tuple[str, str]]:
    """Label and words of each part, in the order in which a promotion is written."""
    own = {
        "starts_local": local_moment(view.starts_local, now_ms),
        "ends_local": f"{local_moment(view.ends_local, now_ms)}, by each store’s own clock",
    }
    if view.store_ids is None:
        own["store_ids"] = store_words(view, stores)
    return [
        (part.label, own.get(part.key) or part.says(content, names))
        for part in PARTS
        if part.key not in ELSEWHERE and (part.key in ALWAYS or _is_chosen(part, content))
    ]


def _is_chosen(part: Part, content: Mapping[str, Any]) -> bool:
    return any((content[name] or None) != (getattr(UNTOUCHED, name) or None) for name in part.fields)
