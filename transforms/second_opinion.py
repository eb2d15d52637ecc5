"""Rules and the classifier together: what both make of a pair of actors, and the stances of a document that come of it.

The log odds of a polarity are the classifier's, raised where a rule finds that polarity too: RULE_WEIGHT times the
rule's strength. A stance is kept from PROBABLE on; one that no rule finds has the rule `model`, and as its cue the word
that joins both actors in the parse.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from spacy.tokens import Doc, Span, Token

from transforms.annotations import Stance
from transforms.grammar import Range
from transforms.modality import reading_of
from transforms.onnx_models import Floats
from transforms.pair_classifier import ACTS, POLARITIES, SPEAKER, Judgement, MarkedText, Pair, PairClassifier
from transforms.speakers import Speakers
from transforms.stance_candidates import CandidatePair, appearances, candidate_pairs
from warehouse.contract import ACTS_OF_POLARITY, Act, ActorKind, Polarity

MODEL = "model"
"""The rule of stances that only the classifier finds."""
RULE_WEIGHT = 3.0
"""By how much a rule of strength 1 raises the log odds of what it says."""
PROBABLE = 0.4
"""Probability from which a stance is kept."""
PROBABLE_OF_GROUP = 0.7
"""The same for a stance of or toward an unnamed group, which is seldom worth a guess."""


class Weighed(NamedTuple):
    """Probabilities of POLARITIES and, if there is a stance, of ACTS, by classifier and rules together."""

    polarity: Floats
    act: Floats

    def of(self, polarity: Polarity) -> float:
        return float(self.polarity[POLARITIES.index(polarity)])

    def act_of(self, polarity: Polarity) -> Act:
        """The likeliest of the acts that a stance of the polarity can have."""
        return max(ACTS_OF_POLARITY[polarity], key=lambda act: float(self.act[ACTS.index(act)]))


def weigh(judgement: Judgement, polarity: Polarity | None, act: Act | None, strength: float) -> Weighed:
    """What the classifier says, and a rule of a strength from 0 to 1, if there is one."""
    polarities, acts = judgement.polarity.astype(np.float64), judgement.act.astype(np.float64)
    if polarity is not None and act is not None:
        raised = math.exp(RULE_WEIGHT * strength)
        polarities[POLARITIES.index(polarity)] *= raised
        acts[ACTS.index(act)] *= raised
    return Weighed(polarities / polarities.sum(), acts / acts.sum())


class Opinion(NamedTuple):
    """What the classifier says of a pair of actors in a sentence."""

    pair: CandidatePair
    judgement: Judgement


class Opinions:
    """The classifier's opinion of all pairs of actors that a document's sentences name."""

    def __init__(self, doc: Doc, speakers: Speakers, classifier: PairClassifier) -> None:
        self._by_pair: dict[tuple[int, str, str | None], list[Opinion]] = {}
        asked: list[tuple[Span, list[CandidatePair]]] = []
        for sentence in doc.sents:
            if pairs := list(candidate_pairs(appearances(sentence, speakers), speakers)):
                asked.append((sentence, pairs))
        judged = classifier.judge([marked_text(sentence, pairs) for sentence, pairs in asked])
        for (sentence, pairs), judgements in zip(asked, judged, strict=True):
            for pair, judgement in zip(pairs, judgements, strict=True):
                key = (sentence.start, pair.holder.actor_id or "", pair.target.actor_id)
                self._by_pair.setdefault(key, []).append(Opinion(pair, judgement))

    def on(self, stance: Stance) -> Opinion | None:
        """Of the places in the stance's sentence that name both of its actors, that with the likeliest polarity."""
        key = (stance.cue.sent.start, stance.holder_actor_id, stance.target_actor_id)
        column = POLARITIES.index(stance.polarity)
        return max(self._by_pair.get(key, ()), key=lambda one: float(one.judgement.polarity[column]), default=None)

    def likely(self, polarity: Polarity) -> Iterator[Opinion]:
        """Of each sentence and two of its actors, the opinion in which this polarity is the likeliest."""
        column = POLARITIES.index(polarity)
        for opinions in self._by_pair.values():
            yield max(opinions, key=lambda one: float(one.judgement.polarity[column]))


