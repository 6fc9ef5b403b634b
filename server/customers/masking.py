"""A customer in a sample: somebody who knows her may guess, and nobody else learns who she is."""

from __future__ import annotations


def masked(given_name: str, family_name: str) -> str:
    """Her initials: "E•••• G."."""
    return f"{given_name[:1]}•••• {family_name[:1]}."
