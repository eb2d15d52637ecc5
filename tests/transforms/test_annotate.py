"""How long each document took is told from when it came out."""

from collections.abc import Iterator

import pytest
from spacy.language import Language

from transforms.annotate import annotate, seconds_of_each
from transforms.documents import RawDocument

TEXT = "The president of Ruritania said on Monday that Freedonia must withdraw its troops from the border. " * 3


def test_what_a_batch_shares_is_parted_by_length_and_what_a_document_took_alone_is_its_own() -> None:
    found = seconds_of_each([3.0, 1.0, 2.0], [100, 100, 200])
    assert sum(found) == pytest.approx(6.0)
    assert found == pytest.approx([1.5, 1.5, 3.0])
    slow_in_the_middle = seconds_of_each([3.0, 9.0, 2.0], [100, 100, 200])
    assert max(slow_in_the_middle) == slow_in_the_middle[1]


def test_a_document_alone_took_all_the_time() -> None:
    assert seconds_of_each([2.5], [10]) == [2.5]


def test_the_clock_is_read_for_each_document(rules: Language) -> None:
    ticks: Iterator[float] = iter(range(100))
    raw = [RawDocument(f"/in/{name}", None, name, len(TEXT), "utf-8", f"{name}. {TEXT}") for name in "abc"]
    docs = [found.doc for found in annotate(raw, rules, lambda: float(next(ticks)))]
    assert sum(doc._.seconds for doc in docs if doc is not None) == pytest.approx(3)
    assert [found.doc._.seconds for found in annotate(raw, rules) if found.doc is not None] == [None] * 3