def marked_text(sentence: Span, pairs: Sequence[CandidatePair]) -> MarkedText:
    """The sentence with the places of its actors, and the pairs of them."""
    places: dict[Range, int] = {}

    def place(at: Span | None) -> int:
        where = SPEAKER if at is None else (at.start_char - sentence.start_char, at.end_char - sentence.start_char)
        return places.setdefault(where, len(places))

    asked = [Pair(place(pair.holder_at), place(pair.target_at)) for pair in pairs]
    return MarkedText(sentence.text, list(places), asked)


def with_second_opinion(found: Iterable[Stance], opinions: Opinions) -> list[Stance]:
    """The stances of the rules that the classifier does not gainsay, and those that it finds besides."""
    kept = [stance for one in found if (stance := _seconded(one, opinions.on(one)))]
    known = {_identity(stance.cue.sent, stance.holder_actor_id, stance.target_actor_id) for stance in kept}
    for polarity in Polarity:
        for opinion in opinions.likely(polarity):
            pair = opinion.pair
            if _identity(pair.target_at.sent, pair.holder.actor_id, pair.target.actor_id) not in known and (
                stance := _of_model(opinion, polarity)
            ):
                kept.append(stance)
    return kept


def _identity(sentence: Span, holder: str | None, target: str | None) -> tuple[int, str | None, str | None]:
    return sentence.start, holder, target


def _seconded(stance: Stance, opinion: Opinion | None) -> Stance | None:
    """The stance with the confidence that rule and classifier give it, or nothing; as it is where no pair was asked."""
    if opinion is None:
        return stance
    weighed = weigh(opinion.judgement, stance.polarity, stance.act, stance.confidence)
    if weighed.of(stance.polarity) < least_probability(stance.holder_actor_id, stance.target_actor_id):
        return None
    return replace(
        stance,
        confidence=round(weighed.of(stance.polarity), 3),
        model_score=_score(opinion, stance.polarity),
    )


def _score(opinion: Opinion, polarity: Polarity) -> float:
    return round(float(opinion.judgement.polarity[POLARITIES.index(polarity)]), 3)


def _of_model(opinion: Opinion, polarity: Polarity) -> Stance | None:
    pair, weighed = opinion.pair, weigh(opinion.judgement, None, None, 0)
    probability = weighed.of(polarity) * min(pair.holder.confidence, pair.target.confidence)
    holder, target = pair.holder.actor_id, pair.target.actor_id
    if holder is None or probability < least_probability(holder, target):
        return None
    joint = joining_word(pair)
    reading = reading_of(joint)
    ends = [span for span in (pair.holder_at, pair.target_at, joint.doc[joint.i : joint.i + 1]) if span is not None]
    return Stance(
        holder_actor_id=holder,
        target_actor_id=target,
        target=pair.target_at,
        polarity=polarity,
        act=weighed.act_of(polarity),
        modality=reading.modality,
        is_negated=reading.is_negated,
        evidence=joint.doc[
            min(span.start for span in ends) : max(joint.right_edge.i + 1, *(span.end for span in ends))
        ],
        cue=joint.doc[joint.i : joint.i + 1],
        rule=MODEL,
        confidence=round(probability, 3),
        statement=pair.voice.statement,
        model_score=_score(opinion, polarity),
    )


def least_probability(holder: str, target: str | None) -> float:
    """From which probability a stance is kept."""
    is_group = any(one is not None and one.startswith(ActorKind.GROUP) for one in (holder, target))
    return PROBABLE_OF_GROUP if is_group else PROBABLE


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
