"""Stance between two marked spans, by rules alone and with the classifier."""

import numpy as np
import pytest
from spacy.language import Language

from transforms.pair_classifier import LONGEST, MarkedText, Pair, PairClassifier, mark, padded
from transforms.pairs import MarkedSpans, PairStance, pair_stances
from transforms.version import WEIGHTS
from warehouse.contract import Act


@pytest.fixture(scope="module")
def classifier() -> PairClassifier:
    return PairClassifier(WEIGHTS)


def spans(text: str, holder: str | None, target: str | None) -> MarkedSpans:
    places = ((text.index(name), text.index(name) + len(name)) if name else None for name in (holder, target))
    return MarkedSpans(text, *places)


def stance(pair: MarkedSpans, nlp: Language, classifier: PairClassifier | None = None) -> PairStance:
    (found,) = pair_stances([pair], nlp, classifier)
    return found


ACCUSED = "Ruritania accused Freedonia on Monday of arming the rebels."


def test_rules_alone_find_what_word_lists_have(rules: Language) -> None:
    found = stance(spans(ACCUSED, "Ruritania", "Freedonia"), rules)
    assert (found.polarity, found.act) == ("oppose", Act.ACCUSE)
    assert stance(spans(ACCUSED, "Freedonia", "Ruritania"), rules).polarity == "none"


@pytest.mark.parametrize(
    ("text", "holder", "target", "polarity"),
    [
        (ACCUSED, "Ruritania", "Freedonia", "oppose"),
        ("Senator Ann Keller endorsed Paul Weber for governor.", "Ann Keller", "Paul Weber", "support"),
        ("Ann Keller and Paul Weber both live in Springfield.", "Ann Keller", "Paul Weber", "none"),
        ("Critics called Weber a liar and a fraud who cheated voters.", None, "Weber", "oppose"),
    ],
)
def test_with_the_classifier(
    text: str, holder: str | None, target: str, polarity: str, nlp: Language, classifier: PairClassifier
) -> None:
    found = stance(spans(text, holder, target), nlp, classifier)
    assert found.polarity == polarity
    assert sum(found.scores.values()) == pytest.approx(1)


def test_a_pair_with_nobody_marked_has_an_answer(nlp: Language, classifier: PairClassifier) -> None:
    assert stance(MarkedSpans("Nothing happened.", None, None), nlp, classifier).act is not None


def test_texts_are_judged_as_if_each_were_alone(classifier: PairClassifier) -> None:
    texts = [MarkedText(ACCUSED * n, [(0, 9), (18, 27)], [Pair(0, 1), Pair(1, 0), Pair(None, 1)]) for n in (1, 5, 2)]
    together = classifier.judge(texts)
    for text, judgements in zip(texts, together, strict=True):
        (alone,) = classifier.judge([text])
        for one, other in zip(judgements, alone, strict=True):
            assert np.allclose(one.polarity, other.polarity, atol=0.05)  # 8-bit activations are scaled by batch
            assert one.act.sum() == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("place", [0, 40, 79])
def test_of_a_long_text_what_is_around_the_actors_is_read(place: int, classifier: PairClassifier) -> None:
    words = [f"word{i}" for i in range(80)]
    start = sum(len(word) + 1 for word in words[:place])
    text = MarkedText(" ".join(words), [(start, start + len(words[place]))], [Pair(None, 0)])
    pieces = mark(text, classifier._tokenizer)
    ids, mask, pairs = padded([pieces])
    assert len(pieces.ids) <= LONGEST + 4
    assert ids.shape == mask.shape == (1, len(pieces.ids))
    ((_, holder, target),) = pairs.tolist()
    assert holder == 0
    assert classifier._tokenizer.id_to_token(pieces.ids[target]) == "[unused1]"
