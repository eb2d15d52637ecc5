"""Clean text of every shape that articles come in, what is read off around it, and the way back to the raw text."""

import re
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.characters import plain_characters
from transforms.clean import MAX_CHARACTERS, clean
from transforms.dates import is_date_line, parse_date
from transforms.documents import CleanDocument, ParagraphKind, RawDocument, Rejection
from transforms.mapped_text import MappedText, to_raw
from warehouse.contract import DatePrecision, DocumentKind, RejectionReason

BODY = (
    "The foreign minister said on Tuesday that the government would not accept the terms of the agreement, "
    "and that talks with the opposition would resume next week.",
    "“We have no choice but to wait,” she told reporters after the meeting of the council in the capital.",
    "Her spokesman declined to say whether the ministry had been asked to withdraw the proposal.",
)
TITLE = "Minister Rejects Terms of Agreement"


def raw(text: str, title: str | None = None, date_text: str | None = None) -> RawDocument:
    return RawDocument("a.txt", None, "hash", len(text.encode()), "utf-8", text, title, date_text)


def cleaned(*paragraphs: str, title: str | None = None, date_text: str | None = None) -> CleanDocument:
    found = clean(raw("\n\n".join(paragraphs), title, date_text))
    assert isinstance(found, CleanDocument), found
    return found


def body(document: CleanDocument) -> list[str]:
    return [document.text[p.start : p.end] for p in document.paragraphs if p.kind is ParagraphKind.BODY]


def reason(text: str) -> RejectionReason:
    found = clean(raw(text))
    assert isinstance(found, Rejection), found
    return found.reason


# Characters


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("a\u00a0b\u2009c\td", "a b c d"),
        ("two  spaces", "two spaces"),
        ("Ukra\u00adine and N\u200bATO\ufeff", "Ukraine and NATO"),
        ("safe\u202eevil\u202c", "safeevil"),
        ("\x1b[1mbold\x1b[0m bell\x07", "bold bell"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("AT&amp;T isn&#8217;t &quot;big&quot;&nbsp;now", 'AT&T isn’t "big" now'),
        ("twice &amp;amp;#8217; escaped", "twice ’ escaped"),
        ("R&D &unknown; &", "R&D &unknown; &"),
        ("the &champ; of R&notes;", "the &champ; of R&notes;"),
        ("e" + "\u0301" * 100 + "nd", "é" + "\u0301" * 29 + "nd"),
        ("no\U000e0041\u3164\u180bw", "now"),
        ("â€œNoâ€\x9d said the cafÃ© owner", "“No” said the café owner"),
        ("“curly” — ‘quotes’ stay", "“curly” — ‘quotes’ stay"),
        ("e\u0301lite ﬁnds", "élite finds"),
    ],
)
def test_odd_characters_become_plain(written: str, plain: str) -> None:
    assert plain_characters(MappedText.of(written)).text == plain


@given(st.text(max_size=200))
def test_plain_text_has_nothing_invisible_and_maps_into_the_raw_text(text: str) -> None:
    plain = plain_characters(MappedText.of(text))
    assert not re.search("[\x00-\x08\r\x0e-\x1f\x7f-\x9f\xad\u200b\ufeff]| {2}", plain.text)
    assert [piece[0] for piece in plain.ranges] == [0, *(piece[1] for piece in plain.ranges)][: len(plain.ranges)]
    assert all(0 <= start < end <= len(text) for _, _, start, end in plain.ranges)
    assert plain.ranges == sorted(plain.ranges)


@given(st.text(alphabet="abcdef", max_size=30), st.data())
def test_edits_compose(text: str, data: st.DataObject) -> None:
    mapped = MappedText.of(text)
    for _ in range(3):
        cuts = sorted(data.draw(st.sets(st.integers(0, len(mapped.text)), max_size=6)))
        news = data.draw(st.lists(st.text("XY", max_size=3), min_size=3, max_size=3))
        edits = [(start, end, new) for start, end, new in zip(cuts[::2], cuts[1::2], news, strict=False)]
        expected = mapped.text
        for start, end, new in reversed(edits):
            expected = expected[:start] + new + expected[end:]
        mapped = mapped.edit(edits)
        assert mapped.text == expected
    for position, character in enumerate(mapped.text):
        start, end = to_raw(mapped.ranges, position, position + 1)
        assert character in "XY" or text[start:end] == character


