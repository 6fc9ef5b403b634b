"""The whole language: every attribute that a rule may ask for, by its name in a rule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from shared.audience.attributes import Attribute, Condition
from shared.audience.noted import BELONGING, NOTED
from shared.audience.profile import PROFILE
from shared.audience.story import STORY

ATTRIBUTES: Final[Mapping[str, Attribute]] = {**PROFILE, **STORY, **NOTED, **BELONGING}


def understood(condition: Condition) -> Attribute | None:
    """The attribute that a condition asks for, if this version understands all that the condition says."""
    attribute = ATTRIBUTES.get(condition.get("attribute", ""))
    return attribute if attribute is not None and attribute.knows(condition) else None
