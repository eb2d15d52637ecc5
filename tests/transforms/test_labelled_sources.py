"""How often the actor behind a pronoun, a role or a collective is found, on sources that were labelled by hand.

Where the texts come from and how they were labelled: `labelled_sources/SOURCES.md`. To see the figures and every error:

    python -m pytest tests/transforms/test_labelled_sources.py -s
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import pytest
from spacy.language import Language
from spacy.tokens import Doc, Span

from transforms.actors import actor_of
from transforms.annotate import annotate
from transforms.annotations import Statement
from transforms.documents import CleanDocument
from transforms.mapped_text import to_raw
from transforms.read import read

HERE = Path(__file__).parent / "labelled_sources"

COLLECTIVES = {"igo", "org", "group"}
OF_NO_WEIGHT = {"the", "a", "of", "and", "all", "both", "our", "two", "2"}
GENERATIONS = {"jr", "sr"}


@dataclass(frozen=True)
class Label:
    """A source of a statement, and the actors that a careful reader takes it for: none where nobody could say."""

    document: str
    start: int
    end: int
    source: str
    kind: str
    actors: tuple[str, ...]
    is_nameable: bool


@dataclass(frozen=True)
class Answer:
    """What the system says of a labelled source: its actor, and the speaker of the statement found there, if any."""

    label: Label
    actor: str | None
    has_statement: bool
    speaker: str | None


@dataclass(frozen=True)
class Figures:
    """Share of the nameable sources that got an actor, and share of the actors given that are right."""

    answered: float
    right: float


@pytest.fixture(scope="module")
def labels() -> list[Label]:
    return [read_label(line) for line in (HERE / "labels.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def answers(labels: list[Label], nlp: Language) -> list[Answer]:
    """One answer for each label. What is printed here is seen when a test fails, or with `-s`."""
    found = list(answers_to(labels, nlp))
    print("", report(found), "", errors(found), sep="\n")
    return found


def test_labels_quote_the_texts(labels: list[Label]) -> None:
    assert [label.source for label in labels] == [text_of(label.document)[label.start : label.end] for label in labels]


def test_every_text_has_a_source_and_a_label(labels: list[Label]) -> None:
    texts = {file.name for file in (HERE / "texts").iterdir()}
    assert set(re.findall(r"^\| `(.+?)`", (HERE / "SOURCES.md").read_text(encoding="utf-8"), re.MULTILINE)) == texts
    assert {label.document for label in labels} == texts


@pytest.mark.parametrize(
    ("one", "other", "are_same"),
    [
        ("person:Joseph R. Biden, Jr.", "person:Joe Biden", True),
        ("person:Joe Biden", "person:Vladimir Putin", False),
        ("group:two leaders", "group:the leaders", True),
        ("group:Western allies", "igo:NATO", False),
        ("org:Foreign Office", "country:GBR", False),
    ],
)
def test_ids_of_one_actor_are_told_from_those_of_two(one: str, other: str, are_same: bool) -> None:
    assert same_actor(one, other) is are_same


# The floors lie just below what the system reaches: raise them with it.


def test_the_actor_of_a_source_is_found(answers: list[Answer]) -> None:
    figures = figures_of([(answer.label, answer.actor) for answer in answers])
    assert figures.answered >= 0.75
    assert figures.right >= 0.85


def test_the_speaker_of_a_statement_is_found(answers: list[Answer]) -> None:
    with_statement = [answer for answer in answers if answer.has_statement]
    assert len(with_statement) >= 0.72 * len(answers)
    figures = figures_of([(answer.label, answer.speaker) for answer in with_statement])
    assert figures.answered >= 0.78
    assert figures.right >= 0.86


# --- the system's answers ---


def answers_to(labels: Sequence[Label], nlp: Language) -> Iterator[Answer]:
    """The answers in the order of the labels, which is by document."""
    by_document = {name: list(some) for name, some in groupby(labels, attrgetter("document"))}
    raw = (document for name in by_document for document in read(HERE / "texts" / name))
    with nlp.select_pipes(disable=["stances"]):
        for some, (_, cleaned, doc, _) in zip(by_document.values(), annotate(raw, nlp), strict=True):
            assert cleaned is not None
            assert doc is not None
            yield from (answer_to(label, cleaned, doc) for label in some)


def answer_to(label: Label, cleaned: CleanDocument, doc: Doc) -> Answer:
    span = span_at(label, cleaned, doc)
    mention = actor_of(span)
    statement = statement_at(span, doc)
    speaker = statement.speaker_actor_id if statement else None
    return Answer(label, mention.actor_id if mention else None, statement is not None, speaker)


def span_at(label: Label, cleaned: CleanDocument, doc: Doc) -> Span:
    """The tokens that were read from the label's raw characters."""
    raw = [(token.i, *to_raw(cleaned.ranges, token.idx, token.idx + len(token))) for token in doc]
    inside = [i for i, start, end in raw if start < label.end and end > label.start]
    return doc[inside[0] : inside[-1] + 1]


