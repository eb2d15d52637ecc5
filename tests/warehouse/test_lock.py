import subprocess
import sys
from pathlib import Path

import pytest

from warehouse.errors import NotAWarehouse, NotWritable, WarehouseInUse
from warehouse.lock import lock, next_path

HOLD = """
import sys, time
from pathlib import Path
from warehouse.lock import lock
with lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_run_is_told_who_holds_the_lock(path: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(WarehouseInUse, match=rf"process {holder.pid} since 2.*Wait for that run"), lock(path):
            pass
    finally:
        holder.kill()
        holder.wait()
    with lock(path):
        pass  # a killed holder does not keep the lock


def test_the_lock_can_be_taken_again_after_it_was_let_go(path: Path) -> None:
    for _ in range(2):
        with lock(path):
            assert path.with_name(path.name + ".lock").read_text().startswith("process ")


def test_what_a_killed_run_left_is_removed(path: Path) -> None:
    leftovers = [next_path(path), path.with_name(path.name + ".next.wal")]
    for leftover in leftovers:
        leftover.write_text("half")
    spilled = path.with_name(path.name + ".next.tmp")
    spilled.mkdir()
    (spilled / "block").write_text("x")
    with lock(path):
        assert not any(leftover.exists() for leftover in [*leftovers, spilled])


def test_the_folder_is_made(tmp_path: Path) -> None:
    with lock(tmp_path / "new" / "deep" / "w.duckdb"):
        assert (tmp_path / "new" / "deep").is_dir()


def test_a_folder_is_no_warehouse(tmp_path: Path) -> None:
    with pytest.raises(NotAWarehouse, match="is a folder"), lock(tmp_path):
        pass


def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(NotWritable, match="Cannot write"), lock(tmp_path / "file" / "w.duckdb"):
        pass


def test_a_path_that_duckdb_could_not_reopen_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(NotAWarehouse, match="question mark"), lock(tmp_path / "really?.duckdb"):
        pass
