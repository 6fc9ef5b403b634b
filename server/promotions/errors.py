"""What a promotion's state does not allow."""

from __future__ import annotations

from server.errors import Conflict


class PromotionIsLive(Conflict):
    """It is published: tablets hold it as it is."""

    code = "promotion_is_live"


class PromotionIsStopped(Conflict):
    """It was stopped and stays so."""

    code = "promotion_is_stopped"


class PromotionIsDraft(Conflict):
    """It was never published."""

    code = "promotion_is_draft"
