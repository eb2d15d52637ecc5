"""Stances: who stands for or against whom, in which words.

Predications say which noun phrases an act is between; here each becomes an actor, or the act falls away. What a speaker
says of others is the speaker's: in a statement's content its source, in a first-person document its author.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from transforms.actors import author_of, owner_of
from transforms.annotations import Mention, Stance, Statement, register_extensions
from transforms.arguments import clause_subjects, is_bare
from transforms.predications import Predication, predications
from transforms.reference import word_list
from warehouse.contract import Act, ActorKind, DocumentKind, Polarity

register_extensions()

FIRST_PERSON = frozenset({"i", "me", "my", "we", "us", "our", "ours", "myself", "ourselves"})
ACTS_TOWARD_ISSUES = frozenset({Act.SUPPORT, Act.AGREE, Act.REJECT, Act.ACCUSE})
"""Acts that can be toward something that no actor owns: a treaty, talks, an attack of unknown origin."""

SURE = 0.7
"""Strength from which on words mean their act often enough to be believed of an issue."""

ISSUE = 0.6
"""Confidence of a target that is taken for an issue because no actor was found in it."""

THROUGH_OWN = 0.7
RECALLED = 0.6
"""Confidence of an actor found through what is theirs, and of one that a demonstrative points back to."""

OWNING_PREPOSITIONS = frozenset({"of", "by", "from"})
DEMONSTRATIVES = frozenset({"this", "these", "that", "those", "such"})
MEMORY = 200
"""Tokens over which a deed is remembered."""

DENIALS = frozenset({"deny", "refute", "dispute", "reject"})
LONGEST_REACH = 25
"""Tokens between the cue and a holder beyond which the evidence leaves the holder out."""


@dataclass(frozen=True, slots=True)
class Party:
    """An actor at one place of the text; `actor_id` is None for an issue, `token` for whoever speaks."""

    actor_id: str | None
    token: Token | None
    confidence: float


@Language.component("stances", assigns=["doc._.stances"])
def stances(doc: Doc) -> Doc:
    """Fills `Doc._.stances`, in the order of the text."""
    author = author_of(doc) if is_first_person(doc) else None
    around = statements_by_token(doc)
    found: list[Stance] = []
    for predication in predications(doc):
        found += link(predication, around.get(predication.cue[0].i), author, found)
    doc._.stances = without_repetition(found)
    return doc


def is_first_person(doc: Doc) -> bool:
    document = doc._.source_document
    return document is not None and document.kind == DocumentKind.FIRST_PERSON


def statements_by_token(doc: Doc) -> dict[int, Statement]:
    """The innermost statement that each token stands in, as content or as cue."""
    around: dict[int, Statement] = {}
    by_size = sorted(doc._.statements, key=lambda statement: -sum(map(len, statement.content)))
    for statement in by_size:
        for piece in (*statement.content, *statement.cue):
            around.update(dict.fromkeys(range(piece.start, piece.end), statement))
    return around


def link(
    predication: Predication, statement: Statement | None, author: str | None, earlier: Sequence[Stance]
) -> list[Stance]:
    """The stances of one predication, one for each holder and target that are actors and not the same."""
    is_content = statement is not None and not is_in_cue(predication.cue[0], statement)
    if statement is not None and is_content and is_denied(statement):
        return []
    speaker = statement.speaker_actor_id if statement is not None and is_content else author
    holders = [Party(speaker, None, 1.0)] if predication.is_speakers else holding(predication.holders, speaker, earlier)
    targets = [
        target for token in predication.targets if (target := target_party(token, predication, speaker, earlier))
    ]
    return [
        stance_between(holder, target, predication, statement)
        for holder in holders
        for target in targets
        if holder.actor_id and not is_same_side(holder.actor_id, target.actor_id, predication)
    ]


def is_same_side(holder: str, target: str | None, predication: Predication) -> bool:
    """Whether it is one actor, or a person who speaks well of the country or organisation that they act for."""
    if holder == target:
        return True
    people = predication.cue[0].doc._.cast.people
    own = next((person.affiliation for person in people if person.actor_id == holder), None)
    return own is not None and own == target and predication.polarity == Polarity.SUPPORT


def is_in_cue(token: Token, statement: Statement) -> bool:
    return any(piece.start <= token.i < piece.end for piece in statement.cue)


def is_denied(statement: Statement) -> bool:
    return any(token.lemma_ in DENIALS for piece in statement.cue for token in piece)


def target_party(head: Token, predication: Predication, speaker: str | None, earlier: Sequence[Stance]) -> Party | None:
    return party(head, speaker) or reported_doer(head, speaker) or recalled(head, earlier) or issue(head, predication)


def holding(tokens: Iterable[Token], speaker: str | None, earlier: Sequence[Stance]) -> list[Party]:
    """Actors among the holders; what a first person calls theirs ("our hearts", "my team") acts for the speaker."""
    found = []
    for token in tokens:
        if one := party(token, speaker) or doer_recalled(token, earlier):
            found.append(one)
        elif speaker and any(child.dep_ == "poss" and child.lower_ in FIRST_PERSON for child in token.children):
            found.append(Party(speaker, token, THROUGH_OWN))
    return found


def party(head: Token, speaker: str | None) -> Party | None:
    """The actor that a noun phrase stands for, or whose deed it names; first persons are the speaker."""
    if head.lower_ in FIRST_PERSON:
        return Party(speaker, head, 0.9) if speaker else None
    mention = actor_behind(head)
    return Party(mention.actor_id, head, mention.confidence) if mention else None


def actor_behind(head: Token) -> Mention | None:
    """Named actors before unnamed groups, and the head's own before those of its partners."""
    own = owner_of(noun_phrase(head))
    if own is not None and not own.actor_id.startswith(ActorKind.GROUP):
        return own
    shared = [named for other in partners(head) if (named := owner_of(noun_phrase(other)))]
    return next((named for named in shared if not named.actor_id.startswith(ActorKind.GROUP)), own)


