"""Who the source of a statement is: an actor, several whom "and" joins, or those whom "both sides" takes up."""

from collections.abc import Iterable, Sequence
from functools import cache

from spacy.tokens import Span, Token

from transforms.actors import (
    PLURAL_PRONOUNS,
    SUBJECTS,
    actor_of,
    actor_of_head,
    actors_before,
    cast_of,
    kind_of,
)
from transforms.annotations import Mention
from transforms.arguments import NOMINAL, coordinated, objects, obliques, owners, subjects
from transforms.grammar import object_of
from transforms.nouns import group_heads, noun_lemma, state_heads
from transforms.reference import word_list
from warehouse.contract import ActorKind

MEMORY = 300
"""Tokens over which a meeting is remembered."""

SENTENCES_BACK = 2
"""How many sentences before "both sides" the two may be named."""

LONGEST_CHAIN = 20
"""Sentences that begin with "they" one after the other."""

COUNTED = frozenset({"both", "two", "2"})
POINTERS = COUNTED | {"the", "these"}


def speaker_of(source: Span) -> str | None:
    """Actor id of who the source of a statement stands for, or None where the text does not say.

    Several who speak together, as "A and B said" or "the two leaders" after them, are one `group:` of their names. A
    noun that could be anybody's ("countries", "allies") is nobody's.
    """
    head = source.root
    if head.lower_ in PLURAL_PRONOUNS:
        return those_before(head)
    if is_plural_reference(head, "participant") or is_plural_reference(head, "state"):
        return the_two_before(head)
    if together := joint_id(named_together(head, source)):
        return together
    mention = actor_of(source) or (subject_before(head) if head.lower_ == "it" else None)
    if mention is None:
        return state_at(head)
    if kind_of(mention.actor_id) is not ActorKind.GROUP or len(mention.span) > 1:
        return mention.actor_id
    return state_at(head) or (None if noun_lemma(head) in group_heads("vague") else mention.actor_id)


def state_at(noun: Token) -> str | None:
    """The country whose organ a lone noun is: "officials in Baghdad said", "in Finland, the government said"."""
    if noun_lemma(noun) not in state_heads("actor"):
        return None
    for preposition in (*noun.children, *noun.head.children):
        place = object_of(preposition) if preposition.lower_ == "in" else None
        if place is not None and place.ent_kb_id_.startswith(ActorKind.COUNTRY):
            return place.ent_kb_id_
    return None


def subject_before(pronoun: Token) -> Mention | None:
    """The organisation that is subject of the sentence before, for an "it" that begins its own."""
    sentence = pronoun.sent
    if sentence.start == 0 or pronoun.i > sentence.start + 1:
        return None
    verb = pronoun.doc[sentence.start - 1].sent.root
    subject = next((child for child in verb.children if child.dep_ in SUBJECTS), None)
    mention = actor_of(pronoun.doc[subject.left_edge.i : subject.right_edge.i + 1]) if subject is not None else None
    return mention if mention and kind_of(mention.actor_id) in (ActorKind.ORG, ActorKind.IGO) else None


def named_together(head: Token, span: Span) -> list[Mention]:
    """The actors whom "and" joins with the head, where each has a name."""
    heads = [token for token in coordinated(head) if token.i < span.end]
    if len(heads) < 2 or any(token.tag_ == "NNS" for token in heads):
        return []
    found = [actor_of_head(token, span) for token in heads]
    named = [mention for mention in found if mention and kind_of(mention.actor_id) is not ActorKind.GROUP]
    return named if len(named) == len(heads) else []


def joint_id(mentions: Sequence[Mention]) -> str | None:
    """One group of the names of two actors or more, "group:Germany and France", whose members the cast remembers."""
    names = list(dict.fromkeys(map(name_of, mentions)))
    if len(names) < 2:
        return None
    joint = f"{ActorKind.GROUP}:{', '.join(names[:-1])} and {names[-1]}"
    cast_of(mentions[0].span.doc).members[joint] = tuple(dict.fromkeys(mention.actor_id for mention in mentions))
    return joint


def name_of(mention: Mention) -> str:
    """The actor's name: of a country that in the reference data, of others that in the id."""
    known = cast_of(mention.span.doc).reference.actors.get(mention.actor_id)
    return known.name if known and known.kind is ActorKind.COUNTRY else mention.actor_id.partition(":")[2]


# --- who was named before ---


def is_plural_reference(head: Token, reading: str) -> bool:
    """ "they", "their", "both leaders" or "the two presidents", but not "the leaders of Iraq".

    The reading of `meetings` says of what sort the noun may be.
    """
    if head.lower_ in ("they", "their", "both"):
        return True
    modifiers = [child for child in head.children if child.dep_ not in ("punct", "cc", "appos")]
    return (
        head.tag_ == "NNS"
        and head.lemma_.lower() in meeting_words(reading)
        and bool(modifiers)
        and all(child.lower_ in POINTERS for child in modifiers)
    )


@cache
def meeting_words(reading: str) -> frozenset[str]:
    """Lemmas of `meetings` by reading.

    `verb`: of meeting and talking. `participant`: nouns for those who take part, of which `person` are people only.
    `state`: nouns for countries only. `event`: nouns for meetings and talks.
    """
    return frozenset(row["word"] for row in word_list("meetings") if row["reading"] == reading)


