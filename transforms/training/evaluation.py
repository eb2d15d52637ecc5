"""`python -m transforms.training.evaluation DATA`: how well statements are found in annotated articles, and how sure.

DATA is a JSON Lines file as for training, of articles that the models have not seen. Prints precision, recall and F1 by
and large (AR50) and to the word, the recall of direct, mixed and indirect statements, precision by the way they were
found, and how often those of each confidence are right.
"""

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from spacy.tokens import Doc, Span

from transforms.annotate import annotate
from transforms.documents import RawDocument
from transforms.grammar import Range
from transforms.pipeline import load_pipeline
from transforms.training.agreement import BY_AND_LARGE, NO_STATEMENT, TO_THE_WORD, Gold, Words, agreement, overlap
from transforms.training.attributions import Row, read_rows
from transforms.version import Profile

_BINS = 10


class Found(NamedTuple):
    """A statement that was found: how far it agrees with the annotated one that it was matched with, if any."""

    way: str
    confidence: float
    agreement: int


class Told(NamedTuple):
    """An annotated statement: whether it stands in quotation marks, and how far the one found for it agrees."""

    quote_type: str
    agreement: int


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(prog="evaluation", description=main.__doc__)
    parser.add_argument("data", type=Path, help="annotated articles, JSON Lines")
    parser.add_argument("--profile", choices=list(Profile), default=Profile.ACCURATE, type=Profile)
    arguments = parser.parse_args()
    found: list[Found] = []
    told: list[Told] = []
    for one, other in compared(read_rows(arguments.data), arguments.profile):
        found += one
        told += other
    print("\n".join(tables(found, told)))


def compared(rows: list[Row], profile: Profile) -> Iterator[tuple[list[Found], list[Told]]]:
    """What was found in each article, and what was told in it."""
    raw = (RawDocument(row["document"], None, "", len(row["text"]), "utf-8", row["text"]) for row in rows)
    for row, (_, document, doc, _) in zip(rows, annotate(raw, load_pipeline(profile=profile)), strict=True):
        if document is None or doc is None:
            raise ValueError(f"{row['document']} was not read as an article, so it cannot be measured.")
        yield _matched(Gold(row, document, doc), doc)


def _matched(gold: Gold, doc: Doc) -> tuple[list[Found], list[Told]]:
    """Each annotated statement goes to one found statement at most: those that share most first."""
    statements = doc._.statements
    words = [(gold.words(_ranges(one.content)), gold.words(_ranges(one.source))) for one in statements]
    pairs = sorted(
        (
            (overlap(content, told_content), agreement((content, source), (told_content, teller)), i, j)
            for i, (content, source) in enumerate(words)
            for j, (told_content, teller) in enumerate(gold.statements)
            if content & told_content
        ),
        reverse=True,
    )
    of_found: dict[int, int] = {}
    of_told: dict[int, int] = {}
    for _, how_far, i, j in pairs:
        if how_far >= BY_AND_LARGE and i not in of_found and j not in of_told:
            of_found[i] = of_told[j] = how_far
    quoted = gold.words([(quotation.span.start, quotation.span.end) for quotation in doc._.quotations])
    found = [Found(one.rule, one.confidence, of_found.get(i, NO_STATEMENT)) for i, one in enumerate(statements)]
    told = [
        Told(_quote_type(content, quoted), of_told.get(j, NO_STATEMENT))
        for j, (content, _) in enumerate(gold.statements)
    ]
    return found, told


def _ranges(spans: Iterable[Span]) -> list[Range]:
    return [(span.start, span.end) for span in spans]


def _quote_type(content: Words, quoted: Words) -> str:
    if content <= quoted:
        return "direct"
    return "mixed" if content & quoted else "indirect"


def tables(found: list[Found], told: list[Told]) -> Iterator[str]:
    """Lines of Markdown."""
    yield "| | precision | recall | F1 |\n|---|---|---|---|"
    for name, least in (("AR50", BY_AND_LARGE), ("AR-exact", TO_THE_WORD)):
        precision, recall = _share(found, least), _share(told, least)
        yield f"| {name} | {precision:.1%} | {recall:.1%} | {2 * precision * recall / (precision + recall or 1):.1%} |"
    yield "\n| quotation | annotated | recall (AR50) |\n|---|---|---|"
    for quote_type in ("direct", "mixed", "indirect"):
        of_type = [one for one in told if one.quote_type == quote_type]
        yield f"| {quote_type} | {len(of_type)} | {_share(of_type, BY_AND_LARGE):.1%} |"
    yield "\n| found by | found | precision (AR50) |\n|---|---|---|"
    for way, count in Counter(one.way for one in found).most_common():
        yield f"| {way} | {count} | {_share([one for one in found if one.way == way], BY_AND_LARGE):.1%} |"
    yield "\n| confidence | found | mean confidence | right (AR50) |\n|---|---|---|---|"
    for bin_number in range(_BINS):
        of_bin = [one for one in found if min(int(one.confidence * _BINS), _BINS - 1) == bin_number]
        if of_bin:
            mean = sum(one.confidence for one in of_bin) / len(of_bin)
            bounds = f"{bin_number / _BINS:.1f} to {(bin_number + 1) / _BINS:.1f}"
            yield f"| {bounds} | {len(of_bin)} | {mean:.2f} | {_share(of_bin, BY_AND_LARGE):.2f} |"


def _share(rows: list[Found] | list[Told], least: int) -> float:
    return sum(one.agreement >= least for one in rows) / len(rows) if rows else 0.0


if __name__ == "__main__":
    main()
