"""Who stands for or against whom: acts linked to actors, speakers and authors."""

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from transforms.documents import CleanDocument, Paragraph
from warehouse.contract import ACTS_OF_POLARITY, DocumentKind, Modality

Row = tuple[str, str | None, str, str]


def read(text: str, nlp: Language, author: str | None = None) -> Doc:
    """Annotates the text, as what `author` wrote in the first person if one is given."""
    kind = DocumentKind.FIRST_PERSON if author else DocumentKind.ARTICLE
    document = CleanDocument("0" * 16, text, [], [Paragraph(0, len(text))], kind=kind, author=author)
    doc = nlp.make_doc(text)
    doc._.source_document = document
    for _, component in nlp.pipeline:
        doc = component(doc)
    return doc


def rows(doc: Doc) -> set[Row]:
    return {(s.holder_actor_id, s.target_actor_id, str(s.polarity), str(s.act)) for s in doc._.stances}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Russia attacked Ukraine.", ("country:RUS", "country:UKR", "oppose", "ASSAULT")),
        ("Ukraine was attacked by Russia.", ("country:RUS", "country:UKR", "oppose", "ASSAULT")),
        ("The Kremlin condemned NATO.", ("country:RUS", "igo:NATO", "oppose", "ACCUSE")),
        ("Germany condemned Russia's invasion of Ukraine.", ("country:DEU", "country:RUS", "oppose", "ACCUSE")),
        ("Germany condemned Russia's invasion of Ukraine.", ("country:RUS", "country:UKR", "oppose", "ASSAULT")),
        ("Poland opposes Russia's plans.", ("country:POL", "country:RUS", "oppose", "REJECT")),
        ("Russia deployed troops along Ukraine's border.", ("country:RUS", "country:UKR", "oppose", "MOBILIZE")),
        ("Tehran rejected U.S. demands.", ("country:IRN", "country:USA", "oppose", "REJECT")),
        ("Canada sent weapons to Ukraine.", ("country:CAN", "country:UKR", "support", "AID")),
        ("Canada delivered weapons to Ukraine.", ("country:CAN", "country:UKR", "support", "AID")),
        ("Sweden's support for Ukraine is growing.", ("country:SWE", "country:UKR", "support", "SUPPORT")),
        ("France and Italy signed an agreement.", ("country:FRA", "country:ITA", "support", "COOPERATE")),
    ],
)
def test_deeds_between_actors_are_stances(text: str, expected: Row, nlp: Language) -> None:
    assert expected in rows(read(text, nlp))


@pytest.mark.parametrize(
    "text",
    [
        "She ate a Russian salad with French fries.",
        "Brazil beat Argentina 2-0 in the final.",
        "The French minister arrived in Berlin on Tuesday.",
        "Turkey and Greece are members of NATO.",
        "Exports to China rose by two percent.",
        "Iran did not attack Israel.",
    ],
)
def test_neutral_narration_gives_no_stance(text: str, nlp: Language) -> None:
    assert rows(read(text, nlp)) == set()


def test_what_a_source_says_of_others_is_its_stance(nlp: Language) -> None:
    doc = read('"Russian actions have precipitated this crisis," Julianne Smith said.', nlp)
    (stance,) = doc._.stances
    assert (stance.holder_actor_id, stance.target_actor_id) == ("person:Julianne Smith", "country:RUS")
    assert stance.statement is doc._.statements[0]


def test_we_in_a_statement_is_its_speaker(nlp: Language) -> None:
    doc = read('"We will stand with Ukraine," Julianne Smith said.', nlp)
    assert rows(doc) == {("person:Julianne Smith", "country:UKR", "support", "SUPPORT")}


def test_the_holder_is_whose_position_it_is_not_who_reports_it(nlp: Language) -> None:
    doc = read("Russia's demands were rejected by the United States, Sergei Lavrov said.", nlp)
    assert ("country:USA", "country:RUS", "oppose", "REJECT") in rows(doc)


def test_words_after_an_introduction_are_the_persons(nlp: Language) -> None:
    said, words = "The Foreign Secretary, Philip Hammond, said:", "I condemn the brutal attack by Russia on Ukraine."
    text = f"{said}\n\n{words}"
    document = CleanDocument("0" * 16, text, [], [Paragraph(0, len(said)), Paragraph(len(said) + 2, len(text))])
    doc = nlp.make_doc(text)
    doc._.source_document = document
    for _, component in nlp.pipeline:
        doc = component(doc)
    assert ("person:Philip Hammond", "country:RUS", "oppose", "ACCUSE") in rows(doc)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We will continue to support Ukraine.", ("person:Anna Keller", "country:UKR", "support", "SUPPORT")),
        ("Russia is violating international law.", ("person:Anna Keller", "country:RUS", "oppose", "ACCUSE")),
        ("NATO poses no threat to Russia.", ("person:Anna Keller", "igo:NATO", "support", "SUPPORT")),
        ("Russia must withdraw its troops.", ("person:Anna Keller", "country:RUS", "oppose", "REQUEST")),
        ("Our thoughts are with the people of Ukraine.", ("person:Anna Keller", "country:UKR", "support", "SUPPORT")),
        ("The United States stands with Ukraine.", ("country:USA", "country:UKR", "support", "SUPPORT")),
    ],
)
def test_the_author_of_a_first_person_document_holds_what_it_says(text: str, expected: Row, nlp: Language) -> None:
    assert expected in rows(read(text, nlp, author="Anna Keller"))


