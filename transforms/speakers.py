"""Who speaks at each place of a document: the source of the innermost statement, whom an article gives the word, the
author of a first-person document, or nobody in narration.
"""

from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from transforms.actors import actor_of, author_of, cast_of
from transforms.annotations import Statement
from transforms.segment import paragraphs
from warehouse.contract import ActorKind, DocumentKind

FIRST_PERSON = frozenset({"i", "me", "my", "we", "us", "our", "ours", "myself", "ourselves"})
SINGULAR = frozenset({"i", "my", "me", "myself"})
DENIALS = frozenset({"deny", "refute", "dispute", "reject"})


def name_first_persons(doc: Doc) -> None:
    """Gives each statement of an "I" that has no speaker yet the one who speaks around it; "we" may be anybody."""
    unnamed = [
        statement
        for statement in sorted(doc._.statements, key=breadth, reverse=True)
        if statement.speaker_actor_id is None and statement.source and statement.source[0].root.lower_ in SINGULAR
    ]
    if not unnamed:
        return
    speakers = Speakers(doc)
    for statement in unnamed:
        around = speakers.at(statement.source[0].root)
        if around.statement is not statement:
            statement.speaker_actor_id = around.speaker


@dataclass(frozen=True, slots=True)
class Voice:
    """What is said at one place: by whom, in which statement, and whether its source denies it.

    Those who speak together ("the two leaders") are each a speaker of `speakers`.
    """

    speaker: str | None
    speakers: tuple[str, ...] = ()
    statement: Statement | None = None
    is_denied: bool = False


class Speakers:
    """Answers who speaks at a token, for one document whose statements are found."""

    def __init__(self, doc: Doc) -> None:
        self.around, self.cues = statements_by_token(doc)
        self.author = author_of(doc) if is_first_person(doc) else None
        self.members = cast_of(doc).members
        self.given_word = {} if is_first_person(doc) else words_given(doc)

    def at(self, token: Token) -> Voice:
        statement = self.around.get(token.i)
        if statement is not None:
            return self.voice(self.source_of(statement), statement, is_denial(statement, token))
        return self.voice(self.outside(token.i), self.cues.get(token.i))

    def voice(self, speaker: str | None, statement: Statement | None, is_denied: bool = False) -> Voice:
        speakers = self.members.get(speaker, (speaker,)) if speaker else ()
        return Voice(speaker, speakers, statement, is_denied)

    def source_of(self, statement: Statement) -> str | None:
        """The speaker of a statement; a source in the first person is whoever speaks around it."""
        if statement.speaker_actor_id is None and statement.source and is_first_person_source(statement.source[0]):
            return self.outside(statement.source[0].start)
        return statement.speaker_actor_id

    def outside(self, position: int) -> str | None:
        return self.author or self.given_word.get(position)


def is_first_person(doc: Doc) -> bool:
    document = doc._.source_document
    return document is not None and document.kind == DocumentKind.FIRST_PERSON


def is_first_person_source(source: Span) -> bool:
    return source.root.lower_ in FIRST_PERSON


def is_denial(statement: Statement, place: Token) -> bool:
    """Whether the source denies what stands at the place; what follows on "but" is no longer denied."""
    if not any(token.lemma_ in DENIALS for piece in statement.cue for token in piece):
        return False
    return not any(token.lower_ == "but" for token in place.doc[statement.content[0].start : place.i])


def statements_by_token(doc: Doc) -> tuple[dict[int, Statement], dict[int, Statement]]:
    """The innermost statement in whose content, and in whose cue, each token stands."""
    around: dict[int, Statement] = {}
    cues: dict[int, Statement] = {}
    for statement in sorted(doc._.statements, key=breadth, reverse=True):
        for piece in statement.content:
            around.update(dict.fromkeys(range(piece.start, piece.end), statement))
        for piece in statement.cue:
            cues.update(dict.fromkeys(range(piece.start, piece.end), statement))
    return around, cues


def breadth(statement: Statement) -> int:
    """How many words the content has."""
    return sum(map(len, statement.content))


def words_given(doc: Doc) -> dict[int, str]:
    """The speaker of each token after a paragraph such as "The Foreign Secretary said:", up to the next or the end."""
    speaker, given = None, {}
    for paragraph in paragraphs(doc):
        span = doc.char_span(paragraph.start, paragraph.end, alignment_mode="expand")
        if span is None:
            continue
        if speaker is not None:
            given.update(dict.fromkeys(range(span.start, span.end), speaker))
        speaker = introduced_by(span) or speaker
    return given


def introduced_by(paragraph: Span) -> str | None:
    """The person whose words a paragraph that ends in a colon announces."""
    words = [token for token in paragraph if not token.is_space]
    if not words or words[-1].text != ":":
        return None
    for token in words[-1].sent:
        if token.dep_ == "nsubj" and token.head.pos_ == "VERB":
            mention = actor_of(token.doc[token.left_edge.i : token.i + 1])
            if mention is not None and mention.actor_id.startswith(ActorKind.PERSON):
                return mention.actor_id
    return None
