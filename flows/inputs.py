"""What a run takes: the inputs under its paths that the ledger does not know, and that lie in its window of dates."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

from flows.errors import RunError
from transforms.clean import publication_date
from transforms.documents import Input, RawDocument
from transforms.read import ColumnNames, InputError, discover, read
from warehouse.contract import RejectionReason
from warehouse.read import ledger

Place = tuple[str, int | None]
"""Path and record of an input."""


class State(StrEnum):
    """What an input is to a run."""

    NEW = "new"
    CHANGED = "changed"
    """There was another text at its place."""
    UNCHANGED = "unchanged"
    OUTSIDE = "outside"
    """It is new or changed, and published before or after the window."""
    UNDATED = "undated"
    """It is new or changed, and no day of publication can be read off it, so that it lies in no window."""


@dataclass(frozen=True)
class Window:
    """Days of publication, both ends included; None is open. Raises RunError for one that ends before it begins."""

    since: date | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        if self.since and self.until and self.since > self.until:
            raise RunError(f"The window ends ({self.until}) before it begins ({self.since}). Exchange the two dates.")

    @property
    def is_open(self) -> bool:
        return self.since is None and self.until is None

    def state(self, raw: Input) -> State | None:
        """OUTSIDE or UNDATED, or None where the input may be taken."""
        if self.is_open:
            return None
        day = publication_date(raw) if isinstance(raw, RawDocument) else None
        if day is None:
            return State.UNDATED
        is_inside = (self.since or day) <= day <= (self.until or day)
        return None if is_inside else State.OUTSIDE


@dataclass
class NewInputs:
    """Reads the files each time that it is called, and remembers what each input is to the run."""

    files: Sequence[Path]
    columns: ColumnNames
    known: Mapping[Place, set[str]]
    """Raw hashes that the ledger knows."""
    window: Window
    states: dict[Place, State] = field(default_factory=dict)

    def __call__(self) -> Iterator[Input]:
        for file in self.files:
            for found in read(file, self.columns):
                place = (found.path, found.record)
                if self.states.get(place) not in (State.OUTSIDE, State.UNDATED):  # told once, on a second reading too
                    self.states[place] = self._state(found)
                if self.states[place] in (State.NEW, State.CHANGED):
                    yield found

    def counts(self) -> Counter[State]:
        """Inputs by what they are, of all that was read so far."""
        return Counter(self.states.values())

    def _state(self, found: Input) -> State:
        known = self.known.get((found.path, found.record), set())
        if found.raw_hash in known:
            return State.UNCHANGED
        return self.window.state(found) or (State.CHANGED if known else State.NEW)


def new_inputs(
    paths: Sequence[Path],
    warehouse: Path,
    columns: ColumnNames,
    window: Window,
    *,
    relearn: bool = False,
    allow_empty: bool = False,
) -> NewInputs:
    """The inputs under the paths against the warehouse's ledger; with `relearn`, what was forgotten is new again."""
    known: dict[Place, set[str]] = {}
    for path, record, raw_hash, reason in ledger(warehouse).select("path", "record", "raw_hash", "reason").iter_rows():
        if not (relearn and reason == RejectionReason.FORGOTTEN):
            known.setdefault((path, record), set()).add(raw_hash)
    return NewInputs(_files(paths, allow_empty), columns, known, window)


def _files(paths: Sequence[Path], allow_empty: bool) -> list[Path]:
    try:
        return discover([path.absolute() for path in paths])
    except InputError:
        if allow_empty and all(path.is_dir() for path in paths):
            return []
        raise
