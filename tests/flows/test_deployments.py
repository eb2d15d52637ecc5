"""What runs on a schedule is said twice: in Python for `onrecord serve`, and in prefect.yaml for a team."""

from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import Any

import pytest
import yaml

from flows.deployments import TAG, Deployment, deployments
from flows.settings import DEFAULT_WAREHOUSE

ROOT = Path(__file__).parent.parent.parent
DECLARED = deployments(Path("inbox"), DEFAULT_WAREHOUSE)
OF_TEAM: list[dict[str, Any]] = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]


def test_both_declare_the_same() -> None:
    ours = [
        {
            "name": found.name,
            "description": found.description,
            "entrypoint": found.entrypoint.replace(".", "/").replace(":", ".py:"),
            "tags": [TAG],
            "parameters": {name: value for name, value in found.parameters.items() if value is not None},
            "schedules": [{"cron": found.cron, "timezone": "UTC"}],
        }
        for found in DECLARED
    ]
    assert [{key: value for key, value in entry.items() if key != "work_pool"} for entry in OF_TEAM] == ours


def test_every_deployment_of_a_team_runs_in_our_work_pool() -> None:
    assert {entry["work_pool"]["name"] for entry in OF_TEAM} == {"onrecord"}


@pytest.mark.parametrize("deployment", DECLARED, ids=lambda found: found.name)
def test_its_flow_takes_its_parameters(deployment: Deployment) -> None:
    module, _, name = deployment.entrypoint.partition(":")
    flow = getattr(import_module(module), name)
    assert flow.name == name, "maintenance finds old runs by this name"
    assert set(deployment.parameters) <= set(signature(flow.fn).parameters)
    flow.validate_parameters(dict(deployment.parameters))
