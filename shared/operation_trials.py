"""Operations about trials: she has really met what her arm shows, or would have been shown it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from shared.customer_fields import is_plain
from shared.experiments.experiment import SURFACES
from shared.merge import Effect, NewRow, Who
from shared.words import _, listed

EXPOSED: Final = "exposed"
EXPOSURES: Final = "exposures"
LONGEST_ID: Final = 64

Arguments = Mapping[str, Any]


def check_exposed(arguments: Arguments) -> str | None:
    """What is wrong with an exposure, in a few words.

    Which trials there are is not asked: HQ knows, and sets aside what it cannot count.
    """
    if not all(is_plain(arguments[name], LONGEST_ID) for name in ("trial_id", "variant")):
        return _("an exposure names its trial and variant")
    if arguments["surface"] not in SURFACES:
        return _("it was met in one of {surfaces}").format(surfaces=listed(SURFACES))
    return None


def exposed(who: Who, arguments: Arguments) -> Iterator[Effect]:
    """The exposure is a fact of its own."""
    yield NewRow(who, EXPOSURES, {name: arguments[name] for name in ("trial_id", "variant", "surface")})
