"""Who the speaker of a statement is: led back through the document, or nobody where the text does not say."""

from datetime import date

import pytest
from spacy.language import Language

from transforms.documents import CleanDocument, Paragraph, ParagraphKind
from warehouse.contract import DocumentKind


@pytest.fixture
def nlp(rules: Language) -> Language:
    """Speakers are looked at with the statements that rules find, whatever the models do."""
    return rules


def speakers(text: str, nlp: Language) -> dict[str, str | None]:
    """Speaker by source, of plain text."""
    return {" ".join(map(str, one.source)): one.speaker_actor_id for one in nlp(text)._.statements}


def speakers_in(paragraphs: list[str], kind: DocumentKind, nlp: Language, day: date | None = None) -> list[str | None]:
    """Speakers in the order of the text, of a document with a headline; "LABEL: text" is a turn in a transcript."""
    text, spans = "\n\n".join(paragraphs), []
    start = 0
    for number, paragraph in enumerate(paragraphs):
        colon = paragraph.find(": ") + 1 if number and kind is DocumentKind.TRANSCRIPT else 0
        label = (start, start + colon) if colon else None
        spans.append(Paragraph(start, start + len(paragraph), list(ParagraphKind)[number > 0], label))
        start += len(paragraph) + 2
    doc = nlp.make_doc(text)
    doc._.source_document = CleanDocument("id", text, [], spans, kind, title=paragraphs[0], published_on=day)
    return [statement.speaker_actor_id for statement in nlp(doc)._.statements]


# --- several ---


@pytest.mark.parametrize(
    ("text", "source", "speaker"),
    [
        pytest.param(
            "Germany and France said the talks had failed.",
            "Germany and France",
            "group:Germany and France",
            id="those whom and joins",
        ),
        pytest.param(
            "President Anna Keller met with Prime Minister Paul Weber. The two leaders said the talks went well.",
            "The two leaders",
            "group:Anna Keller and Paul Weber",
            id="the two who met",
        ),
        pytest.param(
            "Anna Keller spoke today with Paul Weber. They discussed the ceasefire.",
            "They",
            "group:Anna Keller and Paul Weber",
            id="they who spoke with each other",
        ),
        pytest.param(
            "German and French diplomats met again, and both sides said little was achieved.",
            "both sides",
            "group:German and French diplomats",
            id="both sides, who were named together",
        ),
        pytest.param(
            "Anna Keller flew to Germany and France on Monday. The two countries said they would help.",
            "The two countries",
            "group:Germany and France",
            id="the two countries, not the people",
        ),
        pytest.param(
            "Iraqi forces fired back. They said the town was safe.", "They", "country:IRQ", id="they, a plural subject"
        ),
        pytest.param(
            "Germany and its allies said the talks had failed.",
            "Germany and its allies",
            "country:DEU",
            id="of named and unnamed ones the named",
        ),
    ],
)
def test_a_plural_source_is_those_whom_the_text_names(text: str, source: str, speaker: str, nlp: Language) -> None:
    assert speakers(text, nlp)[source] == speaker


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("The two leaders said the talks had failed.", "The two leaders"),
        ("Many countries said the talks had failed.", "Many countries"),
        ("The government said the talks had failed.", "The government"),
        ("Paul Weber and Peter Klein left. The two countries said the talks had failed.", "The two countries"),
        ("They said the talks had failed.", "They"),
    ],
)
def test_a_collective_that_could_be_anybody_has_no_speaker(text: str, source: str, nlp: Language) -> None:
    assert speakers(text, nlp)[source] is None


def test_three_who_met_are_not_the_two_sides(nlp: Language) -> None:
    text = "Anna Keller, Paul Weber and Peter Klein met on Monday. Later the two sides agreed to talk."
    assert set(speakers(text, nlp).values()) <= {None}


