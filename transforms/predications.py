"""Acts of a text as predicates with their holders and targets, before anybody asks which actors these are."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc, Span, Token

from transforms.acts import (
    ActEntry,
    Evaluation,
    Match,
    acts_at,
    evaluations_at,
    is_listed,
    is_noun_read_as_verb,
)
from transforms.arguments import (
    MAXIMUM_CLIMB,
    NOMINAL,
    SUBJECT_DEPS,
    VERBAL,
    agents,
    asked_to_act,
    clause_subjects,
    complements,
    datives,
    is_passive,
    nouns_under,
    objects,
    obliques,
    owners,
    subjects,
    surface_subjects,
)
from transforms.modality import (
    OBLIGING_AUXILIARIES,
    Force,
    Reading,
    auxiliaries,
    force_of_clause,
    has_no,
    is_negated_at,
    modality_of,
    part_of_speech,
    reading_of,
)
from transforms.reference import word_list
from warehouse.contract import Act, Polarity

MATERIAL_CONFLICT = frozenset({Act.SANCTION, Act.MOBILIZE, Act.COERCE, Act.ASSAULT, Act.PROTEST})
EVALUATION = "evaluation"
ANSWERS = frozenset({"response", "retaliation", "reaction", "punishment", "answer", "reply"})
ACTS_ON_CONDITION = frozenset({Act.THREATEN, Act.SANCTION})
OBLIGATION = 0.6
"""Strength of "must": some of what a speaker says must be done is no position toward who is to do it."""

FORBIDDING_AUXILIARIES = frozenset({"can", "ca"})
"""With "not": "Russia *can*not seize"."""

DEMANDING = frozenset({"demand", "insist", "order", "press", "pressure"})
HELPING = frozenset({Act.AID, Act.COOPERATE, Act.SUPPORT})
STANCES_OF_AN_ASKER = frozenset(
    {Act.SUPPORT, Act.AID, Act.REJECT, Act.ACCUSE, Act.SANCTION, Act.COOPERATE, Act.AGREE, Act.THREATEN}
)
"""Acts that one who asks others for them stands behind: who urges all to reject it rejects it."""


@dataclass(frozen=True, slots=True)
class Predication:
    """An act with heads of the noun phrases that hold it and that it is toward.

    `is_speakers` says that who speaks holds it, whoever that is; then `holders` is empty. `strength` is how often words
    like these mean this act, 0 to 1.
    """

    cue: tuple[Token, ...]
    holders: tuple[Token, ...]
    targets: tuple[Token, ...]
    is_speakers: bool
    polarity: Polarity
    act: Act
    reading: Reading
    rule: str
    strength: float


def predications(text: Doc | Span) -> Iterator[Predication]:
    """Every act that the word lists find, in the order of the text, as the words around it put it."""
    for token in text:
        if is_listed(token):
            yield from act_predications(token)
            yield from evaluation_predications(token)
        yield from obligation_predications(token)


def act_predications(token: Token) -> Iterator[Predication]:
    """What the token says that its subject does: the longest entry whose target is there."""
    found = acts_at(token)
    if found and (sides := pair_under_between(token)):
        yield from mutual(found[0], sides)
        return
    for match in found:
        targets = tuple(targets_of(match))
        holders = tuple(holders_of(match))
        if not targets and match.entry.act == Act.COOPERATE and len(holders) > 1 and not is_nominal(token):
            targets = holders  # "Iraq and the United States signed an agreement"
        if targets:
            yield from put(match, holders, targets)
            return


def mutual(match: Match[ActEntry], sides: tuple[Token, ...]) -> Iterator[Predication]:
    """Both directions of what stands between two ("cooperation between Iraq and Turkey"), which is there already."""
    entry, noun = match.entry, match.words[0]
    if entry.polarity and not is_negated_at(noun):
        reading = Reading(modality_of(noun, Force.HOLDS), Force.HOLDS, is_negated=False)
        yield Predication(
            match.words, sides, sides, False, entry.polarity, entry.act, reading,
            f"between:{' '.join(entry.words)}", entry.strength,
        )  # fmt: skip


def put(match: Match[ActEntry], holders: tuple[Token, ...], targets: tuple[Token, ...]) -> Iterator[Predication]:
    """The predication as negation, modality and those who ask for it leave it."""
    entry, head = match.entry, match.words[0]
    reading = reading_of_noun(head) if is_nominal(head) else reading_of(head)
    outcome = outcome_of(entry, head, reading)
    is_speakers = False
    if reading.force == Force.ASKS:
        holders, is_speakers = askers(reading, holders)
    if outcome and (holders or is_speakers):
        act, polarity = outcome
        yield Predication(
            match.words, () if is_speakers else holders, targets, is_speakers, polarity, act, reading,
            f"{part_of_speech(head)}:{' '.join(entry.words)}", entry.strength,
        )  # fmt: skip


def askers(reading: Reading, doers: tuple[Token, ...]) -> tuple[tuple[Token, ...], bool]:
    """Who asks for an act: the subject of "urge" or owner of "demand", or for "must" whoever speaks."""
    governor = reading.governor
    if governor is None:
        return doers, not any(doer.lower_ in ("we", "i") for doer in doers)
    return tuple(owners(governor) if is_nominal(governor) else subjects(governor)), False


def reading_of_noun(noun: Token) -> Reading:
    """How the verb that carries a noun puts it; a noun with an owner stands for itself ("rejected *U.S.* demands")."""
    verb = bearing_verb(noun)
    if verb is None and owners(noun):
        return Reading(modality_of(noun, Force.HOLDS), Force.HOLDS, is_negated_at(noun))
    reading = reading_of(verb or noun)
    if verb is not None and light_verbs()[verb.lemma_] == "ends":
        return Reading(reading.modality, Force.REFUSES, reading.is_negated)
    return reading


def outcome_of(entry: ActEntry, head: Token, reading: Reading) -> tuple[Act, Polarity] | None:
    """Act and polarity after negation and modality, by PLOVER's rules; None where nothing is left of the stance."""
    polarity = entry.polarity or polarity_of_request(head)
    if reading.force == Force.SUPPOSES:
        return None
    if entry.negation == "requires":
        return (entry.act, polarity) if reading.is_negated or reading.force == Force.REFUSES else None
    if reading.is_negated or reading.force == Force.REFUSES:
        if reading.is_negated and reading.force == Force.REFUSES:
            return entry.act, polarity
        return (Act.REJECT, Polarity.OPPOSE) if entry.negation == "flips" and polarity == Polarity.SUPPORT else None
    if reading.force == Force.ASKS and entry.act not in STANCES_OF_AN_ASKER:
        return None
    if reading.force == Force.INTENDS and entry.act in MATERIAL_CONFLICT:
        return Act.THREATEN, polarity
    return entry.act, polarity