def those_before(pronoun: Token) -> str | None:
    """Who "they" are: the last plural subject that speaks for somebody, or else the two who met."""
    doc, pronoun = pronoun.doc, first_in_chain(pronoun)
    for token in reversed(doc[sentence_before(pronoun.sent, 1) : pronoun.i]):
        if token.dep_ not in SUBJECTS or token.lower_ in PLURAL_PRONOUNS:
            continue
        is_plural = token.tag_ in {"NNS", "NNPS"} and token.ent_type_ != "GPE"  # the United States is one
        if is_plural or len(coordinated(token)) > 1:
            found = speaker_of(doc[token.left_edge.i : min(token.right_edge.i + 1, pronoun.i)])
            if found and kind_of(found) is not ActorKind.PERSON:
                return found
    return joint_id(who_met_before(pronoun))


def first_in_chain(pronoun: Token) -> Token:
    """The "they" with which a run of sentences about "they" begins."""
    for _ in range(LONGEST_CHAIN):
        start = pronoun.sent.start
        before = pronoun.doc[start - 1].sent.root if start else pronoun
        subject = next((child for child in before.children if child.dep_ in SUBJECTS), None)
        if subject is None or subject.lower_ != "they":
            break
        pronoun = subject
    return pronoun


def the_two_before(head: Token) -> str | None:
    """Who "both sides" or "the two countries" are: the last two of that sort who are named together, or who met."""
    doc, noun = head.doc, noun_lemma(head)
    may_be_states, may_be_people = noun not in meeting_words("person"), noun not in meeting_words("state")
    for token in reversed(doc[sentence_before(head.sent, SENTENCES_BACK) : head.i]):
        span = doc[token.left_edge.i : min(token.right_edge.i + 1, head.i)]
        two = [] if is_partner(token) or token.dep_ == "conj" else named_together(token, span)  # all of a list, or none
        people = [one for one in two if kind_of(one.actor_id) is ActorKind.PERSON]
        if len(two) == 2 and ((may_be_people and people == two) or (may_be_states and not people)):
            return joint_id(two)
        if may_be_states and token.tag_ == "NNS" and (found := those_of_two(token, span, may_be_people)):
            return found
    if not may_be_people:
        return None
    met = who_met_before(head)
    return joint_id(met if len(met) == 2 else []) or joint_id(the_only_two_before(head))


def the_only_two_before(head: Token) -> list[Mention]:
    """For "the two leaders" the only two people who were named shortly before."""
    if not any(child.lower_ in COUNTED for child in head.children):
        return []
    by_token = cast_of(head.doc).by_token
    before = [by_token[i] for i in range(max(0, head.i - MEMORY), head.i) if i in by_token]
    people = {one.actor_id: one for one in before if kind_of(one.actor_id) is ActorKind.PERSON}
    return list(people.values()) if len(people) == 2 else []


def is_partner(token: Token) -> bool:
    """Whether somebody else met with those: "Weber met with *Keller* and Klein"."""
    return token.dep_ == "pobj" and token.head.lower_ == "with"


def those_of_two(head: Token, span: Span, by_their_words: bool) -> str | None:
    """For "U.S. and Russian diplomats" the group of those words, or the two countries."""
    two = list(actors_before(head, span, cast_of(head.doc)))
    mention = actor_of(span) if len(two) == 2 else None
    if mention is None or kind_of(mention.actor_id) is not ActorKind.GROUP:
        return None
    return mention.actor_id if by_their_words else joint_id(two)


def sentence_before(sentence: Span, count: int) -> int:
    """First token of the sentence so many before."""
    start = sentence.start
    for _ in range(count):
        start = sentence.doc[start - 1].sent.start if start else 0
    return start


def who_met_before(head: Token) -> list[Mention]:
    """The two people who met or spoke with each other before."""
    for i in range(head.i - 1, max(-1, head.i - MEMORY), -1):
        people = people_among(takers_part(head.doc[i]))
        if len(people) > 1:
            return people
    return []


def takers_part(word: Token) -> list[Token]:
    """Who meets whom, if the word says so: a verb, or a noun ("Ann Lee's *call* with Bob Ray", "held *talks* with")."""
    lemma = word.lemma_.lower()
    if word.pos_ == "VERB" and lemma in meeting_words("verb"):
        return [*subjects(word), *obliques([word], "with"), *objects(word)]
    if word.pos_ in NOMINAL and lemma in meeting_words("event"):
        others = [other for preposition in ("with", "between") for other in obliques([word], preposition)]
        is_held = word.dep_ == "dobj"
        return [*owners(word), *others, *(subjects(word.head) + obliques([word.head], "with") if is_held else ())]
    return []


def people_among(heads: Iterable[Token]) -> list[Mention]:
    found = (actor_of(head.doc[head.left_edge.i : head.right_edge.i + 1]) for head in heads)
    people = {one.actor_id: one for one in found if one and kind_of(one.actor_id) is ActorKind.PERSON}
    return list(people.values())
