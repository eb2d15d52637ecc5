"""Stances by rules and a classifier together, with a classifier that says what the test wants."""

from collections.abc import Sequence

import numpy as np
import pytest
from spacy.language import Language

from transforms.annotations import Stance
from transforms.pair_classifier import ACTS, SPEAKER, Judgement, MarkedText, PairClassifier
from transforms.second_opinion import (
    LONGEST,
    MODEL,
    PROBABLE,
    Opinions,
    in_parts,
    joining_word,
    marked_text,
    weigh,
    with_second_opinion,
)
from transforms.speakers import Speakers
from transforms.stance_candidates import appearances, candidate_pairs
from transforms.version import WEIGHTS
from warehouse.contract import Act, Polarity


def judgement(none: float, support: float, oppose: float, act: Act = Act.ACCUSE) -> Judgement:
    acts = np.full(len(ACTS), 0.01, dtype=np.float32)
    acts[ACTS.index(act)] = 1 - acts.sum()
    return Judgement(np.array([none, support, oppose], dtype=np.float32), acts)


class SaysOf:
    """Judges a pair by the words of its holder ("" for a speaker) and target; those not named as none."""

    def __init__(self, **said: Judgement) -> None:
        self.said = said

    def judge(self, texts: Sequence[MarkedText]) -> list[list[Judgement]]:
        def words(text: MarkedText, actor: int | None) -> str:
            assert actor is not None
            start, end = text.actors[actor]
            return text.text[start:end]

        return [
            [
                self.said.get(f"{words(text, pair.holder)}_{words(text, pair.target)}", judgement(0.98, 0.01, 0.01))
                for pair in text.pairs
            ]
            for text in texts
        ]


def stances(text: str, rules: Language, **said: Judgement) -> list[Stance]:
    doc = rules(text)
    return with_second_opinion(doc._.stances, Opinions(doc, Speakers(doc), SaysOf(**said), doc._.stances))  # type: ignore


ACCUSED = "Russia accused Ukraine on Monday of shelling the town."


def test_what_both_find_is_surer_than_what_one_finds(rules: Language) -> None:
    (by_rule,) = rules(ACCUSED)._.stances
    (both,) = stances(ACCUSED, rules, Russia_Ukraine=judgement(0.3, 0.1, 0.6))
    assert both.rule == by_rule.rule
    assert (both.polarity, both.act) == (Polarity.OPPOSE, Act.ACCUSE)
    assert both.model_score == pytest.approx(0.6)
    assert both.confidence > 0.75


def test_a_rule_that_the_classifier_gainsays_falls_away(rules: Language) -> None:
    assert stances(ACCUSED, rules) == []


def test_what_only_the_classifier_finds_says_so_and_which_word_joins_both(rules: Language) -> None:
    text = "Russia dumped shiploads of its wheat on Ukraine at harvest time."
    assert rules(text)._.stances == []
    (found,) = stances(text, rules, Russia_Ukraine=judgement(0.1, 0.1, 0.8, Act.COERCE))
    assert (found.holder_actor_id, found.target_actor_id) == ("country:RUS", "country:UKR")
    assert (found.rule, found.cue.text, found.act) == (MODEL, "dumped", Act.COERCE)
    assert found.evidence.text.startswith("Russia dumped")
    assert found.evidence.text.endswith("harvest time.")
    assert 0 < found.confidence < found.model_score == pytest.approx(0.8)  # both names are a little unsure


def test_a_speaker_outside_the_sentence_can_hold_a_stance(rules: Language) -> None:
    text = "“Ukraine must win. Ukraine has waited long enough for tanks,” Ruth Keller said in Berlin."
    found = stances(text, rules, _Ukraine=judgement(0.05, 0.9, 0.05, Act.SUPPORT))
    assert {(one.holder_actor_id, one.target_actor_id) for one in found} == {("person:Ruth Keller", "country:UKR")}
    assert all(one.statement is not None for one in found)


def test_the_places_of_a_sentence_are_marked_once_and_the_speaker_before_it(rules: Language) -> None:
    doc = rules("“We stand with Ukraine against Russia,” Ruth Keller said. “Russia must leave Ukraine.”")
    speakers = Speakers(doc)
    sentence = list(doc.sents)[-1]
    pairs = list(candidate_pairs(appearances(sentence, speakers), speakers))
    marked = marked_text(sentence, pairs)
    assert len(set(marked.actors)) == len(marked.actors)
    assert SPEAKER in marked.actors
    names = {marked.text[start:end] for start, end in marked.actors}
    assert names == {"", "Russia", "Ukraine"}