def polarity_of_request(verb: Token) -> Polarity:
    """A demand to stop or leave opposes whom it is made to; to help or to join supports them."""
    unless_told = Polarity.OPPOSE if verb.lemma_ in DEMANDING else Polarity.SUPPORT
    asked = complements(verb) or [child for child in verb.children if child.dep_ == "dobj"]
    return polarity_of_asking_for(asked[0], unless_told) if asked else unless_told


def polarity_of_asking_for(act: Token, unless_told: Polarity) -> Polarity:
    match = next(iter(acts_at(act)), None)
    gives_up = light_verbs().get(act.lemma_) == "ends" or (match and match.entry.act in (Act.RETREAT, Act.CONCEDE))
    is_undone = any(part.lower_ == "de" for part in (act, *act.children))  # "de-escalate", which is cut in three
    if gives_up or is_undone or is_negated_at(act):
        return Polarity.OPPOSE
    return Polarity.SUPPORT if match and match.entry.act in HELPING else unless_told


def holders_of(match: Match[ActEntry]) -> list[Token]:
    head = match.words[0]
    if match.entry.holder == "object":
        return objects(head)
    if is_nominal(head):
        return holders_of_noun(head)
    return subjects(head) or doers_of_deed(head)


def doers_of_deed(verb: Token) -> list[Token]:
    """Who did what a passive without an agent happened in: "killed in a raid by *U.S.* forces"."""
    if not is_passive(verb):
        return []
    deeds = [noun for noun in obliques([verb], "in") if is_nominal(noun) and is_conflict(noun)]
    return [holder for deed in deeds for holder in holders_of_noun(deed)]


