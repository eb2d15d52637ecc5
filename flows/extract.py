"""`onrecord extract`: statements and stances of documents as JSON lines, without a warehouse or a flow."""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Span

from transforms.annotate import annotate
from transforms.annotations import Stance, Statement
from transforms.documents import CleanDocument, Input
from transforms.mapped_text import to_raw

_UNPRINTED = re.compile("[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
"""What JSON need not escape, though a terminal obeys it or a reader of lines parts lines there."""


def extract_lines(inputs: Iterable[Input], nlp: Language) -> Iterator[str]:
    """One JSON object for each input, in their order; a rejected one has empty lists. Spans are of the raw text."""
    for raw, document, doc, _ in annotate(inputs, nlp):
        found: dict[str, Any] = {"document": document_name(raw), "statements": [], "stances": []}
        if document is not None and doc is not None:
            found["statements"] = [statement_json(document, statement) for statement in doc._.statements]
            found["stances"] = [stance_json(document, stance) for stance in doc._.stances]
        yield _UNPRINTED.sub(lambda match: f"\\u{ord(match.group()):04x}", json.dumps(found, ensure_ascii=False))


def document_name(raw: Input) -> str:
    """The name that the input gives the document, or its file's."""
    return raw.name or Path(raw.path).name


def statement_json(document: CleanDocument, statement: Statement) -> dict[str, Any]:
    """An attribution with spans of the raw text."""
    return {
        "source": [_raw(document, span) for span in statement.source],
        "cue": [_raw(document, span) for span in statement.cue],
        "content": [_raw(document, span) for span in statement.content],
        "speaker": statement.speaker_actor_id,
        "quote_type": statement.quote_type,
        "confidence": statement.confidence,
    }


def stance_json(document: CleanDocument, stance: Stance) -> dict[str, Any]:
    """A position with its evidence as a span of the raw text."""
    return {
        "holder": stance.holder_actor_id,
        "target": stance.target_actor_id,
        "target_text": stance.target.text,
        "polarity": stance.polarity,
        "act": stance.act,
        "evidence": _raw(document, stance.evidence),
        "confidence": stance.confidence,
    }


def _raw(document: CleanDocument, span: Span) -> tuple[int, int]:
    return to_raw(document.ranges, span.start_char, span.end_char)
