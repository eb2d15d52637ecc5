"""Which actor a noun phrase stands for, whose deed it names, and the rows of dim_actor for those that a document names.

All of it reads what the `mentions` component left on the Doc.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from spacy.tokens import Doc, Span, Token

from transforms.annotations import Mention
from transforms.mentions import Cast
from transforms.nouns import (
    government_bodies,
    group_heads,
    is_plural,
    noun_lemma,
    quantity_words,
    resumptive_nouns,
    state_heads,
)
from transforms.people import POSSESSIVES, Person, name_parts
from transforms.reference import ReferenceActor
from warehouse.contract import ActorKind, LinkReason

APPOSED = 0.9
ORGAN = 0.8
OWNER_BY_MODIFIER = 0.75
OWNER_BY_CLAUSE = 0.6
PART = 0.6
LIKENED = 0.6
GROUP = 0.5
ANTECEDENT = 0.5
LEADING = 0.4

RESUMED_WITHIN, RESUMED_BY_NAME_WITHIN = 60, 400
"""Tokens before "the alliance" in which it must be named, and those for a name that has the word itself."""

MODIFIERS = frozenset({"amod", "compound", "nmod", "poss", "nummod"})
SUBJECTS = frozenset({"nsubj", "nsubjpass"})
OBJECTS = frozenset({"dobj", "dative", "pobj"})
PLACES = frozenset({"GPE", "LOC", "ORG", "NORP"})
OWNING_PREPOSITIONS = ("by", "of", "from")
PLURAL_PRONOUNS = frozenset({"they", "them", "their", "theirs"})


def actor_of(span: Span) -> Mention | None:
    """The actor that a noun phrase stands for, or None for a thing ("the release") and in doubt.

    The head decides: "Kremlin spokesman Dmitry Peskov" is the person, "U.S. officials" the country, "the U.S. and its
    allies" the first of the two. An unnamed collective becomes a `group:` of its own words.
    """
    return actor_of_head(span.root, span)


def owner_of(span: Span) -> Mention | None:
    """The actor whose deed, policy or possession a noun phrase names: "Moscow's annexation", "U.S. demands".

    A phrase that stands for an actor or for a group is its own owner.
    """
    return actor_of(span) or owner_before(span) or owner_after(span) or leading_actor(span)


def author_of(doc: Doc) -> str | None:
    """Actor id of who speaks in a first-person document, as its author line names them; None in other documents."""
    return cast_of(doc).author


def actor_rows(doc: Doc) -> list[dict[str, Any]]:
    """Rows with the staged columns of dim_actor: one for each actor that mentions, statements and stances name.

    The actors that these rows name in turn have theirs too: affiliations, and the reference's own form of a name.
    """
    cast = cast_of(doc)
    people = {person.actor_id: person for person in cast.people}
    rows: dict[str, dict[str, Any]] = {}
    waiting = list(dict.fromkeys(named_actor_ids(doc)))
    for actor_id in waiting:
        if actor_id not in rows:
            known = known_actor(actor_id, cast)
            rows[actor_id] = actor_row(actor_id, known, people.get(actor_id), cast)
            affiliation = rows[actor_id]["affiliation_actor_id"]
            waiting += [found for found in (affiliation, known.actor_id if known else None) if found]
    return list(rows.values())


# --- what a noun phrase stands for ---


def actor_of_head(head: Token, span: Span) -> Mention | None:
    cast = cast_of(span.doc)
    if named := named_at(head, span, cast):
        return named
    if head.lower_ in PLURAL_PRONOUNS:
        return actor_before(head)
    is_part = head.pos_ == "NUM" or noun_lemma(head) in quantity_words("part")
    if is_part and (whole := object_of(head, "of", span)):
        return weakened(actor_of_head(whole, span), PART)
    if not is_plural(head) and (example := object_of(head, "like", span)):
        return weakened(actor_of_head(example, span), LIKENED)
    return (
        actor_of_body(head, span, cast)
        or actor_of_organ(head, span, cast)
        or actor_resumed(head, span)
        or group_of(head, span)
    )


def named_at(head: Token, span: Span, cast: Cast) -> Mention | None:
    """The mention at the head, or who is named beside it: "spokesman Dmitry Peskov", "its leader, Ann Lee"."""
    own = cast.by_token.get(head.i) or named_before_suffix(head, cast)
    if own and kind_of(own.actor_id) is ActorKind.PERSON:
        return own
    apposed = (
        child for child in head.children if child.dep_ == "appos" and child.doc[child.left_edge.i - 1].text != ":"
    )
    for token in (*apposed, *span.doc[head.i + 1 : min(head.i + 2, span.end)]):
        beside = cast.by_token.get(token.i)
        if beside and (own is None or kind_of(beside.actor_id) is ActorKind.PERSON):
            return Mention(beside.span, beside.actor_id, LinkReason.APPOSITION, min(beside.confidence, APPOSED))
    return own or named_after_place(head, span, cast) or named_before_apposition(head, cast)


def named_before_suffix(head: Token, cast: Cast) -> Mention | None:
    """The name before a suffix that the parser took for the head: "Ann Lee, *Jr.*"."""
    return cast.by_token.get(head.i - 2) if head.lower_ in name_parts("suffix") else None


def named_after_place(head: Token, span: Span, cast: Cast) -> Mention | None:
    """The name after an office and what it is for: "Minister for Europe Ann Lee", "a doctor from Aleppo, Ann Lee".

    "A spokesman for Speaker Ann Lee" is not her: a title there goes with the name.
    """
    if is_plural(head) or not (head.lower_ in cast.title_heads or noun_lemma(head) in group_heads("plural")):
        return None
    for token in span.doc[head.i + 3 : span.end]:
        mention = cast.by_token.get(token.i)
        if mention is None or mention.span.start != token.i or kind_of(mention.actor_id) is not ActorKind.PERSON:
            continue
        before = token.nbor(-1) if token.nbor(-1).text != "," else token.nbor(-2)
        is_place = before.ent_type_ in PLACES or (before.i == token.i - 1 and before.pos_ == "PROPN")
        return weakened(mention, APPOSED) if is_place and before.lower_ not in cast.reference.titles else None
    return None


def named_before_apposition(head: Token, cast: Cast) -> Mention | None:
    """The person whom the phrase describes: "Ann Lee, *an Ohio lawyer* who …"."""
    if head.dep_ != "appos" or is_plural(head) or head.pos_ == "PRON":
        return None
    person = cast.by_token.get(head.head.i)
    is_person = person is not None and kind_of(person.actor_id) is ActorKind.PERSON and head.head.i < head.i
    return weakened(person, APPOSED) if is_person else None


def actor_before(pronoun: Token) -> Mention | None:
    """For "they" the last plural subject before it, in its sentence or the one before.

    For "them" first the last plural object in its sentence: "support the people and give *them* aid".
    """
    doc = pronoun.doc
    if pronoun.lower_ == "them":
        for token in reversed(doc[pronoun.sent.start : pronoun.i]):
            if token.dep_ in OBJECTS and is_plural(token):
                phrase = doc[token.left_edge.i : token.right_edge.i + 1]
                if found := actor_of_head(token, phrase):
                    return weakened(found, ANTECEDENT)
    first = doc[pronoun.sent.start - 1].sent.start if pronoun.sent.start else 0
    for token in reversed(doc[first : pronoun.i]):
        if token.dep_ in SUBJECTS and is_plural(token):
            phrase = doc[token.left_edge.i : token.right_edge.i + 1]
            return weakened(actor_of_head(token, phrase), ANTECEDENT)
    return None


def actor_of_body(head: Token, span: Span, cast: Cast) -> Mention | None:
    """A parliament, court or other body that is not the government: "Ukraine's parliament" is its own organisation."""
    if noun_lemma(head) not in government_bodies("independent"):
        return None
    countries = {actor.actor_id for actor in actors_before(head, span, cast) if kind_of(actor.actor_id) == "country"}
    if len(countries) != 1:
        return None
    (country,) = countries
    phrase = phrase_around(head, span)
    while len(phrase) > 1 and (phrase[0].ent_kb_id_ or phrase[0].text in POSSESSIVES):
        phrase = phrase[1:]
    name = " ".join(token.text.capitalize() for token in phrase)
    actor_id = f"{ActorKind.ORG}:{name} ({country.partition(':')[2]})"
    return Mention(phrase, actor_id, LinkReason.SURFACE, ORGAN)


def actor_resumed(head: Token, span: Span) -> Mention | None:
    """For "the alliance", "the ministry" or "the country" alone the actor that was named shortly before.

    One whose name has the word goes before others. Of several organisations without it none does.
    """
    lemma = noun_lemma(head)
    kinds = {kind for kind in (ActorKind.COUNTRY, ActorKind.IGO, ActorKind.ORG) if lemma in resumptive_nouns(kind)}
    first = next((token for token in head.lefts if token.dep_ == "det"), None)
    phrase = phrase_around(head, span)
    if is_plural(head) or first is None or first.lower_ not in {"the", "this", "that"}:
        return None
    by_token = cast_of(span.doc).by_token
    before = [by_token[i] for i in range(first.i - 1, max(-1, first.i - RESUMED_WITHIN), -1) if i in by_token]
    if len(phrase) == 1 and (named_so := named_with_word(head, first.i, before, by_token)):
        return Mention(phrase, named_so.actor_id, LinkReason.SURFACE, ANTECEDENT)
    if not kinds or any(token.pos_ == "PROPN" or token.ent_type_ for token in phrase):
        return None
    fitting = [one for one in before if kind_of(one.actor_id) in kinds]
    if not fitting or (ActorKind.ORG in kinds and len({one.actor_id for one in fitting}) > 1):
        return None
    return Mention(phrase, fitting[0].actor_id, LinkReason.SURFACE, ANTECEDENT)


def named_with_word(
    head: Token, start: int, near: Sequence[Mention], by_token: Mapping[int, Mention]
) -> Mention | None:
    """The last mention whose name has the noun; further back only where all such are one actor's."""
    if named_near := next((one for one in near if has_word(one, head)), None):
        return named_near
    far = [by_token[i] for i in range(max(0, start - RESUMED_BY_NAME_WITHIN), start) if i in by_token]
    so_named = [one for one in far if has_word(one, head) or has_government(one, head)]
    return so_named[-1] if len({one.actor_id for one in so_named}) == 1 else None


