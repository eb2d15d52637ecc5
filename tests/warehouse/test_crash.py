"""A run that is killed at any step leaves the published file as it was or as it should be, and a rerun completes."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from warehouse_loads import Batch, load_of

from warehouse.lock import lock
from warehouse.publish import publish
from warehouse.query import run_sql

RUN = """
import os, resource, signal, sys
from pathlib import Path

sys.path.insert(0, {tests!r})
from warehouse_loads import Batch, load_of
from warehouse import publish as steps
from warehouse.lock import lock

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def dying_after(step):
    def run(*arguments):
        result = step(*arguments)
        die()
        return result
    return run

{sabotage}
path, folder = Path(sys.argv[1]), Path(sys.argv[2])
batch = Batch()
for number in range(300):
    batch.document(f"new{{number}}", f"Text number {{number}}. " * 50)
with lock(path):
    steps.publish(path, load_of(folder, "second", batch))
"""

SABOTAGE = {
    "before the copy": "steps._copy_published = die",
    "after the copy": "steps._build_next = die",
    "before the transaction": "steps._write_load = die",
    "in the transaction": "steps._write_load = dying_after(steps._write_load)",
    "before the commit": "steps._check_load = dying_after(steps._check_load)",
    "before the rename": "steps.replace_published = die",
    "after the rename": "steps.replace_published = dying_after(steps.replace_published)",
}

FULL_DISK = """
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
stage = load_of

def load_of(*arguments):
    load = stage(*arguments)
    resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))
    return load
"""


def run(path: Path, folder: Path, sabotage: str) -> subprocess.CompletedProcess[str]:
    code = RUN.format(tests=str(Path(__file__).parent), sabotage=sabotage)
    return subprocess.run([sys.executable, "-c", code, str(path), str(folder)], capture_output=True, text=True)


@pytest.fixture
def published(path: Path, tmp_path: Path) -> Path:
    batch = Batch()
    batch.document("first", "The first text.")
    publish(path, load_of(tmp_path, "first", batch))
    return path


def documents(path: Path) -> int:
    return int(run_sql(path, "SELECT count(*) FROM dim_document").item())


@pytest.mark.parametrize("step", SABOTAGE)
def test_a_killed_run_publishes_all_or_nothing_and_can_be_run_again(published: Path, tmp_path: Path, step: str) -> None:
    before = published.read_bytes()
    killed = run(published, tmp_path, SABOTAGE[step])
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    if step == "after the rename":
        assert documents(published) == 301
    else:
        assert published.read_bytes() == before
    again = run(published, tmp_path, "")
    assert again.returncode == 0, again.stderr
    assert documents(published) == 301
    assert run_sql(published, "SELECT count(*) FROM load").item() == 2
    with lock(published):
        leftovers = {file.name for file in tmp_path.iterdir() if file.is_file()}
    assert leftovers == {published.name, published.name + ".lock"}


def test_a_disk_that_fills_while_loading_leaves_the_published_file(published: Path, tmp_path: Path) -> None:
    before = published.read_bytes()
    sabotage = FULL_DISK.format(size=len(before))
    failed = run(published, tmp_path, sabotage)
    assert failed.returncode == 1
    assert "warehouse.errors.NotWritable: Cannot write the warehouse" in failed.stderr
    assert published.read_bytes() == before
    assert not published.with_name(published.name + ".next").exists()
