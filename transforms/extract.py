"""Raw documents in, frames of every staged table out: annotate, and turn spans into rows of plain values."""

from collections.abc import Iterable

import polars as pl
from spacy.language import Language

from transforms.annotate import annotate, rejection_of
from transforms.documents import RawDocument, Rejection
from transforms.rows import Row, Rows, document_rows, rejection_row, source_row
from warehouse.contract import STAGED_TABLES, TABLES, polars_schema


def extract(
    inputs: Iterable[RawDocument | Rejection], nlp: Language, extractor_version: str
) -> dict[str, pl.DataFrame]:
    """One frame for each staged table, with the columns that the contract says batches write.

    Every input gives a row of dim_source or of rejected_input; the same clean text twice gives one document.
    """
    rows: Rows = {name: [] for name in STAGED_TABLES}
    seen: set[str] = set()
    with nlp.memory_zone():  # or the vocabulary would grow with every new word of every batch
        for raw, document, doc, rejection in annotate(inputs, nlp):
            if rejection:
                rows["rejected_input"].append(rejection_row(rejection))
                continue
            assert isinstance(raw, RawDocument)
            assert document is not None
            if doc is not None and document.document_id not in seen:
                try:
                    found = document_rows(document, doc)
                except Exception as error:  # whatever the text is, the others are not to blame
                    rows["rejected_input"].append(rejection_row(rejection_of(raw, error)))
                    continue
                seen.add(document.document_id)
                for name, of_document in found.items():
                    rows[name] += of_document
            rows["dim_source"].append(source_row(raw, document))
    rows["dim_actor"] = list({row["actor_id"]: row for row in rows["dim_actor"]}.values())
    return {name: to_frame(name, rows[name], extractor_version) for name in STAGED_TABLES}


def to_frame(table: str, rows: list[Row], extractor_version: str) -> pl.DataFrame:
    """The rows as a frame with the table's staged columns, the extractor version filled in."""
    schema = polars_schema(TABLES[table], staged=True)
    frame = pl.DataFrame(rows, schema={name: kind for name, kind in schema.items() if name != "extractor_version"})
    if "extractor_version" in schema:
        frame = frame.with_columns(extractor_version=pl.lit(extractor_version))
    return frame.select(list(schema))
