"""Speech that a label introduces: the turns of a transcript, and "Name: …" in headlines and interviews."""

from collections.abc import Iterator
from itertools import pairwise

from spacy.tokens import Doc

from transforms.documents import Paragraph, ParagraphKind
from transforms.grammar import Range
from transforms.segment import paragraphs
from transforms.statement_rules import Candidate

_LONGEST_NAME = 12
_LONGEST_LABEL = 6
_NAME_STARTS_AFTER = frozenset((".", "?", "!", "-", "–", "—", "--", ";", ":", "]", ")", "”", '"'))
_SPEAKERS = frozenset(("PERSON", "ORG", "NORP", "GPE"))


def turns(doc: Doc, starts: list[int]) -> Iterator[Candidate]:
    """One candidate a labelled turn, each paragraph of it a piece. `starts` are the first tokens of the paragraphs."""
    turn: Candidate | None = None
    for paragraph, (start, end) in _with_extents(doc, starts):
        if paragraph.label is not None:
            if turn is not None:
                yield turn
            turn = _open_turn(doc, paragraph, start, end)
        elif turn is not None:
            turn.content.append((start, end))
    if turn is not None:
        yield turn


def _with_extents(doc: Doc, starts: list[int]) -> Iterator[tuple[Paragraph, Range]]:
    return zip(paragraphs(doc), pairwise([*starts, len(doc)]), strict=True)


def _open_turn(doc: Doc, paragraph: Paragraph, start: int, end: int) -> Candidate | None:
    assert paragraph.label is not None
    label = doc.char_span(*paragraph.label, alignment_mode="expand")
    if label is None or label.end >= end:
        return None
    return Candidate(doc[label.end - 1], [], _without_colon(doc, (label.start, label.end)), [(label.end, end)], "turn")


def labelled_paragraphs(doc: Doc, starts: list[int]) -> Iterator[Candidate]:
    """Candidates for paragraphs such as "Trump: the deal is dead" that the reader took no label from."""
    for paragraph, (start, end) in _with_extents(doc, starts):
        if paragraph.label is not None:
            continue
        colon = next((i for i in range(start, min(end, start + _LONGEST_LABEL + 1)) if doc[i].text == ":"), None)
        if colon is None or colon + 1 >= end:
            continue
        name = name_before(doc, colon)
        if name is not None and name[0] == start and _is_speaker(doc, name, paragraph):
            yield Candidate(doc[colon], [], name, [(colon + 1, end)], "label")


def _is_speaker(doc: Doc, name: Range, paragraph: Paragraph) -> bool:
    tokens = doc[name[0] : name[1]]
    if paragraph.kind is ParagraphKind.TITLE or paragraph.start == 0:
        return tokens[-1].pos_ in ("PROPN", "NOUN")
    return tokens[-1].pos_ == "PROPN" and (tokens.text.isupper() or tokens[-1].ent_type_ == "PERSON")


def name_before(doc: Doc, colon: int) -> Range | None:
    """The name that stands before a colon from the start of its line or sentence, or None."""
    start = colon
    while start > 0 and colon - start < _LONGEST_NAME and not _ends_before_name(doc, start - 1):
        start -= 1
    tokens = doc[start:colon]
    if not len(tokens) or len(tokens) == _LONGEST_NAME or any(token.pos_ in ("VERB", "AUX") for token in tokens):
        return None
    return (start, colon) if any(token.pos_ == "PROPN" for token in tokens) or start == 0 else None


def _ends_before_name(doc: Doc, i: int) -> bool:
    return doc[i].is_space or doc[i].text in _NAME_STARTS_AFTER


def _without_colon(doc: Doc, label: Range) -> Range:
    start, end = label
    while end - 1 > start and (doc[end - 1].is_punct or doc[end - 1].is_space) and doc[end - 1].text != ".":
        end -= 1
    return start, end
