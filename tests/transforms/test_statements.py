"""Who is reported to have said what, by rules alone: see test_learned_statements for the models."""

import time

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from transforms.annotations import Quotation, Statement
from transforms.documents import CleanDocument, Paragraph
from transforms.reference import word_list
from transforms.statements import Statements
from warehouse.contract import DocumentKind, QuoteType

DIRECT, INDIRECT, MIXED = QuoteType.DIRECT, QuoteType.INDIRECT, QuoteType.MIXED

Told = tuple[str, str, list[str], QuoteType]
"""Source, cue, pieces of content, quote type; parts of source and cue joined by a space."""


@pytest.fixture
def nlp(rules: Language) -> Language:
    return rules


def told(statement: Statement) -> Told:
    source, cue = (" ".join(span.text for span in role) for role in (statement.source, statement.cue))
    return source, cue, [span.text for span in statement.content], statement.quote_type


def found(text: str, nlp: Language) -> list[Told]:
    return [told(statement) for statement in nlp(text)._.statements]


def document(text: str, kind: DocumentKind, labels: tuple[str, ...] = ()) -> CleanDocument:
    """A clean document whose paragraphs stand between empty lines and may begin with one of the labels."""
    paragraphs, start = [], 0
    for line in text.split("\n\n"):
        label = next((label for label in labels if line.startswith(label)), None)
        paragraphs.append(Paragraph(start, start + len(line), label=(start, start + len(label)) if label else None))
        start += len(line) + 2
    return CleanDocument("id", text, [(0, len(text), 0, len(text))], paragraphs, kind)


