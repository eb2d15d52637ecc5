"""Which actor a noun phrase stands for, whose deed it names, and the rows of dim_actor for those that a document names.

All of it reads what the `mentions` component left on the Doc.
"""

from collections.abc import Iterable, Iterator
from functools import cache

from spacy.tokens import Doc, Span, Token

from transforms.annotations import Mention
from transforms.mentions import Cast
from transforms.people import Person
from transforms.reference import ReferenceActor, word_list
from warehouse.contract import ActorKind, LinkReason

ORGAN = 0.8
"""Confidence of an actor through its organ or official: "Russian troops", "a NATO spokesman"."""
APPOSED = 0.9
OWNER_BY_MODIFIER = 0.75
OWNER_BY_PREPOSITION = 0.6
GROUP = 0.5
MEMBER = 0.6

MODIFIERS = frozenset({"amod", "compound", "nmod", "poss", "nummod"})
OWNING_PREPOSITIONS = ("by", "of", "from")
QUANTIFIERS = frozenset({"many", "several", "few", "most", "some", "other", "more", "such"})
MEMBERS = frozenset({"one", "some", "most", "many", "all", "both", "member", "majority", "rest", "number", "dozen", "hundred"})


def actor_of(span: Span) -> Mention | None:
    """The actor that a noun phrase stands for, or None for a thing ("the release") and in doubt.

    The head decides: "Kremlin spokesman Dmitry Peskov" is the person, "U.S. officials" the country, "the U.S. and its
    allies" the first of the two. An unnamed collective becomes a `group:` of its own words.
    """
    return actor_of_head(span.root, span)


def owner_of(span: Span) -> Mention | None:
    """The actor whose deed, policy or possession a noun phrase names: "Moscow's annexation", "U.S. demands".

    A phrase that stands for an actor itself is its own owner. A group of unnamed people is the last resort.
    """
    own = actor_of(span)
    if own and kind_of(own.actor_id) is not ActorKind.GROUP:
        return own
    return owner_by_modifier(span) or owner_by_clause(span) or own


def author_of(doc: Doc) -> str | None:
    """Actor id of who speaks in a first-person document, as its author line names them; None in other documents."""
    return cast_of(doc).author


# --- what a noun phrase stands for ---


def actor_of_head(head: Token, span: Span) -> Mention | None:
    cast = cast_of(span.doc)
    if named := named_at(head, span, cast):
        return named
    if head.lemma_.lower() in MEMBERS and (whole := object_of(head, "of", span)):
        of_whole = actor_of_head(whole, span)
        return weakened(of_whole, MEMBER) if of_whole else None
    return actor_of_organ(head, span, cast) or group_of(head, span)


def named_at(head: Token, span: Span, cast: Cast) -> Mention | None:
    """The mention at the head, or the person named beside it: "spokesman Dmitry Peskov", "its leader, Dmitry Peskov"."""
    own = cast.by_token.get(head.i)
    if own and kind_of(own.actor_id) is ActorKind.PERSON:
        return own
    for token in (*(child for child in head.children if child.dep_ == "appos"), *span.doc[head.i + 1 : head.i + 2]):
        beside = cast.by_token.get(token.i)
        if beside and token.i < span.end and kind_of(beside.actor_id) is ActorKind.PERSON:
            return Mention(beside.span, beside.actor_id, LinkReason.APPOSITION, min(beside.confidence, APPOSED))
    return own


def actor_of_organ(head: Token, span: Span, cast: Cast) -> Mention | None:
    """The country or organisation that the phrase's officials, troops or organs belong to."""
    lemma = head.lemma_.lower()
    if lemma not in state_heads("actor") and lemma not in title_heads(cast):
        return None
    phrase = phrase_around(head, span)
    served = {mention.actor_id: mention for mention in modifying_actors(head, span, cast, with_names=lemma not in group_heads("relational"))}
    if not served and (whole := object_of(head, "of", span) or object_of(head, "for", span)):
        beside = cast.by_token.get(whole.i)
        served = {beside.actor_id: beside} if beside else {}
    if len(served) != 1:
        return None
    (actor,) = served.values()
    if kind_of(actor.actor_id) in (ActorKind.PERSON, ActorKind.GROUP):
        return None
    return Mention(phrase, actor.actor_id, actor.reason, min(ORGAN, actor.confidence))


