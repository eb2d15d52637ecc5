"""Text that was edited, with the way back to the characters that it was read from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

Range = tuple[int, int, int, int]
"""(clean_start, clean_end, raw_start, raw_end): of equal length where characters map one to one, else as a whole."""

Edit = tuple[int, int, str]
"""Characters [start, end) of a text, and what they become."""


@dataclass(frozen=True, slots=True)
class MappedText:
    """A text and, for every character of it, the raw characters that it stands for: `ranges` leaves no gap."""

    text: str
    ranges: list[Range]

    @classmethod
    def of(cls, raw: str) -> MappedText:
        return cls(raw, [(0, len(raw), 0, len(raw))] if raw else [])

    def edit(self, edits: Iterable[Edit]) -> MappedText:
        """The text with the edits made, which are in order and do not overlap. Takes linear time."""
        listed = list(edits)
        if not listed:
            return self
        builder = _Builder(self)
        for start, end, new in listed:
            builder.keep_until(start)
            builder.replace(end, new)
        builder.keep_until(len(self.text))
        return MappedText("".join(builder.pieces), builder.ranges)


def to_raw(ranges: Sequence[Range], start: int, end: int) -> tuple[int, int]:
    """Raw characters that the clean characters [start, end) were read from; `end` is after `start`.

    A range that cleaning changed maps to the whole raw range that it came from.
    """
    clean_start, clean_end, raw_start, raw_end = _range_at(ranges, start)
    first = raw_start + start - clean_start if clean_end - clean_start == raw_end - raw_start else raw_start
    clean_start, clean_end, raw_start, raw_end = _range_at(ranges, end - 1)
    last = raw_start + end - clean_start if clean_end - clean_start == raw_end - raw_start else raw_end
    return first, last


def _range_at(ranges: Sequence[Range], position: int) -> Range:
    return ranges[bisect_right(ranges, position, key=_clean_start) - 1]


def _clean_start(piece: Range) -> int:
    return piece[0]


class _Builder:
    """Walks once over the old text and its ranges, and collects the new ones."""

    def __init__(self, old: MappedText) -> None:
        self.old = old
        self.position = 0
        self.pieces: list[str] = []
        self.ranges: list[Range] = []
        self._length = 0
        self._next_range = 0

    def keep_until(self, end: int) -> None:
        if end > self.position:
            self.pieces.append(self.old.text[self.position : end])
            for start, stop, raw_start, raw_end in self._overlapping(self.position, end):
                self._add(stop - start, raw_start, raw_end)
            self.position = end

    def replace(self, end: int, new: str) -> None:
        if new:
            raw_start, raw_end = self._raw_range(end)
            self.pieces.append(new)
            self._add(len(new), raw_start, raw_end)
        self.position = end

    def _raw_range(self, end: int) -> tuple[int, int]:
        pieces = list(self._overlapping(self.position, end))
        if pieces:
            return pieces[0][2], pieces[-1][3]
        here = self.ranges[-1][3] if self.ranges else 0
        return here, here

    def _overlapping(self, start: int, end: int) -> Iterator[Range]:
        """The old ranges cut to [start, end)."""
        ranges = self.old.ranges
        while self._next_range < len(ranges) and ranges[self._next_range][1] <= start:
            self._next_range += 1
        index = self._next_range
        while index < len(ranges) and ranges[index][0] < end:
            clean_start, clean_end, raw_start, raw_end = ranges[index]
            first, last = max(start, clean_start), min(end, clean_end)
            if clean_end - clean_start == raw_end - raw_start:
                yield first, last, raw_start + first - clean_start, raw_start + last - clean_start
            else:
                yield first, last, raw_start, raw_end
            index += 1

    def _add(self, length: int, raw_start: int, raw_end: int) -> None:
        start = self._length
        self._length += length
        if self.ranges and length == raw_end - raw_start:
            clean_before, _, raw_before, raw_until = self.ranges[-1]
            if raw_until == raw_start and start - clean_before == raw_until - raw_before:
                self.ranges[-1] = (clean_before, self._length, raw_before, raw_end)
                return
        self.ranges.append((start, self._length, raw_start, raw_end))
