"""Rules and the classifier together: what both make of the pairs of actors in a sentence.

- A stance of a rule is **seconded**: to the log odds that the classifier gives its polarity, the rule adds RULE_WEIGHT
  times its own confidence. It is dropped where the probability that comes of it is below PROBABLE. Its act stays.
- A pair of named actors in which no rule sees a stance has the one that the classifier finds, if that is PROBABLE: its
  rule is `model`, its cue the word that joins both actors in the parse.
- About a stance toward an issue, or of somebody whom its sentence does not show, the classifier is not asked: it stays
  as the rule has it, without a model score.

The confidence is this probability times the certainty of the less certain of the two actors.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from spacy.tokens import Doc, Span, Token

from transforms.annotations import Stance
from transforms.grammar import Range
from transforms.modality import Force, has_no, reading_of
from transforms.pair_classifier import ACTS, POLARITIES, SPEAKER, Judgement, MarkedText, Pair, PairClassifier
from transforms.parties import is_same_side
from transforms.predications import is_conflict
from transforms.speakers import Speakers
from transforms.stance_candidates import CandidatePair, appearances, candidate_pairs, is_named, may_have_pair
from warehouse.contract import Act, Polarity

MODEL = "model"
"""The rule of stances that only the classifier finds."""
RULE_WEIGHT = 4.0
"""By how much a rule of confidence 1 raises the log odds of what it says."""
PROBABLE, PROBABLE_OF_GROUP = 0.4, 0.7
"""Probability from which the stance of a rule is kept, and one of or toward an unnamed group."""
PROBABLE_OF_MODEL = 0.45
"""Probability from which a stance is kept that no rule finds."""
LONGEST = 100
"""Tokens of a sentence that the classifier reads at once. Longer ones, lists mostly, are read in overlapping parts."""

_Key = tuple[int, str | None, str | None]
"""Where a sentence begins, a holder and a target."""


def with_second_opinion(found: Iterable[Stance], opinions: "Opinions") -> list[Stance]:
    """The stances of the rules that the classifier does not gainsay, and those that it finds besides."""
    kept = [stance for one in found if (stance := _seconded(one, opinions.on(one)))]
    known = {_key(stance.cue.sent, stance.holder_actor_id, stance.target_actor_id) for stance in kept}
    return kept + [stance for one, polarity in opinions.likeliest(known) if (stance := _of_model(one, polarity))]


def weigh(judgement: Judgement, polarity: Polarity | None, act: Act | None, strength: float) -> Judgement:
    """What the classifier says together with a rule of a strength from 0 to 1, if there is one."""
    if polarity is None or act is None:
        return judgement
    polarities, acts = judgement.polarity.copy(), judgement.act.copy()
    polarities[POLARITIES.index(polarity)] *= math.exp(RULE_WEIGHT * strength)
    acts[ACTS.index(act)] *= math.exp(RULE_WEIGHT * strength)
    return Judgement(polarities / polarities.sum(), acts / acts.sum())


class Opinion(NamedTuple):
    """What the classifier says of a pair of actors in a sentence."""

    pair: CandidatePair
    judgement: Judgement


class Opinions:
    """The classifier's opinion of all pairs of named actors in a document's sentences, and of those that rules found.

    Unnamed groups ("protesters") are left to the rules: who they are is seldom clear enough for a guess.
    """

    def __init__(self, doc: Doc, speakers: Speakers, classifier: PairClassifier, found: Sequence[Stance]) -> None:
        by_rule = {_key(one.cue.sent, one.holder_actor_id, one.target_actor_id) for one in found}
        with_rule = {start for start, _, _ in by_rule}
        asked: list[tuple[Span, list[CandidatePair]]] = []
        for sentence in doc.sents:
            if sentence.start in with_rule or may_have_pair(sentence, speakers):
                shown = appearances(sentence, speakers)
                pairs = [one for one in candidate_pairs(shown, speakers) if is_named(one) or _key_of(one) in by_rule]
                asked += in_parts(sentence, pairs)
        judged = classifier.judge([marked_text(part, pairs) for part, pairs in asked])
        self._by_pair: dict[_Key, list[Opinion]] = {}
        for (_, pairs), judgements in zip(asked, judged, strict=True):
            for pair, judgement in zip(pairs, judgements, strict=True):
                self._by_pair.setdefault(_key_of(pair), []).append(Opinion(pair, judgement))

    def on(self, stance: Stance) -> Opinion | None:
        """Of the places in the stance's sentence that name both of its actors, that with the likeliest polarity."""
        key = _key(stance.cue.sent, stance.holder_actor_id, stance.target_actor_id)
        return max(self._by_pair.get(key, ()), key=lambda one: one.judgement.of(stance.polarity), default=None)

    def likeliest(self, known: set[_Key]) -> Iterator[tuple[Opinion, Polarity]]:
        """Of each sentence and two named actors, except the known ones, the opinion that is surest of a polarity."""
        for key, opinions in self._by_pair.items():
            if key not in known and is_named(opinions[0].pair):
                yield max(
                    ((one, polarity) for one in opinions for polarity in Polarity),
                    key=lambda opinion: opinion[0].judgement.of(opinion[1]),
                )