# Shapes


def test_title_date_line_and_repeated_title_are_read_off() -> None:
    found = cleaned(TITLE, "12 Jan", TITLE, *BODY)
    assert (found.title, found.date_text) == (TITLE, "12 Jan")
    assert (found.published_on, found.date_precision) == (None, DatePrecision.DAY_WITHOUT_YEAR)
    assert found.text == "\n\n".join((TITLE, *BODY))
    assert found.paragraphs[0].kind is ParagraphKind.TITLE


@pytest.mark.parametrize(
    ("title", "day"), [("Press Briefing, March 3rd, 2022", date(2022, 3, 3)), ("Press Briefing, March 4, 2022", None)]
)
def test_a_date_line_takes_the_year_of_a_title_that_names_its_day(title: str, day: date | None) -> None:
    assert cleaned(title, "3 Mar", *BODY).published_on == day


def test_byline_and_dateline_are_read_off() -> None:
    found = cleaned(TITLE, "By Jane Doe and John van Roe", "KYIV, Ukraine (AP) — " + BODY[0], *BODY[1:])
    assert (found.author, found.dateline) == ("Jane Doe and John van Roe", "KYIV, Ukraine (AP)")
    assert body(found) == list(BODY)


@pytest.mark.parametrize(
    "dateline", ["WASHINGTON (Reuters) - ", "(CNN) ", "MOSCOW, Jan. 12 (AP) -- ", "BRUSSELS — ", "Beirut, Lebanon – "]
)
def test_datelines_of_every_agency_are_cut(dateline: str) -> None:
    found = cleaned(TITLE, dateline + BODY[0], *BODY[1:])
    assert found.dateline == dateline.rstrip(" -—–")
    assert body(found)[0] == BODY[0]


@pytest.mark.parametrize(
    "start", ["NATO's council", "By Friday the army", "U.S.-led forces", "The president — who", "FILE - The minister"]
)
def test_the_start_of_a_sentence_is_no_dateline_or_byline(start: str) -> None:
    sentence = f"{start} had moved to the border, and the government said that it would answer."
    found = cleaned(TITLE, sentence, *BODY)
    assert (found.dateline, found.author) == (None, None)
    assert body(found)[0] == sentence


def test_a_body_without_a_title_has_none() -> None:
    found = cleaned(*BODY)
    assert found.title is None
    assert body(found) == list(BODY)


def test_front_matter_becomes_fields_and_its_title_the_first_paragraph() -> None:
    matter = (
        "---\ndate: '2022-01-02'\nsource_url: https://example.org/a\nauthor: Jane Doe\ntags: x\n"
        'title: "Statement on\\_the President\\u2019s\\\n  \\ Call"\n---\n \n'
    )
    text = matter + "\n\n".join(BODY)
    found = clean(raw(text))
    assert isinstance(found, CleanDocument)
    assert found.title == "Statement on the President’s Call"
    assert (found.published_on, found.url, found.author) == (date(2022, 1, 2), "https://example.org/a", "Jane Doe")
    assert body(found) == list(BODY)
    start, end = to_raw(found.ranges, *re.search("President’s", found.text).span())  # type: ignore[union-attr]
    assert text[start:end] == "President\\u2019s"


@pytest.mark.parametrize(
    "broken", ["---\ntitle: [unclosed\n", "---\n: : :\n---\n", "---\n---\n", '---\ntitle: "x\n---\n']
)
def test_broken_front_matter_never_fails(broken: str) -> None:
    assert body(cleaned(broken + BODY[0], *BODY[1:]))[-1] == BODY[-1]


def test_hard_wrapped_lines_are_joined() -> None:
    words = " ".join(BODY).split()
    lines = [""]
    for word in words:
        if len(lines[-1]) + len(word) >= 72:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    assert body(cleaned("\n".join(lines))) == [" ".join(BODY)]