def holders_of_noun(noun: Token) -> list[Token]:
    """Who does what a noun names: its owner, who makes or gives it, and besides the owner who voices it."""
    verb = bearing_verb(noun)
    borne = subjects(verb) if verb is not None else []
    if noun.dep_ == "pobj" and noun.head.lower_ in ("in", "with") and noun.head.dep_ == "prep":
        borne = surface_subjects(noun.head.head) if noun.head.head.pos_ in VERBAL else []
    whose = owners(noun)
    if verb is not None and light_verbs()[verb.lemma_] == "voices":
        return whose + [subject for subject in borne if subject not in whose]
    return whose or borne


def targets_of(match: Match[ActEntry]) -> list[Token]:
    """Fillers of the first place that the entry names and the text fills."""
    for place in match.entry.targets:
        found = [token for token in fill(place, match) if token not in match.words]
        if found:
            return found
    if match.entry.act not in ACTS_ON_CONDITION:
        return []
    return under_condition(match.words[0]) or answered(bearing_verb(match.words[0]) or match.words[0])


def answered(verb: Token) -> list[Token]:
    """Whose deed the act answers: "in response to *Russia's claims*, it announces sanctions"."""
    answers = [
        noun
        for child in verb.children
        if child.dep_ == "prep" and child.lower_ in ("in", "as")
        for noun in nouns_under(child)
        if noun.lemma_ in ANSWERS
    ]
    return [noun for answer in answers for noun in obliques([answer], "to") + obliques([answer], "for")]


def under_condition(verb: Token) -> list[Token]:
    """Who is to do what the act is announced for: "if *Russia* invades, we will respond"."""
    node = verb
    for _ in range(MAXIMUM_CLIMB):
        for child in node.children:
            if child.dep_ == "advcl" and force_of_clause(child) == Force.SUPPOSES:
                return surface_subjects(child)
        if node.dep_ not in ("ccomp", "xcomp", "advcl", "acomp", "conj"):
            return []
        node = node.head
    return []


def fill(place: str, match: Match[ActEntry]) -> list[Token]:
    head = match.words[0]
    match place:
        case "subject":
            return subjects(head)
        case "object":
            return [token for token in objects(head) if token not in match.words] or small_clause_objects(match.words)
        case "dative":
            return datives(head)
        case "clause":
            return clause_subjects(head)
        case "asked":
            return asked_to_act(head)
    hosts = list(match.words)
    if is_nominal(head):
        hosts += [verb] if (verb := bearing_verb(head)) else []
        hosts += [head.head] if head.dep_ in SUBJECT_DEPS and head.head.lemma_ in ("be", "go") else []
    else:
        hosts += [child for child in head.children if child.dep_ in ("dobj", "nsubjpass", "prt", "acomp")]
        hosts += agents(head)
        hosts += obliques(hosts, "in") + obliques(hosts, "of")  # "$1 billion in aid", "a package of arms"
    return obliques(list(dict.fromkeys(hosts)), place)


def small_clause_objects(words: tuple[Token, ...]) -> list[Token]:
    """ "hold *Russia* accountable", where the parser makes the noun the adjective's subject."""
    return [token for word in words[1:] for token in word.children if token.dep_ == "nsubj"]


def pair_under_between(noun: Token) -> tuple[Token, ...]:
    """Both sides of "cooperation between Iraq and Turkey"."""
    sides = obliques([noun], "between") if is_nominal(noun) else []
    return tuple(sides) if len(sides) > 1 else ()


def is_nominal(token: Token) -> bool:
    return token.pos_ in ("NOUN", "PROPN") or is_noun_read_as_verb(token)


def bearing_verb(noun: Token) -> Token | None:
    """The light verb that carries a noun: "*launched* an attack", "sanctions *imposed* by"."""
    if noun.dep_ in ("dobj", "nsubjpass") and noun.head.lemma_ in light_verbs():
        return noun.head
    if noun.dep_ == "conj" and is_nominal(noun.head):
        return bearing_verb(noun.head)
    return next(
        (child for child in noun.children if child.dep_ in ("acl", "relcl") and child.lemma_ in light_verbs()), None
    )


@cache
def light_verbs() -> dict[str, str]:
    return {row["lemma"]: row["effect"] for row in word_list("light_verbs")}


