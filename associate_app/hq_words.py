"""What HQ refuses or merges, in the language of this tablet: HQ answers in English, with a stable code.

A code that is not here was made by a newer server, or its sentence holds what only HQ knows: then HQ's own
sentence is shown, in English.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from shared.errors import InvalidOperation, UnknownVersion
from shared.operations import check_operation
from shared.words import ENGLISH, Lazy, _, language, lazy

_SAID: Final[Mapping[str, Lazy]] = {
    "customer_not_here": lazy("This customer is not in your store's book. Ask the store that serves her."),
    "unknown_associate": lazy(
        "HQ does not know who recorded this in your store. Sign in yourself and record it once more."
    ),
    "customer_erased": lazy("This customer was erased at her wish, and with her what was recorded on her."),
    "number_taken": lazy(
        "Another tablet had made the same number for somebody else, by chance. Record her once more."
    ),
    "other_not_here": lazy("The other customer is not in your store's book. Ask HQ to merge them."),
    "unknown_merge": lazy("HQ does not know this merge. There is nothing to take back."),
    "merged_by_hq": lazy("HQ merged these two. Ask HQ to take it back."),
    "later_merge_first": lazy("She was merged once more since. Take that merge back first."),
    InvalidOperation.code: lazy("HQ cannot apply this as it was written. Record it once more."),
    "unknown_promotion": lazy("Nobody knows this offer. Tell HQ which one you meant."),
    "other_store": lazy("This offer does not run in this store."),
    "stopped": lazy("HQ has stopped this offer."),
    "no_consent": lazy("This customer has asked not to get personal offers."),
    "customer_limit": lazy("This customer has already used this offer."),
    "sold_out": lazy("All redemptions of this offer are used up."),
    "store_limit": lazy("This store has given all that it may give of this offer."),
    "code_unknown": lazy("This code is not known. Check each letter, or ask HQ for a new code."),
    "code_used": lazy("This code has enrolled a tablet already. Ask HQ for a new code for this one."),
    "code_expired": lazy("This code has expired: codes work for 24 hours. Ask HQ for a new one."),
    "pin_locked": lazy(
        "Too many wrong PINs. Wait a while, then try again, or ask your manager for a new PIN."
    ),
    "wrong_pin": lazy("Nobody signs in here with this number and PIN. Check both and try again."),
}


def said_by_hq(code: str | None, sentence: str) -> str:
    """The sentence in the language of this tablet; HQ's own in English and where the code is not known."""
    known = _SAID.get(code or "")
    return sentence if known is None or language() == ENGLISH else _(known)


def why_refused(wire: Mapping[str, Any], code: str | None, sentence: str) -> str:
    """Why HQ refused that operation; what its checks refuse, this app finds wrong with it in its language."""
    if code == InvalidOperation.code and language() != ENGLISH:
        try:
            check_operation(wire)
        except UnknownVersion:
            pass
        except InvalidOperation as error:
            if why := error.fields.get("arguments"):
                return _("HQ cannot apply it: {why}.").format(why=why)
    return said_by_hq(code, sentence)
