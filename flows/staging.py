"""Staged batches: folders of Parquet files, named by content, so that a run picks up where a killed one stopped.

<staging>/<batch id>/inputs.parquet      the documents that the batch holds: raw ones, or kept ones to extract again
<staging>/<batch id>/extracted/*.parquet what extraction made of them, and how long it took; there only when whole
<staging>/good/<part>/*.parquet          what of that passed the gate, a part for each group of batches
"""

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import asdict, fields
from pathlib import Path

import polars as pl

from transforms.documents import Input, KeptDocument, RawDocument, Rejection
from transforms.extract import TIMING, TIMING_SCHEMA
from transforms.ids import content_id, source_id
from transforms.kept import kept_document, kept_row
from warehouse.contract import STAGED_TABLES, TABLES, RejectionReason, polars_schema

BATCH_CHARACTERS = 250_000
"""Raw characters of a batch: some ten seconds of one core, so that a task's overhead and a retry's loss stay small."""

_INPUTS = "inputs.parquet"
_EXTRACTED = "extracted"
_INPUT_SCHEMA = pl.Schema(
    {field.name: pl.String() for kind in (RawDocument, Rejection) for field in fields(kind)}
    | {"record": pl.Int64(), "byte_count": pl.Int64()}
)
_KEPT_SCHEMA = pl.Schema(
    {
        name: kind
        for table in ("dim_source", "dim_document")
        for name, kind in polars_schema(TABLES[table], staged=True).items()
        if name != "extractor_version"
    }
)


def staging_folder(warehouse: Path, extractor_version: str) -> Path:
    """Where one version of the extractor keeps its batches."""
    return staging_root(warehouse) / extractor_version


def staging_root(warehouse: Path) -> Path:
    """Beside the warehouse, so that two warehouses never share a batch."""
    return warehouse.parent / "staging" / warehouse.name


def plan_batches(read_inputs: Callable[[], Iterable[Input]], folder: Path) -> list[Path]:
    """Batch folders that hold every input once: those that an earlier run extracted already, then new ones.

    `read_inputs` is called a second time where there are earlier batches, to learn which of them are still wanted.
    """
    earlier = {batch: _source_ids(batch) for batch in sorted(folder.glob("*/")) if is_extracted(batch)}
    covered: set[str] = set()
    batches = []
    if earlier:
        wanted = {source_id(found) for found in read_inputs()}
        for batch, ids in earlier.items():
            if ids <= wanted and not ids & covered:
                batches.append(batch)
                covered |= ids
    new = (found for found in read_inputs() if source_id(found) not in covered)
    return batches + list(_spool(new, folder))


def inputs_of(batch: Path) -> Iterator[Input]:
    """The documents and rejections that the batch holds."""
    for row in pl.read_parquet(batch / _INPUTS, glob=False).iter_rows(named=True):
        if "document_id" in row:
            yield kept_document(row)
        elif row["reason"] is None:
            yield RawDocument(**{field.name: row[field.name] for field in fields(RawDocument)})
        else:
            values = {field.name: row[field.name] for field in fields(Rejection)}
            yield Rejection(**values | {"reason": RejectionReason(row["reason"])})


def is_extracted(batch: Path) -> bool:
    """Whether extraction of the batch is there, and whole."""
    return (batch / _EXTRACTED).is_dir()


def write_extracted(batch: Path, frames: Mapping[str, pl.DataFrame]) -> None:
    """All tables or none: they are written aside and renamed."""
    write_tables(batch / _EXTRACTED, frames)


def input_count(batch: Path) -> int:
    """Inputs that the batch holds."""
    return _height(batch / _INPUTS)


def row_count(folders: Iterable[Path], table: str) -> int:
    """Rows of the table in folders of Parquet files."""
    return sum(_height(folder / f"{table}.parquet") for folder in folders)


def grouped(batches: Sequence[Path], documents: int) -> Iterator[list[Path]]:
    """The extracted batches in groups of about so many documents."""
    group: list[Path] = []
    size = 0
    for batch in batches:
        group.append(batch)
        size += _height(batch / _EXTRACTED / "dim_document.parquet")
        if size >= documents:
            yield group
            group, size = [], 0
    if group:
        yield group