@pytest.mark.parametrize(
    ("text", "source", "speaker"),
    [
        ("Officials in Iraq said the road was open.", "Officials in Iraq", "country:IRQ"),
        ("In Finland, the government said the road was open.", "the government", "country:FIN"),
        ("Local officials said the road was open.", "Local officials", "group:local officials"),
    ],
)
def test_officials_are_those_of_the_country_that_stands_beside_them(
    text: str, source: str, speaker: str, nlp: Language
) -> None:
    assert speakers(text, nlp)[source] == speaker


# --- one person ---


@pytest.mark.parametrize(
    ("text", "source", "speaker"),
    [
        pytest.param(
            "Minister for Europe Anna Keller said the talks had failed.",
            "Minister for Europe Anna Keller",
            "person:Anna Keller",
            id="name behind an office and its place",
        ),
        pytest.param(
            "President Paul R. Weber, Jr., said the talks had failed.",
            "President Paul R. Weber, Jr.",
            "person:Paul R. Weber",
            id="name before a suffix",
        ),
        pytest.param(
            "Anna Keller said Paul Weber must resign. She said that he had lied.", "She", "person:Anna Keller", id="she"
        ),
        pytest.param(
            "Peter Klein said Paul Weber must resign. He added that the talks had failed.",
            "He",
            "person:Peter Klein",
            id="who spoke, not whom he spoke of",
        ),
        pytest.param(
            "Kim Jong Un met Kim Ui Song. Later Kim Jong Un left, and Kim said the talks had failed.",
            "Kim",
            "person:Kim Jong Un",
            id="of two with one name who is named most",
        ),
    ],
)
def test_a_source_is_the_person_whom_the_text_means(text: str, source: str, speaker: str, nlp: Language) -> None:
    assert speakers(text, nlp)[source] == speaker


def test_a_spokesman_for_somebody_is_not_that_person(nlp: Language) -> None:
    text = "A spokesman for President Anna Keller said the talks had failed."
    assert speakers(text, nlp)["A spokesman for President Anna Keller"] is None


def test_who_goes_on_about_the_person_described(nlp: Language) -> None:
    text = "The bill has the support of Anna Keller, an Ohio lawyer who said that it was overdue."
    assert speakers(text, nlp)["who"] == "person:Anna Keller"


# --- organisations ---


@pytest.mark.parametrize(
    ("text", "source", "speaker"),
    [
        ("The defense ministry in Seoul said the drill was over.", "The defense ministry in Seoul", "country:KOR"),
        ("The Syrian government sent troops. The government denied using gas.", "The government", "country:SYR"),
        ("The Trump administration wrote. The administration said it was wrong.", "The administration", "country:USA"),
        ("The Syrian government met the Iraqi government. The government denied using gas.", "The government", None),
    ],
)
def test_an_organ_is_that_of_the_one_country_named_with_it(
    text: str, source: str, speaker: str | None, nlp: Language
) -> None:
    assert speakers(text, nlp)[source] == speaker


@pytest.mark.parametrize(
    ("text", "source", "speaker"),
    [
        pytest.param(
            "Japan's Kyodo news agency said the talks had failed.",
            "Japan's Kyodo news agency",
            "org:Kyodo",
            id="an agency and its country",
        ),
        pytest.param(
            "The Syrian Observatory for Human Rights counted the dead. The Observatory said nine had died.",
            "The Observatory",
            "org:Syrian Observatory for Human Rights",
            id="part of a name",
        ),
        pytest.param(
            "Amnesty International and Human Rights Watch came. The group said nine had died.",
            "The group",
            None,
            id="one of two",
        ),
    ],
)
def test_a_short_form_is_the_organisation_named_before(
    text: str, source: str, speaker: str | None, nlp: Language
) -> None:
    assert speakers(text, nlp)[source] == speaker


# --- offices and labels ---

DAY = date(2022, 10, 21)