def has_government(mention: Mention, head: Token) -> bool:
    """Whether a country's name ends in an organ or stands before it: "the government" after "the Syrian government"."""
    is_organ = noun_lemma(head) in state_heads("actor") and head.lower_ not in cast_of(head.doc).title_heads
    if kind_of(mention.actor_id) is not ActorKind.COUNTRY or not is_organ:
        return False
    doc, end = mention.span.doc, mention.span.end
    return mention.span[-1].lower_ == head.lower_ or (end < len(doc) and doc[end].lower_ == head.lower_)


def has_word(mention: Mention, head: Token) -> bool:
    """Whether an organisation's name of several words has the noun: "the observatory" after "Syrian Observatory"."""
    is_organisation = kind_of(mention.actor_id) in (ActorKind.ORG, ActorKind.IGO)
    return is_organisation and len(mention.span) > 1 and any(token.lower_ == head.lower_ for token in mention.span)


def actor_of_organ(head: Token, span: Span, cast: Cast) -> Mention | None:
    """The country or organisation whose organ, official or member the head is; two together are no one's."""
    lemma = noun_lemma(head)
    is_relational = lemma in group_heads("relational")
    is_organ = lemma in state_heads("actor") or lemma in cast.title_heads or is_relational
    if not is_organ and lemma not in state_heads("member"):
        return None
    served = {actor.actor_id: actor for actor in actors_before(head, span, cast) if may_have(actor, is_relational)}
    if not served and not is_relational:
        named_after = (object_of(head, "of", span), object_of(head, "for", span))
        beside = [cast.by_token[token.i] for token in named_after if token is not None and token.i in cast.by_token]
        served = {actor.actor_id: actor for actor in beside}
    kinds = {ActorKind.COUNTRY, ActorKind.IGO, ActorKind.ORG} if is_organ else {ActorKind.IGO, ActorKind.ORG}
    of_them = within_country(list(served.values()))
    if len(of_them) != 1:
        return None
    (actor,) = of_them
    if kind_of(actor.actor_id) not in kinds:
        return None
    return Mention(phrase_around(head, span), actor.actor_id, actor.reason, min(ORGAN, actor.confidence))


