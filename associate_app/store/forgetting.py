"""Forgetting on the tablet: what the outbox still holds of an erased customer, and old words in the indexes.

Erasure beats everything: what waits for HQ or for its author loses its content too, whatever the server says
of it later. That happens in triggers, in the very transaction in which the tablet learns of it.
"""

from __future__ import annotations

from typing import Final

from shared.operation_newcomers import CREATED
from sync.device.cleaning import MARK

ERASED: Final = "customer_erased"
"""The code of a refusal after which the tablet keeps no content either."""

_EMPTIED = "wire = json_set(wire, '$.arguments', json('{}'))"
_EMPTY = (
    f"UPDATE outbox SET {_EMPTIED}, code = '{ERASED}',"
    " reason = 'This customer was erased at her wish, and with her what was recorded on her.',"
    " state = CASE state WHEN 'queued' THEN 'rejected' ELSE state END"
    " WHERE json_extract(wire, '$.customer_id')"
)

ERASURE: Final = (
    "DROP TRIGGER IF EXISTS outbox_emptied",
    (
        f"CREATE TRIGGER outbox_emptied AFTER UPDATE OF code ON outbox WHEN new.code = '{ERASED}'"
        f" BEGIN UPDATE outbox SET {_EMPTIED} WHERE sequence = new.sequence; {MARK}; END"
    ),
    f"CREATE TRIGGER erased_known AFTER INSERT ON erased_customers BEGIN {_EMPTY} = new.id; {MARK}; END",
    f"{_EMPTY} IN (SELECT id FROM erased_customers)",
)

SEARCH_CLEANING: Final = (
    "INSERT INTO customer_names(customer_names) VALUES ('optimize')",
    "INSERT INTO customer_contacts(customer_contacts) VALUES ('optimize')",
)

DRAFT_CLEANING: Final = (
    "DELETE FROM sync_meta WHERE (name GLOB 'draft *' OR name GLOB 'basket *' OR name GLOB 'exposed *')"
    " AND json_extract(value, '$.customer_id') >= 0"
    " AND json_extract(value, '$.customer_id') NOT IN (SELECT id FROM customers)"
    " AND json_extract(value, '$.customer_id') NOT IN"
    " (SELECT json_extract(wire, '$.customer_id') FROM outbox"
    f" WHERE json_extract(wire, '$.kind') = '{CREATED}' AND code IS NOT '{ERASED}')"
)
"""No half-written words about somebody who is neither here nor new here are left, no basket of hers, and not
what she met."""
