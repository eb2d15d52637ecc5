"""Files and folders -> decoded raw documents, or a rejection that says why there is none.

A text file is one document; JSON Lines and CSV hold one document a record. Nothing but a regular file is opened.
"""

import codecs
import csv
import hashlib
import io
import json
import os
import re
import stat
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import astuple, dataclass
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING

from transforms.documents import RawDocument, Rejection
from transforms.ids import joined
from warehouse.contract import RejectionReason

if TYPE_CHECKING:
    from typing_extensions import Buffer

MAX_DOCUMENT_BYTES = 20_000_000
"""A longer text file or record is no article, and no more than this is read of it."""

_JSON_LINES = (".jsonl", ".ndjson")
_TABLES = (".csv", ".tsv")
_LEFTOVER = re.compile(r"^(\.|~\$|Thumbs\.db$|desktop\.ini$)|(~|\.tmp|\.swp|\.part|\.crdownload)$", re.IGNORECASE)
"""Hidden files, locks of office programs, and what editors and downloads leave behind."""
_ABOUT_THE_FOLDER = re.compile(r"^(README|LICEN[CS]E|SOURCES|NOTICE)(\.(md|txt))?$", re.IGNORECASE)


class InputError(Exception):
    """The inputs as a whole cannot be read: a path does not exist, or there is no file under the paths."""


@dataclass(frozen=True, slots=True)
class ColumnNames:
    """Names of the fields of JSON Lines and the columns of CSV. A record needs the text only."""

    text: str = "text"
    title: str = "title"
    date: str = "date"
    publisher: str = "publisher"
    url: str = "url"
    document: str = "document"


def discover(paths: Sequence[Path]) -> list[Path]:
    """The files under the paths: in the order given, sorted within a folder, each once.

    Hidden and temporary files, and those that tell of the folder (README, LICENSE, SOURCES, NOTICE), are left out
    unless they are named. A link that is named stands for its target; links found in a folder are not followed, so a
    walk ends. Those, pipes, devices and folders that cannot be listed are in
    the list too, for `read` to reject by name. Raises InputError if a path does not exist or there is no file at all.
    """
    found: dict[Path, None] = {}
    for named in paths:
        path = Path(os.path.realpath(named)) if named.is_symlink() else named
        if not os.path.lexists(path):
            raise InputError(f"{printable(named)} does not exist. Name a file or folder that is there.")
        found.update(dict.fromkeys(_walk(path) if path.is_dir() else [path]))
    if not found:
        raise InputError(f"No file to read in {', '.join(map(printable, paths)) or 'no path'}")
    return list(found)


def read(path: Path, columns: ColumnNames | None = None) -> Iterator[RawDocument | Rejection]:
    """Every document of one file. What cannot be read is a Rejection; after a broken record the next one goes on."""
    columns = columns or ColumnNames()
    try:
        if refusal := _refusal(path):
            yield _reject(path, RejectionReason.UNREADABLE, refusal)
            return
        with _open(path) as file:
            if path.suffix.lower() in _JSON_LINES:
                yield from _read_json_lines(path, file, columns)
            elif path.suffix.lower() in _TABLES:
                yield from _read_table(path, file, columns)
            else:
                yield _read_text(path, file)
    except OSError as error:
        yield _reject(path, RejectionReason.UNREADABLE, f"The system says: {error.strerror or error}.")


def printable(path: Path) -> str:
    r"""The path as text that any output can encode, another for each path.

    Bytes of the name that are no UTF-8 are written as \xff; where that could be in doubt, backslashes are doubled.
    """
    name = os.fsencode(path)
    try:
        written = name.decode("utf-8")
    except UnicodeDecodeError:
        return name.replace(b"\\", b"\\\\").decode("utf-8", "backslashreplace")
    return written.replace("\\", "\\\\") if _LIKE_ESCAPED_BYTE.search(written) else written


