"""Small loads for tests: frames as the stages before publication would stage them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from warehouse.contract import STAGED_TABLES, TABLES, polars_schema
from warehouse.publish import ALIAS_RULE_SCHEMA, NEAR_DUPLICATE_SCHEMA, Load

VERSION = "1"


@dataclass
class Batch:
    """Rows of one batch by table, filled by the methods below."""

    version: str = VERSION
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {name: [] for name in STAGED_TABLES})

    def document(
        self,
        document_id: str,
        text: str,
        *,
        path: str | None = None,
        published_on: date | None = None,
        publisher: str | None = None,
    ) -> str:
        """A document of one sentence, seen at `path` (its id by default)."""
        self.rows["dim_document"].append(
            {
                "document_id": document_id,
                "title": f"Title of {document_id}",
                "document_kind": "article",
                "published_on": published_on,
                "date_precision": "day" if published_on else None,
                "publisher": publisher,
                "language": "en",
                "text": text,
                "word_count": len(text.split()),
                "minhash": [len(text), 7],
                "extractor_version": self.version,
            }
        )
        self.rows["fact_sentence"].append(
            {
                "document_id": document_id,
                "sentence_index": 0,
                "paragraph_index": 0,
                "start_char": 0,
                "end_char": len(text),
                "text": text,
                "extractor_version": self.version,
            }
        )
        self.source(document_id, path or f"{document_id}.txt")
        return document_id

    def source(self, document_id: str, path: str, record: int | None = None) -> None:
        """The text of `document_id` at a place. The raw hash is the id: same text, same bytes."""
        length = next(len(row["text"]) for row in self.rows["dim_document"] if row["document_id"] == document_id)
        self.rows["dim_source"].append(
            {
                "source_id": f"{path}:{record}:{document_id}",
                "document_id": document_id,
                "path": path,
                "record": record,
                "raw_hash": document_id,
                "byte_count": length,
                "encoding": "utf-8",
                "raw_ranges": [{"clean_start": 0, "clean_end": length, "raw_start": 0, "raw_end": length}],
            }
        )

    def rejected(self, path: str, raw_hash: str, reason: str = "too_short") -> None:
        self.rows["rejected_input"].append(
            {
                "source_id": f"{path}:None:{raw_hash}",
                "path": path,
                "record": None,
                "raw_hash": raw_hash,
                "reason": reason,
                "detail": "2 words",
            }
        )

    def actor(self, actor_id: str, *, in_reference: bool = False, **columns: str) -> str:
        kind, name = actor_id.split(":", 1)
        row = {"actor_id": actor_id, "kind": kind, "name": name, "in_reference": in_reference}
        self.rows["dim_actor"].append(row | columns)
        return actor_id

    def mention(self, document_id: str, actor_id: str, surface: str) -> None:
        start, end = self._span(document_id, surface)
        self.rows["fact_mention"].append(
            self._fact(document_id, start, end)
            | {"text": surface, "actor_id": actor_id, "link_reason": "name", "confidence": 0.9}
        )

    def statement(
        self,
        document_id: str,
        content: str,
        *,
        speaker: str | None = None,
        source: str | None = None,
        cue: str = "said",
        quote_type: str = "direct",
        confidence: float = 0.9,
    ) -> str:
        start, end = self._span(document_id, content)
        statement_id = f"{document_id}:{start}:{end}"
        self.rows["fact_statement"].append(
            self._fact(document_id, start, end)
            | {
                "statement_id": statement_id,
                "source_text": source,
                "source_spans": [self._struct(document_id, source)] if source else [],
                "cue_text": cue,
                "cue_spans": [self._struct(document_id, cue)],
                "content_text": content,
                "content_spans": [{"start_char": start, "end_char": end}],
                "quote_type": quote_type,
                "speaker_actor_id": speaker,
                "rule": "cue",
                "confidence": confidence,
            }
        )
        return statement_id

    def stance(
        self,
        document_id: str,
        evidence: str,
        *,
        holder: str,
        target: str | None,
        polarity: str,
        act: str,
        target_text: str | None = None,
        confidence: float = 0.8,
        statement: str | None = None,
    ) -> None:
        start, end = self._span(document_id, evidence)
        words = target_text or evidence
        target_start, target_end = self._span(document_id, words)
        self.rows["fact_stance"].append(
            self._fact(document_id, start, end)
            | {
                "stance_id": f"{document_id}:{start}:{holder}:{target}:{act}",
                "holder_actor_id": holder,
                "target_actor_id": target,
                "target_text": words,
                "target_start_char": target_start,
                "target_end_char": target_end,
                "polarity": polarity,
                "act": act,
                "modality": "present",
                "is_negated": False,
                "evidence_text": evidence,
                "cue_text": evidence.split()[0],
                "statement_id": statement,
                "rule": "verb",
                "confidence": confidence,
            }
        )

    def row_count(self) -> int:
        return sum(len(rows) for table, rows in self.rows.items() if table != "rejected_input")

    def _span(self, document_id: str, surface: str) -> tuple[int, int]:
        text = next(row["text"] for row in self.rows["dim_document"] if row["document_id"] == document_id)
        start = text.index(surface)
        return start, start + len(surface)

    def _struct(self, document_id: str, surface: str) -> dict[str, int]:
        start, end = self._span(document_id, surface)
        return {"start_char": start, "end_char": end}

    def _fact(self, document_id: str, start: int, end: int) -> dict[str, Any]:
        return {
            "document_id": document_id,
            "sentence_index": 0,
            "start_char": start,
            "end_char": end,
            "extractor_version": self.version,
        }


def load_of(
    folder: Path,
    load_id: str,
    *batches: Batch,
    aliases: Sequence[tuple[str, str, str]] = (),
    reference_actors: Sequence[str] = (),
    near_duplicates: Sequence[tuple[str, str, float]] = (),
    quarantined: Sequence[tuple[str, str]] = (),
    **overrides: Any,
) -> Load:
    """The batches as Parquet files under `folder`, and a load whose counts add up unless they are overridden."""
    sources = {row["source_id"] for batch in batches for row in batch.rows["dim_source"]}
    rejected = {row["source_id"] for batch in batches for row in batch.rows["rejected_input"]}
    reference = Batch()
    for actor_id in reference_actors:
        reference.actor(actor_id, in_reference=True)
    values: dict[str, Any] = {
        "load_id": load_id,
        "started_at": datetime(2026, 1, 1, tzinfo=UTC),
        "extractor_version": batches[0].version if batches else VERSION,
        "model_name": "model 1.0",
        "model_hash": "0123abcd",
        "input_count": len(sources) + len(rejected),
        "unchanged_count": 0,
        "extracted_row_count": sum(batch.row_count() for batch in batches) + len(quarantined),
        "staged": {name: _parquet(folder / load_id, name, batches) for name in STAGED_TABLES},
        "quarantine": pl.DataFrame(
            [
                {
                    "table_name": table,
                    "row_key": key,
                    "document_id": None,
                    "expectation": "text_matches_span",
                    "detail": "the text differs",
                    "row_json": json.dumps({"key": key}),
                }
                for table, key in quarantined
            ],
            schema=polars_schema(TABLES["quarantine"], staged=True),
        ),
        "expectation_results": pl.DataFrame(
            [
                {
                    "table_name": "fact_sentence",
                    "expectation": "text_matches_span",
                    "level": "row",
                    "is_met": not quarantined,
                    "evaluated_row_count": 10,
                    "unexpected_row_count": len(quarantined),
                    "detail": None,
                }
            ],
            schema=polars_schema(TABLES["expectation_result"], staged=True),
        ),
        "alias_rules": pl.DataFrame(list(aliases), schema=ALIAS_RULE_SCHEMA, orient="row"),
        "reference_actors": pl.DataFrame(
            reference.rows["dim_actor"], schema=polars_schema(TABLES["dim_actor"], staged=True)
        ),
        "near_duplicates": pl.DataFrame(list(near_duplicates), schema=NEAR_DUPLICATE_SCHEMA, orient="row"),
    }
    return Load(**(values | overrides))


def _parquet(folder: Path, table: str, batches: Sequence[Batch]) -> list[Path]:
    paths = []
    for number, batch in enumerate(batches):
        path = folder / str(number) / f"{table}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        pl.DataFrame(batch.rows[table], schema=polars_schema(TABLES[table], staged=True)).write_parquet(path)
        paths.append(path)
    return paths
