"""Pronouns that a careful reader could lead back to an actor; the others are left alone."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from spacy.tokens import Doc, Span, Token

from transforms.annotations import Mention
from transforms.cues import verb_cue
from transforms.people import Person
from transforms.reference import Gender
from transforms.segment import paragraphs
from warehouse.contract import ActorKind, LinkReason

GENDER_OF_PRONOUN = {
    "he": Gender.MALE,
    "him": Gender.MALE,
    "his": Gender.MALE,
    "himself": Gender.MALE,
    "she": Gender.FEMALE,
    "her": Gender.FEMALE,
    "hers": Gender.FEMALE,
    "herself": Gender.FEMALE,
}
NEUTER = frozenset({"it", "its", "itself"})
FIRST_PERSON = frozenset({"i", "me", "my", "we", "us", "our", "ours", "mine"})
SUBJECT = frozenset({"nsubj", "nsubjpass"})
OBJECT = frozenset({"dobj", "dative"})
EXPLETIVE_VERBS = frozenset({"be", "seem", "appear", "become", "remain", "take", "happen", "turn", "mean", "matter"})

SENTENCES_BACK = 3
"""How many sentences before the pronoun its person may last be named."""

SUBJECT_BONUS = 0.9
SUBJECT_OF_CONTENT_BONUS = 0.4
NARRATION_BONUS = 1.2
GENDER_BONUS = 0.3
REASON_BONUS = 1.0
PARTNER_BONUS = 3.0
MODIFIER_MALUS = 1.0
"""Against one point a sentence of distance: the last subject wins over a nearer object, and over whom it speaks of."""

COARGUMENTS = frozenset({"about", "against", "by", "for", "from", "of", "on", "to", "with"})
"""Prepositions whose object is another than the subject: "Keller will meet with *him*", but "looked behind him"."""

ATTRIBUTED_WITHIN = 4
"""Tokens after a quotation in which the subject that it is attributed to stands: "…,” the tired Keller said"."""

LONGEST_ATTRIBUTION = 25
"""Tokens between two parts of one quotation."""

SURE, RIVALLED, QUOTED = 0.85, 0.65, 0.5
SAME_SENTENCE, NEXT_SENTENCE = 0.75, 0.6
AUTHOR = 0.9


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person named before the pronoun; `content` is the verb of the reported clause that he is subject in."""

    head: Token
    actor_id: str
    sentence: int
    quotation: int
    is_subject: bool
    content: Token | None
    is_named: bool


def find_pronouns(doc: Doc, named: Sequence[Mention], people: Sequence[Person], author: str | None) -> list[Mention]:
    """Mentions by pronoun, in the order of the text, given the mentions by name or title in the same order.

    He and she go to the last person of fitting gender, a subject and the narration before others. It goes to a country
    or organisation that is subject of a higher clause or of the sentence before. Outside quotations of a first-person
    document, I and we are its author.
    """
    found = list(people_by_pronoun(doc, named, people))
    found += actors_by_it(doc, named)
    if author:
        found += author_by_pronoun(doc, author)
    return found


# --- he and she ---


def people_by_pronoun(doc: Doc, named: Sequence[Mention], people: Sequence[Person]) -> Iterator[Mention]:
    person_of = {person.actor_id: person for person in people}
    in_labels = label_tokens(doc)
    mention_at = {
        mention.span.root.i: mention
        for mention in named
        if mention.actor_id in person_of and mention.span.start not in in_labels
    }
    place = Places(doc)
    earlier: list[Candidate] = []
    speakers: dict[int, str | None] = {}
    for token in doc:
        gender = GENDER_OF_PRONOUN.get(token.lower_)
        mention = mention_at.get(token.i)
        sentence, quotation = place.of(token)
        if quotation not in speakers:
            speakers[quotation] = speaker_of_quotation(quotation, mention_at, earlier, person_of, place, speakers)
        if gender:
            barred = {speakers[quotation], *named_below(token, mention_at)}
            mention = resolve_person(token, gender, earlier, person_of, place, barred)
            if mention:
                yield mention
        if mention:
            is_subject = token.dep_ in SUBJECT
            content = content_around(token) if is_subject else None
            candidate = Candidate(token, mention.actor_id, sentence, quotation, is_subject, content, gender is None)
            earlier.append(candidate)


