"""What says that a body arrived as it was sent: the Content-Digest of RFC 9530.

TLS says so between its two ends. A proxy that ends it early, or a faulty machine on the way, is what is left:
a figure of a lease or a word of a note must not change there.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from typing import Final

CONTENT_DIGEST: Final = "Content-Digest"
GARBLED_BODY: Final = "garbled_body"
"""The code of the server's answer to a body that does not fit its digest: it is sent again as it is."""


def content_digest(body: bytes) -> str:
    """The header's value for that body, before any compression."""
    return f"sha-256=:{b64encode(hashlib.sha256(body).digest()).decode()}:"
