"""Raw documents in, annotated ones out: clean, then one spaCy pass."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from transforms.clean import clean
from transforms.documents import CleanDocument, Input, KeptDocument, RawDocument, Rejection
from warehouse.contract import RejectionReason

Clock = Callable[[], float]
"""Seconds since some moment, as time.perf_counter tells them."""

DOCUMENTS_AT_ONCE = 8
"""Documents in one spaCy batch. Larger batches are not faster, and of long documents they need up to 1 GB."""

CHARACTERS_AT_ONCE = 100_000
"""Raw characters after which a batch is full, whatever its documents: the memory of a batch grows with them."""

_LONGEST_ERROR = 300


class Extracted(NamedTuple):
    """What became of one input: an annotated document, or a rejection."""

    raw: Input
    document: CleanDocument | None
    doc: Doc | None
    rejection: Rejection | None


def annotate(inputs: Iterable[Input], nlp: Language, clock: Clock | None = None) -> Iterator[Extracted]:
    """Cleans and annotates the inputs, in their order; what was kept clean is annotated only.

    A document that makes cleaning or a component fail is rejected with the reason `failed`; the others go on. With a
    clock, `doc._.seconds` says how long each took (see `seconds_of_each`).
    """
    for some in _batches(inputs):
        cleaned = [_cleaned(raw) for raw in some]
        documents = [found for found in cleaned if isinstance(found, CleanDocument)]
        annotated = iter(_annotate(documents, nlp, clock))
        for raw, found in zip(some, cleaned, strict=True):
            if isinstance(found, Rejection):
                yield Extracted(raw, None, None, found)
                continue
            doc = next(annotated)
            if isinstance(doc, Doc):
                yield Extracted(raw, found, doc, None)
            else:
                yield Extracted(raw, found, None, rejection_of(raw, doc))


def rejection_of(raw: Input, error: Exception) -> Rejection:
    """What becomes of an input that made a stage fail. The message may hold words of the text: it is kept short."""
    detail = " ".join(f"{type(error).__name__}: {error}".split())[:_LONGEST_ERROR]
    return Rejection(raw.path, raw.record, raw.raw_hash, RejectionReason.FAILED, detail)


def _batches(inputs: Iterable[Input]) -> Iterator[list[Input]]:
    batch: list[Input] = []
    size = 0
    for raw in inputs:
        length = _length(raw)
        if batch and (len(batch) == DOCUMENTS_AT_ONCE or size + length > CHARACTERS_AT_ONCE):
            yield batch
            batch, size = [], 0
        batch.append(raw)
        size += length
    if batch:
        yield batch


def _length(raw: Input) -> int:
    """Characters to be read."""
    if isinstance(raw, RawDocument):
        return len(raw.text)
    return len(raw.document.text) if isinstance(raw, KeptDocument) else 0


def _cleaned(raw: Input) -> CleanDocument | Rejection:
    if isinstance(raw, KeptDocument):
        return raw.document
    if isinstance(raw, Rejection):
        return raw
    try:
        return clean(raw)
    except Exception as error:  # as in `_annotate`: one text must not keep the others out
        return rejection_of(raw, error)


def seconds_of_each(steps: Sequence[float], lengths: Sequence[int]) -> list[float]:
    """How long each document of one spaCy batch took, from the seconds until it came out after the one before.

    The model reads all of them before the first comes out; our components read one after the other. So the first step
    holds what they share, which is told by how long the others took for their length, and parted by length.
    """
    if len(steps) < 2:
        return list(steps)
    first_alone = min(steps[0], lengths[0] * sum(steps[1:]) / sum(lengths[1:]))
    shared = (steps[0] - first_alone) / sum(lengths)
    return [own + shared * length for own, length in zip([first_alone, *steps[1:]], lengths, strict=True)]


def _annotate(documents: Sequence[CleanDocument], nlp: Language, clock: Clock | None) -> Sequence[Doc | Exception]:
    try:
        docs, steps = [], []
        now = clock() if clock else 0.0
        for doc in nlp.pipe([_make_doc(document, nlp) for document in documents], batch_size=len(documents) or 1):
            docs.append(doc)
            before, now = now, clock() if clock else 0.0
            steps.append(now - before)
    except Exception as error:  # whatever one text makes a component do, the other texts are not to blame
        if len(documents) == 1:
            return [error]
        return [doc for document in documents for doc in _annotate([document], nlp, clock)]
    if clock:
        for doc, seconds in zip(docs, seconds_of_each(steps, [len(doc.text) for doc in docs]), strict=True):
            doc._.seconds = seconds
    return docs


def _make_doc(document: CleanDocument, nlp: Language) -> Doc:
    doc = nlp.make_doc(document.text)
    doc._.source_document = document
    return doc
