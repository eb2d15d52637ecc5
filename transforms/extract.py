"""Raw documents in, frames of every staged table out: annotate, and turn spans into rows of plain values."""

from collections.abc import Iterable, Set

import polars as pl
from spacy.language import Language

from transforms.annotate import Clock, annotate, rejection_of
from transforms.documents import Input, Rejection
from transforms.rows import Row, Rows, document_rows, rejection_row, source_row
from warehouse.contract import STAGED_TABLES, TABLES, RejectionReason, polars_schema

TIMING = "document_seconds"
TIMING_SCHEMA = pl.Schema({"document_id": pl.String(), "seconds": pl.Float64()})


def extract(
    inputs: Iterable[Input],
    nlp: Language,
    extractor_version: str,
    forgotten: Set[str] = frozenset(),
    clock: Clock | None = None,
) -> dict[str, pl.DataFrame]:
    """One frame for each staged table, with the columns that the contract says batches write.

    Every input gives a row of dim_source or of rejected_input; the same clean text twice gives one document. Inputs
    whose raw hash or document id is in `forgotten` are rejected. With a clock there is one frame more,
    `document_seconds`: how long each document took (document_id, seconds).
    """
    rows: Rows = {name: [] for name in STAGED_TABLES}
    seconds: dict[str, float] = {}
    with nlp.memory_zone():  # or the vocabulary would grow with every new word of every batch
        for raw, document, doc, rejection in annotate(inputs, nlp, clock):
            if rejection:
                rows["rejected_input"].append(rejection_row(rejection))
                continue
            assert not isinstance(raw, Rejection)
            assert document is not None
            if raw.raw_hash in forgotten or document.document_id in forgotten:
                rows["rejected_input"].append(rejection_row(_forgotten(raw)))
                continue
            if doc is not None and document.document_id not in seconds:
                try:
                    found = document_rows(document, doc)
                except Exception as error:  # whatever the text is, the others are not to blame
                    rows["rejected_input"].append(rejection_row(rejection_of(raw, error)))
                    continue
                seconds[document.document_id] = doc._.seconds
                for name, of_document in found.items():
                    rows[name] += of_document
            rows["dim_source"].append(source_row(raw, document))
    rows["dim_actor"] = list({row["actor_id"]: row for row in rows["dim_actor"]}.values())
    frames = {name: to_frame(name, rows[name], extractor_version) for name in STAGED_TABLES}
    if clock:
        frames[TIMING] = pl.DataFrame(list(seconds.items()), schema=TIMING_SCHEMA, orient="row")
    return frames


def _forgotten(raw: Input) -> Rejection:
    detail = "It was forgotten on request; onrecord run --relearn loads it all the same."
    return Rejection(raw.path, raw.record, raw.raw_hash, RejectionReason.FORGOTTEN, detail)


def to_frame(table: str, rows: list[Row], extractor_version: str) -> pl.DataFrame:
    """The rows as a frame with the table's staged columns, the extractor version filled in."""
    schema = polars_schema(TABLES[table], staged=True)
    frame = pl.DataFrame(rows, schema={name: kind for name, kind in schema.items() if name != "extractor_version"})
    if "extractor_version" in schema:
        frame = frame.with_columns(extractor_version=pl.lit(extractor_version))
    return frame.select(list(schema))