def evaluation_predications(token: Token) -> Iterator[Predication]:
    """What the token says that the speaker thinks of whom it is said of."""
    for match in evaluations_at(token):
        targets = evaluated(token, match.entry)
        reading = reading_of_evaluation(token)
        outcome = evaluation_outcome(match.entry, reading)
        if targets and outcome:
            act, polarity = outcome
            yield Predication(
                match.words, (), tuple(targets), True, polarity, act, reading,
                f"{EVALUATION}:{' '.join(match.entry.words)}", match.entry.strength,
            )  # fmt: skip
            return


def reading_of_evaluation(token: Token) -> Reading:
    """How it is said; what only modifies a noun or names it is taken for granted ("discussed the *brutal* war")."""
    if token.pos_ == "VERB" or token.dep_ in ("acomp", "attr", "oprd"):
        return reading_of(token)
    if token.dep_ == "advmod":
        return reading_of(token.head)
    return Reading(modality_of(token, Force.HOLDS), Force.HOLDS, is_negated=False)


def evaluation_outcome(entry: Evaluation, reading: Reading) -> tuple[Act, Polarity] | None:
    if reading.force in (Force.SUPPOSES, Force.REFUSES, Force.ASKS):
        return None
    if reading.is_negated:
        return (Act.SUPPORT, Polarity.SUPPORT) if entry.polarity == Polarity.OPPOSE else (Act.REJECT, Polarity.OPPOSE)
    return entry.act, entry.polarity


def evaluated(token: Token, evaluation: Evaluation) -> list[Token]:
    """Whom an evaluation is said of: the subject of a verb or predicate, the noun of an adjective, a noun's owner."""
    if token.pos_ == "VERB":
        return agents(token) if is_passive(token) else subjects(token)
    if token.dep_ in ("acomp", "attr", "oprd"):
        return surface_subjects(token.head)
    if evaluation.is_predicate:
        return []
    if token.pos_ == "ADV" and token.head.pos_ == "VERB":
        return subjects(token.head)
    if token.dep_ in ("amod", "compound") and token.pos_ in ("ADJ", "NOUN") and token.head.pos_ in NOMINAL:
        is_degree = evaluation.polarity == Polarity.SUPPORT and bool(acts_at(token.head))  # "steadfast support"
        return [] if is_degree else doers_or_deed(token.head)
    return owned_evaluation(token, evaluation) if is_nominal(token) and not has_no(token) else []


def doers_or_deed(noun: Token) -> list[Token]:
    """Who does a deed whose phrase names no owner ("*Russia* launched a brutal attack"), else the noun."""
    return [noun] if owners(noun) or not is_conflict(noun) else holders_of_noun(noun) or [noun]


def owned_evaluation(noun: Token, evaluation: Evaluation) -> list[Token]:
    """The owner of a bad thing ("*Russia*'s aggression"), or whom a first person calls theirs ("our *allies*")."""
    whose = owners(noun)
    if any(owner.lower_ == "our" for owner in whose):
        return [noun]
    return whose if evaluation.polarity == Polarity.OPPOSE else []


def obligation_predications(token: Token) -> Iterator[Predication]:
    """What the speaker asks of the subject ("Russia *must* withdraw") or will not have ("Russia *cannot* seize")."""
    if token.pos_ != "VERB" or is_passive(token):
        return
    words = auxiliaries(token)
    if not words & (OBLIGING_AUXILIARIES | FORBIDDING_AUXILIARIES):
        return
    reading = reading_of(token)
    if words & OBLIGING_AUXILIARIES and reading.force == Force.ASKS:
        unless_told = Polarity.OPPOSE if "must" in words else Polarity.SUPPORT
        act, polarity = Act.REQUEST, polarity_of_asking_for(token, unless_told)
    elif words & FORBIDDING_AUXILIARIES and is_negated_at(token) and is_conflict(token):
        act, polarity = Act.REJECT, Polarity.OPPOSE
    else:
        return
    targets = surface_subjects(token)
    if targets:
        yield Predication((token,), (), tuple(targets), True, polarity, act, reading, "obligation", OBLIGATION)


def is_conflict(predicate: Token) -> bool:
    return any(match.entry.act in MATERIAL_CONFLICT for match in acts_at(predicate))