def test_one_sentence_a_line_gives_a_paragraph_a_line_but_keeps_quotations_whole() -> None:
    quotation = ("“We have asked them to leave.", "They did not.", "We will ask again,” the mayor said.")
    found = clean(raw("\n".join((TITLE, *BODY, *quotation))))
    assert isinstance(found, CleanDocument)
    assert found.title == TITLE
    assert body(found) == [*BODY, " ".join(quotation)]


def test_markdown_is_unwrapped() -> None:
    found = cleaned(
        "# " + TITLE, "**Bold** and *soft* words in the [Federal Register](http://x.org/a_(b)).", "* " + BODY[0],
        "5 * 3 \\* snake_case @some_one_ said[1] so.", *BODY[1:], "\\###",
    )  # fmt: skip
    assert found.title == TITLE
    assert body(found) == [
        "Bold and soft words in the Federal Register.", BODY[0], "5 * 3 * snake_case @some_one said so.", *BODY[1:],
    ]  # fmt: skip


def test_page_furniture_and_stage_notes_are_taken_out() -> None:
    furniture = (
        "Advertisement",
        "* * *",
        "Read more: The long war",
        "© 2019 Wire. All rights reserved.",
        "10:31 A.M. EST",
    )
    found = cleaned(TITLE, BODY[0], *furniture, BODY[1] + " (Applause.)", "(Laughter.)", BODY[2])
    assert body(found) == list(BODY)


def test_a_title_from_a_record_that_the_text_lacks_stays_out_of_the_text() -> None:
    found = cleaned(*BODY, title=TITLE, date_text="January 12, 2022")
    assert (found.title, found.published_on) == (TITLE, date(2022, 1, 12))
    assert found.text == "\n\n".join(BODY)


def test_the_same_text_has_the_same_id_whatever_its_line_ends_and_spaces() -> None:
    text = "\n\n".join((TITLE, *BODY))
    ids = set()
    for variant in (
        text,
        text.replace("\n", "\r\n"),
        text.replace("\n", "\r"),
        text.replace(" ", "\u00a0"),
        "\ufeff" + text,
    ):
        found = clean(raw(variant))
        assert isinstance(found, CleanDocument)
        ids.add(found.document_id)
    assert len(ids) == 1


# Kinds


@pytest.mark.parametrize(
    ("title", "author"),
    [
        ("Statement by President Biden on the Attack", "President Biden"),
        ("Statement from President Joseph R. Biden, Jr. Welcoming Finland", "President Joseph R. Biden, Jr."),
        ("Remarks of Foreign Minister Ann Lee at the United Nations", "Foreign Minister Ann Lee"),
        ("Joint Statement by the United States and Japan", "United States and Japan"),
        ("Foreign Secretary statement on Syria", "Foreign Secretary"),
        ("Joint Statement on Further Measures", None),
    ],
)
def test_a_title_that_names_a_genre_makes_a_first_person_document(title: str, author: str | None) -> None:
    found = cleaned(title, *BODY)
    assert (found.kind, found.author) == (DocumentKind.FIRST_PERSON, author)


@pytest.mark.parametrize(
    "title",
    [
        "Readout of President Biden’s Call",
        "FACT SHEET: New Measures",
        "Trump’s Remarks Draw Fire",
        "Mueller Statement Disputes Report",
    ],
)
def test_other_titles_make_an_article(title: str) -> None:
    assert cleaned(title, *BODY).kind is DocumentKind.ARTICLE


def test_an_opinion_in_the_first_person_has_its_byline_as_author() -> None:
    own = "I think that I was wrong. I have seen the border, I have asked the soldiers, and I know what I would do."
    found = cleaned("Why We Must Leave", "By Jane Doe", own, *BODY)
    assert (found.kind, found.author) == (DocumentKind.FIRST_PERSON, "Jane Doe")
    quoted = f"“{own}” said the general."
    assert cleaned("Why They Must Leave", "By Jane Doe", quoted, *BODY).kind is DocumentKind.ARTICLE


