"""What runs on a schedule, declared once: `onrecord serve` deploys these, and prefect.yaml repeats them for a team.

A test keeps prefect.yaml equal to this file: what is added here is added there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TAG = "onrecord"
"""On every deployment, and so on every run of one: what notifications listen to."""

INBOX_CRON = "0 * * * *"


@dataclass(frozen=True)
class Retention:
    """For how many days each is kept. What the warehouse publishes is kept for ever."""

    staging_days: int = 7
    run_days: int = 90
    quarantine_days: int = 365
    data_docs_days: int = 30


@dataclass(frozen=True)
class Deployment:
    """A flow on a schedule (cron, UTC). `entrypoint` is module:function."""

    name: str
    entrypoint: str
    cron: str
    description: str
    parameters: Mapping[str, Any]


def deployments(
    inbox: Path,
    warehouse: Path,
    overlay: Path | None = None,
    profile: str = "accurate",
    cron: str = INBOX_CRON,
    retention: Retention = Retention(),
) -> list[Deployment]:
    """Every deployment, with its parameters as JSON knows them."""
    return [
        Deployment(
            "inbox",
            "flows.ingest:ingest",
            cron,
            "Loads what is new or changed in the inbox folder.",
            {
                "paths": [str(inbox)],
                "warehouse": str(warehouse),
                "overlay": str(overlay) if overlay else None,
                "profile": str(profile),
                "allow_empty": True,
                "when_busy": "skip",
            },
        ),
        Deployment(
            "report",
            "flows.reporting:report",
            "0 5 * * *",
            "Writes the report, and what changed since the last one.",
            {"warehouse": str(warehouse), "output": str(warehouse.parent / "report.html")},
        ),
        Deployment(
            "maintenance",
            "flows.maintenance:maintenance",
            "30 3 * * 0",
            "Compacts the warehouse, and removes what is older than its days.",
            {"warehouse": str(warehouse), "when_busy": "wait", **vars(retention)},
        ),
    ]