def test_a_title_with_a_nationality_is_the_holder_on_the_day(nlp: Language) -> None:
    text = ["Talks in Brussels", "The Ukrainian president said the talks had failed."]
    assert speakers_in(text, DocumentKind.ARTICLE, nlp, DAY) == ["person:Volodymyr Zelenskyy"]
    assert speakers_in(text, DocumentKind.ARTICLE, nlp) == ["country:UKR"]


def test_a_title_goes_to_the_person_in_the_document_before_the_reference_data(nlp: Language) -> None:
    text = ["Talks", "Ukrainian President Anna Keller came. The Ukrainian president said the talks had failed."]
    assert speakers_in(text, DocumentKind.ARTICLE, nlp, DAY) == ["person:Anna Keller"]


def test_the_president_of_a_transcript_is_that_of_the_official_in_its_headline(nlp: Language) -> None:
    text = [
        "Press Briefing by White House Press Secretary Karine Jean-Pierre",
        "MS. JEAN-PIERRE: We met President Anna Keller of the university. The President said that he was glad.",
    ]
    found = speakers_in(text, DocumentKind.TRANSCRIPT, nlp, DAY)
    assert found == ["person:Karine Jean-Pierre", "person:Joe Biden"]


@pytest.mark.parametrize(
    ("label", "speaker"),
    [
        ("THE PRESIDENT:", "person:Keller"),
        ("PRESIDENT KELLER:", "person:Keller"),
        ("MS. O'BRIEN-WEBER:", "person:O'Brien-Weber"),
        ("Q:", None),
        ("MODERATOR:", None),
    ],
)
def test_a_label_names_the_speaker_of_a_turn(label: str, speaker: str | None, nlp: Language) -> None:
    text = ["Remarks by President Keller", f"{label} It is late."]
    assert speakers_in(text, DocumentKind.TRANSCRIPT, nlp) == [speaker]


def test_the_president_who_speaks_is_not_the_one_spoken_of(nlp: Language) -> None:
    text = ["Remarks by President Keller", "Q: And President Weber?", "THE PRESIDENT: I have no comment."]
    assert speakers_in(text, DocumentKind.TRANSCRIPT, nlp) == [None, "person:Keller"]


def test_a_president_is_not_his_namesake(nlp: Language) -> None:
    text = ["Remarks by President Biden", "Q: And Hunter Biden?", "PRESIDENT BIDEN: I have no comment."]
    assert speakers_in(text, DocumentKind.TRANSCRIPT, nlp) == [None, "person:Biden"]


def test_who_serves_the_president_is_not_the_president(nlp: Language) -> None:
    text = "Assistant to the President Paul Weber left. The president said the talks had failed."
    assert speakers(text, nlp)["The president"] is None


def test_they_who_go_on_are_those_of_the_sentences_before(nlp: Language) -> None:
    text = "Anna Keller met with Paul Weber. They discussed aid. They also said the talks had failed."
    assert speakers(text, nlp)["They"] == "group:Anna Keller and Paul Weber"


def test_i_in_a_turn_is_who_takes_it_and_we_stays_open(nlp: Language) -> None:
    text = ["Remarks by President Keller", "THE PRESIDENT: I think that it is late. We said that it is not."]
    assert speakers_in(text, DocumentKind.TRANSCRIPT, nlp) == ["person:Keller", "person:Keller", None]


def test_i_after_an_announced_speaker_is_that_person(nlp: Language) -> None:
    text = ["Talks end", "Minister Anna Keller said:", "The talks are over. I hope that the ceasefire will hold."]
    assert speakers_in(text, DocumentKind.ARTICLE, nlp)[-1] == "person:Anna Keller"


def test_a_spokesman_in_a_headline_is_the_press_secretary_of_the_text(nlp: Language) -> None:
    text = ["MoD Spokesman: Talks Failed", "Press Secretary Paul Weber told reporters that the talks had failed."]
    assert speakers_in(text, DocumentKind.ARTICLE, nlp) == ["person:Paul Weber", "person:Paul Weber"]