def test_a_release_that_says_we_speaks_for_whom_it_begins_with() -> None:
    own = "We extend our condolences to the families. We stand with the government."
    found = cleaned("Attack on a Camp", "The United States strongly condemns the attack on the camp.", own, *BODY)
    assert (found.kind, found.author) == (DocumentKind.FIRST_PERSON, "United States")
    quoted = f"“{own}” said the minister."
    told = cleaned("Attack on a Camp", "The United States strongly condemns the attack.", quoted, *BODY)
    assert told.kind is DocumentKind.ARTICLE


def test_a_signature_in_capitals_is_the_author_of_a_notice() -> None:
    found = cleaned("Notice on the Continuation of the Emergency", *BODY, "JOSEPH R. BIDEN JR.")
    assert (found.kind, found.author) == (DocumentKind.FIRST_PERSON, "JOSEPH R. BIDEN JR.")


def test_a_transcript_has_labels_place_and_no_time_lines() -> None:
    found = cleaned(
        "Press Briefing by Press Secretary Ann Lee", "Rose Garden", "12:42 P.M. EDT", "MS. LEE:\u00a0 " + BODY[0],
        "Q\u00a0\u00a0\u00a0 Will the talks resume?", "MS. LEE:", "They will.", BODY[2], "END 1:04 P.M. EDT",
    )  # fmt: skip
    assert (found.kind, found.dateline) == (DocumentKind.TRANSCRIPT, "Rose Garden")
    labels = [found.text[slice(*p.label)] if p.label else None for p in found.paragraphs]
    assert labels == [None, "MS. LEE:", "Q", "MS. LEE:", None]
    assert body(found)[2] == "MS. LEE: They will."


def test_headings_with_a_colon_do_not_make_a_transcript() -> None:
    found = cleaned(TITLE, "READ: " + BODY[0], "FILE PHOTO: " + BODY[1], "READ: " + BODY[2], "MORE: " + BODY[0])
    assert found.kind is DocumentKind.ARTICLE
    assert all(paragraph.label is None for paragraph in found.paragraphs)


# Dates


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("12 Jan", None, DatePrecision.DAY_WITHOUT_YEAR),
        ("29 Feb", None, DatePrecision.DAY_WITHOUT_YEAR),
        ("January 12, 2022", date(2022, 1, 12), DatePrecision.DAY),
        ("2022-01-12T10:00:00Z", date(2022, 1, 12), DatePrecision.DAY),
        ("Wednesday, 12 January 2022 10:00 GMT", date(2022, 1, 12), DatePrecision.DAY),
        ("13/04/2022", date(2022, 4, 13), DatePrecision.DAY),
        ("03/04/2022", None, DatePrecision.YEAR),
        ("Sept. 2021", None, DatePrecision.MONTH),
        ("2019", None, DatePrecision.YEAR),
        ("31 Feb", None, None),
        ("0001-11-30", None, None),
        ("yesterday", None, None),
    ],
)
def test_no_part_of_a_date_is_made_up(text: str, day: date | None, precision: DatePrecision | None) -> None:
    assert parse_date(text) == (day, precision)


@pytest.mark.parametrize(
    "line", ["12 Jan", "Published 3:45 PM EST, Tue February 22, 2022", "This story is from March 2, 2002"]
)
def test_a_line_that_is_a_date_is_a_date_line(line: str) -> None:
    assert is_date_line(line)


@pytest.mark.parametrize("line", ["He came on 12 January 2022", "1 May protests end in arrests", "2019", "May"])
def test_a_line_with_other_words_is_no_date_line(line: str) -> None:
    assert not is_date_line(line)