def found_in(source_document: CleanDocument, nlp: Language) -> list[Told]:
    doc = nlp.make_doc(source_document.text)
    doc._.source_document = source_document
    return [told(statement) for statement in nlp(doc)._.statements]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Foreign Minister Anna Keller said that the talks had failed.",
            ("Foreign Minister Anna Keller", "said", ["that the talks had failed"], INDIRECT),
            id="clause with that, which belongs to the content",
        ),
        pytest.param(
            "Anna Keller said the talks had failed.",
            ("Anna Keller", "said", ["the talks had failed"], INDIRECT),
            id="clause without that",
        ),
        pytest.param(
            "The talks had failed, Anna Keller said.",
            ("Anna Keller", "said", ["The talks had failed"], INDIRECT),
            id="content first",
        ),
        pytest.param(
            "The talks, Keller said, were a waste of time.",
            ("Keller", "said", ["The talks", "were a waste of time"], INDIRECT),
            id="cue in the middle of the content",
        ),
        pytest.param(
            "As Keller noted, the talks were a waste of time.",
            ("Keller", "noted", ["the talks were a waste of time"], INDIRECT),
            id="as somebody noted",
        ),
        pytest.param(
            "According to the Defense Ministry, two soldiers were wounded.",
            ("the Defense Ministry", "According to", ["two soldiers were wounded"], INDIRECT),
            id="according to, first",
        ),
        pytest.param(
            "Two soldiers were wounded on Monday, according to the Defense Ministry.",
            ("the Defense Ministry", "according to", ["Two soldiers were wounded on Monday"], INDIRECT),
            id="according to, last",
        ),
        pytest.param(
            "In Keller's view, the deal is dead.",
            ("Keller", "In view", ["the deal is dead"], INDIRECT),
            id="in somebody's view",
        ),
        pytest.param(
            "Keller did not say who would pay.",
            ("Keller", "not say", ["who would pay"], INDIRECT),
            id="a negation is part of the cue",
        ),
        pytest.param(
            "Keller has denied that she met the general.",
            ("Keller", "denied", ["that she met the general"], INDIRECT),
            id="an auxiliary is not part of the cue",
        ),
        pytest.param(
            "Keller believes the deal is dead.",
            ("Keller", "believes", ["the deal is dead"], INDIRECT),
            id="belief",
        ),
        pytest.param(
            "The government plans to close the border.",
            ("The government", "plans", ["to close the border"], INDIRECT),
            id="plan with an infinitive",
        ),
        pytest.param(
            "The senator endorsed the treaty.",
            ("The senator", "endorsed", ["the treaty"], INDIRECT),
            id="attitude to an object",
        ),
        pytest.param(
            "Keller criticized the minister for his silence.",
            ("Keller", "criticized", ["the minister for his silence"], INDIRECT),
            id="the reason belongs to the object",
        ),
        pytest.param(
            "Keller called the plan a disaster.",
            ("Keller", "called", ["the plan a disaster"], INDIRECT),
            id="what it is called belongs to the object",
        ),
        pytest.param(
            "Keller urged the two sides to stop the fighting.",
            ("Keller", "urged", ["the two sides to stop the fighting"], INDIRECT),
            id="whom it is asked of and what",
        ),
        pytest.param(
            "Keller called on both armies to leave the city.",
            ("Keller", "called on", ["both armies to leave the city"], INDIRECT),
            id="a preposition is part of the cue",
        ),
        pytest.param(
            "Keller is confident that the war will end.",
            ("Keller", "confident", ["that the war will end"], INDIRECT),
            id="adjective",
        ),
        pytest.param(
            "Keller made no mention of the prisoners.",
            ("Keller", "made no mention of", ["the prisoners"], INDIRECT),
            id="noun with an empty verb",
        ),
        pytest.param(
            "The treaty was rejected by Poland.",
            ("Poland", "rejected", ["The treaty"], INDIRECT),
            id="passive with an agent",
        ),
        pytest.param(
            "The minister was accused by opposition lawmakers of taking bribes.",
            ("opposition lawmakers", "accused", ["The minister", "of taking bribes"], INDIRECT),
            id="passive with an agent before the reproach",
        ),
        pytest.param(
            "The army is expected to leave the city.",
            ("", "expected", ["The army", "to leave the city"], INDIRECT),
            id="passive without an agent names nobody",
        ),
        pytest.param(
            "The deal seems dead.", ("", "seems", ["The deal", "dead"], INDIRECT), id="appearance names nobody"
        ),
        pytest.param(
            "Keller: The Deal Is Dead",
            ("Keller", "", ["The Deal Is Dead"], INDIRECT),
            id="name and colon in a headline",
        ),
        pytest.param(
            "“The talks have failed,” said Anna Keller.",
            ("Anna Keller", "said", ["“The talks have failed,”"], DIRECT),
            id="inverted cue after a quotation",
        ),
        pytest.param(
            "“The talks have failed. We are going home. There is no deal,” Anna Keller said.",
            ("Anna Keller", "said", ["“The talks have failed. We are going home. There is no deal,”"], DIRECT),
            id="a quotation of several sentences stays whole",
        ),
        pytest.param(
            "“The talks have failed,” Anna Keller said, “and we are going home.”",
            ("Anna Keller", "said", ["“The talks have failed,”", "“and we are going home.”"], DIRECT),
            id="two pieces around one cue",
        ),
        pytest.param(
            "“The talks have failed,” Anna Keller said. “We are going home.”",
            ("Anna Keller", "said", ["“The talks have failed,”", "“We are going home.”"], DIRECT),
            id="the next quotation of the paragraph goes with the first",
        ),
        pytest.param(
            "“We are going home,” Keller said.\n\n“The deal is dead. Nobody wants it.”\n\nThe rain went on.",
            ("Keller", "said", ["“We are going home,”", "“The deal is dead. Nobody wants it.”"], DIRECT),
            id="a quotation that is the next paragraph goes with the first",
        ),
        pytest.param(
            "“Is it over?” he asked.", ("he", "asked", ["“Is it over?”"], DIRECT), id="question before a pronoun"
        ),
        pytest.param(
            "Keller wrote on Twitter: “The deal is dead.”",
            ("Keller", "wrote", ["“The deal is dead.”"], DIRECT),
            id="colon before a quotation",
        ),
        pytest.param(
            "“The talks have failed,” delegate Paul Brandt, 67, said in the hall.",
            ("delegate Paul Brandt, 67", "said", ["“The talks have failed,”"], DIRECT),
            id="words between quotation and cue",
        ),
        pytest.param(
            "Keller said the talks were “open and direct” on both sides.",
            ("Keller", "said", ["the talks were “open and direct” on both sides"], MIXED),
            id="partly quoted",
        ),
        pytest.param(
            "Keller said the border was open, and “anyone who wants can cross. Nobody will be stopped.”",
            (
                "Keller",
                "said",
                ["the border was open, and “anyone who wants can cross. Nobody will be stopped.”"],
                MIXED,
            ),
            id="a clause is completed to the end of its quotation",
        ),
    ],
)
def test_a_statement_is_found_with_its_source_cue_and_content(text: str, expected: Told, nlp: Language) -> None:
    assert found(text, nlp) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Keller rejected the plan, saying it was too late.",
            [("Keller", "rejected", ["the plan"]), ("Keller", "saying", ["it was too late"])],
            id="a participle has the subject of its sentence",
        ),
        pytest.param(
            "He has ruled out a new round of talks, but says the border will stay open.",
            [("He", "ruled out", ["a new round of talks"]), ("He", "says", ["the border will stay open"])],
            id="joined verbs share their subject, a particle is part of the cue",
        ),
        pytest.param(
            "Keller said the general had admitted that the war was lost.",
            [
                ("Keller", "said", ["the general had admitted that the war was lost"]),
                ("the general", "admitted", ["that the war was lost"]),
            ],
            id="a statement inside a reported clause is one of its own",
        ),
        pytest.param(
            "Officials dismissed U.S. demands that the troops leave.",
            [
                ("Officials", "dismissed", ["U.S. demands that the troops leave"]),
                ("U.S.", "demands", ["that the troops leave"]),
            ],
            id="noun with its owner",
        ),
        pytest.param(
            "Asked about the prisoners, Keller said that they were safe.",
            [("", "Asked about", ["the prisoners"]), ("Keller", "said", ["that they were safe"])],
            id="a question that nobody is named for",
        ),
        pytest.param(
            "“He told me that he wanted peace,” Keller said.",
            [("Keller", "said", ["“He told me that he wanted peace,”"])],
            id="what a quotation reports is left to its speaker",
        ),
    ],
)
def test_several_statements_of_a_sentence_are_told_apart(
    text: str, expected: list[tuple[str, str, list[str]]], nlp: Language
) -> None:
    assert [statement[:3] for statement in found(text, nlp)] == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Keller spoke at length. It was cold.", id="a verb without content"),
        pytest.param("The “new” bridge is ready.", id="quotation marks around a word"),
        pytest.param("She met the general in the city on Monday.", id="plain narration"),
        pytest.param("", id="no text"),
    ],
)
def test_what_reports_nothing_is_no_statement(text: str, nlp: Language) -> None:
    assert found(text, nlp) == []


