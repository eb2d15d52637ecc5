"""Rows of dim_document and dim_source -> documents to extract again: the way back from `transforms.rows`."""

from collections.abc import Mapping
from typing import Any

from transforms.clean import paragraphs
from transforms.documents import CleanDocument, KeptDocument
from transforms.layout import PARAGRAPH_BREAK
from transforms.rows import Row, document_row, source_row
from warehouse.contract import DatePrecision, DocumentKind


def kept_document(row: Mapping[str, Any]) -> KeptDocument:
    """The document, from one row with the staged columns of both tables.

    What stood around the text (title, date, author, kind of document) stays as it was read; paragraphs and speaker
    labels are found anew in the clean text.
    """
    text, title, kind = row["text"], row["title"], DocumentKind(row["document_kind"])
    has_title = title is not None and text.partition(PARAGRAPH_BREAK)[0] == title
    document = CleanDocument(
        document_id=row["document_id"],
        text=text,
        ranges=[
            (piece["clean_start"], piece["clean_end"], piece["raw_start"], piece["raw_end"])
            for piece in row["raw_ranges"]
        ],
        paragraphs=paragraphs(text, has_title, kind),
        kind=kind,
        title=title,
        author=row["author"],
        dateline=row["dateline"],
        date_text=row["date_text"],
        published_on=row["published_on"],
        date_precision=DatePrecision(row["date_precision"]) if row["date_precision"] else None,
        publisher=row["publisher"],
        url=row["url"],
        language=row["language"],
    )
    return KeptDocument(row["path"], row["record"], row["raw_hash"], row["byte_count"], row["encoding"], document)


def kept_row(kept: KeptDocument) -> Row:
    """The row that `kept_document` makes the same document of; without the extractor version."""
    return source_row(kept, kept.document) | document_row(kept.document)