def decode(content: bytes) -> tuple[str, str]:
    """The text without its byte order mark, and the name of the encoding.

    Byte order mark, UTF-16 by its zero bytes, UTF-8, Windows-1252, in this order. Single Windows-1252 bytes in UTF-8
    are read as such; what is neither, and a sequence that the end cuts, becomes U+FFFD.
    """
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace"), encoding
    if wide := _encoding_by_zero_bytes(content):
        return content.decode(wide, "replace"), wide
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        text = content.decode("utf-8", _STRAY_BYTES)
        if _is_cut(error):
            return text, "utf-8"
        return text, "utf-8 and windows-1252" if _UTF_8_SEQUENCE.search(content) else "windows-1252"


def _walk(folder: Path) -> Iterator[Path]:
    closed: list[Path] = []
    for parent, folders, files in os.walk(folder, onerror=lambda error: closed.append(Path(error.filename))):
        folders[:] = sorted(name for name in folders if not _LEFTOVER.search(name))
        links = [name for name in folders if os.path.islink(os.path.join(parent, name))]
        yield from (Path(parent, name) for name in sorted(files + links) if not _is_left_out(name))
    yield from closed


def _is_left_out(name: str) -> bool:
    return bool(_LEFTOVER.search(name) or _ABOUT_THE_FOLDER.search(name))


