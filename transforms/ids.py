"""Ids are hashes of content, so the same input has the same id on every machine."""

import hashlib
from collections.abc import Iterable

from transforms.documents import Input


def content_id(*parts: object) -> str:
    """16 hexadecimal digits of a hash of the parts, kept apart from each other."""
    return hashlib.sha256(joined(map(str, parts)).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def joined(parts: Iterable[str]) -> str:
    """The parts with a separator between them, which is escaped within a part: other parts never give the same text."""
    return _SEPARATOR.join(part.replace(_ESCAPE, _ESCAPE * 2).replace(_SEPARATOR, f"{_ESCAPE}_") for part in parts)


_SEPARATOR, _ESCAPE = "\x1f", "\x1b"


def source_id(seen: Input) -> str:
    """One text at one place."""
    return content_id("source", seen.path, seen.record or "", seen.raw_hash)
