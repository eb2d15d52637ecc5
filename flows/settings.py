"""Where a run keeps what it writes, and how it starts Prefect and numpy, unless a person says otherwise."""

import os
from pathlib import Path

HOME = Path(".onrecord")
"""Everything that runs write, below the folder that they are started in."""

DEFAULT_WAREHOUSE = HOME / "onrecord.duckdb"
DEFAULT_REPORT = HOME / "report.html"

PREFECT_SETTINGS = {
    "PREFECT_HOME": str(HOME.absolute() / "prefect"),
    # A server that is started for one run migrates its database first; the default of 20 s is too short for that.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
}


def set_prefect_defaults(**others: str) -> None:
    """Sets Prefect's environment where the user has not. Call it before Prefect is imported."""
    for name, value in (PREFECT_SETTINGS | others).items():
        os.environ.setdefault(name, value)
    Path(os.environ["PREFECT_HOME"]).mkdir(parents=True, exist_ok=True)


def set_numpy_defaults() -> None:
    """Lets numpy use one thread where the user has not said how many. Call it before numpy is imported.

    The matrices of a document are so small that a second thread costs more than it brings, and the other cores have
    processes of their own to run. Those inherit the setting.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
