"""Work that could not be sent, sealed so that only the server it was meant for can read it.

A device whose keys are about to be destroyed puts its outbox into such a file. Anybody may carry it: the
content opens with the server's private key alone, and only a device to which the server gave its parting key
can have made it. The same key makes the receipt by which the server learns that the keys are gone.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.errors import SyncError

FORMAT: Final = "aisle-one rescue 1"
"""Since 0.2.0: X25519 of a key made for the one file, HKDF-SHA256, AES-256-GCM over zstd of JSON lines."""

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
MAX_HEADER_BYTES: Final = 4 * 1024
MAX_OPENED_BYTES: Final = 64 * 1024 * 1024
"""What a file may become when it is unpacked: a thousand full pushes would still fit."""


class RescueUnreadable(SyncError):
    """The file is no rescue file, is damaged, or was sealed for another server or by nobody we know."""

    code = "rescue_unreadable"


@dataclass(frozen=True, slots=True)
class RescueHeader:
    """What a file says of itself in clear: whose outbox it is, when it was sealed, how much it holds."""

    device_id: str
    sealed_ms: int
    operations: int
    server_key: str
    file_key: bytes

    def to_bytes(self) -> bytes:
        """Its line in the file."""
        return orjson.dumps({
            "format": FORMAT, "device_id": self.device_id, "sealed_ms": self.sealed_ms,
            "operations": self.operations, "server_key": self.server_key,
            "file_key": b64encode(self.file_key).decode(),
        })  # fmt: skip


def name_of_key(public_key: bytes) -> str:
    """The short name by which a server knows that a file is meant for it."""
    return hashlib.sha256(public_key).hexdigest()[:16]


def receipt_of(parting_key: bytes) -> str:
    """What a device says once its keys are destroyed: nobody else can, and it opens nothing."""
    return hmac.digest(parting_key, b"keys destroyed", hashlib.sha256).hex()


def digest_of(file: bytes) -> str:
    """The name of one file's exact content."""
    return hashlib.sha256(file).hexdigest()


def public_key_of(private_key: bytes) -> bytes:
    """The public part of a server's rescue key."""
    return X25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()


def seal(
    operations: Sequence[Mapping[str, Any]],
    *,
    device_id: str,
    sealed_ms: int,
    public_key: bytes,
    parting_key: bytes,
    random_bytes: Callable[[int], bytes],
) -> bytes:
    """A file with the operations, for the server with that public key."""
    own = X25519PrivateKey.from_private_bytes(random_bytes(KEY_BYTES))
    header = RescueHeader(
        device_id, sealed_ms, len(operations), name_of_key(public_key), own.public_key().public_bytes_raw()
    )
    line = header.to_bytes()
    key = _key(own.exchange(X25519PublicKey.from_public_bytes(public_key)), parting_key, line)
    packed = zstandard.compress(b"\n".join(map(orjson.dumps, operations)))
    nonce = random_bytes(NONCE_BYTES)
    return line + b"\n" + nonce + AESGCM(key).encrypt(nonce, packed, line)


def header_of(file: bytes) -> RescueHeader:
    """What the file says of itself; nothing of it is proven until `unseal` has opened it."""
    try:
        said = orjson.loads(file[:MAX_HEADER_BYTES].partition(b"\n")[0])
        if said["format"] != FORMAT:
            raise ValueError("another format")  # noqa: TRY301 - one sentence for every way of not being ours
        return RescueHeader(
            device_id=str(said["device_id"]), sealed_ms=int(said["sealed_ms"]),
            operations=int(said["operations"]), server_key=str(said["server_key"]),
            file_key=b64decode(said["file_key"], validate=True),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError) as error:
        raise RescueUnreadable(
            "This is not a file of unsent work. Its name begins with “unsent-” and ends with “.sealed”."
        ) from error


def unseal(file: bytes, *, private_key: bytes, parting_key: bytes) -> list[Any]:
    """The operations; RescueUnreadable if this server and that device did not make the file together."""
    header = header_of(file)
    own = X25519PrivateKey.from_private_bytes(private_key)
    if header.server_key != name_of_key(own.public_key().public_bytes_raw()):
        raise RescueUnreadable(
            "This file was sealed for another server, or before this one's secret changed. "
            "Take it in where the tablet was enrolled."
        )
    line, _, sealed = file.partition(b"\n")
    try:
        shared = own.exchange(X25519PublicKey.from_public_bytes(header.file_key))
        packed = AESGCM(_key(shared, parting_key, line)).decrypt(
            sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], line
        )
        if zstandard.frame_content_size(packed) > MAX_OPENED_BYTES:
            raise ValueError("unpacks to too much")  # noqa: TRY301 - told like any other damage
        content = zstandard.ZstdDecompressor().decompress(packed, max_output_size=MAX_OPENED_BYTES)
        return [orjson.loads(each) for each in content.split(b"\n") if each]
    except (InvalidTag, ValueError, zstandard.ZstdError) as error:
        raise RescueUnreadable(
            "This file is damaged, or no tablet of ours made it. Copy it from the tablet once more."
        ) from error


def _key(shared: bytes, parting_key: bytes, line: bytes) -> bytes:
    material = shared + parting_key
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=FORMAT.encode() + line).derive(material)
