"""Raw documents in, annotated ones out: clean, then one spaCy pass."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from transforms.clean import clean
from transforms.documents import CleanDocument, RawDocument, Rejection
from warehouse.contract import RejectionReason

DOCUMENTS_AT_ONCE = 8
"""Documents in one spaCy batch. Larger batches are not faster, and of long documents they need up to 1 GB."""

CHARACTERS_AT_ONCE = 100_000
"""Raw characters after which a batch is full, whatever its documents: the memory of a batch grows with them."""

_LONGEST_ERROR = 300


class Extracted(NamedTuple):
    """What became of one input: an annotated document, or a rejection."""

    raw: RawDocument | Rejection
    document: CleanDocument | None
    doc: Doc | None
    rejection: Rejection | None


def annotate(inputs: Iterable[RawDocument | Rejection], nlp: Language) -> Iterator[Extracted]:
    """Cleans and annotates the inputs, in their order.

    A document that makes cleaning or a component fail is rejected with the reason `failed`; the others go on.
    """
    for some in _batches(inputs):
        cleaned = [_clean(raw) if isinstance(raw, RawDocument) else raw for raw in some]
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
                yield Extracted(raw, found, None, rejection_of(raw, doc))


def rejection_of(raw: RawDocument | Rejection, error: Exception) -> Rejection:
    """What becomes of an input that made a stage fail. The message may hold words of the text: it is kept short."""
    detail = " ".join(f"{type(error).__name__}: {error}".split())[:_LONGEST_ERROR]
    return Rejection(raw.path, raw.record, raw.raw_hash, RejectionReason.FAILED, detail)


def _batches(inputs: Iterable[RawDocument | Rejection]) -> Iterator[list[RawDocument | Rejection]]:
    batch: list[RawDocument | Rejection] = []
    size = 0
    for raw in inputs:
        length = len(raw.text) if isinstance(raw, RawDocument) else 0
        if batch and (len(batch) == DOCUMENTS_AT_ONCE or size + length > CHARACTERS_AT_ONCE):
            yield batch
            batch, size = [], 0
        batch.append(raw)
        size += length
    if batch:
        yield batch


def _clean(raw: RawDocument) -> CleanDocument | Rejection:
    try:
        return clean(raw)
    except Exception as error:  # as in `_annotate`: one text must not keep the others out
        return rejection_of(raw, error)


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