def _key(sentence: Span, holder: str | None, target: str | None) -> _Key:
    return sentence.start, holder, target


def _key_of(pair: CandidatePair) -> _Key:
    return _key(pair.target_at.sent, pair.holder.actor_id, pair.target.actor_id)


def in_parts(sentence: Span, pairs: Sequence[CandidatePair]) -> Iterator[tuple[Span, list[CandidatePair]]]:
    """The sentence, or overlapping parts of a long one, each with those of the pairs that no part before it holds."""
    waiting = list(pairs)
    for start in range(sentence.start, max(sentence.start + 1, sentence.end - LONGEST // 2), LONGEST // 2):
        part = sentence.doc[start : min(start + LONGEST, sentence.end)]
        inside = [pair for pair in waiting if all(_is_in(at, part) for at in (pair.holder_at, pair.target_at))]
        waiting = [pair for pair in waiting if pair not in inside] if len(part) < len(sentence) else []
        if inside:
            yield part, inside


def _is_in(at: Span | None, part: Span) -> bool:
    return at is None or (part.start <= at.start and at.end <= part.end)


def marked_text(part: Span, pairs: Sequence[CandidatePair]) -> MarkedText:
    """The words with the places of their actors, and the pairs of them."""
    places: dict[Range, int] = {}

    def place(at: Span | None) -> int:
        where = SPEAKER if at is None else (at.start_char - part.start_char, at.end_char - part.start_char)
        return places.setdefault(where, len(places))

    asked = [Pair(place(pair.holder_at), place(pair.target_at)) for pair in pairs]
    return MarkedText(part.text, list(places), asked)


def _seconded(stance: Stance, opinion: Opinion | None) -> Stance | None:
    if opinion is None:
        return stance
    weighed = weigh(opinion.judgement, stance.polarity, stance.act, stance.confidence)
    probability = weighed.of(stance.polarity)
    if probability < (PROBABLE if is_named(opinion.pair) else PROBABLE_OF_GROUP):
        return None
    confidence = round(probability * _certainty(opinion.pair), 3)
    return replace(stance, confidence=confidence, model_score=round(opinion.judgement.of(stance.polarity), 3))


def _of_model(opinion: Opinion, polarity: Polarity) -> Stance | None:
    pair, score = opinion.pair, opinion.judgement.of(polarity)
    confidence = score * _certainty(pair)
    holder, target = pair.holder.actor_id, pair.target.actor_id
    if holder is None or confidence < PROBABLE_OF_MODEL or pair.voice.is_denied:
        return None
    joint = joining_word(pair)
    reading, act = reading_of(joint), opinion.judgement.act_of(polarity)
    is_nothing = any(child.dep_ == "dobj" and has_no(child) for child in joint.children)  # "poses no threat"
    did_not_happen = is_nothing or reading.force == Force.SUPPOSES or (reading.is_negated and is_conflict(joint))
    if did_not_happen or is_same_side(holder, target, polarity, joint.doc):
        return None
    ends = [span for span in (pair.holder_at, pair.target_at, joint.doc[joint.i : joint.i + 1]) if span is not None]
    return Stance(
        holder_actor_id=holder,
        target_actor_id=target,
        target=pair.target_at,
        polarity=polarity,
        act=act,
        modality=reading.modality,
        is_negated=reading.is_negated,
        evidence=joint.doc[
            min(span.start for span in ends) : max(joint.right_edge.i + 1, *(span.end for span in ends))
        ],
        cue=joint.doc[joint.i : joint.i + 1],
        rule=MODEL,
        confidence=round(confidence, 3),
        statement=pair.voice.statement,
        model_score=round(score, 3),
    )


def _certainty(pair: CandidatePair) -> float:
    return min(pair.holder.confidence, pair.target.confidence)


def joining_word(pair: CandidatePair) -> Token:
    """The lowest word over both actors in the parse; where one is over the other, or speaks, the verb above it."""
    target = pair.target_at.root
    above = [target, *target.ancestors]
    if pair.holder_at is not None:
        holder = pair.holder_at.root
        over_holder = {token.i for token in holder.ancestors}
        joint = next((token for token in above if token.i in over_holder or token == holder), above[-1])
        if joint not in (holder, target):
            return joint
        above = [joint, *joint.ancestors]
    return next((token for token in above[1:] if token.pos_ in ("VERB", "AUX")), above[-1])
