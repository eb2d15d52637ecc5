"""Stance between two marked spans of a text, by the rules and the classifier that documents are read with."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from transforms.grammar import Range
from transforms.pair_classifier import POLARITIES, Judgement, MarkedText, Pair, PairClassifier
from transforms.parties import noun_phrase
from transforms.predications import Predication, predications
from transforms.second_opinion import weigh
from warehouse.contract import Act, Polarity

_UNCERTAIN = 0.1
"""What rules alone leave to each polarity that they do not find."""
_NONE_ODDS = 1.4
"""How much likelier no stance is than among the pairs that the classifier was trained on: texts with a stance were
preferred for them."""
_OF_ANYBODY = 0.25
"""What the act of just anybody toward the target counts, where the pair has no holder."""


class MarkedSpans(NamedTuple):
    """A text, and the characters of a holder and a target in it.

    Without a holder, it is whoever writes or is quoted; without a target, whatever the holder's act is toward.
    """

    text: str
    holder: Range | None
    target: Range | None


class PairStance(NamedTuple):
    """The likeliest of POLARITIES with the probability of each, and the act that fits best if there is a stance."""

    polarity: str
    act: Act | None
    scores: dict[str, float]


def pair_stances(
    pairs: Sequence[MarkedSpans], nlp: Language, classifier: PairClassifier | None
) -> Iterator[PairStance]:
    """The stance of each pair, in their order. Without a classifier the rules decide."""
    judged = classifier.judge([_marked(pair) for pair in pairs]) if classifier else None
    learned = [one for (one,) in judged] if judged is not None else [None] * len(pairs)
    docs = nlp.pipe((pair.text for pair in pairs), disable=["statements", "stances"])
    for pair, doc, judgement in zip(pairs, docs, learned, strict=True):
        yield _together(judgement, rule_between(doc, pair), 1.0 if pair.holder else _OF_ANYBODY)


def rule_between(doc: Doc, pair: MarkedSpans) -> Predication | None:
    """The strongest act that the rules find between the two; of anybody, or toward anything, where one is missing."""
    holder, target = (doc.char_span(*at, alignment_mode="expand") if at else None for at in pair[1:])
    between = (one for one in predications(doc) if _has(one.holders, holder) and _has(one.targets, target))
    return max(between, key=lambda one: one.strength, default=None)


def _has(heads: Sequence[Token], place: Span | None) -> bool:
    return place is None or any(
        phrase.start < place.end and place.start < phrase.end for phrase in map(noun_phrase, heads)
    )


def _marked(pair: MarkedSpans) -> MarkedText:
    actors = [at for at in (pair.holder, pair.target) if at]
    places = Pair(0 if pair.holder else None, len(actors) - 1 if pair.target else None)
    return MarkedText(pair.text, actors, [places])


def _together(judgement: Judgement | None, rule: Predication | None, trust: float) -> PairStance:
    if judgement is None:
        odds = np.array([_UNCERTAIN] * len(POLARITIES))
        odds[POLARITIES.index(rule.polarity if rule else "none")] = 1
        odds, act = odds / odds.sum(), rule.act if rule else None
    else:
        said = (rule.polarity, rule.act, trust * rule.strength) if rule else (None, None, 0.0)
        weighed = weigh(judgement, *said)
        odds, act = weighed.polarity.copy(), weighed.act_of(max(Polarity, key=weighed.of))
        odds[POLARITIES.index("none")] *= _NONE_ODDS
        odds = odds / odds.sum()
    scores = {str(name): float(score) for name, score in zip(POLARITIES, odds, strict=True)}
    return PairStance(max(scores, key=scores.__getitem__), act, scores)
