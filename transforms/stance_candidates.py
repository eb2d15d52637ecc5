"""Pairs of actors in a sentence that one may be for or against the other, whatever words would say so."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from spacy.tokens import Span, Token

from transforms.parties import Party, actor_behind, noun_phrase, party
from transforms.speakers import FIRST_PERSON, Speakers, Voice

_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "ADJ", "NUM"})


class Appearance(NamedTuple):
    """An actor at one place of a sentence: the party, and the words that show it."""

    party: Party
    at: Span


class CandidatePair(NamedTuple):
    """A holder, who may be nowhere in the sentence, and a target, with what is said there by whom."""

    holder: Party
    holder_at: Span | None
    target: Party
    target_at: Span
    voice: Voice


def appearances(sentence: Span, speakers: Speakers) -> list[Appearance]:
    """The actors of a sentence, each place once, in the order of the text."""
    found: dict[tuple[int, int], Appearance] = {}
    for token in sentence:
        if token.pos_ not in _NOMINAL or token.dep_ == "compound":
            continue
        one = party(token, speakers.at(token).speaker)
        if one is None or one.actor_id is None:
            continue
        mention = None if token.lower_ in FIRST_PERSON else actor_behind(token)
        is_near = mention is not None and sentence.start <= mention.span.start and mention.span.end <= sentence.end
        at = mention.span if mention is not None and is_near else token.doc[token.i : token.i + 1]
        other = found.get((at.start, at.end))
        if other is None or other.party.token is None or _length(token) > _length(other.party.token):
            found[at.start, at.end] = Appearance(one, at)
    return [found[place] for place in sorted(found)]


def _length(head: Token) -> int:
    return len(noun_phrase(head))


def candidate_pairs(shown: Sequence[Appearance], speakers: Speakers) -> Iterator[CandidatePair]:
    """Each two of a sentence's actors that do not share words, and whoever speaks there with each of them."""
    for target in shown:
        voice = speakers.at(target.at.root)
        for holder in shown:
            is_apart = holder.at.end <= target.at.start or target.at.end <= holder.at.start
            if holder.party.actor_id != target.party.actor_id and is_apart:
                yield CandidatePair(holder.party, holder.at, target.party, target.at, voice)
        for speaker in voice.speakers:
            if speaker != target.party.actor_id and all(one.party.actor_id != speaker for one in shown):
                yield CandidatePair(Party(speaker, None, 1.0), None, target.party, target.at, voice)
