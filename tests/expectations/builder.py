"""A small sound batch of staged frames, for tests to break in one place."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from warehouse.contract import STAGED_TABLES, TABLES, polars_schema

TODAY = date(2026, 5, 1)
VERSION = "1-test"
TITLE = "Ministers meet"
SENTENCE = "Norland’s minister Ada Holm said “the pact is dead” and accused Sudland of lies."
TEXT = f"{TITLE}\n\n{SENTENCE}"


def span(words: str) -> dict[str, int]:
    """Where the words stand in TEXT."""
    start = TEXT.index(words)
    return {"start_char": start, "end_char": start + len(words)}


def rows(document: str = "d1") -> dict[str, list[dict[str, Any]]]:
    """One document with its source, two actors, two sentences, a mention, a statement in a statement, and a stance."""
    source, cue = span("minister Ada Holm"), span("said")
    content = span("“the pact is dead” and accused Sudland of lies")
    inner_content, inner_cue = span("of lies"), span("accused")
    evidence, target = span("accused Sudland of lies"), span("Sudland")
    in_document = {"document_id": document, "extractor_version": VERSION}
    found = {"sentence_index": 1, "rule": "test", "confidence": 0.9, **in_document}
    return {
        "dim_document": [
            {
                **in_document,
                "title": TITLE,
                "document_kind": "article",
                "published_on": date(2026, 4, 30),
                "date_precision": "day",
                "language": "en",
                "text": TEXT,
                "word_count": 15,
                "minhash": [1, 2, 3],
            }
        ],
        "dim_source": [
            {
                "source_id": f"s-{document}",
                "document_id": document,
                "path": f"{document}.txt",
                "record": None,
                "raw_hash": "f00d",
                "byte_count": 200,
                "encoding": "utf-8",
                "raw_ranges": [{"clean_start": 0, "clean_end": len(TEXT), "raw_start": 0, "raw_end": len(TEXT)}],
            }
        ],
        "dim_actor": [
            {
                "actor_id": "country:SUD",
                "kind": "country",
                "name": "Sudland",
                "country_code": "SUD",
                "in_reference": True,
            },
            {"actor_id": "person:Ada Holm", "kind": "person", "name": "Ada Holm", "in_reference": False},
        ],
        "fact_sentence": [
            {**in_document, "sentence_index": 0, "paragraph_index": 0, **span(TITLE), "text": TITLE},
            {
                **in_document,
                "sentence_index": 1,
                "paragraph_index": 1,
                **span(SENTENCE),
                "text": SENTENCE,
                "quotation_start_char": span("“the pact is dead”")["start_char"],
                "quotation_end_char": span("“the pact is dead”")["end_char"],
            },
        ],
        "fact_mention": [
            {
                **in_document,
                "sentence_index": 1,
                **target,
                "text": "Sudland",
                "actor_id": "country:SUD",
                "link_reason": "name",
                "confidence": 1.0,
            }
        ],
        "fact_statement": [
            {
                **found,
                "statement_id": f"outer-{document}",
                **content,
                "source_text": "minister Ada Holm",
                "source_spans": [source],
                "cue_text": "said",
                "cue_spans": [cue],
                "content_text": "“the pact is dead” and accused Sudland of lies",
                "content_spans": [content],
                "quote_type": "mixed",
                "speaker_actor_id": "person:Ada Holm",
            },
            {
                **found,
                "statement_id": f"inner-{document}",
                **inner_content,
                "source_text": None,
                "source_spans": [],
                "cue_text": "accused",
                "cue_spans": [inner_cue],
                "content_text": "of lies",
                "content_spans": [inner_content],
                "quote_type": "indirect",
                "parent_statement_id": f"outer-{document}",
            },
        ],
        "fact_stance": [
            {
                **found,
                "stance_id": f"stance-{document}",
                "holder_actor_id": "person:Ada Holm",
                "target_actor_id": "country:SUD",
                "target_text": "Sudland",
                "target_start_char": target["start_char"],
                "target_end_char": target["end_char"],
                "polarity": "oppose",
                "act": "ACCUSE",
                "modality": "past",
                "is_negated": False,
                "evidence_text": "accused Sudland of lies",
                **evidence,
                "cue_text": "accused",
                "statement_id": f"outer-{document}",
                "speaker_actor_id": "person:Ada Holm",
            }
        ],
        "rejected_input": [
            {"source_id": "s-bad", "path": "bad.txt", "raw_hash": "0", "reason": "empty", "detail": "0 bytes"}
        ],
    }


def to_frames(batch: Mapping[str, list[dict[str, Any]]]) -> dict[str, pl.DataFrame]:
    """The rows as frames with the contract's staged columns; what a row leaves out is null."""
    return {
        table: pl.DataFrame(batch.get(table, []), schema=polars_schema(TABLES[table], staged=True))
        for table in STAGED_TABLES
    }


def merge(*batches: Mapping[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """The rows of all batches; an actor or a rejected input that several have counts once, the last time."""
    merged: dict[str, list[dict[str, Any]]] = {
        table: [row for batch in batches for row in batch.get(table, [])] for table in STAGED_TABLES
    }
    for table, key in (("dim_actor", "actor_id"), ("rejected_input", "source_id")):
        merged[table] = list({row[key]: row for row in merged[table]}.values())
    return merged
