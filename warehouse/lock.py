"""One run at a time: a lock file beside the warehouse, held for the whole of a run."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from warehouse.errors import NotAWarehouse, WarehouseInUse, not_writable


@contextmanager
def lock(path: Path) -> Iterator[None]:
    """Holds `<path>.lock` and removes what a killed run left behind. Readers are not kept out.

    The system frees the lock when the process ends, however it ends; the file itself stays. Raises WarehouseInUse
    with the process that holds it, or NotAWarehouse for a path that cannot be one.
    """
    path = path.resolve()
    if path.is_dir():
        raise NotAWarehouse(f"{path} is a folder. Name a file in it, for example {path / 'onrecord.duckdb'}.")
    if "?" in str(path):  # where DuckDB looks for the end of an address
        raise NotAWarehouse(f"DuckDB cannot reopen {path}: its path has a question mark. Name a file without one.")
    lock_path = path.with_name(f"{path.name}.lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(lock_path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise not_writable(path, error) from error
    try:
        _acquire(descriptor, path, lock_path)
        remove_next(path)
        yield
    finally:
        os.close(descriptor)


def next_path(path: Path) -> Path:
    """Where a run builds the file that will replace the published one."""
    return path.with_name(f"{path.name}.next")


def compact_path(path: Path) -> Path:
    """Where a copy is written anew, so that nothing is left in it of what was removed."""
    return path.with_name(f"{path.name}.compact")


def remove_next(path: Path) -> None:
    """Removes unpublished copies with what DuckDB keeps beside them: the write-ahead log and the spilled blocks."""
    for copy in (next_path(path), compact_path(path)):
        for leftover in (copy, copy.with_name(f"{copy.name}.wal")):
            leftover.unlink(missing_ok=True)
        shutil.rmtree(copy.with_name(f"{copy.name}.tmp"), ignore_errors=True)


def _acquire(descriptor: int, path: Path, lock_path: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.pread(descriptor, 200, 0).decode().strip() or "a process that has just started"
        raise WarehouseInUse(
            f"The warehouse {path} is being loaded by {holder} (lock file {lock_path}). "
            "Wait for that run to end, or stop it; reading needs no lock."
        ) from error
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"process {os.getpid()} since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC\n".encode(), 0)
