"""What the state of an audience does not allow."""

from __future__ import annotations

from server.errors import Conflict


class AudienceInUse(Conflict):
    """Promotions or other audiences take it in."""

    code = "audience_in_use"


class NotByRule(Conflict):
    """Its members are listed: it has no rule to change."""

    code = "audience_not_by_rule"


class NotByModel(Conflict):
    """Nothing made it from another audience: it cannot be made anew."""

    code = "audience_not_by_model"
