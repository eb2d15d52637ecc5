"""What `run` and `reprocess` would do, as lines for a person; nothing is written, not even a lock."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from flows.inputs import State, Window, new_inputs
from flows.report import counted
from transforms.read import ColumnNames
from transforms.version import Profile, extractor_version
from warehouse.read import documents_by_version


def run_lines(
    paths: Sequence[Path],
    warehouse: Path,
    overlay: Path | None,
    profile: Profile,
    columns: ColumnNames,
    window: Window,
    relearn: bool,
) -> Iterator[str]:
    """Inputs by what they are to a run, and the documents that `reprocess` would extract again."""
    inputs = new_inputs(paths, warehouse, columns, window, relearn=relearn)
    for _ in inputs():
        pass
    counts = inputs.counts()
    new, changed = counted(counts[State.NEW], "new input"), counted(counts[State.CHANGED], "changed one")
    yield f"A run would take {new} and {changed}; {counts[State.UNCHANGED]} are unchanged."
    if not window.is_open:
        outside, undated = counts[State.OUTSIDE], counts[State.UNDATED]
        yield f"Its window leaves out {outside} of other dates and {undated} without a date."
    if warehouse.exists():
        yield from reprocess_lines(warehouse, overlay, profile)


def reprocess_lines(warehouse: Path, overlay: Path | None, profile: Profile) -> Iterator[str]:
    """Documents to extract again, by the version that extracted them last. Raises WarehouseMissing."""
    version = extractor_version(overlay, profile)
    documents = dict(documents_by_version(warehouse, must_exist=True).iter_rows())
    newest = documents.pop(version, 0)
    yield (
        f"Reprocessing would extract {counted(sum(documents.values()), 'document')} again with {version}; "
        f"{newest} are of this version already."
    )
    yield from (f"  {counted(count, 'document')} of {other}" for other, count in documents.items())