def label_tokens(doc: Doc) -> set[int]:
    """Tokens of the speaker labels of a transcript, whose person says "I" in what follows."""
    spans = (doc.char_span(*one.label, alignment_mode="expand") for one in paragraphs(doc) if one.label)
    return {token.i for span in spans if span is not None for token in span}


def resolve_person(
    pronoun: Token,
    gender: Gender,
    earlier: Sequence[Candidate],
    person_of: dict[str, Person],
    place: "Places",
    barred: set[str | None],
) -> Mention | None:
    """Whom the pronoun stands for, nobody of those barred and of those whom grammar or a quotation rules out."""
    sentence, quotation = place.of(pronoun)
    attributed = place.attributed_to(pronoun)
    if attributed >= 0:
        sentence = place.first_sentence(attributed)
    best: dict[str, float] = {}
    for candidate in reversed(earlier):
        distance = sentence - candidate.sentence
        if distance > SENTENCES_BACK:
            break
        known = person_of[candidate.actor_id].gender
        if is_barred(candidate, pronoun, quotation) or (attributed >= 0 and is_spoken_of(candidate, attributed)):
            barred.add(candidate.actor_id)
            best.pop(candidate.actor_id, None)
        if (known and known is not gender) or candidate.actor_id in barred:
            continue
        score = subject_bonus(candidate, pronoun) + GENDER_BONUS * (known is gender) - distance
        score += REASON_BONUS * is_object_with_reason(candidate.head, pronoun)
        score += PARTNER_BONUS * is_partner_of(candidate.head, pronoun)
        score += NARRATION_BONUS * (candidate.quotation == quotation or quotation >= 0)
        score -= MODIFIER_MALUS * (candidate.head.dep_ == "compound")
        best[candidate.actor_id] = max(score, best.get(candidate.actor_id, score))
    if not best:
        return None
    actor_id = max(best, key=lambda candidate_id: best[candidate_id])
    if len(best) == 1 and quotation < 0:
        person_of[actor_id].gender = gender
    certainty = QUOTED if quotation >= 0 else SURE if len(best) == 1 else RIVALLED
    return Mention(pronoun.doc[pronoun.i : pronoun.i + 1], actor_id, LinkReason.PRONOUN, certainty)


def speaker_of_quotation(
    quotation: int,
    mention_at: dict[int, Mention],
    earlier: Sequence[Candidate],
    person_of: dict[str, Person],
    place: "Places",
    speakers: dict[int, str | None],
) -> str | None:
    """Who says the quotation: the subject after it or before it, by name or pronoun, or who said the one right before.

    It asks with the candidates before the quotation, as the text has them where it begins.
    """
    if quotation < 0:
        return None
    subject = place.subject_after(quotation)
    if subject is not None and subject.i in mention_at:
        return mention_at[subject.i].actor_id
    if subject is not None and (gender := GENDER_OF_PRONOUN.get(subject.lower_)):
        found = resolve_person(subject, gender, earlier, person_of, place, {*named_below(subject, mention_at)})
        return found.actor_id if found else None
    if subject is not None:
        return None
    sentence = place.quotations[quotation][0].sent
    near = takewhile(lambda one: one.head.i >= sentence.start, reversed(earlier))
    leading = (one for one in near if one.is_subject and one.quotation < 0 and one.head.head == sentence.root)
    if first := next(leading, None):
        return first.actor_id
    return speakers.get(quotation - 1) if place.continues(quotation) else None


def named_below(pronoun: Token, mention_at: dict[int, Mention]) -> Iterator[str]:
    """Those whom the clause of a subject pronoun names after it, or in words put first: "he praised *Klein*'s plan".

    An adverbial clause can name him again: "when she was late, as Keller often was".
    """
    if pronoun.dep_ not in SUBJECT:
        return
    verb = pronoun.head
    is_cue = verb_cue(verb) is not None
    fronted = [child for child in verb.children if is_cue and child.dep_ == "ccomp" and child.i < pronoun.i]
    for token in verb.subtree:
        is_below = token.i > pronoun.i or any(child == token or child.is_ancestor(token) for child in fronted)
        if is_below and token.i in mention_at and not is_in_adverbial_clause(token, verb):
            yield mention_at[token.i].actor_id


