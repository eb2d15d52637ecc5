"""Who is behind the noun phrases of an act: an actor, the owner of a deed, the doer of one told before, or an issue."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc, Span, Token

from transforms.actors import owner_of
from transforms.acts import acts_at
from transforms.annotations import Mention, Stance
from transforms.arguments import agents, joined, partners, subjects
from transforms.predications import Predication, is_conflict
from transforms.reference import word_list
from transforms.sources import is_plural_reference, who_met_before
from transforms.speakers import FIRST_PERSON
from warehouse.contract import Act, ActorKind, Polarity

ACTS_TOWARD_ISSUES = frozenset({Act.SUPPORT, Act.AGREE, Act.REJECT, Act.ACCUSE})
"""Acts that can be toward something that no actor owns: a treaty, talks, an attack of unknown origin."""

SURE = 0.7
"""Strength from which on words mean their act often enough to be believed of an issue."""

FIRST_PERSON_CERTAINTY = 0.9
ISSUE = 0.6
THROUGH_OWN = 0.7
RECALLED = 0.6
"""Confidence of the speaker behind "we", of an issue because no actor was found in it, of an actor through what is
theirs, and of one that was named with the same deed before."""

OWNING_PREPOSITIONS = frozenset({"of", "by"})
LONGEST_LIST = 8
"""Tokens over which joined nouns share an "of" phrase."""

DEMONSTRATIVES = frozenset({"this", "these", "that", "those", "such"})
MEMORY = 200
"""Tokens over which a deed is remembered."""


@dataclass(frozen=True, slots=True)
class Party:
    """An actor at one place of the text; `actor_id` is None for an issue, `token` for whoever speaks."""

    actor_id: str | None
    token: Token | None
    confidence: float


def holders_of(predication: Predication, speaker: str | None, earlier: Sequence[Stance]) -> list[Party]:
    """Actors that hold it; what a first person calls theirs ("our hearts", "my team") acts for the speaker."""
    if predication.is_speakers:
        return [Party(speaker, None, 1.0)] if speaker else []
    found = []
    for token in predication.holders:
        if both := meeting_pair(token):
            found += both
        elif one := party(token, speaker) or doer_recalled(token, earlier):
            found.append(one)
        elif speaker and any(child.dep_ == "poss" and child.lower_ in FIRST_PERSON for child in token.children):
            found.append(Party(speaker, token, THROUGH_OWN))
    return found


def meeting_pair(head: Token) -> list[Party]:
    """The two whom "the leaders" or an unresolved "they" stands for, who met or spoke with each other before."""
    if not is_plural_reference(head, "participant") or head.i in head.doc._.cast.by_token:
        return []
    return [Party(person.actor_id, head, RECALLED) for person in who_met_before(head)]


def targets_of(predication: Predication, speaker: str | None, earlier: Sequence[Stance]) -> list[Party]:
    """Actors that it is toward, or the issue."""
    found = (
        party(token, speaker)
        or reported_doer(token, speaker)
        or recalled(token, predication, earlier)
        or issue(token, predication)
        for token in predication.targets
    )
    return [target for target in found if target and not is_only_named(target, predication)]


def is_only_named(target: Party, predication: Predication) -> bool:
    """Whether an unnamed group is merely called so ("our allies"), and nothing is said of it."""
    is_group = target.actor_id is not None and target.actor_id.startswith(ActorKind.GROUP)
    return is_group and predication.is_speakers and predication.cue[0] == target.token


def accuser_if_denied(
    holder: Party, target: Party, predication: Predication, earlier: Sequence[Stance]
) -> Party | None:
    """The target; where somebody rejects what is said of themselves, whoever said it before."""
    if holder.actor_id != target.actor_id or predication.act != Act.REJECT or target.token is None:
        return target
    for stance in within_memory(target.token, earlier):
        if stance.target_actor_id == holder.actor_id and stance.act == Act.ACCUSE:
            return Party(stance.holder_actor_id, target.token, RECALLED)
    return None


def is_same_side(holder: str | None, target: str | None, polarity: Polarity, doc: Doc) -> bool:
    """Whether it is one actor, or a person who speaks well of the country or organisation that they act for."""
    if holder == target:
        return True
    own = next((person.affiliation for person in doc._.cast.people if person.actor_id == holder), None)
    return own is not None and own == target and polarity == Polarity.SUPPORT


def party(head: Token, speaker: str | None) -> Party | None:
    """The actor that a noun phrase stands for, or whose deed it names; first persons are the speaker."""
    if head.lower_ in FIRST_PERSON:
        return Party(speaker, head, FIRST_PERSON_CERTAINTY) if speaker else None
    mention = actor_behind(head)
    return Party(mention.actor_id, head, mention.confidence) if mention else None


def actor_behind(head: Token) -> Mention | None:
    """Named actors before unnamed groups, and the head's own before those of the nouns that share its "of" phrase."""
    own = owner_of(noun_phrase(head))
    if own is not None and is_named(own):
        return own
    shared = [mention for other in sharing(head) if (mention := owner_of(noun_phrase(other)))]
    return next(filter(is_named, shared), own)


