"""`onrecord serve`: Prefect's server and UI, and the schedules, on one machine with one command."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, NoReturn, cast
from urllib.error import URLError
from urllib.request import urlopen
from uuid import UUID

import click

from flows.deployments import INBOX_CRON, TAG, Deployment, Retention, deployments
from flows.errors import RunError
from flows.report import counted
from flows.settings import set_prefect_defaults

if TYPE_CHECKING:
    from prefect.runner import Runner

SERVER_START_SECONDS = 180
SERVER_STOP_SECONDS = 10


@dataclass(frozen=True, kw_only=True)
class Service:
    """What to serve, and where. Paths are absolute."""

    inbox: Path
    warehouse: Path
    overlay: Path | None = None
    profile: str = "accurate"
    cron: str = INBOX_CRON
    host: str = "127.0.0.1"
    port: int = 4200
    docs_port: int | None = None
    notify_url: str | None = None
    retention: Retention = field(default_factory=Retention)

    @property
    def address(self) -> str:
        """Of the server and its UI."""
        return f"http://{self.host}:{self.port}"

    @property
    def deployments(self) -> list[Deployment]:
        """What runs on a schedule."""
        return deployments(self.inbox, self.warehouse, self.overlay, self.profile, self.cron, self.retention)


def serve(service: Service) -> None:
    """Starts the server, deploys the flows on their schedules and runs what is due, until interrupted.

    Raises RunError if something else listens on a port, or the server does not come up.
    """
    api = f"{service.address}/api"
    set_prefect_defaults(
        PREFECT_API_URL=api,
        PREFECT_SERVER_UI_API_URL=api,
        PREFECT_LOGGING_LEVEL="INFO",  # what the UI shows as the log of a run
        # Maintenance deletes old runs; what hangs on them is then swept up by the server.
        PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED="events,orphans",
    )
    if _answers(service.address):
        raise RunError(f"Something answers at {service.address} already. Stop it, or choose another port with --port.")
    docs = serve_data_docs(service)
    signal.signal(signal.SIGTERM, _interrupt)
    server = subprocess.Popen(
        [sys.executable, "-m", "prefect", "server", "start", "--host", service.host, "--port", str(service.port)],
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_for(server, service.address)
        _run_what_is_due(service)
    finally:
        docs.shutdown()
        _stop(server)


def serve_data_docs(service: Service) -> ThreadingHTTPServer:
    """Serves Great Expectations' pages from a thread, and tells the runs where. Raises RunError where it cannot."""
    from flows.artifacts import DATA_DOCS_URL

    port = service.port + 1 if service.docs_port is None else service.docs_port
    folder = service.warehouse.parent / "data_docs"
    try:
        server = ThreadingHTTPServer((service.host, port), partial(_Pages, directory=str(folder)))
    except (OSError, OverflowError) as error:
        raise RunError(
            f"Port {port}, for Great Expectations' pages, cannot be used: {error}. Choose another with --docs-port."
        ) from error
    threading.Thread(target=server.serve_forever, daemon=True).start()
    os.environ[DATA_DOCS_URL] = f"http://{service.host}:{server.server_address[1]}"
    return server


class _Pages(SimpleHTTPRequestHandler):
    """The pages and nothing else: no lists of folders, no log."""

    def list_directory(self, path: object) -> None:
        self.send_error(404)

    def log_message(self, *_: object) -> None:
        pass


def _run_what_is_due(service: Service) -> None:
    from prefect.runner import Runner

    from flows.notify import notify

    if service.notify_url:
        notify(service.notify_url)
    runner = Runner(name="onrecord", pause_on_shutdown=False, limit=1)
    ids = [deploy(deployment, runner) for deployment in service.deployments]
    _tidy_up(ids)
    click.echo(
        f"Prefect UI: {service.address}   inbox: {service.inbox}   schedule: {service.cron}   "
        f"validation pages: {os.environ['ONRECORD_DATA_DOCS_URL']}   stop with Ctrl-C"
    )
    try:
        asyncio.run(runner.start())
    except KeyboardInterrupt:
        click.echo("Stopped.")


def deploy(deployment: Deployment, runner: "Runner") -> UUID:
    """Brings the deployment to the server, and has the runner look for its runs."""
    from prefect.types.entrypoint import EntrypointType

    module, _, name = deployment.entrypoint.partition(":")
    flow = getattr(import_module(module), name)
    added = runner.add_deployment(
        flow.to_deployment(
            name=deployment.name,
            cron=deployment.cron,
            description=deployment.description,
            parameters=dict(deployment.parameters),
            tags=[TAG],
            entrypoint_type=EntrypointType.MODULE_PATH,  # found from any folder, because it is installed
        )
    )
    return cast(UUID, added)


def _tidy_up(deployment_ids: Sequence[UUID]) -> None:
    """Ends what an earlier server left: runs that look alive, and missed ones but the newest. The inbox runs now."""
    from prefect.client.orchestration import get_client

    from flows.runs import crash_dead_runs, is_due, skip_all_but_the_newest

    with get_client(sync_client=True) as client:
        dead = crash_dead_runs(client, deployment_ids)
        missed = sum(skip_all_but_the_newest(client, deployment_id) for deployment_id in deployment_ids)
        if not is_due(client, deployment_ids[0]):
            client.create_flow_run_from_deployment(deployment_ids[0], name="inbox: at the start")
    if dead:
        click.echo(f"{counted(dead, 'run')} left behind when this last stopped, now marked as crashed.")
    if missed:
        click.echo(f"{counted(missed, 'run')} missed meanwhile and skipped; the newest of each schedule runs now.")


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _wait_for(server: subprocess.Popen[bytes], address: str) -> None:
    deadline = time.monotonic() + SERVER_START_SECONDS
    while not _answers(address):
        if server.poll() is not None:
            raise RunError(f"Prefect's server ended with exit code {server.returncode}; what it said stands above.")
        if time.monotonic() > deadline:
            raise RunError(f"Prefect's server did not answer at {address} within {SERVER_START_SECONDS} s.")
        time.sleep(0.5)


def _answers(address: str) -> bool:
    try:
        with urlopen(f"{address}/api/health", timeout=2):
            return True
    except (URLError, OSError):
        return False


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(SERVER_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
