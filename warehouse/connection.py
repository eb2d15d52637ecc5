"""Opening a warehouse file, with DuckDB's errors told in the words of warehouse.errors."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from warehouse.errors import NotAWarehouse, WarehouseError, WarehouseInUse, WarehouseMissing, one_line
from warehouse.schema import schema_version

CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "python_enable_replacements": "false",
    "autoinstall_known_extensions": "false",
}
"""What every reader of one process has to open the file with. What else is forbidden, is so once it is open."""

_LOCKING_DOWN = threading.Lock()


@contextmanager
def read_only(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that can neither write nor reach any other file, the network, or Python variables of the caller.

    All readers of one process need the same settings (DuckDB refuses others), so everything is read this way. Raises
    WarehouseMissing, NotAWarehouse, WarehouseTooNew, or WarehouseInUse where a program has the file open for writing.
    """
    if not path.exists():
        raise WarehouseMissing(
            f"There is no warehouse at {path}. Load one with: onrecord run ARTICLES --warehouse {path}"
        )
    connection = _connect(path)
    try:
        _lock_down(connection)
        schema_version(connection, path)
        yield connection
    finally:
        connection.close()


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    if path.is_dir():
        raise NotAWarehouse(f"{path} is a folder. Name a file in it, for example {path / 'onrecord.duckdb'}.")
    try:
        return duckdb.connect(path, read_only=True, config=CONFIG)
    except duckdb.Error as error:
        raise _open_error(path, error) from error


def _lock_down(connection: duckdb.DuckDBPyConnection) -> None:
    """Shuts the door, sets the clock to UTC and forbids further settings, once for all connections of the process.

    The extension fts, which is for search, can only be loaded before that, and only where the user has installed it.
    """
    with _LOCKING_DOWN:
        ((is_locked,),) = connection.execute("SELECT current_setting('lock_configuration')").fetchall()
        if not is_locked:
            with suppress(duckdb.Error):
                connection.execute("LOAD fts")
            connection.execute("SET GLOBAL enable_external_access = false")
            connection.execute("SET GLOBAL TimeZone = 'UTC'")
            connection.execute("SET GLOBAL lock_configuration = true")


def _open_error(path: Path, error: duckdb.Error) -> WarehouseError:
    reason = one_line(error)
    if "lock on file" in reason:
        return WarehouseInUse(f"Another program has {path} open for writing ({reason}). Close it, then try again.")
    return NotAWarehouse(
        f"{path} cannot be opened as a warehouse: {reason}. Name another file; this one was not touched."
    )
