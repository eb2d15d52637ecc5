"""Raw documents in, rows of every staged table out: clean, annotate in one spaCy pass, turn spans into plain values."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

import polars as pl
from spacy.language import Language
from spacy.tokens import Doc

from transforms.clean import clean
from transforms.documents import CleanDocument, RawDocument, Rejection
from transforms.rows import Row, Rows, document_rows, rejection_row, source_row
from warehouse.contract import STAGED_TABLES, TABLES, RejectionReason, polars_schema

DOCUMENTS_AT_ONCE = 8
"""Documents in one spaCy batch. Larger batches are not faster, and of long documents they need up to 1 GB."""


class Extracted(NamedTuple):
    """What became of one input: an annotated document, or a rejection."""

    raw: RawDocument | Rejection
    document: CleanDocument | None
    doc: Doc | None
    rejection: Rejection | None


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
            rows["dim_source"].append(source_row(raw, document))
            if doc is not None and document.document_id not in seen:
                seen.add(document.document_id)
                for name, found in document_rows(document, doc).items():
                    rows[name] += found
    rows["dim_actor"] = list({row["actor_id"]: row for row in rows["dim_actor"]}.values())
    return {name: to_frame(name, rows[name], extractor_version) for name in STAGED_TABLES}


def annotate(inputs: Iterable[RawDocument | Rejection], nlp: Language) -> Iterator[Extracted]:
    """Cleans and annotates the inputs, in their order.

    A document that makes a component fail is rejected with the reason `failed`; the others go on.
    """
    waiting = iter(inputs)
    while some := list(islice(waiting, DOCUMENTS_AT_ONCE)):
        cleaned = [clean(raw) if isinstance(raw, RawDocument) else raw for raw in some]
        documents = [found for found in cleaned if isinstance(found, CleanDocument)]
        annotated = iter(_annotate(documents, nlp))
        for raw, found in zip(some, cleaned, strict=True):
            if isinstance(found, Rejection):
                yield Extracted(raw, None, None, found)
                continue
            doc = next(annotated)
            if isinstance(doc, Doc):
                yield Extracted(raw, found, doc, None)
            else:
                detail = f"{type(doc).__name__}: {doc}"
                failed = Rejection(raw.path, raw.record, raw.raw_hash, RejectionReason.FAILED, detail)
                yield Extracted(raw, found, None, failed)


def _annotate(documents: Sequence[CleanDocument], nlp: Language) -> Sequence[Doc | Exception]:
    try:
        return list(nlp.pipe([_make_doc(document, nlp) for document in documents], batch_size=len(documents) or 1))
    except Exception as error:  # whatever one text makes a component do, the other texts are not to blame
        if len(documents) == 1:
            return [error]
        return [doc for document in documents for doc in _annotate([document], nlp)]


def _make_doc(document: CleanDocument, nlp: Language) -> Doc:
    doc = nlp.make_doc(document.text)
    doc._.source_document = document
    return doc


def to_frame(table: str, rows: list[Row], extractor_version: str) -> pl.DataFrame:
    """The rows as a frame with the table's staged columns, the extractor version filled in."""
    schema = polars_schema(TABLES[table], staged=True)
    frame = pl.DataFrame(rows, schema={name: kind for name, kind in schema.items() if name != "extractor_version"})
    if "extractor_version" in schema:
        frame = frame.with_columns(extractor_version=pl.lit(extractor_version))
    return frame.select(list(schema))
