"""Late, dead and old runs, on a real server; and how a run ends that has nothing to do or cannot do it."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from prefect import flow
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.flow_engine import run_flow
from prefect.states import Running
from prefect.types.entrypoint import EntrypointType

from flows.busy import Skipped, WhenBusy, held
from flows.runs import (
    SkippedRun,
    crash_dead_runs,
    delete_old_runs,
    is_due,
    name_this_run,
    skip_all_but_the_newest,
    tells_how_it_ends,
)
from warehouse.errors import WarehouseInUse
from warehouse.lock import lock

pytestmark = pytest.mark.usefixtures("server")


@flow(name="hourly")
@tells_how_it_ends
def hourly() -> str:
    name_this_run("did its work")
    return "done"


@pytest.fixture
def client() -> Iterator[SyncPrefectClient]:
    with get_client(sync_client=True) as client:
        yield client


@pytest.fixture
def deployment_id(client: SyncPrefectClient, request: pytest.FixtureRequest) -> UUID:
    """An hourly deployment of which five runs should have started by now, none did, and two are to come."""
    deployment: Any = hourly.to_deployment(
        name=request.node.name, cron="0 * * * *", entrypoint_type=EntrypointType.MODULE_PATH
    )
    deployment_id = UUID(str(deployment.apply()))
    now = datetime.now(UTC)
    wanted = {
        "start_time": (now - timedelta(hours=5)).isoformat(),
        "end_time": (now + timedelta(hours=2)).isoformat(),
        "min_runs": 7,
        "max_runs": 50,
    }
    client.request("POST", "/deployments/{id}/schedule", path_params={"id": deployment_id}, json=wanted)
    return deployment_id


def runs(client: SyncPrefectClient, deployment_id: UUID) -> list[Any]:
    """The deployment's runs, the oldest first."""
    found = client.read_flow_runs()
    ours = [run for run in found if run.deployment_id == deployment_id]
    return sorted(ours, key=lambda run: run.expected_start_time)


def states(client: SyncPrefectClient, deployment_id: UUID) -> list[str]:
    return [run.state_name for run in runs(client, deployment_id)]


def test_of_the_missed_runs_only_the_newest_is_left_to_start(client: SyncPrefectClient, deployment_id: UUID) -> None:
    assert is_due(client, deployment_id)
    assert skip_all_but_the_newest(client, deployment_id) == 4
    assert states(client, deployment_id) == ["Skipped"] * 4 + ["Scheduled"] * 3
    skipped = runs(client, deployment_id)[0]
    assert skipped.state.is_completed()
    assert "newer run" in skipped.state.message
    assert skip_all_but_the_newest(client, deployment_id) == 0
    assert is_due(client, deployment_id)


def test_a_missed_run_that_starts_all_the_same_leaves_the_work_to_the_newest(
    client: SyncPrefectClient, deployment_id: UUID
) -> None:
    oldest, *_, newest, _, _ = runs(client, deployment_id)
    assert isinstance(run_flow(hourly, flow_run=oldest), SkippedRun)
    assert states(client, deployment_id) == ["Skipped"] * 4 + ["Scheduled"] * 3
    assert run_flow(hourly, flow_run=client.read_flow_run(newest.id)) == "done"
    assert client.read_flow_run(newest.id).name.endswith(": did its work")


def test_a_run_that_a_person_asked_for_is_never_left_out(client: SyncPrefectClient, deployment_id: UUID) -> None:
    asked = client.create_flow_run_from_deployment(deployment_id)
    skip_all_but_the_newest(client, deployment_id)
    assert client.read_flow_run(asked.id).state_name == "Scheduled"
    assert run_flow(hourly, flow_run=client.read_flow_run(asked.id)) == "done"


def test_runs_whose_runner_is_gone_are_marked_as_crashed(client: SyncPrefectClient, deployment_id: UUID) -> None:
    dead = client.create_flow_run_from_deployment(deployment_id)
    client.set_flow_run_state(dead.id, Running(), force=True)
    assert crash_dead_runs(client, [deployment_id]) == 1
    assert client.read_flow_run(dead.id).state_name == "Crashed"
    assert crash_dead_runs(client, [deployment_id]) == 0


def test_old_runs_of_our_flows_are_deleted_and_others_are_not(client: SyncPrefectClient) -> None:
    @flow(name="of another project")
    def other() -> int:
        return 1

    @flow(name="ours")
    def ours() -> int:
        return 1

    for kind in (ours, other):
        kind()
    assert delete_old_runs(client, ["ours"], days=1) == 0
    assert delete_old_runs(client, ["ours"], days=0) == 1
    names = {client.read_flow(run.flow_id).name for run in client.read_flow_runs()}
    assert "ours" not in names
    assert "of another project" in names


def test_a_run_that_fails_says_so_in_the_words_of_the_error(client: SyncPrefectClient) -> None:
    said = "The warehouse w is a folder. Name a file in it."

    @flow(name="failing")
    @tells_how_it_ends
    def failing() -> None:
        raise WarehouseInUse(said)

    with pytest.raises(WarehouseInUse, match="Name a file"):
        failing()
    (run,) = [run for run in client.read_flow_runs() if run.name.startswith("failing")]
    assert (run.state_name, run.state.message) == ("Failed", said)
    assert run.name == f"failing: failed, {said}"


def test_busy_and_fail(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    with lock(path), pytest.raises(WarehouseInUse, match="Wait for that run"), held(path):
        pass


def test_busy_and_skip(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    with lock(path), pytest.raises(Skipped, match="being loaded by process"), held(path, WhenBusy.SKIP):
        pass


def test_busy_and_wait_until_the_time_is_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.busy.POLL_SECONDS", 0.05)
    path = tmp_path / "w.duckdb"
    with lock(path), pytest.raises(WarehouseInUse, match=r"Waited 0\.005 minutes"), held(path, WhenBusy.WAIT, 0.005):
        pass


def test_busy_and_wait_until_the_other_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.busy.POLL_SECONDS", 0.05)
    path, holds = tmp_path / "w.duckdb", threading.Event()

    def other() -> None:
        with lock(path):
            holds.set()
            time.sleep(0.5)

    thread = threading.Thread(target=other)
    thread.start()
    holds.wait()
    with held(path, WhenBusy.WAIT):
        assert not thread.join(0.2)
    with pytest.raises(WarehouseInUse, match="gone wrong"), held(path, WhenBusy.WAIT):
        raise WarehouseInUse("gone wrong in the run itself")
