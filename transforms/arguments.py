"""Who fills the places of a predicate: subjects, objects and obliques as heads of noun phrases.

Passives, relative clauses, control ("agreed to withdraw"), participles and coordination are undone here, by the
dependency tree alone; which actor a head stands for is not asked.
"""

from collections.abc import Iterator

from spacy.tokens import Token

SUBJECT_DEPS = frozenset({"nsubj", "nsubjpass", "csubj"})
VERBAL = frozenset({"VERB", "AUX"})
NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
RELATIVE_PRONOUNS = frozenset({"who", "which", "that", "whom"})
PREPOSITIONAL = frozenset({"prep", "agent", "dative", "prt", "advmod"})
TIMES = frozenset({"DATE", "TIME"})
MAXIMUM_CLIMB = 6
"""Verbs between a predicate and the one that has its subject; longer chains are errors of the parser."""


def subjects(predicate: Token) -> list[Token]:
    """Who does it: the subject of an active verb or predicative adjective, the agent of a passive one."""
    if predicate.pos_ == "ADJ":
        return surface_subjects(predicate)
    if is_passive(predicate):
        return agents(predicate)
    return surface_subjects(predicate)


def objects(predicate: Token) -> list[Token]:
    """Whom it is done to: the direct object of an active verb, the subject of a passive one."""
    if is_passive(predicate):
        return surface_subjects(predicate)
    own = [child for child in predicate.children if child.dep_ in ("dobj", "dative") and child.pos_ != "ADP"]
    direct = [child for child in own if child.dep_ == "dobj"] or own
    if direct:
        return [head for child in direct for head in coordinated(antecedent(child, predicate))]
    small_clause = [
        subject
        for child in predicate.children
        if child.dep_ in ("xcomp", "ccomp") and not has_finite_verb(child)
        for subject in child.children
        if subject.dep_ in SUBJECT_DEPS
    ]
    if small_clause:
        return [head for subject in small_clause for head in coordinated(subject)]
    shared = [child for child in predicate.conjuncts if child.i > predicate.i and child.pos_ == "VERB"]
    return objects(shared[-1]) if shared and not any(child.dep_ == "prep" for child in predicate.children) else []


def datives(predicate: Token) -> list[Token]:
    """To whom something goes: "gave Ukraine arms", "gave arms to Ukraine"."""
    heads = []
    for child in predicate.children:
        if child.dep_ == "dative" and child.pos_ != "ADP":
            heads += coordinated(child)
        elif child.dep_ == "dative":
            heads += [head for inner in child.children if inner.dep_ == "pobj" for head in coordinated(inner)]
    return heads


def obliques(heads: list[Token], preposition: str) -> list[Token]:
    """Nouns under the preposition after one of the heads; dates ("on Monday") are none."""
    found = []
    for head in heads:
        for child in head.children:
            if child.i > head.i and child.lower_ == preposition and child.dep_ in PREPOSITIONAL:
                found += [noun for noun in nouns_under(child) if noun.ent_type_ not in TIMES]
    return found


def nouns_under(preposition: Token) -> list[Token]:
    """Objects of a preposition or of those that follow on it ("out of", "across from")."""
    heads = [head for child in preposition.children if child.dep_ == "pobj" for head in coordinated(child)]
    return heads or [head for child in preposition.children if child.dep_ == "prep" for head in nouns_under(child)]


def clause_subjects(predicate: Token) -> list[Token]:
    """Subjects of the clause that a verb governs: "demanded that *NATO* halt", "feared *they* would"."""
    return [
        head
        for clause in complements(predicate)
        for subject in clause.children
        if subject.dep_ in SUBJECT_DEPS
        for head in coordinated(subject)
    ]


def asked_to_act(predicate: Token) -> list[Token]:
    """Who is to do what an infinitive says: "told *Iran* to stop", but nobody in "told Iran that"."""
    infinitives = [clause for clause in complements(predicate) if not has_finite_verb(clause)]
    if not infinitives:
        return []
    return clause_subjects(predicate) or objects(predicate)


def complements(predicate: Token) -> list[Token]:
    """Heads of the clauses that a verb or noun, or the verb's object, governs as its content."""
    hosts = [predicate, *(child for child in predicate.children if child.dep_ == "dobj")]
    return [
        child
        for host in hosts
        for child in host.children
        if child.dep_ in ("ccomp", "xcomp", "acl", "relcl") and child.i > predicate.i and child.tag_ != "VBN"
    ]


def owners(noun: Token) -> list[Token]:
    """Who does what a noun names, within its phrase: "*Russia*'s attack", "*U.S.* strikes", "strikes by *Israel*"."""
    found = []
    for child in noun.children:
        is_name = child.dep_ in ("compound", "amod", "nmod") and child.text[0].isupper()
        if child.dep_ == "poss" or is_name:
            found += coordinated(child)
        elif child.dep_ == "prep" and child.lower_ == "by":
            found += nouns_under(child)
        elif child.dep_ == "nsubj" and noun.tag_ == "VBZ":
            found += coordinated(child)  # the parser took the noun for a verb
    return found


def surface_subjects(predicate: Token, climbed: int = 0) -> list[Token]:
    """Grammatical subjects, its own or the one that it shares with or is controlled by another verb."""
    own = [child for child in predicate.children if child.dep_ in SUBJECT_DEPS]
    if own:
        return [head for child in own for head in with_companions(antecedent(child, predicate), predicate)]
    if climbed == MAXIMUM_CLIMB:
        return []
    return inherited_subjects(predicate, climbed + 1)