# Rejections


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", RejectionReason.EMPTY),
        (" \u00a0\u200b\ufeff\n\u3000", RejectionReason.EMPTY),
        ("Breaking news tonight", RejectionReason.TOO_SHORT),
        ("12 Jan\n\nAdvertisement\n\n" + "Share this story\n\n" * 10, RejectionReason.TOO_SHORT),
        ("word " * (MAX_CHARACTERS // 5 + 1), RejectionReason.TOO_LONG),
        ("Le ministre des affaires étrangères a déclaré mardi que le gouvernement refuserait cet accord, et que les "
         "discussions avec son opposition reprendraient la semaine prochaine.", RejectionReason.NOT_ENGLISH),
        ("Министр иностранных дел заявил во вторник, что правительство не примет условия соглашения, а переговоры с "
         "оппозицией возобновятся на следующей неделе, если она согласится их вести.", RejectionReason.NOT_ENGLISH),
        ("1,204 55.3% 12 77 " * 40, RejectionReason.NOT_PROSE),
        ("<!DOCTYPE html><html><body><p>" + " ".join(BODY), RejectionReason.NOT_PROSE),
        ("<p>" + "</p>\n<p>".join(BODY * 2) + "</p>", RejectionReason.NOT_PROSE),
        ('{"title": "x", "text": "' + " ".join(BODY) + '"}', RejectionReason.NOT_PROSE),
    ],
)  # fmt: skip
def test_what_cannot_be_an_article_is_rejected_with_a_reason(text: str, expected: RejectionReason) -> None:
    assert reason(text) is expected


@pytest.mark.parametrize(
    "unit", ["**", "[a](", "[", "<!--", "\\", "_a", "&amp;", "A ", "(", "“", "Q ", "A. B ", "By A, "]
)
def test_repeated_signs_do_not_blow_up(unit: str) -> None:
    started = time.process_time()
    clean(raw(unit * (100_000 // len(unit)) + "\n\n" + "\n\n".join(BODY)))
    assert time.process_time() - started < 10


# The way back

WORDS = st.sampled_from(
    [
        *("the", "minister", "Élysée", "U\u00adkraine", "NA\u200bTO", "caf&#233;", "AT&amp;T"),
        *("cafe\u0301", "don’t", "“no”", "12", "*soft*", "it’s", "said"),
    ]
)
GAPS = st.sampled_from([" ", "\u00a0", "  ", " \u200b", "&nbsp;", "\n", "\r\n", " (Applause.) "])
BREAKS = st.sampled_from(["\n\n", "\r\n\r\n", "\n \u00a0\n", "\u2029\u2029", "\n\n***\n\n", "\n\nAdvertisement\n\n"])
HEADERS = st.sampled_from(
    ["", TITLE + "\n\n", "---\ntitle: 'It''s over'\n---\n", f"# {TITLE}\n\n12 Jan\n\n{TITLE}\n\n", "\ufeff\r\n"]
)


@st.composite
def documents(draw: st.DrawFn) -> str:
    text = draw(HEADERS)
    for _ in range(draw(st.integers(1, 4))):
        for word in draw(st.lists(WORDS, min_size=1, max_size=15)):
            text += word + draw(GAPS)
        text += "." + draw(BREAKS)
    return text + BODY[0]


@given(documents())
def test_every_word_maps_to_raw_characters_that_read_the_same(text: str) -> None:
    found = clean(raw(text))
    assert isinstance(found, CleanDocument)
    assert found.ranges == sorted(found.ranges)
    assert all(
        one[1] == other[0] and one[3] <= other[2] for one, other in zip(found.ranges, found.ranges[1:], strict=False)
    )
    assert (found.ranges[0][0], found.ranges[-1][1]) == (0, len(found.text))
    assert found.ranges[-1][3] <= len(text)
    for word in re.finditer(r"\w+", found.text):
        start, end = to_raw(found.ranges, *word.span())
        assert plain_characters(MappedText.of(text[start:end])).text == word.group()


@given(documents())
def test_paragraphs_are_the_text_with_one_empty_line_between(text: str) -> None:
    found = clean(raw(text))
    assert isinstance(found, CleanDocument)
    paragraphs = [found.text[paragraph.start : paragraph.end] for paragraph in found.paragraphs]
    assert "\n\n".join(paragraphs) == found.text
    assert all(paragraph == paragraph.strip() != "" and "\n" not in paragraph for paragraph in paragraphs)
