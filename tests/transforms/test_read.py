"""What is found under paths, how bytes become text, and what is rejected instead."""

import json
import os
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.documents import RawDocument, Rejection
from transforms.read import ColumnNames, InputError, decode, discover, printable, read
from warehouse.contract import RejectionReason

TEXT = "The council said “no” to the plan — a blow to the ministry of Élysée."


def only(path: Path, columns: ColumnNames | None = None) -> RawDocument | Rejection:
    (found,) = read(path, columns)
    return found


def document(path: Path) -> RawDocument:
    found = only(path)
    assert isinstance(found, RawDocument)
    return found


def reason(path: Path) -> RejectionReason:
    found = only(path)
    assert isinstance(found, Rejection)
    return found.reason


def test_files_are_found_sorted_and_once_without_hidden_and_temporary_ones(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", ".hidden", "~$lock.docx", "draft.txt~", "sub/c.txt", ".git/d.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    found = discover([tmp_path, tmp_path / "a.txt"])
    assert [str(path.relative_to(tmp_path)) for path in found] == ["a.txt", "b.txt", "sub/c.txt"]


def test_files_that_tell_of_a_folder_are_read_only_if_they_are_named(tmp_path: Path) -> None:
    for name in ("README.md", "licence", "SOURCES.md", "sources of power.txt"):
        (tmp_path / name).write_text("x")
    assert [path.name for path in discover([tmp_path])] == ["sources of power.txt"]
    assert [path.name for path in discover([tmp_path / "README.md"])] == ["README.md"]


def test_a_missing_path_and_an_empty_folder_are_errors(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="gone does not exist"):
        discover([tmp_path / "gone"])
    with pytest.raises(InputError, match="No file to read"):
        discover([tmp_path])


def test_links_in_folders_are_rejected_and_named_links_are_followed(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "self").symlink_to(tmp_path / "self")
    (tmp_path / "real.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "link.txt").symlink_to(tmp_path / "real.txt")
    by_name = {path.name: only(path) for path in discover([tmp_path])}
    assert isinstance(by_name.pop("real.txt"), RawDocument)
    assert by_name.keys() == {"loop", "self", "link.txt"}
    for found in by_name.values():
        assert isinstance(found, Rejection)
        assert found.reason is RejectionReason.UNREADABLE
    assert document(discover([tmp_path / "link.txt"])[0]).text == TEXT


def test_pipes_and_sockets_are_rejected_without_being_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert reason(tmp_path / "pipe.txt") is RejectionReason.UNREADABLE
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s"))
        assert reason(tmp_path / "s") is RejectionReason.UNREADABLE


def test_a_file_that_vanishes_or_is_closed_to_us_is_rejected_with_the_system_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = only(tmp_path / "gone.txt")
    assert isinstance(found, Rejection)
    assert "No such file" in found.detail
    (tmp_path / "closed.txt").write_text("x")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("transforms.read._open", refuse)
    found = only(tmp_path / "closed.txt")
    assert isinstance(found, Rejection)
    assert found.reason is RejectionReason.UNREADABLE
    assert "Permission denied" in found.detail


def test_a_name_that_is_not_utf_8_is_read_and_printable(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/bad\xff.txt"))
    path.write_text(TEXT, encoding="utf-8")
    assert document(path).path.endswith(r"bad\xff.txt")


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16-be"),
        (b"\xff\xfe\0\0" + TEXT.encode("utf-32-le"), "utf-32-le"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("cp1252"), "windows-1252"),
        (TEXT.encode().replace("—".encode(), b"\x97"), "utf-8 and windows-1252"),
    ],
)
def test_every_encoding_gives_the_same_text(tmp_path: Path, content: bytes, encoding: str) -> None:
    path = tmp_path / "article.txt"
    path.write_bytes(content)
    found = document(path)
    assert (found.text, found.encoding, found.byte_count) == (TEXT, encoding, len(content))


@pytest.mark.parametrize(
    ("content", "text", "encoding"),
    [
        ("“No”, he said in the café".encode()[:-1], "“No”, he said in the caf\ufffd", "utf-8"),
        (b"He drank at the caf\xe9", "He drank at the café", "windows-1252"),
        (b"\x93No\x94, he said at the caf\xe9", "“No”, he said at the café", "windows-1252"),
        ("Kyïv ".encode() + b"\x93No\x94", "Kyïv “No”", "utf-8 and windows-1252"),
    ],
)
def test_a_cut_is_told_from_a_last_letter_of_windows_1252(content: bytes, text: str, encoding: str) -> None:
    assert decode(content) == (text, encoding)


def test_names_that_only_look_alike_stay_two_paths(tmp_path: Path) -> None:
    names = (b"bad\xff.txt", b"bad\\xff.txt", b"bad\\\\xff.txt", b"a\\b.txt")
    assert len({printable(Path(os.fsdecode(b"/in/" + name))) for name in names}) == len(names)
    assert printable(Path("/in/a\\b.txt")) == "/in/a\\b.txt"


def test_a_file_is_read_up_to_the_size_that_it_had_when_it_was_opened(tmp_path: Path) -> None:
    path = tmp_path / "growing.jsonl"
    path.write_text('{"text": "one"}\n')
    records = read(path)
    seen = 0
    for found in records:
        seen += 1
        assert isinstance(found, RawDocument)
        assert seen < 3
        with path.open("a") as file:
            file.write('{"text": "more"}\n' * 10_000)
    assert seen == 1


def test_a_file_that_is_gone_when_its_turn_comes_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (found,) = discover([tmp_path])
    found.unlink()
    assert reason(found) is RejectionReason.UNREADABLE


def test_a_file_that_becomes_a_link_or_a_pipe_after_it_was_looked_at_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret").write_text(TEXT, encoding="utf-8")
    (tmp_path / "a.txt").symlink_to(tmp_path / "secret")
    os.mkfifo(tmp_path / "b.txt")
    monkeypatch.setattr("transforms.read._refusal", lambda path: None)
    assert reason(tmp_path / "a.txt") is RejectionReason.UNREADABLE
    found = only(tmp_path / "b.txt")
    assert isinstance(found, Rejection) or found.text == ""


def test_a_field_that_stands_twice_is_not_dropped_in_silence(tmp_path: Path) -> None:
    path = tmp_path / "twice.jsonl"
    path.write_text('{"text": "a", "text": "b"}\n{"text": "a", "x": 1, "x": 2}\n')
    first, second = read(path)
    assert isinstance(first, Rejection)
    assert "'text' stands there twice" in first.detail
    assert isinstance(second, RawDocument)


def test_a_rejection_stays_short(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text(",".join(f"column {i}" for i in range(5_000)))
    found = only(path)
    assert isinstance(found, Rejection)
    assert len(found.detail) <= 1_000


def test_a_header_that_is_too_long_is_a_rejection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("transforms.read.MAX_DOCUMENT_BYTES", 100)
    path = tmp_path / "wide.csv"
    path.write_text("x" * 5_000)
    assert reason(path) is RejectionReason.MALFORMED_RECORD


def test_a_sequence_that_the_end_cuts_becomes_a_replacement_character() -> None:
    assert decode("said “yes".encode()[:-4] + "“".encode()[:2])[0].endswith("\ufffd")


@given(st.binary(max_size=200))
def test_any_bytes_decode(content: bytes) -> None:
    text, _ = decode(content)
    assert text.encode("utf-8").decode("utf-8") == text


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0\ufeff"), max_size=100))
def test_utf_8_decodes_to_what_was_written(text: str) -> None:
    assert decode(text.encode()) == (text, "utf-8")


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.4\n1 0 obj",
        b"PK\x03\x04rest",
        b"\x89PNG\r\n",
        b"\x1f\x8b\x08",
        b"{\\rtf1 text}",
        bytes(range(256)) * 40,
    ],
)
def test_what_is_no_text_is_binary(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "article.txt"
    path.write_bytes(content)
    assert reason(path) is RejectionReason.BINARY


def test_a_few_zero_bytes_do_not_make_a_text_binary(tmp_path: Path) -> None:
    path = tmp_path / "article.txt"
    path.write_bytes(TEXT.encode() * 20 + b"\0")
    assert "\0" in document(path).text


def test_a_huge_file_is_not_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("transforms.read.MAX_DOCUMENT_BYTES", 1000)
    path = tmp_path / "article.txt"
    path.write_text("x" * 5000)
    assert reason(path) is RejectionReason.TOO_LONG


def test_json_lines_give_a_document_a_line_and_broken_lines_are_rejected_alone(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    fields = {"document": "a1", "text": TEXT, "title": "No", "date": "2022-01-02", "publisher": "Wire", "url": "u:1"}
    lines = [json.dumps(fields), "{broken", "", "[1]", '{"body": "x"}', '{"text": null}', '{"text": "fine\\ud800"}']
    path.write_text("\n".join(lines), encoding="utf-8")
    found = list(read(path))
    first = found[0]
    assert isinstance(first, RawDocument)
    assert (first.name, first.record, first.text, first.title) == ("a1", 1, TEXT, "No")
    assert (first.date_text, first.publisher, first.url) == ("2022-01-02", "Wire", "u:1")
    assert [(type(item).__name__, item.record) for item in found[1:]] == [
        ("Rejection", 2), ("Rejection", 4), ("Rejection", 5), ("Rejection", 6), ("RawDocument", 7),
    ]  # fmt: skip
    assert isinstance(found[3], Rejection)
    assert "'body'" in found[3].detail
    assert isinstance(found[-1], RawDocument)
    assert found[-1].text == "fine\ufffd"


def test_a_line_that_is_too_long_does_not_stop_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("transforms.read.MAX_DOCUMENT_BYTES", 100)
    path = tmp_path / "many.ndjson"
    path.write_text('{"text": "' + "x" * 500 + '"}\n{"text": "short"}\n')
    first, second = read(path)
    assert isinstance(first, Rejection)
    assert first.reason is RejectionReason.TOO_LONG
    assert isinstance(second, RawDocument)
    assert second.record == 2


def test_json_lines_in_utf_16_are_undecodable(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.write_text('{"text": "x"}', encoding="utf-16")
    assert reason(path) is RejectionReason.UNDECODABLE


@pytest.mark.parametrize(
    ("delimiter", "encoding"), [(",", "utf-8"), (";", "utf-8-sig"), ("\t", "utf-16"), (",", "cp1252")]
)
def test_csv_columns_become_fields(tmp_path: Path, delimiter: str, encoding: str) -> None:
    path = tmp_path / "many.csv"
    rows = [("body", "headline"), (f'"{TEXT}\nSecond line."', "No"), ("lonely",)]
    path.write_bytes("\r\n".join(delimiter.join(row) for row in rows).encode(encoding))
    first, second = read(path, ColumnNames(text="body", title="headline"))
    assert isinstance(first, RawDocument)
    assert (first.text, first.title, first.record) == (TEXT + "\nSecond line.", "No", 1)
    assert isinstance(second, Rejection)
    assert "1 fields" in second.detail


def test_csv_without_the_text_column_is_rejected_once_and_names_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_text("body,headline\na,b\nc,d\n")
    found = only(path)
    assert isinstance(found, Rejection)
    assert found.reason is RejectionReason.MALFORMED_RECORD
    assert "'body', 'headline'" in found.detail
