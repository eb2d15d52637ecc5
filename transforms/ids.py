"""Ids are hashes of content, so the same input has the same id on every machine."""

import hashlib

from transforms.documents import Input


def content_id(*parts: object) -> str:
    """16 hexadecimal digits of a hash of the parts, kept apart from each other."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def source_id(seen: Input) -> str:
    """One text at one place."""
    return content_id("source", seen.path, seen.record or "", seen.raw_hash)
