"""What really lies in a replica's files: every page and every frame, used or not, decrypted with its key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE = 4096
RESERVED = 80
"""What SQLCipher keeps at the end of each page: 16 bytes of IV and 64 of HMAC."""

SALT = 16
WAL_HEADER, FRAME_HEADER = 32, 24


def plain_bytes(replica: Path, key: bytes) -> bytes:
    """All bytes of the database and its write-ahead log in clear, and other files beside it as they are."""
    parts = []
    for path in sorted(replica.parent.glob(f"{replica.name}*")):
        raw = path.read_bytes()
        if path.name.endswith("-wal"):
            parts += [_decrypted(page, key, number) for number, page in _frames(raw)]
        elif path == replica:
            pages = range(0, len(raw) - PAGE + 1, PAGE)
            parts += [_decrypted(raw[at : at + PAGE], key, 1 + at // PAGE) for at in pages]
        else:
            parts.append(raw)
    return b"".join(parts)


def _frames(wal: bytes) -> Iterator[tuple[int, bytes]]:
    """Page number and page of every frame, also of those that no checkpoint looks at any more."""
    step = FRAME_HEADER + PAGE
    for at in range(WAL_HEADER, len(wal) - step + 1, step):
        yield int.from_bytes(wal[at : at + 4], "big"), wal[at + FRAME_HEADER : at + step]


def _decrypted(page: bytes, key: bytes, number: int) -> bytes:
    start = SALT if number == 1 else 0
    vector = page[PAGE - RESERVED : PAGE - RESERVED + 16]
    decryptor = Cipher(algorithms.AES256(key), modes.CBC(vector)).decryptor()
    return decryptor.update(page[start : PAGE - RESERVED]) + decryptor.finalize()
