"""Operations in their wire form, one of each kind and version, to be changed by tests."""

from __future__ import annotations

from shared.ids import FIRST_OF_TABLETS
from shared.operation_kinds import NEWEST
from shared.operations import OPERATION_VERSION

NORA = FIRST_OF_TABLETS + 5


PROMOTION = "0198f7a0-0000-7000-8000-000000000002"


ARGUMENTS = {
    ("note_added", 1): {"text": "Prefers oat milk"},
    ("recommendation_answered", 1): {"product_id": 7, "answer": "liked"},
    ("recommendation_answered", 3): {
        "product_id": 7, "answer": "returned", "shown_in": "due_again", "model": "2017-12-03-0a1b2c3d",
    },
    ("offer_redeemed", 1): {"promotion_id": PROMOTION},
    ("offer_redeemed", 2): {
        "promotion_id": PROMOTION, "stands_on": {"basis": "lease", "lease": "e.d1", "spent": ["total"]},
    },
    ("customer_edited", 2): {
        "changes": {
            "phone": {"from": None, "to": "+1 555 0134"}, "birthday": {"from": "x", "to": "1990-02-28"},
        },
        "settles": [PROMOTION],
    },
    ("preferences_changed", 2): {
        "kind": "likes", "added": ["oat milk", "می\u200cخواهم"], "removed": ["milk"],
    },
    ("consent_changed", 2): {
        "purpose": "marketing", "channel": "email", "granted": True, "wording": "May we write?", "seen": None,
    },
    ("dates_changed", 3): {
        "added": [{"kind": "due_date", "day": "2027-03-14"}],
        "removed": [{"kind": "due_date", "day": "2027-03-01"}],
    },
    ("follow_up_promised", 3): {"text": "Call when the oat milk is in", "due_on": "2026-11-25"},
    ("action_taken", 3): {
        "action": "date", "subject": "birthday/2026-11-25", "outcome": "done", "channel": "phone",
        "text": "Birthday on Wednesday",
    },
    ("message_handed_over", 4): {
        "action": "contact", "subject": "message", "channel": "message", "text": "Birthday",
        "template_id": "starter-birthday-en",
    },
    ("preferences_changed", 4): {"kind": "colours", "added": ["navy"], "removed": []},
    ("manager_note_added", 4): {"text": "Complained about the till"},
    ("wish_changed", 4): {"product_id": 7, "wished": True},
    ("customer_created", 4): {
        "given_name": "Nora", "family_name": "Lind", "phone": "+1 555 0134", "email": None,
        "birthday": "1990-02-28", "preferred_channel": "phone", "loyalty_number": "N-1001",
        "consents": [{"purpose": "marketing", "channel": "any", "granted": True, "wording": "May we?"}],
    },
    ("customers_merged", 4): {"merged_id": 901},
    ("merge_undone", 4): {"merge_id": PROMOTION},
    ("told_apart", 4): {"other_id": 901, "apart": True},
    ("visit_rated", 4): {"rating": 4, "corrects": PROMOTION},
    ("offers_shown", 4): {
        "strategy": "learning", "day": "2026-11-23", "as_of": "2026-11-23", "size": 120,
        "offers": [
            {"promotion_id": PROMOTION, "layout": "words", "fit": "usual", "chance": 730_000},
            {"promotion_id": PROMOTION[:-1] + "3", "layout": "picture", "fit": "any", "chance": 0},
        ],
    },
    ("exposed", 4): {"trial_id": PROMOTION, "variant": "a", "surface": "offers"},
    ("guide_shown", 4): {"guide_id": "starter-coffee-fresh"},
    ("task_ended", 4): {"task_id": PROMOTION, "outcome": "not_possible", "reason": "Out of cloth"},
    ("appointment_made", 4): {"starts_local": "2026-11-27T15:00", "minutes": 45, "about": "Coats"},
    ("basket_handed", 4): {
        "lines": [{"product_id": 7, "quantity": 2, "unit_minor": 249, "discount_minor": 50}],
        "offers": [{"redemption_id": PROMOTION, "promotion_id": PROMOTION, "discount_minor": 50}],
        "total_minor": 448,
    },
    ("put_aside", 4): {"lines": [{"product_id": 7, "quantity": 2}], "until_on": "2026-11-25"},
    ("put_aside_ended", 4): {"put_aside_id": PROMOTION, "outcome": "collected"},
    ("appointment_changed", 4): {
        "appointment_id": PROMOTION, "changes": {"state": {"from": "agreed", "to": "kept"}}, "settles": [],
    },
}  # fmt: skip


def wire(kind: str = "note_added", version: int | None = None, **changes) -> dict:
    version = NEWEST.get(kind, OPERATION_VERSION) if version is None else version
    return {
        "id": "0198f7a0-0000-7000-8000-000000000001",
        "sequence": 4,
        "kind": kind,
        "version": version,
        "customer_id": NORA if kind == "customer_created" else 900,
        "associate_id": "0198f7a0-0000-7000-8000-0000000000aa",
        "at_ms": 1_760_000_000_000,
        "arguments": ARGUMENTS.get((kind, version), {}),
    } | changes


def edit(field: str, to: object, **more: object) -> dict:
    changes = {field: {"from": None, "to": to} | more}
    return wire("customer_edited", arguments={"changes": changes, "settles": []})


def preferences(**changes: object) -> dict:
    return wire("preferences_changed", arguments=ARGUMENTS["preferences_changed", 2] | changes)


def answer(**changes: object) -> dict:
    arguments = ARGUMENTS["recommendation_answered", 3] | changes
    return wire("recommendation_answered", arguments=arguments)


def consent(**changes: object) -> dict:
    return wire("consent_changed", arguments=ARGUMENTS["consent_changed", 2] | changes)


def dates(**changes: object) -> dict:
    return wire("dates_changed", arguments=ARGUMENTS["dates_changed", 3] | changes)


def promise(**changes: object) -> dict:
    return wire("follow_up_promised", arguments=ARGUMENTS["follow_up_promised", 3] | changes)


def taken(**changes: object) -> dict:
    return wire("action_taken", arguments=ARGUMENTS["action_taken", 3] | changes)


def newcomer(**changes: object) -> dict:
    return wire("customer_created", arguments=ARGUMENTS["customer_created", 4] | changes)


def asked(**changes: object) -> list[dict]:
    return [ARGUMENTS["customer_created", 4]["consents"][0] | changes]