def test_these_actions_are_those_of_whom_the_author_accused_before(nlp: Language) -> None:
    text = "Russia's brazen attempt to annex territory is a crime. We condemn these actions."
    doc = read(text, nlp, author="Anna Keller")
    assert [stance.target_actor_id for stance in doc._.stances if stance.cue.text == "condemn"] == ["country:RUS"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "If Russia attacks Poland, we will respond decisively.",
            ("person:Anna Keller", "country:RUS", "oppose", "THREATEN"),
        ),
        (
            "In response to Iran's attack, Britain is announcing new sanctions.",
            ("country:GBR", "country:IRN", "oppose", "SANCTION"),
        ),
    ],
)
def test_a_threat_or_sanction_is_toward_whom_it_answers(text: str, expected: Row, nlp: Language) -> None:
    assert expected in rows(read(text, nlp, author="Anna Keller"))


def test_a_condition_is_no_deed(nlp: Language) -> None:
    assert ("country:RUS", "country:POL", "oppose", "ASSAULT") not in rows(
        read("If Russia attacks Poland, it pays.", nlp)
    )


def test_what_is_denied_did_not_happen(nlp: Language) -> None:
    found = rows(read("Russia denied that it attacked Poland.", nlp))
    assert ("country:RUS", "country:POL", "oppose", "ASSAULT") not in found


def test_a_denial_rejects_whoever_accused_before(nlp: Language) -> None:
    text = "Poland accused Russia of sabotage. Russia denied that it sabotaged the railway."
    assert ("country:RUS", "country:POL", "oppose", "REJECT") in rows(read(text, nlp))


def test_they_are_the_two_who_met(nlp: Language) -> None:
    doc = read("Anna Keller met with Paul Weber. The two leaders condemned Russia.", nlp)
    assert {stance.holder_actor_id for stance in doc._.stances} == {"person:Anna Keller", "person:Paul Weber"}


def test_an_issue_has_no_actor(nlp: Language) -> None:
    doc = read("Germany condemned the terrorist attack.", nlp)
    assert ("country:DEU", None, "oppose", "ACCUSE") in rows(doc)
    assert doc._.stances[0].target.text == "the terrorist attack"


def test_every_holder_and_every_target_of_a_list_has_a_stance(nlp: Language) -> None:
    found = {(holder, target) for holder, target, _, _ in rows(read("France and Italy condemned Iran and Syria.", nlp))}
    assert found == {(h, t) for h in ("country:FRA", "country:ITA") for t in ("country:IRN", "country:SYR")}


def test_nobody_takes_a_stance_toward_themselves(nlp: Language) -> None:
    assert rows(read("Russia defended Russia's decision.", nlp)) == set()


def test_one_stance_is_told_once(nlp: Language) -> None:
    doc = read("The United States imposed new sanctions on Russia.", nlp)
    assert rows(doc) == {("country:USA", "country:RUS", "oppose", "SANCTION")}
    assert len(doc._.stances) == 1


def test_evidence_reaches_from_holder_to_target_and_cue_decides(nlp: Language) -> None:
    doc = read("On Monday in Brussels, Poland strongly condemned Russia for many reasons.", nlp)
    (stance,) = doc._.stances
    assert stance.evidence.text == "Poland strongly condemned Russia"
    assert (stance.cue.text, stance.target.text) == ("condemned", "Russia")


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("Poland condemned Russia.", Modality.PAST),
        ("Poland condemns Russia.", Modality.PRESENT),
        ("Poland will support Ukraine.", Modality.FUTURE),
        ("Poland would punish Russia.", Modality.CONDITIONAL),
    ],
)
def test_tense_and_condition_are_told(text: str, modality: Modality, nlp: Language) -> None:
    (stance,) = read(text, nlp)._.stances
    assert stance.modality == modality


def test_every_act_fits_its_polarity_and_every_confidence_is_a_share(nlp: Language) -> None:
    text = (
        "Poland condemned Russia's brutal war on Ukraine and urged China to stop helping Russia. Hungary refused to "
        "support sanctions against Russia, and Turkey thanked Iran. The EU will not recognize Russia's annexation."
    )
    stances = read(text, nlp, author="Anna Keller")._.stances
    assert len(stances) >= 5
    assert all(stance.act in ACTS_OF_POLARITY[stance.polarity] and 0 < stance.confidence <= 1 for stance in stances)