@pytest.mark.parametrize("strength", [0.2, 0.5, 1.0])
def test_a_rule_raises_what_it_says_and_keeps_probabilities(strength: float) -> None:
    alone, weighed = judgement(0.6, 0.1, 0.3), weigh(judgement(0.6, 0.1, 0.3), Polarity.OPPOSE, Act.REJECT, strength)
    assert weighed.of(Polarity.OPPOSE) > alone.of(Polarity.OPPOSE)
    assert weighed.polarity.sum() == pytest.approx(1)
    assert weighed.act.sum() == pytest.approx(1)


def test_a_stance_below_the_bound_is_not_kept(rules: Language) -> None:
    text = "Russia dumped shiploads of its wheat on Ukraine at harvest time."
    assert stances(text, rules, Russia_Ukraine=judgement(1 - PROBABLE + 0.01, 0.0, PROBABLE - 0.01)) == []


COUNTRIES = ["France", "Germany", "Poland", "Japan"]


def test_a_list_of_hundreds_of_actors_has_pairs_in_proportion(rules: Language) -> None:
    def count(times: int) -> int:
        doc = rules("The members are " + ", ".join(COUNTRIES * times) + ".")
        speakers = Speakers(doc)
        return sum(len(list(candidate_pairs(appearances(sent, speakers), speakers))) for sent in doc.sents)

    assert 0 < count(80) < 3 * count(40)


def test_a_list_of_hundreds_of_actors_is_judged_in_parts(rules: Language) -> None:
    doc = rules("The members, all friends, are " + ", ".join(COUNTRIES * 80) + ".")
    opinions = Opinions(doc, Speakers(doc), PairClassifier(WEIGHTS), [])
    assert len(list(opinions.likeliest(set()))) >= 12


def test_what_stands_far_away_in_a_sentence_does_not_change_what_is_near(rules: Language) -> None:
    far = "Russia attacked Ukraine, " + "and it rained and rained on the hills " * 30 + "of Japan."
    doc = rules(far)
    speakers = Speakers(doc)
    sentence = next(iter(doc.sents))
    part, pairs = next(in_parts(sentence, list(candidate_pairs(appearances(sentence, speakers), speakers))))
    assert part.text.startswith("Russia attacked Ukraine")
    assert {(one.holder.actor_id, one.target.actor_id) for one in pairs} >= {("country:RUS", "country:UKR")}
    assert len(part) <= LONGEST


def test_what_a_source_denies_is_no_stance_of_the_model(rules: Language) -> None:
    text = "Russia denied that Belarus had sent its drones into Ukraine at night."
    found = stances(text, rules, Belarus_Ukraine=judgement(0.05, 0.0, 0.95))
    assert [one for one in found if one.rule == MODEL] == []


def test_two_who_speak_together_are_each_a_holder_and_not_a_third(rules: Language) -> None:
    text = "Angela Merkel and Emmanuel Macron met in Berlin. “We are at odds with Russia,” the two leaders said."
    found = stances(text, rules, We_Russia=judgement(0.05, 0.0, 0.95))
    assert {one.holder_actor_id for one in found} == {"person:Angela Merkel", "person:Emmanuel Macron"}


def test_one_pair_of_a_sentence_has_one_polarity_of_the_model(rules: Language) -> None:
    text = "Russia dumped shiploads of its wheat on Ukraine at harvest time."
    (found,) = stances(text, rules, Russia_Ukraine=judgement(0.04, 0.47, 0.49))
    assert found.polarity == Polarity.OPPOSE


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("Russia and Ukraine kept trading coal.", "kept"),
        ("Russia was alarmed by drills of Ukraine.", "alarmed"),
        ("Officials said the Russia of old treated Ukraine badly.", "treated"),
    ],
)
def test_the_word_that_joins_two_actors(text: str, cue: str, rules: Language) -> None:
    doc = rules(text)
    speakers = Speakers(doc)
    (sentence,) = doc.sents
    pairs = list(candidate_pairs(appearances(sentence, speakers), speakers))
    found = [one for one in pairs if (one.holder.actor_id, one.target.actor_id) == ("country:RUS", "country:UKR")]
    assert [joining_word(one).text for one in found] == [cue]
