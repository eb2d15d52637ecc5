"""Pronouns go to an actor where a careful reader could lead them back, and to nobody otherwise."""

import pytest
from spacy.language import Language

from transforms.documents import CleanDocument, Paragraph
from warehouse.contract import DocumentKind, LinkReason


def pronouns(text: str, nlp: Language) -> dict[str, str]:
    return {m.span.text: m.actor_id for m in nlp(text)._.mentions if m.reason is LinkReason.PRONOUN}


@pytest.mark.parametrize(
    ("text", "pronoun", "actor_id"),
    [
        ("Anna Keller met Paul Weber. She said the talks went well.", "She", "person:Anna Keller"),
        ("Paul Weber met Anna Keller. He said the talks went well.", "He", "person:Paul Weber"),
        ("Paul Weber praised Peter Klein. Later he left.", "he", "person:Paul Weber"),
        ("Paul Weber thanked Peter Klein for his work.", "his", "person:Peter Klein"),
        ("Russia said it would withdraw.", "it", "country:RUS"),
        ("NATO and its members agreed.", "its", "igo:NATO"),
        ("Germany urged Russia to end its attacks.", "its", "country:RUS"),
        ("NATO will not attack Russia. It has said so before.", "It", "igo:NATO"),
        ("Peter Klein ordered a probe into Paul Weber and his son.", "his", "person:Paul Weber"),
        ("Peter Klein dislikes Paul Weber's plan but will talk to him.", "him", "person:Paul Weber"),
    ],
)
def test_a_pronoun_goes_to_the_nearest_suitable_actor(text: str, pronoun: str, actor_id: str, nlp: Language) -> None:
    assert pronouns(text, nlp)[pronoun] == actor_id


def test_nobody_is_the_object_of_his_own_verb(nlp: Language) -> None:
    assert pronouns("Paul Weber thanked Peter Klein. Weber praised him.", nlp)["him"] == "person:Peter Klein"


@pytest.mark.parametrize(
    ("text", "actor_ids"),
    [
        ('Paul Weber left. "I trust Peter Klein, and Klein trusts us," he said.', ["Paul Weber"]),
        ('Paul Weber met Peter Klein. "He is a liar," Weber said. "He must go."', ["Peter Klein", "Peter Klein"]),
        ('Paul Weber met Peter Klein. "He is a liar," he said.', ["Peter Klein", "Paul Weber"]),
        ('Paul Weber added: "Peter Klein has a boat. He sails in June."', ["Peter Klein"]),
        ('Paul Weber left. "I trust Peter Klein, so he will stay," he said.', ["Peter Klein", "Paul Weber"]),
        ('Paul Weber spoke. "We came. We ate. We slept. We went. We won," he said.', ["Paul Weber"]),
    ],
)
def test_the_speaker_of_a_quotation_is_not_he_inside_it(text: str, actor_ids: list[str], nlp: Language) -> None:
    found = [m.actor_id.removeprefix("person:") for m in nlp(text)._.mentions if m.reason is LinkReason.PRONOUN]
    assert found == actor_ids


def test_who_speaks_in_a_transcript_is_not_he(nlp: Language) -> None:
    text = "MR. WEBER: He asked about you."
    doc = nlp.make_doc(text)
    paragraph = Paragraph(0, len(text), label=(0, len("MR. WEBER:")))
    doc._.source_document = CleanDocument("id", text, [], [paragraph], DocumentKind.TRANSCRIPT)
    assert [m.reason for m in nlp(doc)._.mentions] == [LinkReason.LAST_NAME]


@pytest.mark.parametrize(
    "text",
    [
        "Paul Weber left the party of Peter Klein. He laughed at Klein's hat.",
        "Paul Weber left the party of Peter Klein. Klein had been rude. He said Klein must resign.",
    ],
)
def test_he_is_nobody_whom_his_own_clause_names(text: str, nlp: Language) -> None:
    assert pronouns(text, nlp)["He"] == "person:Paul Weber"


def test_a_spokeswoman_is_she(nlp: Language) -> None:
    assert "He" not in pronouns("Spokeswoman Robin Keller resigned. He was sad.", nlp)


@pytest.mark.parametrize(
    "text",
    [
        "Russia is large. It is clear that winter will come.",
        "The plan failed because it cost too much, Germany said.",
        "He said nothing.",
        "Germany feared that the delay would make it harder to talk.",
    ],
)
def test_a_pronoun_without_an_actor_stays_open(text: str, nlp: Language) -> None:
    assert pronouns(text, nlp) == {}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [(DocumentKind.FIRST_PERSON, [("We", "person:Biden"), ("I", "person:Biden")]), (DocumentKind.ARTICLE, [])],
)
def test_i_and_we_are_the_author_of_a_first_person_document(
    kind: DocumentKind, expected: list[tuple[str, str]], nlp: Language
) -> None:
    text = "We will stand with Ukraine, and I urge others to do so. “We will fight,” a soldier wrote."
    doc = nlp.make_doc(text)
    doc._.source_document = CleanDocument("id", text, [], [Paragraph(0, len(text))], kind, author="President Biden")
    found = [m for m in nlp(doc)._.mentions if m.reason is LinkReason.PRONOUN]
    assert [(m.span.text, m.actor_id) for m in found] == expected