def is_in_adverbial_clause(token: Token, verb: Token) -> bool:
    while token != verb:
        if token.dep_ == "advcl":
            return True
        token = token.head
    return False


def is_spoken_of(candidate: Candidate, quotation: int) -> bool:
    """Whether the quotation names the person, as nobody does himself: "“I trust Keller,” *he* said"."""
    return candidate.is_named and candidate.quotation == quotation


def subject_bonus(candidate: Candidate, pronoun: Token) -> float:
    """Who acts in a sentence is spoken of next, before those of whom he only says something, but for what he says."""
    if not candidate.is_subject:
        return 0.0
    content = candidate.content
    return SUBJECT_BONUS if content is None or content.is_ancestor(pronoun) else SUBJECT_OF_CONTENT_BONUS


def content_around(subject: Token) -> Token | None:
    """The verb of the reported clause in which the subject stands, as left in "Weber said *Klein* had left"."""
    return next((verb for verb in subject.ancestors if verb.dep_ == "ccomp" and verb.left_edge.i > verb.head.i), None)


def is_barred(candidate: Candidate, pronoun: Token, quotation: int) -> bool:
    """Whether grammar or the quotation rules the person out: nobody is the object of his own verb as "him", and the
    speaker of a quotation says "I".
    """
    if quotation >= 0 and candidate.quotation < 0 and candidate.is_subject:
        return candidate.head.head == pronoun.sent.root
    return candidate.head.head in verbs_over(pronoun) and not pronoun.lower_.endswith("self")


def verbs_over(pronoun: Token) -> list[Token]:
    """Verbs that have the pronoun as an object, with those that share their subject: "*dislikes* it, but calls him"."""
    verb = pronoun.head
    if pronoun.dep_ == "pobj" and verb.lower_ in COARGUMENTS and verb.dep_ in {"prep", "agent", "dative"}:
        verb = verb.head
    elif pronoun.dep_ not in {"dobj", "dative", "iobj"}:
        return []
    verbs = [verb]
    while verb.dep_ == "conj" and not any(child.dep_ in SUBJECT for child in verb.children):
        verb = verb.head
        verbs.append(verb)
    return verbs


def is_partner_of(person: Token, pronoun: Token) -> bool:
    """Whether "and" joins the person with what is his: "Keller praised *Klein* and his team"."""
    return pronoun.dep_ == "poss" and pronoun.head.dep_ == "conj" and pronoun.head.head == person


def is_object_with_reason(person: Token, pronoun: Token) -> bool:
    """Whether the pronoun says for what of the object: "Keller thanked Klein for his work"."""
    if person.dep_ != "dobj" or pronoun.dep_ != "poss":
        return False
    return any(above.lower_ == "for" and above.head == person.head for above in pronoun.ancestors)


class Places:
    """Sentence and quotation of a token; -1 outside quotations."""

    def __init__(self, doc: Doc) -> None:
        self.sentence_starts = [sentence.start for sentence in doc.sents]
        self.quotations: list[Span] = sorted(
            (quotation.span for quotation in doc._.quotations), key=lambda span: span.start
        )
        self.quotation_starts = [span.start for span in self.quotations]

    def of(self, token: Token) -> tuple[int, int]:
        sentence = bisect_right(self.sentence_starts, token.i) - 1
        quotation = bisect_right(self.quotation_starts, token.i) - 1
        is_inside = quotation >= 0 and token.i < self.quotations[quotation].end
        return sentence, quotation if is_inside else -1

    def attributed_to(self, token: Token) -> int:
        """The quotation that ends right before the token, which is a subject outside quotations; -1 for none."""
        quotation = bisect_right(self.quotation_starts, token.i) - 1
        if quotation < 0 or token.dep_ not in SUBJECT:
            return -1
        distance = token.i - self.quotations[quotation].end
        return quotation if 0 <= distance < ATTRIBUTED_WITHIN and self.is_closed_by_comma(quotation) else -1

    def subject_after(self, quotation: int) -> Token | None:
        end = self.quotations[quotation].end
        following = self.quotations[quotation].doc[end : end + ATTRIBUTED_WITHIN]
        return next((token for token in following if self.attributed_to(token) == quotation), None)

    def is_closed_by_comma(self, quotation: int) -> bool:
        """Whether the sentence goes on after the quotation, as an attribution does."""
        span = self.quotations[quotation]
        return span.end < len(span.doc) and any(
            token.text in {",", "?", "!"} for token in span.doc[span.end - 2 : span.end + 1]
        )

    def first_sentence(self, quotation: int) -> int:
        return bisect_right(self.sentence_starts, self.quotation_starts[quotation]) - 1

    def continues(self, quotation: int) -> bool:
        """Whether the quotation goes on with the one before: nothing stands between, or the attribution alone."""
        if quotation == 0:
            return False
        before, span = self.quotations[quotation - 1], self.quotations[quotation]
        between = span.doc[before.end : span.start]
        if all(token.is_space for token in between):
            return True
        is_short = len(between) <= LONGEST_ATTRIBUTION and "\n" not in between.text
        return is_short and self.subject_after(quotation - 1) is not None


