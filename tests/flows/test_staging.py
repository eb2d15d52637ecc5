"""Staged batches: named by content, whole or not there, taken up again."""

from pathlib import Path

import polars as pl
import pytest

from flows import staging
from transforms.documents import RawDocument, Rejection
from warehouse.contract import STAGED_TABLES, TABLES, RejectionReason, polars_schema


def raw(name: str, text: str = "Some text.") -> RawDocument:
    return RawDocument(f"/in/{name}", None, f"hash of {name} {text}", len(text), "utf-8", text)


def frames(*document_ids: str) -> dict[str, pl.DataFrame]:
    staged = {name: polars_schema(TABLES[name], staged=True).to_frame() for name in STAGED_TABLES}
    for table in ("dim_document", "dim_source", "fact_sentence"):
        rows = pl.DataFrame({"document_id": document_ids}, schema={"document_id": pl.String})
        staged[table] = pl.concat([staged[table], rows], how="diagonal")
    return staged


def test_inputs_come_back_from_a_batch_as_they_were(tmp_path: Path) -> None:
    inputs = [raw("a"), Rejection("/in/b", 3, "hash", RejectionReason.EMPTY, "nothing in it")]
    (batch,) = staging.plan_batches(lambda: inputs, tmp_path)
    assert list(staging.inputs_of(batch)) == inputs
    assert staging.input_count(batch) == 2


def test_long_inputs_are_parted_into_batches(tmp_path: Path) -> None:
    inputs = [raw(str(number), "x" * (staging.BATCH_CHARACTERS // 2)) for number in range(4)]
    assert len(staging.plan_batches(lambda: inputs, tmp_path)) == 2


def test_the_same_inputs_give_the_same_batches(tmp_path: Path) -> None:
    names = [
        [batch.name for batch in staging.plan_batches(lambda: [raw("a"), raw("b")], tmp_path / folder)]
        for folder in ("one", "two")
    ]
    assert names[0] == names[1]


def test_what_was_extracted_is_taken_up_again_and_only_the_rest_is_planned(tmp_path: Path) -> None:
    (first,) = staging.plan_batches(lambda: [raw("a")], tmp_path)
    staging.write_extracted(first, frames("1"))
    batches = staging.plan_batches(lambda: [raw("a"), raw("b")], tmp_path)
    assert batches[0] == first
    assert [found.path for batch in batches[1:] for found in staging.inputs_of(batch)] == ["/in/b"]


def test_a_batch_of_a_text_that_changed_since_is_not_taken_up(tmp_path: Path) -> None:
    (first,) = staging.plan_batches(lambda: [raw("a", "old")], tmp_path)
    staging.write_extracted(first, frames("1"))
    (batch,) = staging.plan_batches(lambda: [raw("a", "new")], tmp_path)
    assert batch != first


def test_tables_half_written_are_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (batch,) = staging.plan_batches(lambda: [raw("a")], tmp_path)

    def full_disk(*_: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(Path, "rename", full_disk)
    with pytest.raises(OSError, match="No space"):
        staging.write_extracted(batch, frames("1"))
    assert not staging.is_extracted(batch)


def test_a_document_in_two_batches_is_read_once_with_both_its_sources(tmp_path: Path) -> None:
    batches = [*staging.plan_batches(lambda: [raw("a")], tmp_path), *staging.plan_batches(lambda: [raw("b")], tmp_path)]
    for batch in batches:
        staging.write_extracted(batch, frames("1"))
    found = staging.read_extracted(batches, frozenset())
    assert {table: found[table].height for table in ("dim_document", "dim_source", "fact_sentence")} == {
        "dim_document": 1,
        "dim_source": 2,
        "fact_sentence": 1,
    }


def test_of_a_known_document_only_the_source_is_read(tmp_path: Path) -> None:
    (batch,) = staging.plan_batches(lambda: [raw("a")], tmp_path)
    staging.write_extracted(batch, frames("1"))
    found = staging.read_extracted([batch], {"1"})
    assert (found["dim_document"].height, found["dim_source"].height) == (0, 1)


def test_the_slowest_and_the_largest_documents_are_told_whether_or_not_they_were_timed(tmp_path: Path) -> None:
    timed, untimed = tmp_path / "timed", tmp_path / "untimed"
    rows = {"document_id": ["a", "b", "c"], "title": ["A", "B", "C"], "word_count": [10, 500, 20]}
    sources = pl.DataFrame({"document_id": ["a", "b", "c"], "path": ["/a", "/b", "/c"]})
    seconds = pl.DataFrame({"document_id": ["a", "b", "c"], "seconds": [9.0, 2.0, 0.1]})
    documents = {"dim_document": pl.DataFrame(rows), "dim_source": sources}
    staging.write_extracted(timed, documents | {"document_seconds": seconds})
    staging.write_extracted(untimed, documents)
    found = staging.slowest_and_largest([timed, untimed], 1)
    assert found.select("title", "word_count", "seconds", "path").rows() == [
        ("A", 10, 9.0, "/a"),
        ("B", 500, 2.0, "/b"),
    ]
    assert staging.slowest_and_largest([untimed], 1)["seconds"].to_list() == [None]