def within_country(served: list[Mention]) -> list[Mention]:
    """Without the country to which an organisation beside it belongs: Yonhap of "South Korea's Yonhap news agency"."""
    if [kind_of(actor.actor_id) for actor in served] != [ActorKind.COUNTRY, ActorKind.ORG]:
        return served
    country, organisation = served
    between = organisation.span.doc[country.span.end : organisation.span.start]
    return served if any(token.dep_ == "cc" or token.text == "," for token in between) else [organisation]


def may_have(actor: Mention, is_relational: bool) -> bool:
    """ "Turkish allies" are Turkey and "NATO allies" NATO, but "U.S. allies" and "Turkey's allies" are others."""
    if not is_relational or actor.reason is LinkReason.NATIONALITY:
        return True
    return kind_of(actor.actor_id) is ActorKind.IGO and actor.span.root.dep_ != "poss"


def group_of(head: Token, span: Span) -> Mention | None:
    """An unnamed collective: a plural of people, or a word such as "coalition"."""
    lemma = noun_lemma(head)
    is_people = lemma in group_heads("plural") or lemma in group_heads("relational") or lemma in state_heads("actor")
    is_people = is_people or lemma.endswith(("ist", "ian"))
    if lemma not in group_heads("collective") and not (is_people and is_plural(head)):
        return None
    phrase = phrase_around(head, span)
    return Mention(phrase, f"{ActorKind.GROUP}:{group_name(phrase)}", LinkReason.SURFACE, GROUP)