def test_a_title_in_quotation_marks_is_not_what_the_verb_beside_it_says(nlp: Language) -> None:
    [(_, cue, content, quote_type)] = found("She questioned the budget on “Newsmakers,” a weekly show.", nlp)
    assert (cue, quote_type) == ("questioned", MIXED)
    assert content[0].startswith("the budget")


def test_whom_it_is_told_is_the_addressee(nlp: Language) -> None:
    [statement] = nlp("Keller told reporters that the talks had failed.")._.statements
    assert statement.addressee.text == "reporters"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param("Foreign Minister Anna Keller said the talks had failed.", "person:Anna Keller", id="title"),
        pytest.param("General Paul Brandt, who said the war was lost, resigned.", "person:Paul Brandt", id="who"),
        pytest.param("The Kremlin said the talks were over.", "country:RUS", id="seat of a government"),
        pytest.param("The release said the talks were over.", None, id="a thing is no actor"),
    ],
)
def test_the_speaker_is_the_actor_that_the_source_stands_for(text: str, speaker: str | None, nlp: Language) -> None:
    [statement] = nlp(text)._.statements
    assert statement.speaker_actor_id == speaker


def test_each_turn_of_a_transcript_is_a_direct_statement_of_its_label(nlp: Language) -> None:
    text = "MR. BRANDT: Good afternoon.\n\nWe have a statement.\n\nQ: Is it over?"
    transcript = document(text, DocumentKind.TRANSCRIPT, labels=("MR. BRANDT:", "Q:"))
    assert found_in(transcript, nlp) == [
        ("MR. BRANDT", "", ["Good afternoon", "We have a statement"], DIRECT),
        ("Q", "", ["Is it over"], DIRECT),
    ]


