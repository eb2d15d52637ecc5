"""`onrecord serve`: Prefect's server and UI, and the schedule, on one machine with one command."""

import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import NoReturn
from urllib.error import URLError
from urllib.request import urlopen

import click

from flows.errors import RunError
from flows.settings import set_prefect_defaults

SERVER_START_SECONDS = 180
SERVER_STOP_SECONDS = 10


def serve(inbox: Path, warehouse: Path, overlay: Path | None, profile: str, cron: str, host: str, port: int) -> None:
    """Starts the server, deploys the ingest flow on its schedule and runs what is due, until interrupted.

    Raises RunError if something else listens on the port, or the server does not come up.
    """
    address = f"http://{host}:{port}"
    set_prefect_defaults(PREFECT_API_URL=f"{address}/api", PREFECT_SERVER_UI_API_URL=f"{address}/api")
    if _answers(address):
        raise RunError(f"Something answers at {address} already. Stop it, or choose another port with --port.")
    signal.signal(signal.SIGTERM, _interrupt)
    server = subprocess.Popen(
        [sys.executable, "-m", "prefect", "server", "start", "--host", host, "--port", str(port)],
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_for(server, address)
        click.echo(f"Prefect UI: {address}   inbox: {inbox}   schedule: {cron}   stop with Ctrl-C")
        from flows.ingest import ingest

        ingest.serve(
            name="inbox",
            cron=cron,
            parameters={
                "paths": [str(inbox)],
                "warehouse": str(warehouse),
                "overlay": str(overlay) if overlay else None,
                "profile": profile,
                "allow_empty": True,
            },
            pause_on_shutdown=False,
            print_starting_message=False,
            limit=1,
        )
    finally:
        _stop(server)


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
