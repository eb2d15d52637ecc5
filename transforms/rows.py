"""Annotated documents as rows of the contract's tables: plain values that leave the worker, never spaCy objects."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Any

from spacy.tokens import Doc, Span

from transforms.actors import actor_rows
from transforms.annotations import Mention, Quotation, Stance, Statement
from transforms.documents import CleanDocument, KeptDocument, RawDocument, Rejection
from transforms.duplicates import minhash
from transforms.ids import content_id, source_id
from transforms.segment import paragraphs, sentences
from warehouse.contract import TABLES

Row = dict[str, Any]
Rows = dict[str, list[Row]]

_WORD = re.compile(r"\w+")
_PIECES_JOINED_BY = " … "


def document_rows(document: CleanDocument, doc: Doc) -> Rows:
    """Rows of one annotated document for each table that speaks of documents, without the extractor version."""
    cut = sentences(doc)
    starts = [sentence.start_char for sentence in cut]
    ids = {id(statement): statement_id(document, statement) for statement in doc._.statements}
    parents = parent_statements(doc._.statements, ids)
    rows = {
        "dim_document": [document_row(document)],
        "dim_actor": actor_rows(doc),
        "fact_sentence": sentence_rows(document, doc, cut),
        "fact_mention": [mention_row(document, mention) for mention in doc._.mentions],
        "fact_statement": [
            statement_row(document, statement, ids, parents.get(id(statement))) for statement in doc._.statements
        ],
        "fact_stance": [stance_row(document, stance, ids) for stance in doc._.stances],
    }
    for table in ("fact_mention", "fact_statement", "fact_stance"):
        for row in rows[table]:
            row["sentence_index"] = max(0, bisect_right(starts, row["start_char"]) - 1)
        rows[table] = _unique(table, rows[table])
    return rows


def source_row(raw: RawDocument | KeptDocument, document: CleanDocument) -> Row:
    """Where the document was seen."""
    names = ("clean_start", "clean_end", "raw_start", "raw_end")
    return {
        "source_id": source_id(raw),
        "document_id": document.document_id,
        "path": raw.path,
        "record": raw.record,
        "raw_hash": raw.raw_hash,
        "byte_count": raw.byte_count,
        "encoding": raw.encoding,
        "raw_ranges": [dict(zip(names, piece, strict=True)) for piece in document.ranges],
    }


def rejection_row(rejection: Rejection) -> Row:
    """An input that was not published."""
    return {
        "source_id": source_id(rejection),
        "path": rejection.path,
        "record": rejection.record,
        "raw_hash": rejection.raw_hash,
        "reason": rejection.reason,
        "detail": rejection.detail,
    }


def document_row(document: CleanDocument) -> Row:
    """The text and what was read off around it."""
    return {
        "document_id": document.document_id,
        "title": document.title,
        "document_kind": document.kind,
        "author": document.author,
        "dateline": document.dateline,
        "date_text": document.date_text,
        "published_on": document.published_on,
        "date_precision": document.date_precision,
        "publisher": document.publisher,
        "url": document.url,
        "language": document.language,
        "text": document.text,
        "word_count": sum(1 for _ in _WORD.finditer(document.text)),
        "minhash": minhash(document.text),
    }


def sentence_rows(document: CleanDocument, doc: Doc, cut: Sequence[Span]) -> list[Row]:
    """One row a sentence, with its paragraph and the quotation that it is in."""
    paragraph_starts = [paragraph.start for paragraph in paragraphs(doc)]
    quotations: list[Quotation] = doc._.quotations
    quotation_starts = [quotation.span.start for quotation in quotations]
    rows = []
    for index, sentence in enumerate(cut):
        quotation = _quotation_over(sentence, quotations, quotation_starts)
        rows.append(
            {
                "document_id": document.document_id,
                "sentence_index": index,
                "paragraph_index": max(0, bisect_right(paragraph_starts, sentence.start_char) - 1),
                "start_char": sentence.start_char,
                "end_char": sentence.end_char,
                "text": sentence.text,
                "quotation_start_char": quotation.span.start_char if quotation else None,
                "quotation_end_char": quotation.span.end_char if quotation else None,
            }
        )
    return rows


def mention_row(document: CleanDocument, mention: Mention) -> Row:
    """A place that stands for an actor."""
    return {
        "document_id": document.document_id,
        "start_char": mention.span.start_char,
        "end_char": mention.span.end_char,
        "text": mention.span.text,
        "actor_id": mention.actor_id,
        "link_reason": mention.reason,
        "confidence": mention.confidence,
    }


def statement_row(document: CleanDocument, statement: Statement, ids: dict[int, str], parent: Statement | None) -> Row:
    """An attribution; `ids` maps statement objects to statement ids."""
    return {
        "statement_id": ids[id(statement)],
        "document_id": document.document_id,
        "start_char": statement.content[0].start_char,
        "end_char": statement.content[-1].end_char,
        "source_text": _text(statement.source),
        "source_spans": _spans(statement.source),
        "cue_text": _text(statement.cue),
        "cue_spans": _spans(statement.cue),
        "content_text": _text(statement.content),
        "content_spans": _spans(statement.content),
        "quote_type": statement.quote_type,
        "addressee_text": statement.addressee.text if statement.addressee else None,
        "speaker_actor_id": statement.speaker_actor_id,
        "parent_statement_id": ids[id(parent)] if parent else None,
        "rule": statement.rule,
        "confidence": statement.confidence,
    }


def stance_row(document: CleanDocument, stance: Stance, ids: dict[int, str]) -> Row:
    """A position with its evidence; `ids` maps statement objects to statement ids."""
    evidence = stance.evidence
    key = (evidence.start_char, evidence.end_char, stance.holder_actor_id, stance.target_actor_id or "")
    return {
        "stance_id": content_id("stance", document.document_id, *key, stance.polarity, stance.act),
        "document_id": document.document_id,
        "holder_actor_id": stance.holder_actor_id,
        "target_actor_id": stance.target_actor_id,
        "target_text": stance.target.text,
        "target_start_char": stance.target.start_char,
        "target_end_char": stance.target.end_char,
        "polarity": stance.polarity,
        "act": stance.act,
        "modality": stance.modality,
        "is_negated": stance.is_negated,
        "evidence_text": evidence.text,
        "start_char": evidence.start_char,
        "end_char": evidence.end_char,
        "cue_text": stance.cue.text,
        "statement_id": ids[id(stance.statement)] if stance.statement else None,
        "speaker_actor_id": stance.statement.speaker_actor_id if stance.statement else None,
        "rule": stance.rule,
        "confidence": stance.confidence,
        "model_score": stance.model_score,
    }


def statement_id(document: CleanDocument, statement: Statement) -> str:
    """Document, source and all content pieces."""
    pieces = [(span.start_char, span.end_char) for span in (*statement.source, *statement.content)]
    return content_id("statement", document.document_id, len(statement.source), pieces)


def parent_statements(statements: Sequence[Statement], ids: dict[int, str]) -> dict[int, Statement]:
    """For each statement (by `id()`) that stands in another's content, the innermost such other.

    `ids` maps statement objects to statement ids: what two rules found is one statement, and not its own parent.
    """
    pieces = sorted(
        ((piece, statement) for statement in statements for piece in statement.content),
        key=lambda owned: (owned[0].start, -owned[0].end),
    )
    anchors = sorted(
        (((*child.cue, *child.content)[0], child) for child in statements), key=lambda anchored: anchored[0].start
    )
    parents: dict[int, Statement] = {}
    open_pieces: list[tuple[Span, Statement]] = []
    upcoming = 0
    for anchor, child in anchors:
        while upcoming < len(pieces) and pieces[upcoming][0].start <= anchor.start:
            open_pieces.append(pieces[upcoming])
            upcoming += 1
        open_pieces = [owned for owned in open_pieces if owned[0].end > anchor.start]
        around = [
            parent for piece, parent in open_pieces if piece.end >= anchor.end and ids[id(parent)] != ids[id(child)]
        ]
        if around:
            parents[id(child)] = around[-1]
    return parents


def _quotation_over(sentence: Span, quotations: Sequence[Quotation], starts: Sequence[int]) -> Quotation | None:
    """The longest quotation that the sentence begins in, or else the last that begins in it."""
    last = bisect_right(starts, sentence.end - 1) - 1
    for quotation in reversed(quotations[max(0, last - 3) : last + 1]):
        if quotation.span.end > sentence.start:
            return quotation
    return None


def _text(spans: Sequence[Span]) -> str | None:
    return _PIECES_JOINED_BY.join(span.text for span in spans) or None


def _spans(spans: Iterable[Span]) -> list[Row]:
    return [{"start_char": span.start_char, "end_char": span.end_char} for span in spans]


def _unique(table: str, rows: list[Row]) -> list[Row]:
    """The surest row of each key: two rules may find the same thing."""
    key = [name for name in TABLES[table].key if name != "extractor_version"]
    best: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        kept = best.setdefault(tuple(row[name] for name in key), row)
        if row["confidence"] > kept["confidence"]:
            best[tuple(row[name] for name in key)] = row
    return list(best.values())
