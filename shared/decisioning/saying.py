"""Why an offer stands first, in a sentence for whoever puts it to her."""

from __future__ import annotations

from typing import Final

from shared.customer import CustomerFacts
from shared.decisioning.worth import usual_department
from shared.promotions.rule import Promotion
from shared.words import _

ENOUGH: Final = 20
"""So often shown, a rate of its own is worth telling."""


def reason_of(
    promotion: Promotion,
    facts: CustomerFacts,
    strategy: str,
    *,
    likely: float,
    shown: int,
    is_tried: bool,
    is_second: bool,
) -> str:
    """The sentence; `is_tried` if something else would have been the safer choice."""
    if strategy == "newest":
        return _("The newest offer that she may have.")
    if strategy == "learning" and is_tried and not is_second:
        return _("Worth a try: not much is known yet of how it is taken.")
    department, rate = usual_department(promotion, facts), round(likely * 100)
    if shown >= ENOUGH and department is not None:
        said = _("She buys in {department}, and {count} of 100 like her take it.")
        return said.format(department=department, count=rate)
    if shown >= ENOUGH:
        return _("{count} of 100 like her take it.").format(count=rate)
    if department is not None:
        return _("She buys in {department}.").format(department=department)
    return _("Worth nearly as much.") if is_second else _("Worth the most by what is known so far.")
