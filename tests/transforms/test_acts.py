"""The word lists of acts and evaluations, and how they are matched."""

import pytest
import spacy
from spacy.language import Language

from transforms.acts import acts_at
from transforms.modality import Force
from transforms.reference import word_list
from transforms.version import MODEL
from warehouse.contract import ACTS_OF_POLARITY, Act, Polarity

PLACES = {"subject", "object", "dative", "clause", "asked"}
PREPOSITIONS = {
    *("about", "across", "against", "along", "alongside", "among", "around", "at", "behind", "beside", "between", "by"),
    *("for", "from", "in", "into", "near", "of", "on", "out", "outside", "over", "to", "toward", "towards", "up"),
    *("upon", "with"),
}


@pytest.fixture(scope="module")
def model() -> Language:
    return spacy.load(MODEL)


@pytest.mark.parametrize("name", ["acts", "evaluations"])
def test_every_act_of_a_list_fits_its_polarity(name: str) -> None:
    for row in word_list(name):
        polarities = list(Polarity) if row["polarity"] == "either" else [Polarity(row["polarity"])]
        assert any(Act(row["act"]) in ACTS_OF_POLARITY[polarity] for polarity in polarities), row
        assert 0 < float(row["strength"]) <= 1, row
        assert row["source"], row


def test_every_entry_says_where_its_target_is() -> None:
    for row in word_list("acts"):
        assert set(row["target"].split()) <= PLACES | PREPOSITIONS, row
        assert row["holder"] in ("subject", "object"), row
        assert row["negation"] in ("cancels", "flips", "requires"), row


def test_no_entry_is_there_twice() -> None:
    keys = [(row["entry"], row["part_of_speech"], row["target"], row["act"]) for row in word_list("acts")]
    assert len(keys) == len(set(keys))


def test_every_governor_has_a_force() -> None:
    assert {Force(row["effect"]) for row in word_list("governors")} == set(Force)


def test_classes_named_by_entries_exist() -> None:
    classes = {row["word_class"] for row in word_list("word_classes")}
    named = {word for name in ("acts", "evaluations") for row in word_list(name) for word in row["entry"].split()}
    assert {word for word in named if word.startswith("@")} == classes


def test_the_longest_entry_is_tried_first(model: Language) -> None:
    doc = model("China lifted tariffs on Australia.")
    assert acts_at(doc[1])[0].entry.words == ("lift", "@penalty")


def test_a_noun_that_the_parser_reads_as_a_verb_is_matched_as_a_noun(model: Language) -> None:
    doc = model("A series of precision U.S. airstrikes against al-Qaida operatives killed twenty militants.")
    (match,) = acts_at(doc[5])
    assert (match.entry.words, match.entry.act) == (("airstrike",), Act.ASSAULT)