def inherited_subjects(predicate: Token, climbed: int) -> list[Token]:
    head = predicate.head
    match predicate.dep_:
        case "acl" if predicate.tag_ in ("VBN", "VBG"):
            return coordinated(head)
        case "acl":
            return owners(head) or bearers(head, climbed)
        case "relcl" if has_finite_verb(predicate):
            return []
        case "relcl":
            return owners(head) or bearers(head, climbed)
        case "xcomp" if controlled_by_object(head):
            return objects(head)
        case "pcomp" if head.pos_ in ("ADP", "SCONJ"):
            return subjects_under_preposition(head, climbed)
        case "conj" | "xcomp" | "advcl" | "ccomp" | "acomp" | "attr" | "oprd" | "dep" if (
            head.pos_ in VERBAL or head.pos_ == "ADJ"
        ):
            return surface_subjects(head, climbed)
        case "conj" | "xcomp" | "advcl" | "acomp" if head.pos_ in NOMINAL:
            return surface_subjects(head, climbed)
    return []


def controlled_by_object(verb: Token) -> bool:
    """Whether the verb's object does what an infinitive says: "urged *Russia* to stop", not "promised Kyiv to help"."""
    return (
        verb.pos_ == "VERB"
        and verb.lemma_ not in ("promise", "use", "take", "have")
        and bool([child for child in verb.children if child.dep_ in ("dobj", "dative") and child.pos_ in NOMINAL])
    )


def subjects_under_preposition(preposition: Token, climbed: int) -> list[Token]:
    """Who does the gerund: "accused *Russia* of attacking", "*Russia* created it by deploying"."""
    governor = preposition.head
    if governor.pos_ in NOMINAL:
        return owners(governor) or bearers(governor, climbed)
    direct = objects(governor) if preposition.lower_ in ("of", "for", "from") else []
    return direct or surface_subjects(governor, climbed)


def bearers(noun: Token, climbed: int) -> list[Token]:
    """Subject of the verb that the noun hangs on: "*Israel* made an attempt to", "*we* plan measures to"."""
    node = noun
    for _ in range(MAXIMUM_CLIMB):
        if node.dep_ not in ("dobj", "attr", "pobj", "prep", "conj") or node.head.pos_ == "NUM":
            return []
        node = node.head
        if node.pos_ in VERBAL:
            return surface_subjects(node, climbed)
    return []


def agents(verb: Token) -> list[Token]:
    return [
        head
        for child in verb.children
        if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by")
        for head in nouns_under(child)
    ]


def is_passive(verb: Token) -> bool:
    children = [child.dep_ for child in verb.children]
    if "nsubjpass" in children or "auxpass" in children:
        return True
    if verb.tag_ != "VBN" or "aux" in children or "nsubj" in children:
        return False
    if verb.dep_ == "conj":
        return is_passive(verb.head) and "dobj" not in children
    return verb.dep_ in ("acl", "amod", "advcl") and "dobj" not in children


def has_finite_verb(clause: Token) -> bool:
    """Whether a clause says when: "that they *left*", not "them *leave*", "to leave" or "guilty"."""
    return clause.tag_ in ("VBD", "VBP", "VBZ") or any(
        child.dep_ in ("aux", "auxpass") and child.tag_ in ("VBD", "VBP", "VBZ", "MD") for child in clause.children
    )


def antecedent(argument: Token, predicate: Token) -> Token:
    """The noun that a relative pronoun stands for, or the argument itself."""
    if argument.lower_ not in RELATIVE_PRONOUNS or argument.tag_ not in ("WP", "WDT", "IN"):
        return argument
    clause = predicate
    while clause.dep_ in ("conj", "xcomp") and clause.head.pos_ in VERBAL:
        clause = clause.head
    if clause.dep_ == "relcl":
        return clause.head
    focus = [child for child in clause.head.children if child.dep_ == "attr"] if argument.tag_ != "IN" else []
    return focus[0] if focus else argument  # a cleft: "It is Russia that attacked"


def with_companions(subject: Token, predicate: Token) -> list[Token]:
    """A subject with those who stand beside it: "the United States, together with *our allies*"."""
    companions = [
        head
        for child in (*predicate.children, *subject.children)
        if child.lower_ in ("together", "along", "alongside") and child.i < predicate.i
        for head in nouns_under(child)
    ]
    return [*coordinated(subject), *companions]


def coordinated(head: Token) -> list[Token]:
    """A noun and those joined to it by "and", "or" or commas."""
    return [head, *(other for other in joined(head) if other.pos_ in NOMINAL or other.pos_ == "ADJ")]


def joined(head: Token) -> Iterator[Token]:
    """Nouns joined to the head, but not the second of a pair that names one party ("allies and partners")."""
    for child in head.children:
        if child.dep_ == "conj" and child not in partners(head):
            yield child
            yield from joined(child)


def partners(head: Token) -> list[Token]:
    """Bare nouns joined to a noun that is no name: they share what stands before and after it."""
    if head.pos_ != "NOUN" and (head.pos_ != "PROPN" or head.ent_type_):
        return []
    return [
        child
        for child in head.children
        if child.dep_ == "conj" and child.pos_ == "NOUN" and child.left_edge.i == child.i
    ]
