"""What the last report at the same place knew: a line in the page itself, so that it cannot be lost apart from it."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from html.parser import HTMLParser
from pathlib import Path

from warehouse.errors import NotAReport

MARKER = "onrecord-report"
_HEAD_CHARACTERS = 4_000


@dataclass(frozen=True)
class LastReport:
    """The newest load that a report knew, and the newest load of the report that it was compared with itself."""

    newest: str | None
    compared_with: str | None

    @property
    def marker(self) -> str:
        """What `last_report` reads, for the content of a meta element named MARKER."""
        return json.dumps(asdict(self))

    def baseline(self, load_ids: Sequence[str]) -> str | None:
        """The load after which everything is new, given the ledger, newest first; None if it is of another warehouse.

        Where nothing was loaded since the last report, what was new in it still is: making it again changes nothing.
        """
        wanted = self.compared_with if load_ids and self.newest == load_ids[0] else self.newest
        return wanted if wanted in load_ids else None


def last_report(path: Path) -> LastReport | None:
    """What the report at the path knew; None where there is none. Raises NotAReport if the file is something else."""
    if path.is_dir():
        raise NotAReport(f"{path} is a folder. Name a file in it, for example {path / 'report.html'}.")
    if not path.exists():
        return None
    with path.open(encoding="utf-8", errors="replace") as file:
        finder = _MarkerFinder()
        finder.feed(file.read(_HEAD_CHARACTERS))
    try:
        found = json.loads(finder.content)
        return LastReport(found["newest"], found["compared_with"])
    except (ValueError, KeyError, TypeError) as error:
        raise NotAReport(
            f"{path} is not a report of On Record, so it was not replaced. Name another file with --output, "
            "or remove it."
        ) from error


class _MarkerFinder(HTMLParser):
    """Keeps the content of the marker."""

    def __init__(self) -> None:
        super().__init__()
        self.content = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "meta" and found.get("name") == MARKER:
            self.content = found.get("content") or ""