def group_of(head: Token, span: Span) -> Mention | None:
    """An unnamed collective: a plural of people, or a word such as "coalition"."""
    lemma = head.lemma_.lower()
    is_plural = head.tag_ in {"NNS", "NNPS"}
    is_people = is_plural and (lemma in group_heads("person") or lemma.endswith(("ist", "ian")) or lemma in state_heads("actor"))
    if not is_people and lemma not in group_heads("relational") and lemma not in group_heads("collective"):
        return None
    phrase = phrase_around(head, span)
    return Mention(phrase, f"{ActorKind.GROUP}:{group_name(phrase)}", LinkReason.SURFACE, GROUP)


def phrase_around(head: Token, span: Span) -> Span:
    """The head with its modifiers, without article, clauses and prepositions after it."""
    start = head.i
    while start > span.start and is_in_phrase(span.doc[start - 1], head):
        start -= 1
    return span.doc[start : head.i + 1]


def is_in_phrase(token: Token, head: Token) -> bool:
    if token.pos_ in {"DET", "PRON"} or token.lower_ in QUANTIFIERS:
        return False
    return token.pos_ in {"ADJ", "NOUN", "PROPN", "NUM", "CCONJ", "PART", "VERB", "ADV", "ADP"} or token.text == "-"


def group_name(phrase: Span) -> str:
    """The words in lower case, but for names."""
    words = [token.text if token.pos_ == "PROPN" or token.ent_type_ else token.lower_ for token in phrase]
    return " ".join("".join(word + token.whitespace_ for word, token in zip(words, phrase, strict=True)).split())


# --- whose it is ---


def owner_by_modifier(span: Span) -> Mention | None:
    cast = cast_of(span.doc)
    for actor in modifying_actors(span.root, span, cast, with_names=True):
        return weakened(actor, OWNER_BY_MODIFIER)
    return None


def owner_by_clause(span: Span) -> Mention | None:
    """The agent after "by", "of" or "from", or the subject of a clause: "expansion by NATO", "troops that Russia sent"."""
    head, cast = span.root, cast_of(span.doc)
    for preposition in OWNING_PREPOSITIONS:
        if preposition == "of" and head.lemma_.lower() in state_heads("deed_upon"):
            continue
        whole = object_of(head, preposition, span)
        owner = (actor_of_head(whole, span) or owner_by_modifier(subphrase(whole, span))) if whole else None
        if owner:
            return weakened(owner, OWNER_BY_PREPOSITION)
    for clause in head.children:
        if clause.dep_ in {"acl", "relcl"} and clause.i < span.end:
            for token in clause.children:
                subject = object_of(clause, "by", span) if token.dep_ == "agent" else token if token.dep_ == "nsubj" else None
                if subject is not None and (owner := cast.by_token.get(subject.i)):
                    return weakened(owner, OWNER_BY_PREPOSITION)
    return None


def subphrase(head: Token, span: Span) -> Span:
    return span.doc[max(span.start, head.left_edge.i) : min(span.end, head.right_edge.i + 1)]


def modifying_actors(head: Token, span: Span, cast: Cast, *, with_names: bool) -> Iterator[Mention]:
    """Actors that stand before the head as possessors, names or nationalities, the nearest to the head last.

    Without `with_names`, nationality adjectives only: "Turkish allies" are Turkey, "Turkey's allies" are not.
    """
    for token in tokens_before(head, span):
        mention = cast.by_token.get(token.i)
        if mention is None and token.ent_kb_id_ and token.ent_type_ == "NORP":
            mention = nationality(token, head)
        if mention and token.i == mention.span.start and (with_names or mention.reason is LinkReason.NATIONALITY):
            yield mention


def tokens_before(head: Token, span: Span) -> Iterable[Token]:
    """The tokens of the phrase before its head, possessors and modifiers and what is coordinated with them."""
    return (token for token in span.doc[max(span.start, head.left_edge.i) : head.i] if is_modifier_of(token, head))


def is_modifier_of(token: Token, head: Token) -> bool:
    while token.i != head.i:
        if token.dep_ not in MODIFIERS and token.dep_ != "conj":
            return False
        token = token.head
    return True