def statement_at(span: Span, doc: Doc) -> Statement | None:
    """The statement that the span is the source of. Of several, that with the shortest source."""
    overlapping = [
        (len(source), i)
        for i, statement in enumerate(doc._.statements)
        for source in statement.source
        if source.start < span.end and source.end > span.start
    ]
    return doc._.statements[min(overlapping)[1]] if overlapping else None


# --- right and wrong ---


def figures_of(given: Sequence[tuple[Label, str | None]]) -> Figures:
    nameable = [actor for label, actor in given if label.is_nameable]
    right = [is_right(label, actor) for label, actor in given if actor]
    return Figures(sum(map(bool, nameable)) / max(1, len(nameable)), sum(right) / max(1, len(right)))


def is_right(label: Label, actor: str | None) -> bool:
    """Whether the actor is one that a reader accepts, or None where nobody could name one."""
    if actor is None:
        return not label.is_nameable
    return any(same_actor(expected, actor) for expected in label.actors)


def same_actor(expected: str, actor: str) -> bool:
    """Whether two ids mean one actor: a person by the last name, a group by half of its words, others by the name."""
    (kind, _, name), (other_kind, _, other_name) = expected.partition(":"), actor.partition(":")
    words, other_words = plain_words(name), plain_words(other_name)
    if kind != other_kind and not {kind, other_kind} <= COLLECTIVES:
        return False
    if kind == "person":
        return last_name(words) == last_name(other_words)
    if words == other_words or kind != "group":
        return words == other_words
    mine, others = set(words) - OF_NO_WEIGHT, set(other_words) - OF_NO_WEIGHT
    return len(mine & others) >= 0.5 * len(mine | others) > 0


def plain_words(name: str) -> list[str]:
    """The words without case, accents and punctuation."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return re.findall(r"\w+", "".join(letter for letter in letters if not unicodedata.combining(letter)))


def last_name(words: list[str]) -> str:
    return [word for word in words if word not in GENERATIONS][-1]


# --- the report ---


def report(answers: list[Answer]) -> str:
    """A table by kind. "Answered" is a share of the nameable sources, "right" of the answers."""
    kinds = sorted({answer.label.kind for answer in answers})
    lines = [f"{'':14}{'sources':>8}{'actor answered':>16}{'right':>8}{'statements':>12}{'answered':>10}{'right':>8}"]
    lines += [report_line(kind, [answer for answer in answers if answer.label.kind == kind]) for kind in kinds]
    return "\n".join([*lines, report_line("all", answers)])


def report_line(name: str, answers: list[Answer]) -> str:
    with_statement = [answer for answer in answers if answer.has_statement]
    actors = figures_of([(answer.label, answer.actor) for answer in answers])
    speakers = figures_of([(answer.label, answer.speaker) for answer in with_statement])
    return (
        f"{name:14}{len(answers):8}{actors.answered:16.0%}{actors.right:8.0%}"
        f"{len(with_statement):12}{speakers.answered:10.0%}{speakers.right:8.0%}"
    )


def errors(answers: list[Answer]) -> str:
    """A line for each source whose actor, or the speaker of whose statement, is wrong or not found."""
    lines = []
    for answer in answers:
        label = answer.label
        speaker = answer.speaker or "nobody" if answer.has_statement else "no statement"
        if not is_right(label, answer.actor) or (answer.has_statement and not is_right(label, answer.speaker)):
            where = f"{label.document}:{label.start} {label.source!r}"
            expected = label.actors[0] if label.is_nameable else "nobody"
            lines.append(f"{where} is {expected}; actor: {answer.actor or 'nobody'}; speaker: {speaker}")
    return "\n".join(lines)


# --- the labels ---


def read_label(line: str) -> Label:
    row = json.loads(line)
    actors = [row["actor"]] if row["actor"] else []
    start, end = row["span"]
    accepted = (*actors, *row.get("also", ()))
    return Label(row["document"], start, end, row["source"], row["kind"], accepted, is_nameable=bool(row["actor"]))


def text_of(document: str) -> str:
    return (HERE / "texts" / document).read_text(encoding="utf-8")
