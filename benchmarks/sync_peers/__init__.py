"""The same work done by the systems that people would otherwise choose: Kinto, WatermelonDB, PouchDB.

Each peer gets the documents that ours gets, serves them over HTTP on loopback from a process of its own, and
keeps them in the client store that it is known for; none of them encrypts. What a peer does not bring itself
(WatermelonDB has no server) is the plainest thing that could work, and its own module says so. All of it is
installed into `build/peers`, never into the project's environment.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figures:
    """What one pass of a peer took: seconds, bytes, and megabytes that processes grew by."""

    documents: int
    first_s: float
    wire_bytes: int
    changed_s: float
    changed: int
    push_s: float
    pushed: int
    client_mb: float
    server_mb: float