def phrase_around(head: Token, span: Span) -> Span:
    """The head with its modifiers, without article, quantity, and what comes after."""
    start = head.i
    for token in reversed(span.doc[max(span.start, head.left_edge.i) : head.i]):
        is_outside = token.pos_ in {"DET", "PRON"} or token.lower_ in quantity_words("modifier") or token.is_punct
        if is_outside and token.text != "-":
            break
        start = token.i
    return span.doc[start : head.i + 1]


def group_name(phrase: Span) -> str:
    """The words in lower case, but for names and adjectives of names."""
    written = "".join(with_case_of_name(token) + token.whitespace_ for token in phrase)
    return " ".join(written.split())


def with_case_of_name(token: Token) -> str:
    is_prefix = token.i + 1 < len(token.doc) and token.nbor().text == "-" and not token.ent_kb_id_
    if token.lower_ in name_parts("proper"):
        return token.text.title()
    is_name = token.pos_ == "PROPN" or token.ent_type_ not in {"", "CARDINAL"}
    return token.text if is_name and not is_prefix else token.lower_


# --- whose it is ---


def owner_before(span: Span) -> Mention | None:
    """The possessor, name or nationality before the head."""
    return weakened(next(actors_before(span.root, span, cast_of(span.doc)), None), OWNER_BY_MODIFIER)


def owner_after(span: Span) -> Mention | None:
    """The actor after "by", "of" or "from", or in a clause: "expansion by NATO", "troops that Russia sent"."""
    head = span.root
    for preposition in OWNING_PREPOSITIONS:
        whole = object_of(head, preposition, span)
        names_sufferer = preposition == "of" and noun_lemma(head) in state_heads("deed_upon")
        if whole is not None and not names_sufferer and (owner := owner_of(part_of(span, whole))):
            return weakened(owner, OWNER_BY_CLAUSE)
    by_token = cast_of(span.doc).by_token
    for subject in subjects_of_clauses(head, span):
        if subject.i in by_token:
            return weakened(by_token[subject.i], OWNER_BY_CLAUSE)
    return None


def subjects_of_clauses(head: Token, span: Span) -> Iterator[Token]:
    """Who acts in the clauses that modify the head."""
    for clause in head.children:
        if clause.dep_ in {"acl", "relcl"} and clause.i < span.end:
            agent = object_of(clause, "by", span)
            subjects = [child for child in clause.children if child.dep_ == "nsubj"]
            yield from [agent] if agent is not None else subjects


