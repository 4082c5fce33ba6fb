"""What content is known by: the SHA-256 of its bytes. A leaf."""

import hashlib
from typing import NewType

Digest = NewType("Digest", bytes)


def digest_of(data: bytes) -> Digest:
    """32 bytes."""
    return Digest(hashlib.sha256(data).digest())


def format_digest(digest: bytes | None) -> str:
    """`sha256:…` in hexadecimal; "" for content that was never read."""
    return f"sha256:{digest.hex()}" if digest else ""
