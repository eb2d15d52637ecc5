"""Paragraphs and labels bound sentences; quotations are found whole, in linear time."""

import time
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from transforms.documents import CleanDocument, Paragraph
from transforms.segment import find_quotations, paragraphs, sentences


@pytest.fixture(scope="module")
def cut(nlp: Language) -> Iterator[Callable[[str | Doc], Doc]]:
    """The pipeline without what comes after segmentation."""
    with nlp.select_pipes(enable=["tok2vec", "tagger", "paragraph_boundaries", "parser", "quotations"]):
        yield nlp


def quoted(text: str) -> list[str]:
    return [text[start:end] for start, end, _ in find_quotations(text)]


def texts(doc: Doc) -> list[str]:
    return [sentence.text for sentence in sentences(doc)]


def test_a_sentence_never_runs_over_an_empty_line(cut: Callable[[str | Doc], Doc]) -> None:
    doc = cut("Leaders meet in Geneva\n\nThe minister said that he would come\n\nbut not today.")
    assert texts(doc) == ["Leaders meet in Geneva", "The minister said that he would come", "but not today."]


def test_paragraphs_of_the_source_document_are_used(nlp: Language, cut: Callable[[str | Doc], Doc]) -> None:
    text = "One two three\n\nfour five six."
    doc = nlp.make_doc(text)
    doc._.source_document = CleanDocument("id", text, [], [Paragraph(0, len(text))])
    assert paragraphs(cut(doc)) == [Paragraph(0, len(text))]


def test_speaker_labels_are_in_no_sentence(nlp: Language, cut: Callable[[str | Doc], Doc]) -> None:
    text = "MR. PRICE: Well, I think so. No.\n\nQ Do you agree?\n\nTHE PRESIDENT: I will not."
    labelled = [Paragraph(0, 32, label=(0, 10)), Paragraph(34, 49, label=(34, 35)), Paragraph(51, 77, label=(51, 65))]
    document = CleanDocument("id", text, [], labelled)
    doc = nlp.make_doc(text)
    doc._.source_document = document
    assert texts(nlp(doc)) == ["Well, I think so.", "No.", "Do you agree?", "I will not."]


@pytest.mark.parametrize(
    "text",
    [
        '"It is a crime," he said. "We saw it."',
        "The envoy, Sgt. Maria Hill, spoke to Gen. Juan Ortega on Monday.",
        "Iraq’s cleric said “no.” and left.",
    ],
)
def test_no_sentence_starts_inside_a_name_or_with_a_closing_mark(cut: Callable[[str | Doc], Doc], text: str) -> None:
    for sentence in texts(cut(text)):
        assert sentence[0] not in "’”,"
        assert sentence != '"'
        assert not sentence.endswith(("Sgt.", "Gen."))


def test_a_quotation_over_two_sentences_is_one(cut: Callable[[str | Doc], Doc]) -> None:
    doc = cut("The envoy shrugged. “We will stay. We have no choice,” she told reporters.")
    (quotation,) = doc._.quotations
    assert quotation.span.text == "“We will stay. We have no choice,”"
    assert quotation.is_closed


def test_an_unclosed_quotation_ends_with_its_paragraph(cut: Callable[[str | Doc], Doc]) -> None:
    doc = cut("“We will stay. We have no choice.\n\n“And we are not alone,” she said.")
    assert [(quotation.span.text, quotation.is_closed) for quotation in doc._.quotations] == [
        ("“We will stay. We have no choice.", False),
        ("“And we are not alone,”", True),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He said "no" and "yes, he is. It was," twice.', ['"no"', '"yes, he is. It was,"']),
        ("“He told me ‘no way’ then,” she said.", ["“He told me ‘no way’ then,”", "‘no way’"]),
        ("Berlin says 'no' to Kyiv's 'friends'", ["'no'", "'friends'"]),
        ("The soldiers' homes near the miners' club", []),
        ("'It is the soldiers' fault,' he said.", ["'It is the soldiers' fault,'"]),
        ("Rock 'n' roll in the '90s, y'all", []),
        ("A „Zeitenwende“ and a «spécial» and a »Dansk« one", ["„Zeitenwende“", "«spécial»", "»Dansk«"]),
        ("``Never,'' he said.", ["``Never,''"]),
        ("He is 6'2\" tall.", []),
        ('"He said "no" to it," she said.', ['"He said "no" to it,"', '"no"']),
    ],
)
def test_marks_of_every_style_are_paired(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


@pytest.mark.parametrize("unit", ['"', "“", '" a ', "' a", "‘a", "“‘a", "“a ‘b "])
def test_many_marks_take_linear_time(unit: str) -> None:
    def seconds(count: int) -> float:
        text = unit * count
        started = time.process_time()
        find_quotations(text)
        return time.process_time() - started

    assert seconds(40_000) < 20 * max(seconds(4_000), 0.02)


@given(st.text(alphabet="ab .,s'\"“”‘’„«»`\n", max_size=60))
def test_quotations_lie_in_the_text_begin_with_a_mark_and_nest(text: str) -> None:
    found = find_quotations(text)
    assert found == sorted(found, key=lambda quotation: (quotation[0], -quotation[1]))
    for start, end, is_closed in found:
        assert 0 <= start < end <= len(text)
        assert text[start] in "'\"“„«»‘`‟"
        assert is_closed or end == len(text) or text[end] in "'\"”“»«"
    for one_start, one_end, _ in found:
        for start, end, _ in found:
            assert not one_start < start < one_end < end


PARTS = ["Mr. Smith said no.", '"Never," she said.', "Q Why?", "—", " ", "U.S. aid"]


@given(st.lists(st.sampled_from(PARTS), max_size=8))
def test_sentences_are_exact_and_not_empty(cut: Callable[[str | Doc], Doc], parts: list[str]) -> None:
    doc = cut("\n\n".join(parts))
    for sentence in sentences(doc):
        assert sentence.text == doc.text[sentence.start_char : sentence.end_char] == sentence.text.strip() != ""


def test_a_document_may_end_with_a_label(nlp: Language, cut: Callable[[str | Doc], Doc]) -> None:
    text = "MR. PRICE: I think so.\n\nTHE PRESIDENT:"
    doc = nlp.make_doc(text)
    doc._.source_document = CleanDocument(
        "id", text, [], [Paragraph(0, 22, label=(0, 10)), Paragraph(24, 38, label=(24, 38))]
    )
    assert texts(cut(doc)) == ["I think so."]