def is_named(mention: Mention) -> bool:
    return not mention.actor_id.startswith(ActorKind.GROUP)


def sharing(head: Token) -> list[Token]:
    """Common nouns joined to the head whose "of" phrase may be its own too: "the sovereignty and *unity* of Iraq"."""
    near = [noun for noun in joined(head) if noun.pos_ == "NOUN" and noun.i - head.i <= LONGEST_LIST]
    return [noun for noun in near if not is_determined(noun)] + partners(head)


def is_determined(noun: Token) -> bool:
    return any(child.dep_ in ("poss", "det") for child in noun.children)


def noun_phrase(head: Token) -> Span:
    """The head with what stands before it, bare partners and the "of" and "by" phrases right after it, of deeds also
    those with "from"."""
    return head.doc[head.left_edge.i : end_of_phrase(head)]


def end_of_phrase(head: Token) -> int:
    end = head.i + 1
    for child in head.rights:
        if child.dep_ == "cc" and child.i == end:
            continue
        if child in partners(head):
            end = end_of_phrase(child)
        elif child.i == end and (child.lower_ in OWNING_PREPOSITIONS or (child.lower_ == "from" and acts_at(head))):
            end = max((end_of_phrase(noun) for noun in child.children if noun.dep_ == "pobj"), default=end)
        else:
            break
    return end


def reported_doer(head: Token, speaker: str | None) -> Party | None:
    """Who does what a noun reports: "news that *Israel* attacked", "sacrifices made by *Dutch troops*"."""
    if head.pos_ != "NOUN":
        return None
    clauses = [child for child in head.children if child.dep_ == "acl"]
    doers = [
        doer
        for clause in clauses
        for doer in (agents(clause) or [child for child in clause.children if child.dep_ == "nsubj"])
    ]
    if not doers and head.dep_ == "dobj" and any(match.entry.act == Act.REQUEST for match in acts_at(head.head)):
        doers = subjects(head.head)  # "Russia demanded guarantees, rejected by"
    return party(doers[0], speaker) if doers else None


def recalled(head: Token, predication: Predication, earlier: Sequence[Stance]) -> Party | None:
    """Who did what "these actions" or "this attack" points back to, if somebody was accused shortly before."""
    is_pointer = any(child.lower_ in DEMONSTRATIVES for child in head.children)
    if not is_pointer or head.lemma_.lower() not in issues() or predication.polarity != Polarity.OPPOSE:
        return None
    for stance in within_memory(head, earlier):
        if stance.target_actor_id and stance.polarity == Polarity.OPPOSE and stance.act == Act.ACCUSE:
            return Party(stance.target_actor_id, head, RECALLED)
    return None


def doer_recalled(head: Token, earlier: Sequence[Stance]) -> Party | None:
    """The holder of the same deed before: "*Israel* launched two strikes. One strike hit"."""
    if not is_conflict(head):
        return None
    for stance in within_memory(head, earlier):
        if any(token.lemma_ == head.lemma_ and token.pos_ == "NOUN" for token in stance.cue):
            return Party(stance.holder_actor_id, head, RECALLED)
    return None


def within_memory(head: Token, earlier: Sequence[Stance]) -> Iterable[Stance]:
    """The stances shortly before, the last first."""
    for stance in reversed(earlier):
        if head.i - stance.evidence.end > MEMORY:
            return
        yield stance


def issue(head: Token, predication: Predication) -> Party | None:
    """A target that no actor owns, such as talks, a treaty or an attack of unknown origin."""
    if predication.act not in ACTS_TOWARD_ISSUES or predication.strength < SURE or head.lemma_.lower() not in issues():
        return None
    return Party(None, head, ISSUE)


@cache
def issues() -> frozenset[str]:
    """Lemmas of deeds and matters that one can be for or against."""
    return frozenset(row["word"] for row in word_list("issues"))
