"""What tests look for in the report: its elements, as a browser would find them."""

from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

VOID = {"meta", "link", "br", "img", "hr", "input"}


class Element(NamedTuple):
    tag: str
    attributes: dict[str, str]


class ReadPage(HTMLParser):
    """The elements of a page in order, and its text."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.open: list[str] = []
        self.text = ""
        self.marked: list[str] = []
        self.source = file.read_text(encoding="utf-8")
        self.feed(self.source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "mark":
            self.marked.append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data
        if "mark" in self.open:
            self.marked[-1] += data

    def all(self, tag: str) -> list[Element]:
        return [element for element in self.elements if element.tag == tag]

    @property
    def ids(self) -> list[str]:
        return [element.attributes["id"] for element in self.elements if "id" in element.attributes]

    @property
    def inner_links(self) -> set[str]:
        found = (element.attributes.get("href", "") for element in self.elements)
        return {address[1:] for address in found if address.startswith("#")}

    @property
    def loaded(self) -> list[str]:
        """Addresses that a browser would fetch without being asked."""
        names = ("src", "srcset", "xlink:href", "data", "poster", "background", "action", "formaction")
        return [
            *(element.attributes[name] for element in self.elements for name in names if name in element.attributes),
            *(element.attributes["href"] for element in self.elements if "href" in element.attributes
              and element.tag != "a"),
            *(part for part in ("@import", "http") if part in self.source.split("<style>")[1].split("</style>")[0]),
        ]  # fmt: skip