def leading_actor(span: Span) -> Mention | None:
    """The first actor named before any preposition, for phrases that the parser took for a clause."""
    by_token = cast_of(span.doc).by_token
    for token in span:
        if token.i in by_token:
            return weakened(by_token[token.i], LEADING)
        if token.pos_ in {"ADP", "VERB", "AUX", "SCONJ"}:
            break
    return None


def part_of(span: Span, head: Token) -> Span:
    """The head with all under it that the span has."""
    return span.doc[max(span.start, head.left_edge.i) : min(span.end, head.right_edge.i + 1)]


def actors_before(head: Token, span: Span, cast: Cast) -> Iterator[Mention]:
    """Actors that stand before the head as possessors, names or nationalities, in the order of the text."""
    for token in span.doc[max(span.start, head.left_edge.i) : head.i]:
        mention = cast.by_token.get(token.i) or nationality(token, head)
        if mention and token.i == mention.span.start and modifies(mention.span.root, head):
            yield mention


def modifies(token: Token, head: Token) -> bool:
    """Whether the token stands in the phrase as possessor or modifier, of the head or of another modifier."""
    while token.i != head.i:
        if token.dep_ not in MODIFIERS and token.dep_ != "conj":
            return False
        token = token.head
    return True


def nationality(token: Token, head: Token) -> Mention | None:
    """A nationality that is no mention, as its noun is no organ or deed that we know; a people is not the state."""
    if token.ent_type_ != "NORP" or not token.ent_kb_id_ or noun_lemma(head) in group_heads("plural"):
        return None
    return Mention(token.doc[token.i : token.i + 1], token.ent_kb_id_, LinkReason.NATIONALITY, PART)


def object_of(head: Token, preposition: str, span: Span) -> Token | None:
    for child in head.children:
        if child.lower_ == preposition and child.dep_ in {"prep", "agent"}:
            return next((token for token in child.children if token.dep_ == "pobj" and token.i < span.end), None)
    return None


def weakened(mention: Mention | None, certainty: float) -> Mention | None:
    if mention is None:
        return None
    return Mention(mention.span, mention.actor_id, mention.reason, min(mention.confidence, certainty))


# --- rows of dim_actor ---


def named_actor_ids(doc: Doc) -> Iterable[str]:
    yield from (mention.actor_id for mention in doc._.mentions)
    yield from (statement.speaker_actor_id for statement in doc._.statements if statement.speaker_actor_id)
    yield from (stance.holder_actor_id for stance in doc._.stances)
    yield from (stance.target_actor_id for stance in doc._.stances if stance.target_actor_id)


def known_actor(actor_id: str, cast: Cast) -> ReferenceActor | None:
    """The reference's actor of this id, or else of the name in it where the kind agrees."""
    actors, aliases = cast.reference.actors, cast.reference.aliases
    if actor_id in actors:
        return actors[actor_id]
    kind, _, name = actor_id.partition(":")
    alias = aliases.get(name)
    return actors[alias.actor_id] if alias and kind_of(alias.actor_id) == kind else None


def actor_row(actor_id: str, known: ReferenceActor | None, person: Person | None, cast: Cast) -> dict[str, Any]:
    kind, _, name = actor_id.partition(":")
    affiliation = (known and known.affiliation_actor_id) or (person and person.affiliation) or None
    served = cast.reference.actors.get(affiliation) if affiliation else None
    return {
        "actor_id": actor_id,
        "kind": kind,
        "name": known.name if known and known.actor_id == actor_id else name,
        "country_code": (known and known.country_code) or (served and served.country_code) or None,
        "affiliation_actor_id": affiliation,
        "wikidata_id": known.wikidata_id if known else None,
        "in_reference": known is not None,
    }


def kind_of(actor_id: str) -> ActorKind:
    return ActorKind(actor_id.partition(":")[0])


def cast_of(doc: Doc) -> Cast:
    cast: Cast | None = doc._.cast
    if cast is None:
        raise ValueError("the Doc has no cast: add the component 'mentions' to the pipeline before this one")
    return cast