@pytest.mark.parametrize(("kind", "count"), [(DocumentKind.FIRST_PERSON, 1), (DocumentKind.ARTICLE, 2)])
def test_the_author_of_a_first_person_document_reports_others_only(
    kind: DocumentKind, count: int, nlp: Language
) -> None:
    text = "I said that we would stay. The Kremlin says that we will leave."
    assert len(found_in(document(text, kind), nlp)) == count


def test_contents_do_not_share_words_unless_one_stands_in_the_other(nlp: Language) -> None:
    text = (
        "Keller wants to tell voters that the deal, which the general called a trap, is dead, saying it failed. "
        "According to Brandt, the minister praised the army for what he called courage, adding that it had won."
    )
    contents = [{token.i for span in statement.content for token in span} for statement in nlp(text)._.statements]
    assert len(contents) > 2
    for i, one in enumerate(contents):
        for other in contents[i + 1 :]:
            assert not one & other or one <= other or other <= one


def test_confidence_ranks_a_reported_clause_above_an_attitude(nlp: Language) -> None:
    said, praised = nlp("Keller said the war was over. She praised the army.")._.statements
    assert 1 >= said.confidence > praised.confidence > 0


def test_every_rule_that_a_cue_can_lead_to_has_a_confidence() -> None:
    frames = {row["rule"].partition(":")[0] for row in word_list("statement_rules")}
    kinds = ("clause", "infinitive", "preposition")
    made = {"clause", "object", "object_infinitive", "object_preposition", "infinitive", "gerund", "preposition"}
    made |= {"parenthetical", "raising", "according", "quotation", "label", "turn", "noun_is", "light_is"}
    made |= {f"{voice}_{kind}" for voice in ("passive", "passive_by") for kind in (*kinds, "object")}
    made |= {f"{head}_{kind}" for head in ("noun", "light", "adjective") for kind in kinds}
    assert made <= frames
    assert all(0 < float(row["confidence"]) <= 1 for row in word_list("statement_rules"))


def test_every_cue_has_a_class_and_frames() -> None:
    rows = word_list("cues")
    assert len({(row["cue"], row["pos"]) for row in rows}) == len(rows)
    assert all(row["class"] and row["frames"] and row["source"] for row in rows)


def test_forty_thousand_quotations_take_linear_time(nlp: Language) -> None:
    seconds = [_seconds(quotations, nlp) for quotations in (4_000, 40_000)]
    assert seconds[1] < 10 * 3 * max(seconds[0], 0.02)


def _seconds(quotations: int, nlp: Language) -> float:
    """Processor time of the component on "he said “Go.”" again and again, parsed by hand."""
    words = ["he", "said", "“", "Go", ".", "”"] * quotations
    heads = [i - i % 6 + 1 for i in range(len(words))]
    doc = Doc(
        nlp.vocab,
        words=words,
        pos=["PRON", "VERB", "PUNCT", "VERB", "PUNCT", "PUNCT"] * quotations,
        tags=["PRP", "VBD", "``", "VB", ".", "''"] * quotations,
        lemmas=["he", "say", "“", "go", ".", "”"] * quotations,
        deps=["nsubj", "ROOT", "punct", "ccomp", "punct", "punct"] * quotations,
        heads=heads,
    )
    nlp.get_pipe("mentions")(doc)
    doc._.quotations = [Quotation(doc[start : start + 4]) for start in range(2, len(words), 6)]
    before = time.process_time()
    Statements(None)(doc)
    seconds = time.process_time() - before
    assert len(doc._.statements) == quotations
    return seconds