def reported_doer(head: Token, speaker: str | None) -> Party | None:
    """Who does what a noun reports: "news that *Israel* attacked"."""
    if head.pos_ != "NOUN":
        return None
    doers = clause_subjects(head)
    return party(doers[0], speaker) if doers else None


def doer_recalled(head: Token, earlier: Sequence[Stance]) -> Party | None:
    """The holder of the same deed before: "*Israel* launched two strikes. One strike hit"."""
    if head.lemma_.lower() not in issues():
        return None
    for stance in reversed(earlier):
        if head.i - stance.evidence.end > MEMORY:
            return None
        if any(token.lemma_ == head.lemma_ and token.pos_ == "NOUN" for token in stance.cue):
            return Party(stance.holder_actor_id, head, RECALLED)
    return None


def partners(head: Token) -> list[Token]:
    """Bare nouns joined to the head, which share what comes after them: "the government and *people* of Iraq"."""
    return [child for child in head.children if child.dep_ == "conj" and is_bare(child)]


def recalled(head: Token, earlier: Sequence[Stance]) -> Party | None:
    """The owner of the deed that "these actions" or "this attack" points back to, if one was opposed shortly before."""
    if head.lemma_.lower() not in issues() or not any(child.lower_ in DEMONSTRATIVES for child in head.children):
        return None
    for stance in reversed(earlier):
        if head.i - stance.evidence.end > MEMORY:
            return None
        if stance.target_actor_id and stance.polarity == Polarity.OPPOSE and stance.act == Act.ACCUSE:
            return Party(stance.target_actor_id, head, RECALLED)
    return None


def issue(head: Token, predication: Predication) -> Party | None:
    """A target that no actor owns, such as talks, a treaty or an attack of unknown origin."""
    if predication.act not in ACTS_TOWARD_ISSUES or predication.strength < SURE or head.lemma_.lower() not in issues():
        return None
    return Party(None, head, ISSUE)


@cache
def issues() -> frozenset[str]:
    """Lemmas of deeds and matters that one can be for or against."""
    return frozenset(row["word"] for row in word_list("issues"))


def noun_phrase(head: Token) -> Span:
    """The head with what stands before it, bare partners and the "of", "by" or "from" phrases right after it."""
    return head.doc[head.left_edge.i : end_of_phrase(head)]


def end_of_phrase(head: Token) -> int:
    end = head.i + 1
    for child in head.rights:
        if child.dep_ == "cc" and child.i == end:
            continue
        if child in partners(head):
            end = end_of_phrase(child)
        elif child.i == end and child.lower_ in OWNING_PREPOSITIONS:
            end = max((end_of_phrase(noun) for noun in child.children if noun.dep_ == "pobj"), default=end)
        else:
            break
    return end


def stance_between(holder: Party, target: Party, predication: Predication, statement: Statement | None) -> Stance:
    assert target.token is not None
    assert holder.actor_id is not None
    cue = cue_span(predication)
    return Stance(
        holder_actor_id=holder.actor_id,
        target_actor_id=target.actor_id,
        target=noun_phrase(target.token),
        polarity=predication.polarity,
        act=predication.act,
        modality=predication.reading.modality,
        is_negated=predication.reading.is_negated,
        evidence=evidence(holder, target, cue),
        cue=cue,
        rule=predication.rule,
        confidence=round(predication.strength * holder.confidence * target.confidence, 3),
        statement=statement,
    )


def cue_span(predication: Predication) -> Span:
    """The deciding words; a preposition counts where it stands right beside its word."""
    words = sorted(token.i for token in predication.cue)
    tokens = [token.i for token in predication.cue if token.pos_ != "ADP" or token.i - 1 in words]
    return predication.cue[0].doc[min(tokens) : max(tokens) + 1]


def evidence(holder: Party, target: Party, cue: Span) -> Span:
    """The words from holder to target over the cue, within the cue's sentence."""
    assert target.token is not None
    sentence = cue.root.sent
    phrase = noun_phrase(target.token)
    pieces = [cue, phrase]
    if holder.token is not None and abs(holder.token.i - cue.start) <= LONGEST_REACH:
        pieces.append(noun_phrase(holder.token))
    pieces = [piece for piece in pieces if piece.start >= sentence.start and piece.end <= sentence.end]
    return cue.doc[min(piece.start for piece in pieces) : max(piece.end for piece in pieces)]


def without_repetition(found: list[Stance]) -> list[Stance]:
    """The surest of stances with the same holder, target and polarity that are read from the same words."""

    def identity(stance: Stance) -> tuple[str, str, Polarity]:
        target = stance.target_actor_id or f"issue:{stance.target.text.casefold()}"
        return stance.holder_actor_id, target, stance.polarity

    kept: list[Stance] = []
    for _, alike in groupby(sorted(found, key=identity), key=identity):
        apart: list[Stance] = []
        for stance in sorted(alike, key=lambda stance: -stance.confidence):
            if not any(is_repetition(stance, other) for other in apart):
                apart.append(stance)
        kept += apart
    return sorted(kept, key=lambda stance: (stance.evidence.start, stance.evidence.end))


def is_repetition(stance: Stance, surer: Stance) -> bool:
    if not overlap(stance.evidence, surer.evidence):
        return False
    return stance.act == surer.act or overlap(stance.cue, surer.cue) or overlap(stance.cue, surer.target)


def overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