def read_extracted(batches: Sequence[Path], known_document_ids: Set[str]) -> dict[str, pl.DataFrame]:
    """The tables of several batches together, each document and each actor once.

    Of documents that are known, only the rows of dim_source are kept: the text was seen at one more place.
    """
    known = set(known_document_ids)
    parts: dict[str, list[pl.DataFrame]] = {table: [] for table in STAGED_TABLES}
    for batch in batches:
        for table in STAGED_TABLES:
            rows = pl.read_parquet(batch / _EXTRACTED / f"{table}.parquet", glob=False)
            if "document_id" in rows.columns and table != "dim_source":
                rows = rows.filter(~pl.col("document_id").is_in(known))
            parts[table].append(rows)
        known.update(parts["dim_document"][-1]["document_id"])
    frames = {table: pl.concat(rows) for table, rows in parts.items()}
    frames["dim_actor"] = frames["dim_actor"].unique("actor_id", keep="first", maintain_order=True)
    return frames


def slowest_and_largest(batches: Iterable[Path], number: int) -> pl.DataFrame:
    """The documents that took longest and those of most words, so many of each, the slowest first.

    Columns: document_id, title, word_count, seconds, path (of the first place that it was seen at).
    """
    parts = [_measured(batch / _EXTRACTED) for batch in batches]
    documents = pl.concat(parts).unique("document_id", keep="first") if parts else _measured_schema().to_frame()
    found = [documents.drop_nulls("seconds").top_k(number, by="seconds"), documents.top_k(number, by="word_count")]
    return pl.concat(found).unique("document_id").sort("seconds", descending=True)


def _measured(extracted: Path) -> pl.DataFrame:
    document = pl.scan_parquet(extracted / "dim_document.parquet", glob=False).select(
        "document_id", "title", "word_count"
    )
    path = (
        pl.scan_parquet(extracted / "dim_source.parquet", glob=False)
        .group_by("document_id")
        .agg(pl.col("path").first())
    )
    took = extracted / f"{TIMING}.parquet"
    seconds = pl.scan_parquet(took, glob=False) if took.exists() else TIMING_SCHEMA.to_frame().lazy()
    found = document.join(seconds, on="document_id", how="left").join(path, on="document_id", how="left")
    return found.select(_measured_schema().names()).collect()


def _measured_schema() -> pl.Schema:
    return pl.Schema(
        {"document_id": pl.String, "title": pl.String, "word_count": pl.Int64, "seconds": pl.Float64, "path": pl.String}
    )


def write_tables(folder: Path, frames: Mapping[str, pl.DataFrame]) -> Path:
    """Writes one Parquet file a table into a new folder that appears when it is whole."""
    aside = folder.with_name(folder.name + ".part")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    for table, frame in frames.items():
        frame.write_parquet(aside / f"{table}.parquet")
    shutil.rmtree(folder, ignore_errors=True)
    aside.rename(folder)
    return folder


def _spool(inputs: Iterable[Input], folder: Path) -> Iterator[Path]:
    batch: list[Input] = []
    size = 0
    for found in inputs:
        batch.append(found)
        size += _characters(found)
        if size >= BATCH_CHARACTERS:
            yield _write_inputs(batch, folder)
            batch, size = [], 0
    if batch:
        yield _write_inputs(batch, folder)


def _characters(found: Input) -> int:
    if isinstance(found, Rejection):
        return 0
    return len(found.document.text if isinstance(found, KeptDocument) else found.text)


def _write_inputs(batch: Sequence[Input], folder: Path) -> Path:
    target = folder / content_id(*map(source_id, batch))
    target.mkdir(parents=True, exist_ok=True)
    kept = [kept_row(found) for found in batch if isinstance(found, KeptDocument)]
    rows = kept or [asdict(found) for found in batch]
    pl.DataFrame(rows, schema=_KEPT_SCHEMA if kept else _INPUT_SCHEMA).write_parquet(target / _INPUTS)
    return target


def _height(file: Path) -> int:
    count: int = pl.scan_parquet(file, glob=False).select(pl.len()).collect().item()
    return count


def _source_ids(batch: Path) -> set[str]:
    return {source_id(found) for found in inputs_of(batch)}
