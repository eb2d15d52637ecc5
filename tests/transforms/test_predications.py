"""Acts and whom they are between, read off the sentence alone."""

import pytest
import spacy
from spacy.language import Language

from transforms.predications import predications
from transforms.version import MODEL

Reading = tuple[str, str, str, str]


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.load(MODEL)


def read(text: str, nlp: Language) -> set[Reading]:
    """(holder, act, polarity, target) by their head words; the holder of what a speaker thinks is `speaker`."""
    return {
        (holder, str(found.act), str(found.polarity), target.text)
        for found in predications(nlp(text))
        for holder in ([token.text for token in found.holders] or ["speaker"])
        for target in found.targets
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Russia attacked Ukraine.", ("Russia", "ASSAULT", "oppose", "Ukraine")),
        ("Ukraine was attacked by Russia.", ("Russia", "ASSAULT", "oppose", "Ukraine")),
        ("Russia, which annexed Crimea, is isolated.", ("Russia", "COERCE", "oppose", "Crimea")),
        ("Guarantees rejected by the French government mattered.", ("government", "REJECT", "oppose", "Guarantees")),
        ("Germany vowed to defend Poland.", ("Germany", "SUPPORT", "support", "Poland")),
        ("NATO allies were ready to deter Russia.", ("allies", "THREATEN", "oppose", "Russia")),
        ("It is Russia that bombed Kyiv.", ("Russia", "ASSAULT", "oppose", "Kyiv")),
        ("France praised Canada and supplied it with weapons.", ("France", "AID", "support", "it")),
        ("The U.S. imposed sanctions on Russia.", ("U.S.", "SANCTION", "oppose", "Russia")),
        ("China lifted tariffs on Australia.", ("China", "CONCEDE", "support", "Australia")),
        ("Japan gave Ukraine the weapons.", ("Japan", "AID", "support", "Ukraine")),
        ("Smith expressed gratitude to Canada.", ("Smith", "SUPPORT", "support", "Canada")),
        ("Sanctions imposed by Britain on Iran hurt.", ("Britain", "SANCTION", "oppose", "Iran")),
        ("We hold Russia accountable.", ("We", "ACCUSE", "oppose", "Russia")),
        ("Russia's invasion of Ukraine goes on.", ("Russia", "ASSAULT", "oppose", "Ukraine")),
        ("In solidarity with Ukraine, Poland closed its border.", ("Poland", "SUPPORT", "support", "Ukraine")),
        ("Canada is grateful to Norway.", ("Canada", "SUPPORT", "support", "Norway")),
        ("Russia accused NATO of aggression.", ("Russia", "ACCUSE", "oppose", "NATO")),
        ("Allies fear that Russia is planning a war.", ("Allies", "ACCUSE", "oppose", "Russia")),
    ],
)
def test_an_act_is_found_between_holder_and_target(text: str, expected: Reading, nlp: Language) -> None:
    assert expected in read(text, nlp)


def test_coordination_gives_each_holder_and_each_target(nlp: Language) -> None:
    assert read("Israel and Egypt criticized Iran and Syria.", nlp) == {
        (holder, "ACCUSE", "oppose", target) for holder in ("Israel", "Egypt") for target in ("Iran", "Syria")
    }


def test_cooperation_between_two_goes_both_ways(nlp: Language) -> None:
    assert read("The cooperation between Iraq and Turkey continued.", nlp) >= {
        ("Iraq", "COOPERATE", "support", "Turkey"),
        ("Turkey", "COOPERATE", "support", "Iraq"),
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Turkey did not agree to the plan.", ("Turkey", "REJECT", "oppose", "plan")),
        ("Turkey refused to support Israel.", ("Turkey", "REJECT", "oppose", "Israel")),
        ("NATO poses no threat to Russia.", ("speaker", "SUPPORT", "support", "NATO")),
        ("We will not allow Iran to get a bomb.", ("We", "THREATEN", "oppose", "Iran")),
        ("The UK suspended aid to Egypt.", ("UK", "SANCTION", "oppose", "Egypt")),
    ],
)
def test_negation_and_refusal_turn_the_act(text: str, expected: Reading, nlp: Language) -> None:
    assert expected in read(text, nlp)


@pytest.mark.parametrize(
    "text",
    [
        "Iran did not attack Israel.",
        "Turkey refused to condemn Russia.",
        "Iran denied attacking Israel.",
        "Ministers wondered whether Russia attacked Ukraine.",
        "Russia might attack Ukraine.",
        "Turkey stopped bombing Syria.",
    ],
)
def test_what_did_not_happen_is_no_act(text: str, nlp: Language) -> None:
    assert not {act for _, act, _, _ in read(text, nlp)} & {"ASSAULT", "ACCUSE"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Germany would impose sanctions on Iran.", ("Germany", "THREATEN", "oppose", "Iran")),
        ("Poland will punish Belarus.", ("Poland", "THREATEN", "oppose", "Belarus")),
        ("If Russia attacks Poland, Germany will defend Poland.", ("Germany", "SUPPORT", "support", "Poland")),
    ],
)
def test_announced_conflict_threatens_and_announced_help_supports(text: str, expected: Reading, nlp: Language) -> None:
    assert read(text, nlp) == {expected}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("France urged Russia to stop the war.", ("France", "REQUEST", "oppose", "Russia")),
        ("Russia demanded that NATO halt its expansion.", ("Russia", "REQUEST", "oppose", "NATO")),
        ("France urged Russia to de-escalate.", ("France", "REQUEST", "oppose", "Russia")),
        ("Kyiv asked Germany to help Ukraine.", ("Kyiv", "REQUEST", "support", "Germany")),
        ("Russia must withdraw its troops.", ("speaker", "REQUEST", "oppose", "Russia")),
    ],
)
def test_a_request_has_the_polarity_of_what_is_asked(text: str, expected: Reading, nlp: Language) -> None:
    assert expected in read(text, nlp)


def test_who_asks_others_to_support_somebody_supports_them(nlp: Language) -> None:
    assert ("I", "SUPPORT", "support", "Ukraine") in read("I urge you to stand with Ukraine.", nlp)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The regime's brutal attack failed.", ("speaker", "ACCUSE", "oppose", "attack")),
        ("Russia is violating international law.", ("speaker", "ACCUSE", "oppose", "Russia")),
        ("The Ukrainians fought bravely.", ("speaker", "SUPPORT", "support", "Ukrainians")),
        ("Russian aggression must end.", ("speaker", "ACCUSE", "oppose", "Russian")),
        ("Moscow's claims are baseless.", ("speaker", "ACCUSE", "oppose", "claims")),
    ],
)
def test_an_evaluation_is_the_speakers(text: str, expected: Reading, nlp: Language) -> None:
    assert expected in read(text, nlp)


@pytest.mark.parametrize(
    "text",
    [
        "She ate a Russian salad with French fries.",
        "The Brazilian team beat Argentina in the final.",
        "The minister arrived in Berlin on Tuesday.",
        "He told reporters that the talks in Geneva went on.",
        "Prices in Turkey rose by two percent.",
    ],
)
def test_neutral_words_are_no_act(text: str, nlp: Language) -> None:
    assert read(text, nlp) == set()
