"""What can be wrong with a warehouse. Each message says what, where, and what to do."""

from pathlib import Path


class WarehouseError(Exception):
    """Anything that keeps the warehouse from being read or published. The published file is as it was."""


class WarehouseInUse(WarehouseError):
    """Another run is publishing to the warehouse, or a program has the file open for writing."""


class WarehouseMissing(WarehouseError):
    """There is no file at the path."""


class NotAWarehouse(WarehouseError):
    """The path is a folder, or a file that this pipeline did not write."""


class WarehouseTooNew(WarehouseError):
    """A newer version of On Record wrote the file."""


class NotWritable(WarehouseError):
    """The disk is full, or the folder may not be written to."""


class PublicationRefused(WarehouseError):
    """What should hold after the load does not, so nothing of it was published."""


class NothingToReport(WarehouseError):
    """The report was asked for an actor or a pair that has no stance."""


class NotAReport(WarehouseError):
    """The file that the report is to replace is something else."""


class QueryFailed(WarehouseError):
    """The SQL could not be run. The message is DuckDB's, in one line."""


class ExportRefused(WarehouseError):
    """The folder must not be written to, or there is no such table. What was there is as it was."""


class NothingToForget(WarehouseError):
    """What should be forgotten is not in the warehouse."""


def not_writable(path: Path, error: Exception) -> NotWritable:
    return NotWritable(
        f"Cannot write the warehouse {path}: {one_line(error)}. The published data is unchanged. "
        "Free space or fix the folder's permissions, then run again."
    )


def one_line(error: Exception) -> str:
    return " ".join(str(error).split()).rstrip(".!")