class _AsOpened(io.FileIO):
    """A file up to the size that it had when it was opened: one that grows as fast as it is read has an end, too."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, opener=_open_regular)
        self._left = os.fstat(self.fileno()).st_size

    def readinto(self, buffer: "Buffer", /) -> int:
        count = super().readinto(memoryview(buffer)[: self._left]) or 0
        self._left -= count
        return count


def _open(path: Path) -> BufferedReader:
    return BufferedReader(_AsOpened(path))


def _open_regular(path: str, flags: int) -> int:
    """Opens what is no link and no pipe, also if it became one after it was looked at."""
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))


def _refusal(path: Path) -> str | None:
    """Why the path must not be opened, or None. Opening a pipe would block, reading a device might never end."""
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        return "It is a symbolic link. Name its target to have that read."
    if stat.S_ISDIR(mode):
        return "It is a folder that cannot be listed."
    return None if stat.S_ISREG(mode) else "It is no regular file but a pipe, a socket or a device."


def _read_text(path: Path, file: BufferedReader) -> RawDocument | Rejection:
    content = file.read(MAX_DOCUMENT_BYTES + 1)
    if len(content) > MAX_DOCUMENT_BYTES:
        return _reject(path, RejectionReason.TOO_LONG, f"It has more than {MAX_DOCUMENT_BYTES:,} bytes.", content)
    if kind := _binary_kind(content):
        return _reject(path, RejectionReason.BINARY, f"It is {kind}, no text.", content)
    text, encoding = decode(content)
    return RawDocument(printable(path), None, _hash(content), len(content), encoding, text)


def _read_json_lines(path: Path, file: BufferedReader, columns: ColumnNames) -> Iterator[RawDocument | Rejection]:
    start = file.peek(_SAMPLE_BYTES)[:_SAMPLE_BYTES]
    if kind := _binary_kind(start):
        yield _reject(path, RejectionReason.BINARY, f"It is {kind}, no text.", start)
    elif wide := _wide_encoding(start):
        yield _reject(path, RejectionReason.UNDECODABLE, f"It is {wide}, and JSON Lines are UTF-8.", start)
    else:
        for record, line in enumerate(_lines(file), start=1):
            if len(line) > MAX_DOCUMENT_BYTES:
                detail = f"The line has more than {MAX_DOCUMENT_BYTES:,} bytes."
                yield _reject(path, RejectionReason.TOO_LONG, detail, line, record)
            elif line.strip():
                yield _json_document(path, record, line, columns)


def _lines(file: BufferedReader) -> Iterator[bytes]:
    """The lines; of one that is too long the start only, by which it can be told."""
    while line := file.readline(MAX_DOCUMENT_BYTES + 1):
        yield line
        while line and not line.endswith(b"\n"):
            line = file.readline(MAX_DOCUMENT_BYTES)


def _json_document(path: Path, record: int, line: bytes, columns: ColumnNames) -> RawDocument | Rejection:
    text, encoding = decode(line)
    try:
        fields = json.loads(text, object_pairs_hook=_only_once(columns))
    except (ValueError, RecursionError) as error:
        return _reject(path, RejectionReason.MALFORMED_RECORD, f"The line is no JSON: {error}.", line, record)
    if not isinstance(fields, dict):
        return _reject(path, RejectionReason.MALFORMED_RECORD, "The line is no JSON object.", line, record)
    return _document_of_fields(path, record, line, encoding, fields, columns)


def _only_once(columns: ColumnNames) -> Callable[[list[tuple[str, object]]], dict[str, object]]:
    """Refuses an object that has a field of ours twice, of which JSON would keep the last in silence."""
    ours = set(astuple(columns))

    def to_dict(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) < len(pairs) and (twice := _repeated([name for name, _ in pairs], ours)):
            raise ValueError(f"the field {twice!r} stands there twice")
        return found

    return to_dict


def _repeated(names: Sequence[str], ours: Set[str]) -> str | None:
    return next((name for name, count in Counter(names).items() if count > 1 and name in ours), None)


def _read_table(path: Path, file: BufferedReader, columns: ColumnNames) -> Iterator[RawDocument | Rejection]:
    start = file.peek(_SAMPLE_BYTES)[:_SAMPLE_BYTES]
    if kind := _binary_kind(start):
        yield _reject(path, RejectionReason.BINARY, f"It is {kind}, no text.", start)
        return
    csv.field_size_limit(MAX_DOCUMENT_BYTES)
    encoding = _wide_encoding(start) or "utf-8-sig"
    errors = _STRAY_BYTES if encoding == "utf-8-sig" else "replace"
    lines = io.TextIOWrapper(file, encoding, errors=errors, newline="")
    first_line = start.decode(encoding, "replace").partition("\n")[0]
    bounded = iter(lambda: lines.readline(MAX_DOCUMENT_BYTES), "")
    rows = _rows(csv.reader(bounded, delimiter=max(",;\t", key=first_line.count)))
    first = next(rows, [])
    header = [name.strip("\ufeff ") for name in first] if isinstance(first, list) else []
    if columns.text not in header:
        detail = f"There is no column {columns.text!r}; the columns are {', '.join(map(repr, header)) or 'none'}."
        yield _reject(path, RejectionReason.MALFORMED_RECORD, detail, start)
        return
    if twice := _repeated(header, set(astuple(columns))):
        yield _reject(path, RejectionReason.MALFORMED_RECORD, f"The column {twice!r} stands there twice.", start)
        return
    for record, row in enumerate(rows, start=1):
        if row:
            yield _table_document(path, record, row, encoding.removesuffix("-sig"), header, columns)


def _rows(rows: Iterator[list[str]]) -> Iterator[list[str] | csv.Error]:
    while True:
        try:
            yield next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield error


def _table_document(
    path: Path,
    record: int,
    row: list[str] | csv.Error,
    encoding: str,
    header: list[str],
    columns: ColumnNames,
) -> RawDocument | Rejection:
    if isinstance(row, csv.Error):
        return _reject(path, RejectionReason.MALFORMED_RECORD, f"The row is no CSV: {row}.", b"", record)
    content = joined(row).encode("utf-8", "surrogatepass")
    if len(row) != len(header):
        detail = f"The row has {len(row)} fields, and there are {len(header)} columns."
        return _reject(path, RejectionReason.MALFORMED_RECORD, detail, content, record)
    return _document_of_fields(path, record, content, encoding, dict(zip(header, row, strict=True)), columns)


def _document_of_fields(
    path: Path, record: int, content: bytes, encoding: str, fields: Mapping[str, object], columns: ColumnNames
) -> RawDocument | Rejection:
    name = _field(fields, columns.document)
    text = fields.get(columns.text)
    if not isinstance(text, str):
        names = ", ".join(map(repr, fields)) or "none"
        what = "is no text" if columns.text in fields else f"is missing; the fields are {names}"
        detail = f"The field {columns.text!r} {what}."
        return _reject(path, RejectionReason.MALFORMED_RECORD, detail, content, record, name)
    return RawDocument(
        path=printable(path),
        record=record,
        raw_hash=_hash(content),
        byte_count=len(content),
        encoding=encoding,
        text=_without_lone_surrogates(text),
        title=_field(fields, columns.title),
        date_text=_field(fields, columns.date),
        publisher=_field(fields, columns.publisher),
        url=_field(fields, columns.url),
        name=name,
    )


def _field(fields: Mapping[str, object], name: str) -> str | None:
    """The field as text on one line, or None where there is nothing to show."""
    value = fields.get(name)
    if value is None or isinstance(value, (dict, list)):
        return None
    return " ".join(_without_lone_surrogates(str(value)).split()) or None


def _without_lone_surrogates(text: str) -> str:
    """JSON can escape half of a surrogate pair, which no encoding can write."""
    return _SURROGATE.sub("\ufffd", text)


def _reject(
    path: Path,
    reason: RejectionReason,
    detail: str,
    content: bytes = b"",
    record: int | None = None,
    name: str | None = None,
) -> Rejection:
    """`content` is what was read of the input before it was rejected."""
    if len(detail) > _LONGEST_DETAIL:
        detail = f"{detail[: _LONGEST_DETAIL - 1]}…"
    return Rejection(printable(path), record, _hash(content), reason, detail, name)


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


_SAMPLE_BYTES = 65_536
_LONGEST_DETAIL = 1_000
_LIKE_ESCAPED_BYTE = re.compile(r"\\x[0-9a-f]{2}")
_SURROGATE = re.compile("[\ud800-\udfff]")
_UTF_8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")

_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32-le",  # begins with the mark of UTF-16 LE, so it is asked for first
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}

_SIGNATURES = {
    b"%PDF-": "a PDF document",
    b"PK\x03\x04": "a ZIP archive or an office document",
    b"PK\x05\x06": "a ZIP archive",
    b"\x1f\x8b": "a gzip archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ\x00": "an xz archive",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!\x1a": "a RAR archive",
    b"\x28\xb5\x2f\xfd": "a zstd archive",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"RIFF": "an image or a recording",
    b"ID3": "a recording",
    b"\xd0\xcf\x11\xe0": "an office document",
    b"{\\rtf": "an RTF document",
    b"\x7fELF": "a program",
    b"SQLite format 3\x00": "a database",
    b"PAR1": "a Parquet file",
}

_CONTROL = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b")) + b"\x7f"
_MOST_CONTROL = 0.05
"""Share of control characters above which bytes are no text. Random bytes have 11 %, damaged texts below 1 %."""


def _binary_kind(content: bytes) -> str | None:
    """What the bytes are, if they are no text: by their signature, or by their control characters."""
    for signature, kind in _SIGNATURES.items():
        if content.startswith(signature):
            return kind
    sample = content[:_SAMPLE_BYTES]
    if _wide_encoding(sample):
        return None
    controls = len(sample) - len(sample.translate(None, _CONTROL))
    return "binary" if controls > _MOST_CONTROL * len(sample) else None


def _wide_encoding(content: bytes) -> str | None:
    """UTF-16 or UTF-32, by the byte order mark or by the zero bytes of its Latin letters."""
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if encoding != "utf-8-sig" and content.startswith(mark):
            return encoding
    return _encoding_by_zero_bytes(content)


def _encoding_by_zero_bytes(content: bytes) -> str | None:
    """UTF-16 without a byte order mark: of an English text, nearly every second byte is zero, and no other one."""
    sample = content[: _SAMPLE_BYTES // 2 * 2]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    pairs = len(sample) // 2
    if pairs and odd > 0.7 * pairs and even < 0.05 * pairs:
        return "utf-16-le"
    if pairs and even > 0.7 * pairs and odd < 0.05 * pairs:
        return "utf-16-be"
    return None


def _read_stray_bytes(error: UnicodeError) -> tuple[str, int]:
    """Decodes what is no UTF-8 as Windows-1252, but for a sequence that the end of the input cuts."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    if _is_cut(error):
        return "\ufffd", error.end
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


def _is_cut(error: UnicodeDecodeError) -> bool:
    """Whether the end of the input cuts a UTF-8 sequence. A lone last byte can be a letter of Windows-1252, too."""
    if error.reason != "unexpected end of data" or error.end < len(error.object):
        return False
    return error.end - error.start > 1 or _UTF_8_SEQUENCE.search(error.object) is not None


_STRAY_BYTES = "onrecord.windows-1252"
codecs.register_error(_STRAY_BYTES, _read_stray_bytes)
