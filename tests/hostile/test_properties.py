"""What holds for any input: of ids, reading, cleaning, segmentation, and publication."""

import json
import os
import re
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from spacy.language import Language
from spacy.tokens import Doc

from transforms.annotate import annotate
from transforms.clean import clean
from transforms.documents import CleanDocument, RawDocument, Rejection
from transforms.ids import content_id, joined
from transforms.mapped_text import to_raw
from transforms.read import ColumnNames, RejectionReason, decode, printable, read
from transforms.segment import find_quotations, label_ends, sentences
from transforms.sentence_limit import LONGEST_SENTENCE

PARTS = st.lists(st.text(alphabet="ab\x1f\x1b_", max_size=4), max_size=4)

PIECES = st.sampled_from([
    "the minister said", "“We will not,”", '"Never', "’", "„nie“", "MR. PRICE:", "Q", "THE PRESIDENT:", "U.S.",
    "\n", "\n\n", "\r\n", "\u2029", "&amp;", "&#8217;", "â€™", "cafe\u0301", "\u200b", "\u202e", "\xad", "\x1b[31m",
    "*bold*", "[a](http://b.c)", "<b>", "---", "title: x", "# Heading", "By Ann Lee", "12 Jan 2022", "(Applause.)",
    "PARIS (AP) —", "https://e.x/a_b", "٣", "中文", "😀", "\ufffd", "\U000e0041", "x" * 1200,
])  # fmt: skip
ENGLISH = "The council of the town met on Monday and said that it would vote on the plan for the new bridge in May. "


@st.composite
def raw_texts(draw: DrawFn) -> str:
    """English with whatever damages it in between."""
    pieces = draw(st.lists(PIECES | st.text(max_size=8), max_size=12))
    return "".join(f"{piece} {ENGLISH if draw(st.booleans()) else ''}" for piece in pieces) + ENGLISH * 2


def raw(text: str) -> RawDocument:
    return RawDocument("in.txt", None, "hash", len(text), "utf-8", text)


@given(PARTS, PARTS)
def test_other_parts_have_another_id(one: list[str], other: list[str]) -> None:
    if len(one) == len(other):
        assert (joined(one) == joined(other)) == (one == other)
        assert (content_id(*one) == content_id(*other)) == (one == other)


def test_ids_are_the_same_on_every_machine() -> None:
    assert content_id("document", "Text") == "07efc594812d1fb3"


NAMES = st.binary(min_size=1, max_size=6).filter(lambda name: b"\0" not in name and b"/" not in name)
ESCAPES = st.sampled_from([b"\xff", b"\\", b"\\xff", b"x", b"ff", b"\\\\"])


@given(st.lists(NAMES | st.lists(ESCAPES, min_size=1, max_size=4).map(b"".join), min_size=2, max_size=2))
def test_other_files_have_another_path(names: list[bytes]) -> None:
    one, other = (printable(Path(os.fsdecode(b"/in/" + name))) for name in names)
    assert (one == other) == (names[0] == names[1])
    one.encode()


ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "latin-1", "utf-7", "cp037"])


@given(raw_texts(), ENCODINGS, st.binary(max_size=3), st.integers(0, 3))
def test_any_encoding_cut_anywhere_decodes_to_text_that_can_be_written(
    text: str, encoding: str, noise: bytes, cut: int
) -> None:
    content = text.encode(encoding, "replace") + noise
    found, _ = decode(content[: len(content) - cut])
    assert found.encode("utf-8").decode("utf-8") == found


KEYS = st.sampled_from(["text", "title", "date", "url", "document", "other"])
VALUES = st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20) | st.lists(st.text(max_size=3))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(KEYS, VALUES) | st.text(alphabet='{}[]",:\\x ', max_size=10), max_size=6))
def test_every_line_of_json_is_a_document_or_a_rejection(tmp_path: Path, lines: list[Any]) -> None:
    written = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    (tmp_path / "in.jsonl").write_text("\n".join(written), encoding="utf-8")
    found = list(read(tmp_path / "in.jsonl"))
    if found and found[0].record is not None:
        assert [one.record for one in found] == [i for i, line in enumerate(written, start=1) if line.strip()]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.sampled_from(["text", "a"]))
def test_any_bytes_as_csv_are_documents_or_rejections(tmp_path: Path, content: bytes, column: str) -> None:
    (tmp_path / "in.csv").write_bytes(column.encode() + b",b\n" + content)
    for found in read(tmp_path / "in.csv", ColumnNames(text="text")):
        assert isinstance(found, RawDocument) or found.detail


@given(raw_texts())
def test_every_clean_character_leads_to_the_raw_ones_that_it_was_read_from(text: str) -> None:
    found = clean(raw(text))
    assert isinstance(found, CleanDocument | Rejection)
    if isinstance(found, Rejection):
        assert found.detail
        return
    last = (0, 0)
    for position, character in enumerate(found.text):
        start, end = to_raw(found.ranges, position, position + 1)
        assert last[0] <= start
        assert last[1] <= end <= len(text)
        assert start < end or character.isspace()
        if end - start == 1 and character.isalnum() and text[start].isascii():
            assert text[start] == character
        last = (start, end)


@given(raw_texts())
def test_clean_text_is_in_paragraphs_and_has_nothing_that_is_not_seen(text: str) -> None:
    found = clean(raw(text))
    if isinstance(found, CleanDocument):
        assert not re.search(
            r"[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\U000e0000-\U000e0fff]", found.text
        )
        assert not re.search(r"  |\n{3}|(?<!\n)\n(?!\n)|^\s|\s$", found.text)
        assert [found.text[one.start : one.end] for one in found.paragraphs] == found.text.split("\n\n")


