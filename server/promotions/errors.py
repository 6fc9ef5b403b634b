"""What a promotion's state does not allow."""

from __future__ import annotations

from server.errors import Conflict, Forbidden


class PromotionIsLive(Conflict):
    """It is published: tablets hold it as it is."""

    code = "promotion_is_live"


class PromotionIsStopped(Conflict):
    """It was stopped and stays so."""

    code = "promotion_is_stopped"


class PromotionIsDraft(Conflict):
    """It was never published."""

    code = "promotion_is_draft"


class PromotionIsSubmitted(Conflict):
    """It waits for approval."""

    code = "promotion_is_submitted"


class PromotionIsApproved(Conflict):
    """It is approved and not yet published."""

    code = "promotion_is_approved"


class PromotionIsDeleted(Conflict):
    """It was deleted as a draft."""

    code = "promotion_is_deleted"


class OwnWork(Forbidden):
    """Publishing takes two people: nobody approves anything that she wrote."""

    code = "own_work"


class ChangedMeanwhile(Conflict):
    """Somebody changed it since it was read; `version` is the one that holds now."""

    code = "changed_meanwhile"
