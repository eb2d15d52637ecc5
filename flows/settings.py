"""Where a run keeps what it writes, and how it starts Prefect, unless a person says otherwise."""

import os
from pathlib import Path

HOME = Path(".onrecord")
"""Everything that runs write, below the folder that they are started in."""

DEFAULT_WAREHOUSE = HOME / "onrecord.duckdb"

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