@given(raw_texts(), st.sampled_from(["\r\n", "\r", "\u2028"]), st.sampled_from(["\u200b", "\u2060", "\ufeff"]))
@example(f"the minister said\n\x91 {'The council met on Monday to vote on the bridge. ' * 5}", "\u2028", "\u200b")
def test_line_ends_and_invisible_characters_make_no_other_document(text: str, line_end: str, invisible: str) -> None:
    plain = re.sub(r"[\r\u2028\u2029\x1b]", " ", text)
    damaged = plain.replace("\n", line_end).replace("council", f"coun{invisible}cil")
    one, other = clean(raw(plain)), clean(raw(damaged))
    if isinstance(one, CleanDocument):
        assert isinstance(other, CleanDocument)
        assert one.document_id == other.document_id


@given(st.text(alphabet="ab .,s'\"“”‘’„«»`", max_size=60), st.integers(0, 1000))
def test_quotations_do_not_depend_on_where_their_paragraph_stands(text: str, offset: int) -> None:
    moved = [(start + offset, end + offset, closed) for start, end, closed in find_quotations(text)]
    assert find_quotations(text, offset) == moved


@settings(max_examples=40, deadline=None)
@given(raw_texts())
def test_sentences_are_the_whole_text_but_labels_once_and_in_order(rules: Language, text: str) -> None:
    with rules.select_pipes(enable=["tok2vec", "paragraph_boundaries", "parser", "sentence_limit"]):
        for _, document, doc, _ in annotate([raw(text)], rules):
            if document is None or doc is None:
                continue
            cut = sentences(doc)
            labels = label_ends(doc)
            covered = [
                token.i for sentence in cut for token in sentence if not token.is_space and token.i not in labels
            ]
            assert covered == [token.i for token in doc if not token.is_space and token.i not in labels]
            assert all(one.end_char <= other.start_char for one, other in pairwise(cut))
            assert all(len(sentence) <= LONGEST_SENTENCE for sentence in doc.sents)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(["he said that", "and", "THE COUNCIL", ",", "no", "of"]), min_size=200, max_size=400))
def test_a_sentence_without_end_is_cut_into_trees(rules: Language, words: list[str]) -> None:
    doc: Doc = rules.make_doc(" ".join(words * 3))
    for name in ("tok2vec", "paragraph_boundaries", "parser", "sentence_limit"):
        doc = rules.get_pipe(name)(doc)
    for sentence in doc.sents:
        assert len(sentence) <= LONGEST_SENTENCE
        assert [token for token in sentence if token.head.i == token.i] == [sentence.root]
        assert all(token.head.sent == sentence for token in sentence)
        assert {token.i for token in sentence.root.subtree} == set(range(sentence.start, sentence.end))


def test_a_document_that_makes_cleaning_fail_is_rejected_alone(
    rules: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(document: RawDocument) -> CleanDocument | Rejection:
        if "bad" in document.text:
            raise ValueError("bad\x1b\n" * 1_000)
        return clean(document)

    monkeypatch.setattr("transforms.annotate.clean", fail)
    found = list(annotate([raw(ENGLISH * 2), raw("bad"), raw(ENGLISH * 3)], rules))
    assert [one.rejection is None for one in found] == [True, False, True]
    rejected = found[1].rejection
    assert rejected is not None
    assert rejected.reason is RejectionReason.FAILED
    assert len(rejected.detail) < 400


STEPS = ("taken_document", "dim_document", "dim_source", "near_duplicate", "dim_actor", "fact", "actor_alias", "load")
LOADS = st.lists(st.sets(st.integers(0, 5), min_size=1, max_size=3), min_size=1, max_size=3)


@settings(max_examples=12, deadline=None)
@given(LOADS, st.sampled_from(STEPS))
def test_publishing_is_all_or_nothing_and_again_changes_nothing(loads: list[set[int]], broken: str) -> None:
    from warehouse_loads import Batch, load_of

    from warehouse import publish as module
    from warehouse.errors import PublicationRefused
    from warehouse.sql_files import sql_files

    def with_a_fault(*folder: str) -> dict[str, str]:
        found = sql_files(*folder)
        return found | ({broken: "SELECT error('fault')"} if folder == ("sql", "publish") else {})

    with tempfile.TemporaryDirectory() as name:
        folder, path = Path(name), Path(name) / "w.duckdb"
        for number, documents in enumerate(loads):
            batch = Batch()
            for document in sorted(documents):
                batch.document(f"d{document}", f"Text number {document} of the town.")
            load = load_of(folder, f"load-{number}", batch)
            before = path.read_bytes() if path.exists() else None
            with pytest.MonkeyPatch.context() as patched:
                patched.setattr(module, "sql_files", with_a_fault)
                with pytest.raises(PublicationRefused, match="fault"):
                    module.publish(path, load)
            assert (path.read_bytes() if path.exists() else None) == before
            published = module.publish(path, load)
            after = path.read_bytes()
            assert module.publish(path, load) == published
            assert path.read_bytes() == after
        with duckdb.connect(path, read_only=True) as connection:
            found = connection.execute("SELECT document_id FROM dim_document ORDER BY ALL").fetchall()
        assert found == [(f"d{document}",) for document in sorted(set().union(*loads))]
