"""Pairs of actors in a sentence that one may be for or against the other, whatever words would say so."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from spacy.tokens import Span, Token

from transforms.actors import cast_of
from transforms.parties import Party, actor_behind, noun_phrase, party
from transforms.places import is_place
from transforms.speakers import FIRST_PERSON, Speakers, Voice
from warehouse.contract import ActorKind

_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "ADJ", "NUM"})


FARTHEST_APART = 10
"""Actors between two of a sentence beyond which neither is asked about the other: a list may have hundreds."""


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


def may_have_pair(sentence: Span, speakers: Speakers) -> bool:
    """Whether two named actors stand in the sentence, or one and a speaker: a quick look before a thorough one."""
    by_token = cast_of(sentence.doc).by_token
    found = {i: by_token[i].actor_id for i in range(sentence.start, sentence.end) if i in by_token}
    named = {actor_id: i for i, actor_id in found.items() if not actor_id.startswith(ActorKind.GROUP)}
    return len(named) > 1 or any(speakers.at(sentence.doc[i]).speakers for i in named.values())


def is_named(pair: CandidatePair) -> bool:
    """Whether neither of the two is an unnamed group."""
    return not any((one.actor_id or "").startswith(ActorKind.GROUP) for one in (pair.holder, pair.target))


def appearances(sentence: Span, speakers: Speakers) -> list[Appearance]:
    """The actors of a sentence, each place once, in the order of the text."""
    found: dict[tuple[int, int, str], Appearance] = {}
    for token in sentence:
        if token.pos_ not in _NOMINAL or token.dep_ == "compound":
            continue
        is_speaker = token.lower_ in FIRST_PERSON
        for speaker in (speakers.at(token).speakers if is_speaker else ()) or (None,):
            one = party(token, speaker)
            if one is None or one.actor_id is None:
                continue
            mention = None if is_speaker else actor_behind(token)
            is_near = mention is not None and sentence.start <= mention.span.start and mention.span.end <= sentence.end
            at = mention.span if mention is not None and is_near else token.doc[token.i : token.i + 1]
            place = (at.start, at.end, one.actor_id)
            other = found.get(place)
            if other is None or other.party.token is None or _length(token) > _length(other.party.token):
                found[place] = Appearance(one, at)
    return [found[place] for place in sorted(found)]


def _length(head: Token) -> int:
    return len(noun_phrase(head))


def candidate_pairs(shown: Sequence[Appearance], speakers: Speakers) -> Iterator[CandidatePair]:
    """Each two of a sentence's actors that are near and share no words, and whoever speaks there with each of them.

    What a name says of where something is ("in *Brussels*") can suffer a deed, but does none.
    """
    named = {one.party.actor_id for one in shown}
    for place, target in enumerate(shown):
        voice = speakers.at(target.at.root)
        for holder in shown[max(0, place - FARTHEST_APART) : place + FARTHEST_APART + 1]:
            is_apart = holder.at.end <= target.at.start or target.at.end <= holder.at.start
            if holder.party.actor_id != target.party.actor_id and is_apart and not is_place(holder.at):
                yield CandidatePair(holder.party, holder.at, target.party, target.at, voice)
        for speaker in voice.speakers:
            if speaker not in named:
                yield CandidatePair(Party(speaker, None, 1.0), None, target.party, target.at, voice)
