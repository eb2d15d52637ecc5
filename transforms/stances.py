"""Stances: who stands for or against whom, in which words.

Predications say which noun phrases an act is between; here each becomes an actor, or the act falls away. What a speaker
says of others is the speaker's: in a statement's content its source, in a first-person document its author.
"""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span

from transforms.annotations import Stance, Statement, register_extensions
from transforms.pair_classifier import PairClassifier
from transforms.parties import Party, accuser_if_denied, holders_of, is_same_side, noun_phrase, targets_of
from transforms.predications import EVALUATION, Predication, predications
from transforms.second_opinion import Opinions, with_second_opinion
from transforms.speakers import Speakers, Voice
from warehouse.contract import Polarity

register_extensions()

LONGEST_REACH = 25
"""Tokens between the cue and a holder beyond which the evidence leaves the holder out."""


@Language.factory("stances", assigns=["doc._.stances"], default_config={"weights": None})
def make_stances(nlp: Language, name: str, weights: str | None) -> "Stances":
    """The component `stances`, with the classifier of a folder for a second opinion, or with rules alone."""
    return Stances(Path(weights) if weights else None)


class Stances:
    """Fills `Doc._.stances`, in the order of the text.

    `rule` names the words of the word lists that say so ("verb:accuse of"), or is `model`. With the classifier,
    `confidence` is what `second_opinion` says. With rules alone, and where the classifier was not asked, it is how
    often words like these mean such an act, times how sure both actors are.
    """

    def __init__(self, weights: Path | None) -> None:
        self._classifier = PairClassifier(weights) if weights else None

    def __call__(self, doc: Doc) -> Doc:
        speakers = Speakers(doc)
        found: list[Stance] = []
        for predication in predications(doc):
            found += link(predication, speakers.at(predication.cue[0]), found)
        if self._classifier is not None:
            found = with_second_opinion(found, Opinions(doc, speakers, self._classifier, found))
        doc._.stances = without_repetition(found)
        return doc


def link(predication: Predication, voice: Voice, earlier: Sequence[Stance]) -> list[Stance]:
    """The stances of one predication, one for each holder and target that are not on one side; none if it is denied."""
    if voice.is_denied:
        return []
    return [
        stance_between(holder, other, predication, voice.statement)
        for speaker in voice.speakers or (None,)
        for holder in holders_of(predication, speaker, earlier)
        for target in targets_of(predication, speaker, earlier)
        if (other := accuser_if_denied(holder, target, predication, earlier))
        and not is_same_side(holder.actor_id, other.actor_id, predication.polarity, predication.cue[0].doc)
    ]


def stance_between(holder: Party, target: Party, predication: Predication, statement: Statement | None) -> Stance:
    assert target.token is not None
    assert holder.actor_id is not None
    cue = cue_span(predication)
    return Stance(
        holder_actor_id=holder.actor_id,
        target_actor_id=target.actor_id,
        target=noun_phrase(target.token),
        polarity=predication.polarity,
        act=predication.act,
        modality=predication.reading.modality,
        is_negated=predication.reading.is_negated,
        evidence=evidence(holder, target, cue),
        cue=cue,
        rule=predication.rule,
        confidence=round(predication.strength * holder.confidence * target.confidence, 3),
        statement=statement,
    )


def cue_span(predication: Predication) -> Span:
    """The deciding words; a preposition counts where it stands right beside its word."""
    words = sorted(token.i for token in predication.cue)
    tokens = [token.i for token in predication.cue if token.pos_ != "ADP" or token.i - 1 in words]
    return predication.cue[0].doc[min(tokens) : max(tokens) + 1]


def evidence(holder: Party, target: Party, cue: Span) -> Span:
    """The words from holder to target over the cue, within the cue's sentence."""
    assert target.token is not None
    sentence = cue.root.sent
    pieces = [cue, noun_phrase(target.token)]
    if holder.token is not None and abs(holder.token.i - cue.start) <= LONGEST_REACH:
        pieces.append(noun_phrase(holder.token))
    pieces = [piece for piece in pieces if piece.start >= sentence.start and piece.end <= sentence.end]
    return cue.doc[min(piece.start for piece in pieces) : max(piece.end for piece in pieces)]


def without_repetition(found: list[Stance]) -> list[Stance]:
    """The surest of stances with the same holder, target and polarity that are read from the same words."""

    def identity(stance: Stance) -> tuple[int, str, str, Polarity]:
        target = stance.target_actor_id or f"issue:{stance.target.text.casefold()}"
        return stance.cue.sent.start, stance.holder_actor_id, target, stance.polarity

    kept: list[Stance] = []
    for _, alike in groupby(sorted(found, key=identity), key=identity):
        apart: list[Stance] = []
        for stance in sorted(alike, key=preference):
            if not any(is_repetition(stance, other) for other in apart):
                apart.append(stance)
        kept += apart
    return sorted(kept, key=lambda stance: (stance.evidence.start, stance.evidence.end))


def is_repetition(stance: Stance, surer: Stance) -> bool:
    if not overlap(stance.evidence, surer.evidence):
        return False
    is_inside = overlap(stance.cue, surer.target) or overlap(surer.cue, stance.target)
    return is_inside or stance.act == surer.act or overlap(stance.cue, surer.cue)


def preference(stance: Stance) -> tuple[bool, float]:
    """What somebody does before how they call the other, then the surer: "*reject* Russia's *illegal* claims"."""
    return stance.rule.startswith(EVALUATION), -stance.confidence


def overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
