"""Runs as Prefect's server knows them: how they end, what they are called, and those that are late, dead or old."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import wraps
from textwrap import shorten
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from prefect import runtime
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterEndTime,
    FlowRunFilterId,
    FlowRunFilterState,
    FlowRunFilterStateType,
    TaskRunFilter,
    TaskRunFilterState,
    TaskRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.context import FlowRunContext
from prefect.exceptions import ObjectNotFound
from prefect.logging import get_run_logger
from prefect.states import Completed, Crashed, Failed

from flows.busy import Skipped
from flows.errors import user_errors

AT_ONCE = 200
"""Runs that the server gives in one answer, at most."""

LONGEST_NAME = 100

LIVE = [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING]
ENDED = [StateType.COMPLETED, StateType.FAILED, StateType.CRASHED, StateType.CANCELLED]

SUPERSEDED = "Skipped: a newer run of this schedule was due already, and loads what this one would have."

DIED = "What ran this ended without a word: a power cut, a kill, or too little memory."

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


@dataclass(frozen=True)
class SkippedRun:
    """The result of a run that had nothing to do, with the reason."""

    reason: str


def tells_how_it_ends(
    work: Callable[Parameters, Result],
) -> Callable[Parameters, Result | SkippedRun]:
    """Goes between `@flow` and its function: what keeps a run from its work becomes a state that says so.

    A run that another one makes needless is Completed under the name Skipped. One that fails of what a person can do
    something about is Failed with the error's own words, which say what, where, and what to do, as its message.
    """

    @wraps(work)
    def run(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Any:  # a state, of which Prefect takes the result
        context = FlowRunContext.get()
        expected: tuple[type[Exception], ...] = (OSError, *user_errors())
        try:
            if context and context.flow_run:
                _refuse_superseded(context.flow_run)
            return work(*args, **kwargs)
        except Skipped as skipped:
            name_this_run("skipped")
            return skipped_state(str(skipped))
        except expected as error:
            name_this_run(f"failed, {shorten(str(error), LONGEST_NAME, placeholder=' …')}")
            get_run_logger().error(str(error))
            return Failed(message=str(error), data=error)

    return run


def skipped_state(reason: str) -> State[SkippedRun]:
    """The state of a run that had nothing to do."""
    return Completed(name="Skipped", message=reason, data=SkippedRun(reason))


def name_this_run(what: str) -> None:
    """Calls the run by its deployment, or its flow, and what it did: "inbox: 42 new articles"."""
    flow_run_id = runtime.flow_run.id
    if flow_run_id:
        with get_client(sync_client=True) as client:
            name = runtime.deployment.name or runtime.flow_run.flow_name
            client.update_flow_run(UUID(flow_run_id), name=f"{name}: {what}")


def skip_all_but_the_newest(client: SyncPrefectClient, deployment_id: UUID) -> int:
    """Of the runs that the schedule wanted by now and that have not started, only the newest is left to start.

    Returns how many are left out. They end as Completed under the name Skipped.
    """
    waiting = _of_schedule(_due(client, deployment_id, [StateType.SCHEDULED]))
    newest = max((run.expected_start_time for run in waiting if run.expected_start_time), default=None)
    late = [run for run in waiting if run.expected_start_time != newest]
    for run in late:
        client.set_flow_run_state(run.id, _without_data(skipped_state(SUPERSEDED)), force=True)
    return len(late)


def is_due(client: SyncPrefectClient, deployment_id: UUID) -> bool:
    """Whether a run of the deployment waits to be started by now."""
    return bool(_due(client, deployment_id, [StateType.SCHEDULED]))


def crash_dead_runs(client: SyncPrefectClient, deployment_ids: Sequence[UUID]) -> int:
    """Marks the runs of the deployments that look alive as crashed, with their tasks; returns how many.

    Call it where nothing can run them: before the only runner of the deployments starts.
    """
    live = FlowRunFilter(
        deployment_id=FlowRunFilterDeploymentId(any_=list(deployment_ids)),
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=LIVE)),
    )
    dead = _read_all(client, live)
    state: State[None] = Crashed(message=DIED)
    for run in dead:
        of_run = FlowRunFilter(id=FlowRunFilterId(any_=[run.id]))
        alive = TaskRunFilter(state=TaskRunFilterState(type=TaskRunFilterStateType(any_=LIVE)))
        for task_run in client.read_task_runs(flow_run_filter=of_run, task_run_filter=alive):
            client.set_task_run_state(task_run.id, state, force=True)
        client.set_flow_run_state(run.id, state, force=True)
    return len(dead)


def delete_old_runs(client: SyncPrefectClient, flow_names: Sequence[str], days: int) -> int:
    """Deletes runs of the flows that ended longer ago than that; returns how many."""
    ended = FlowRunFilter(
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=ENDED)),
        end_time=FlowRunFilterEndTime.model_validate({"before_": datetime.now(UTC) - timedelta(days=days)}),
    )
    old = _read_all(client, ended, FlowFilter(name=FlowFilterName(any_=list(flow_names))))
    deleted = 0
    for run in old:
        try:
            client.delete_flow_run(run.id)
            deleted += 1
        except ObjectNotFound:  # somebody else was faster
            continue
    return deleted


def _refuse_superseded(run: FlowRun) -> None:
    """Raises Skipped where the schedule wants a newer run by now; older ones that wait are left out at once."""
    if not (run.auto_scheduled and run.deployment_id and run.expected_start_time):
        return
    with get_client(sync_client=True) as client:
        skip_all_but_the_newest(client, run.deployment_id)
        rivals = _of_schedule(_due(client, run.deployment_id, [StateType.SCHEDULED, *LIVE]))
    if any(rival.expected_start_time and rival.expected_start_time > run.expected_start_time for rival in rivals):
        raise Skipped(SUPERSEDED)


def _due(client: SyncPrefectClient, deployment_id: UUID, types: list[StateType]) -> list[FlowRun]:
    """Runs of the deployment in these states, of which those that are scheduled should have started by now."""
    now = datetime.now(UTC)
    found = _read_all(
        client,
        FlowRunFilter(
            deployment_id=FlowRunFilterDeploymentId(any_=[deployment_id]),
            state=FlowRunFilterState(type=FlowRunFilterStateType(any_=types)),
        ),
    )
    return [run for run in found if run.state_type != StateType.SCHEDULED or _starts(run) <= now]


def _starts(run: FlowRun) -> datetime:
    return run.next_scheduled_start_time or run.expected_start_time or datetime.max.replace(tzinfo=UTC)


def _of_schedule(runs: Sequence[FlowRun]) -> list[FlowRun]:
    """Without those that a person or a program asked for: these are never left out."""
    return [run for run in runs if run.auto_scheduled]


def _read_all(client: SyncPrefectClient, runs: FlowRunFilter, flows: FlowFilter | None = None) -> list[FlowRun]:
    return list(_pages(client, runs, flows))


def _pages(client: SyncPrefectClient, runs: FlowRunFilter, flows: FlowFilter | None) -> Iterator[FlowRun]:
    offset = 0
    while True:
        page = client.read_flow_runs(
            flow_filter=flows, flow_run_filter=runs, sort=FlowRunSort.ID_DESC, limit=AT_ONCE, offset=offset
        )
        yield from page
        if len(page) < AT_ONCE:
            return
        offset += AT_ONCE


def _without_data(state: State[SkippedRun]) -> State[SkippedRun]:
    return state.model_copy(update={"data": None})