# --- it ---


def actors_by_it(doc: Doc, named: Sequence[Mention]) -> Iterator[Mention]:
    actors = {
        token.i: mention
        for mention in named
        if mention.actor_id.partition(":")[0] in (ActorKind.COUNTRY, ActorKind.IGO, ActorKind.ORG)
        for token in mention.span
    }
    for token in doc:
        if token.lower_ in NEUTER and not is_expletive(token) and (mention := resolve_it(token, actors)):
            actors[token.i] = mention
            yield mention


def is_expletive(pronoun: Token) -> bool:
    """Whether "it" stands for nothing ("it is clear that …") or for what was said ("it means that …")."""
    verb = pronoun.head
    if pronoun.lower_ == "it" and verb.pos_ == "ADJ":
        return True  # "it makes *it* harder to agree"
    if pronoun.dep_ not in SUBJECT:
        return pronoun.dep_ == "expl" or (pronoun.lower_ == "it" and pronoun.dep_ in {"dobj", "pobj"})
    if verb.lemma_ not in EXPLETIVE_VERBS:
        return False
    return not any(child.dep_ == "attr" and child.pos_ == "NOUN" for child in verb.children) or any(
        child.dep_ in {"ccomp", "csubj", "xcomp"} for child in verb.children
    )


def resolve_it(pronoun: Token, actors: dict[int, Mention]) -> Mention | None:
    """The nearest subject above decides: where that is a thing, "it" may be the thing, and stays open."""
    for subject in subjects_above(pronoun):
        if subject.i in actors:
            return as_pronoun(pronoun, actors[subject.i], SAME_SENTENCE)
        if subject.pos_ == "NOUN":
            return None
    return resolve_in_sentence_before(pronoun, actors)


def subjects_above(pronoun: Token) -> Iterator[Token]:
    """Who does what the governing verbs say, from the nearest up, where it stands before the pronoun.

    An infinitive is done by the object of its verb, where that has one: "urged Russia to end its attacks".
    """
    below = pronoun
    for verb in pronoun.ancestors:
        roles = (OBJECT, SUBJECT) if below.dep_ == "xcomp" else (SUBJECT,)
        for role in roles:
            yield from (child for child in verb.children if child.dep_ in role and child.i < pronoun.i)
        below = verb


def resolve_in_sentence_before(pronoun: Token, actors: dict[int, Mention]) -> Mention | None:
    """The subject of the sentence before, for a pronoun that is itself subject of its sentence."""
    sentence = pronoun.sent
    if pronoun.dep_ not in SUBJECT or pronoun.i > sentence.start + 1 or sentence.start == 0:
        return None
    before = pronoun.doc[sentence.start - 1].sent.root
    subject = next((child for child in before.children if child.dep_ in SUBJECT), None)
    if subject is None or subject.i not in actors:
        return None
    return as_pronoun(pronoun, actors[subject.i], NEXT_SENTENCE)


def as_pronoun(pronoun: Token, antecedent: Mention, certainty: float) -> Mention:
    span = pronoun.doc[pronoun.i : pronoun.i + 1]
    return Mention(span, antecedent.actor_id, LinkReason.PRONOUN, min(certainty, antecedent.confidence))


# --- I and we ---


def author_by_pronoun(doc: Doc, author: str) -> Iterator[Mention]:
    place = Places(doc)
    for token in doc:
        if token.lower_ in FIRST_PERSON and token.text != "US" and place.of(token)[1] < 0:
            yield Mention(doc[token.i : token.i + 1], author, LinkReason.PRONOUN, AUTHOR)
