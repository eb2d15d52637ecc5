"""`onrecord serve` as a person starts it: the schedule, what the API and the UI show of a run, and who is told of one
that fails. One server serves all tests of this file, which cost a minute: leave them out with -m "not served".
"""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from browser import PROGRAM, browser

pytestmark = pytest.mark.served

ARTICLES = Path(__file__).parent.parent.parent / "seeds" / "articles"
STATEMENT = "Smith expressed U.S. solidarity with Ukraine"


@dataclass
class Served:
    """A running `onrecord serve`, and what its webhook was told."""

    address: str
    docs: str
    warehouse: Path
    output: Path
    told: list[dict[str, Any]] = field(default_factory=list)

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """GET, or POST with a body, of the server's API."""
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"{self.address}/api/{path}", data, {"Content-Type": "application/json"})
        with urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def runs(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.ask("flow_runs/filter", {"sort": "EXPECTED_START_TIME_ASC"})
        return found

    def deployment_id(self, name: str) -> str:
        return str(next(found["id"] for found in self.ask("deployments/filter", {}) if found["name"] == name))

    def run_now(self, deployment: str, **parameters: Any) -> str:
        wanted = {"state": {"type": "SCHEDULED"}, "parameters": parameters}
        return str(self.ask(f"deployments/{self.deployment_id(deployment)}/create_flow_run", wanted)["id"])

    def wait_for_end(self, flow_run_id: str) -> dict[str, Any]:
        def ended() -> Any:
            run = self.ask(f"flow_runs/{flow_run_id}")
            return run if run["state_type"] in ("COMPLETED", "FAILED", "CRASHED") else None

        return dict(self.wait(ended, f"end of the run {flow_run_id}"))

    def wait(self, look: Callable[[], Any], what: str, seconds: float = 120) -> Any:
        until = time.monotonic() + seconds
        while not (found := look()):
            assert time.monotonic() < until, f"no {what} within {seconds} s: {self.output.read_text()}"
            time.sleep(0.3)
        return found


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Looks into an inbox with one article at the start, and then every minute."""
    folder = tmp_path_factory.mktemp("served")
    (folder / "inbox").mkdir()
    article = (ARTICLES / "voa-nato-russia-talks.txt").read_text(encoding="utf-8")
    (folder / "inbox" / "talks.txt").write_text(article, encoding="utf-8")
    port, docs_port = free_port(), free_port()
    served = Served(
        f"http://127.0.0.1:{port}",
        f"http://127.0.0.1:{docs_port}",
        folder / ".onrecord" / "onrecord.duckdb",
        folder / "output",
    )

    class Webhook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            served.told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    webhook = ThreadingHTTPServer(("127.0.0.1", 0), Webhook)
    threading.Thread(target=webhook.serve_forever, daemon=True).start()
    options = ["--port", port, "--docs-port", docs_port, "--cron", "* * * * *", "--profile", "fast",
               "--notify", f"http://127.0.0.1:{webhook.server_address[1]}/"]  # fmt: skip
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT")}
    with served.output.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "flows.cli", "serve", "inbox", *map(str, options)],
            cwd=folder,
            env=environment | {"PREFECT_RUNNER_POLL_FREQUENCY": "2"},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        served.wait(lambda: process.poll() is not None or "stop with Ctrl-C" in served.output.read_text(), "server")
        assert process.poll() is None, served.output.read_text()
        yield served
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        finally:
            process.kill()
            webhook.shutdown()


@pytest.fixture(scope="module")
def loaded(served: Served) -> dict[str, Any]:
    """The run that loaded the article."""
    first = served.wait(lambda: [run for run in served.runs() if not run["auto_scheduled"]], "run at the start")[0]
    return served.wait_for_end(first["id"])


def test_what_runs_on_a_schedule_is_deployed(served: Served) -> None:
    found = {deployment["name"]: deployment for deployment in served.ask("deployments/filter", {})}
    assert {"inbox", "maintenance"} <= set(found)
    assert found["inbox"]["schedules"][0]["schedule"]["cron"] == "* * * * *"
    assert found["maintenance"]["parameters"]["run_days"] == 90


def test_a_run_its_tasks_and_its_artifacts_say_what_it_did(served: Served, loaded: dict[str, Any]) -> None:
    assert (loaded["state_name"], loaded["name"]) == ("Completed", "inbox: 1 new article")
    of_run = {"flow_runs": {"id": {"any_": [loaded["id"]]}}}
    tasks = {task["name"] for task in served.ask("task_runs/filter", of_run)}
    for wanted in ("Find new inputs", "Extract batch", "Validate", "Publish"):
        assert any(name.startswith(wanted) for name in tasks), tasks
    artifacts = {artifact["key"]: artifact for artifact in served.ask("artifacts/filter", of_run)}
    assert {"run-result", "validation", "counts", "newest-statements", "documents"} == set(artifacts)
    counts = {row["what"]: row["count"] for row in json.loads(artifacts["counts"]["data"])}
    assert counts["new or changed inputs"] == counts["new documents"] == 1
    (document,) = json.loads(artifacts["documents"]["data"])
    assert document["seconds"] > 0
    assert STATEMENT in artifacts["run-result"]["data"]
    assert "file:" not in json.dumps(list(artifacts.values()))


def test_the_validation_result_links_to_pages_that_are_served(served: Served, loaded: dict[str, Any]) -> None:
    artifacts = served.ask("artifacts/filter", {"flow_runs": {"id": {"any_": [loaded["id"]]}}})
    validation = next(artifact["data"] for artifact in artifacts if artifact["key"] == "validation")
    assert "expectations met" in validation
    assert f"({served.docs}/index.html)" in validation
    with urlopen(f"{served.docs}/index.html") as answer:
        assert "fact_stance" in answer.read().decode()
    with pytest.raises(HTTPError, match="404"):
        urlopen(f"{served.docs}/validations/")


def test_a_run_that_fails_says_why_and_the_webhook_is_told(served: Served, loaded: dict[str, Any]) -> None:
    assert loaded
    flow_run_id = served.run_now("inbox", paths=['/nowhere/"at all"'])
    run = served.wait_for_end(flow_run_id)
    assert run["state"]["message"].startswith('/nowhere/"at all" does not exist. Name a file')
    assert run["name"].startswith("inbox: failed, /nowhere")
    (told,) = served.wait(lambda: served.told, "call of the webhook", 30)
    assert told["text"] == f"inbox: Failed. {run['state']['message']}"
    assert told["url"] == f"{served.address}/runs/flow-run/{flow_run_id}"


def test_a_run_that_finds_the_warehouse_busy_is_skipped(served: Served, loaded: dict[str, Any]) -> None:
    from warehouse.lock import lock

    assert loaded
    with lock(served.warehouse):
        run = served.wait_for_end(served.run_now("inbox"))
    assert (run["state_type"], run["state_name"]) == ("COMPLETED", "Skipped")
    assert "is being loaded by process" in run["state"]["message"]


def test_the_schedule_runs_by_itself(served: Served, loaded: dict[str, Any]) -> None:
    assert loaded

    def ended() -> Any:
        return [run for run in served.runs() if run["auto_scheduled"] and run["state_type"] == "COMPLETED"]

    names = {run["name"] for run in served.wait(ended, "run by the schedule")}
    assert names <= {"inbox: nothing new", "inbox: skipped"}


@pytest.mark.skipif(PROGRAM is None, reason="no Chromium here (Debian: apt-get install chromium)")
def test_a_person_finds_the_run_its_result_and_its_validation_in_the_ui(served: Served, loaded: dict[str, Any]) -> None:
    with browser() as page:
        page.open(f"{served.address}/runs")
        page.click(loaded["name"], "Task Runs", "ingest", "Completed")
        for artifact, shows in (
            ("counts", ("rows of fact_stance", "new or changed inputs")),
            ("validation", ("fact_statement", "Great Expectations' own pages")),
            ("run-result", ("Strongest stances", STATEMENT)),
        ):
            page.click("Artifacts", "counts", "validation", "1 document published", "expectations met")
            page.click(artifact, *shows)
            page.run("history.back()")
