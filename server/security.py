"""What every response says to the browser, and how much a request may bring."""

from __future__ import annotations

from typing import Protocol

from sync.protocol import MAX_PUSH_BYTES

MAX_BODY_BYTES = 256 * 1024
"""A form or a small document; only a push of operations, a picture and a list may bring more."""

MAX_PICTURE_BODY_BYTES = 9 * 1024 * 1024
"""A picture of the offer repository with its form around it; the repository itself takes 8 MB."""

MAX_LIST_BODY_BYTES = 16 * 1024 * 1024
"""A list of customers as a file with its form around it: 200,000 lines with an address each."""

LIST_PATHS = ("/api/v1/audiences/lists", "/console/audiences/lists")

PICTURE_PATHS = ("/api/v1/offer-pictures", "/console/offers")

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:",
        "font-src 'self'", "connect-src 'self'", "manifest-src 'self'", "form-action 'self'",
        "base-uri 'none'", "frame-ancestors 'none'",
    )
)  # fmt: skip

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class Headers(Protocol):
    """Where headers of a response are kept."""

    def setdefault(self, key: str, default: str, /) -> object:
        """The header is there, with this value if it had none."""
        ...


def body_limit(path: str) -> int:
    """How many bytes a request to that path may bring."""
    if path.startswith(PICTURE_PATHS):
        return MAX_PICTURE_BODY_BYTES
    if path.startswith(LIST_PATHS):
        return MAX_LIST_BODY_BYTES
    return MAX_PUSH_BYTES if path.startswith("/api/v1/sync/") else MAX_BODY_BYTES


def add_headers(headers: Headers, *, is_static: bool, is_secure: bool) -> None:
    """The strict headers are there; what a view has set itself stays."""
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    if not is_static:
        headers.setdefault("Cache-Control", "no-store")
    if is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