def nationality(adjective: Token, head: Token) -> Mention | None:
    """A nationality that the mentions left out because the noun is no organ of the state; people are not the state's."""
    if head.lemma_.lower() in group_heads("person"):
        return None
    span = adjective.doc[adjective.i : adjective.i + 1]
    return Mention(span, adjective.ent_kb_id_, LinkReason.NATIONALITY, MEMBER)


def object_of(head: Token, preposition: str, span: Span) -> Token | None:
    for child in head.children:
        if child.lower_ == preposition and child.dep_ in {"prep", "agent"}:
            return next((token for token in child.children if token.dep_ == "pobj" and token.i < span.end), None)
    return None


def weakened(mention: Mention, certainty: float) -> Mention:
    return Mention(mention.span, mention.actor_id, mention.reason, min(mention.confidence, certainty))


# --- word lists ---


@cache
def state_heads(reading: str) -> frozenset[str]:
    """Lemmas of seeds/reference/state_heads.csv: actor, deed or deed_upon (whose "of" names the sufferer)."""
    return frozenset(row["word"] for row in word_list("state_heads") if row["reading"] == reading)


@cache
def group_heads(reading: str) -> frozenset[str]:
    """Lemmas of seeds/reference/group_heads.csv: person, collective or relational."""
    return frozenset(row["word"] for row in word_list("group_heads") if row["reading"] == reading)


def title_heads(cast: Cast) -> frozenset[str]:
    return cast.title_heads


# --- rows of dim_actor ---


def actor_rows(doc: Doc) -> list[dict[str, object]]:
    """One row, with the staged columns of dim_actor, for each actor that the document's mentions, statements and stances
    name, and for the actors that those rows name in turn: affiliations and the reference's own form of a name.
    """
    cast = cast_of(doc)
    people = {person.actor_id: person for person in cast.people}
    rows: dict[str, dict[str, object]] = {}
    waiting = list(dict.fromkeys(named_actor_ids(doc)))
    while waiting:
        actor_id = waiting.pop(0)
        if actor_id in rows:
            continue
        known = known_actor(actor_id, cast)
        rows[actor_id] = actor_row(actor_id, known, people.get(actor_id), cast)
        waiting += [str(rows[actor_id]["affiliation_actor_id"])] if rows[actor_id]["affiliation_actor_id"] else []
        waiting += [known.actor_id] if known else []
    return list(rows.values())


def named_actor_ids(doc: Doc) -> Iterator[str]:
    yield from (mention.actor_id for mention in doc._.mentions)
    yield from (statement.speaker_actor_id for statement in doc._.statements if statement.speaker_actor_id)
    for stance in doc._.stances:
        yield stance.holder_actor_id
        if stance.target_actor_id:
            yield stance.target_actor_id


def known_actor(actor_id: str, cast: Cast) -> ReferenceActor | None:
    """The reference's actor of this id, or of the name in it where the kind agrees."""
    actors, aliases = cast.reference.actors, cast.reference.aliases
    if actor_id in actors:
        return actors[actor_id]
    kind, _, name = actor_id.partition(":")
    alias = aliases.get(name)
    return actors[alias.actor_id] if alias and alias.actor_id.partition(":")[0] == kind else None


def actor_row(actor_id: str, known: ReferenceActor | None, person: Person | None, cast: Cast) -> dict[str, object]:
    kind, _, name = actor_id.partition(":")
    affiliation = (known.affiliation_actor_id if known else None) or (person.affiliation if person else None)
    country = known.country_code if known else None
    if not country and affiliation in cast.reference.actors:
        country = cast.reference.actors[affiliation].country_code
    return {
        "actor_id": actor_id,
        "kind": kind,
        "name": known.name if known and known.actor_id == actor_id else name,
        "country_code": country,
        "affiliation_actor_id": affiliation,
        "wikidata_id": known.wikidata_id if known else None,
        "in_reference": known is not None,
    }


def kind_of(actor_id: str) -> ActorKind:
    return ActorKind(actor_id.partition(":")[0])


def cast_of(doc: Doc) -> Cast:
    cast: Cast | None = doc._.cast
    if cast is None:
        raise ValueError("the document has no cast: add the component 'mentions' to the pipeline and run it first")
    return cast
